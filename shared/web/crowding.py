"""How much may be in hand at once: past that, who comes is asked to come back rather than kept waiting for long."""

from collections.abc import Iterable

MAX_REQUESTS = 256
MAX_BYTES = 64 * 1024 * 1024
RETRY_AFTER_SECONDS = 2


class Crowd:
    """The requests with a body that are being served, and what their bodies weigh. One alone is always let in."""

    def __init__(self, max_requests: int = MAX_REQUESTS, max_bytes: int = MAX_BYTES) -> None:
        self._max_requests = max_requests
        self._max_bytes = max_bytes
        self._requests = 0
        self._bytes = 0

    def let_in(self, weight: int) -> bool:
        """Whether there is room; then it counts until `let_go`."""
        is_full = self._requests >= self._max_requests or self._bytes + weight > self._max_bytes
        if is_full and self._requests:
            return False
        self._requests += 1
        self._bytes += weight
        return True

    def let_go(self, weight: int) -> None:
        """It is served."""
        self._requests -= 1
        self._bytes -= weight


def announced(headers: Iterable[tuple[bytes, bytes]], at_most: int) -> int:
    """How many bytes of body a request announces; `at_most` where it does not say, 0 where it has none."""
    for name, value in headers:
        if name == b"content-length":
            return int(value) if value.isdigit() else at_most
        if name == b"transfer-encoding":
            return at_most
    return 0
