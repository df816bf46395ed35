"""When a mail is tried again."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Schedule:
    """How long changes are gathered, claims last, and failures wait; `give_up` is the mail's age at the last try.

    `patience` is how long a mail waits for what happened before it and has not come: by the clock of whoever looks, and
    two notifiers' may be two minutes apart.
    """

    window: timedelta = timedelta(seconds=5)
    lease: timedelta = timedelta(seconds=20)
    first_retry: timedelta = timedelta(seconds=5)
    longest_retry: timedelta = timedelta(minutes=15)
    give_up: timedelta = timedelta(days=5)
    patience: timedelta = timedelta(minutes=4)

    def pause(self, attempts: int, luck: float) -> timedelta:
        """The wait after this many attempts: doubling, bounded, and spread by `luck` in [0, 1) over its upper half."""
        longest = min(self.first_retry * (1 << min(attempts - 1, 20)), self.longest_retry)
        return longest * ((1 + luck) / 2)

    def is_hopeless(self, created_at: datetime, at: datetime) -> bool:
        """Whether a mail of that age is given up at its next temporary refusal."""
        return at - created_at >= self.give_up
