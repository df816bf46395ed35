"""When this process last did not know what it, or one before it, had stored."""

import time


class Doubt:
    """The moment of the latest doubt, by the monotonic clock; any thread may note one.

    A process begins in doubt: one that was killed a moment ago may have stored what nobody has published yet.
    """

    def __init__(self) -> None:
        self.at = time.monotonic()

    def note(self) -> None:
        """There is one now."""
        self.at = time.monotonic()


# One for the process, as `translated` is: a service speaks to one database server.
LATEST = Doubt()
