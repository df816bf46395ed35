"""Asking until there is an answer: the same request again after every failure, as a careful client does."""

from collections.abc import Awaitable, Callable

import httpx

from ops.demo.waiting import until

_SERVER_FAULTS = 500
_AGAIN = frozenset({408, 429})
PATIENCE = 90.0


async def insist(ask: Callable[[], Awaitable[httpx.Response]], *, what: str) -> httpx.Response:
    """The first answer that says what became of the request.

    Raises:
        NotInTimeError: There was none for a minute and a half.
    """

    async def once() -> httpx.Response | None:
        try:
            response = await ask()
        except httpx.TransportError:
            return None
        return None if response.status_code >= _SERVER_FAULTS or response.status_code in _AGAIN else response

    return await until(once, what=what, seconds=PATIENCE)
