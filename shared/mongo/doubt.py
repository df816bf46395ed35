"""When this process last did not learn what became of something that it asked of its database."""

import time

_NEVER = float("-inf")


class Doubt:
    """The moment of the latest doubt, by the monotonic clock; any thread may note one."""

    def __init__(self) -> None:
        self.at = _NEVER

    def note(self) -> None:
        """There is one now."""
        self.at = time.monotonic()


# One for the process, as `translated` is: a service speaks to one database server.
LATEST = Doubt()
