"""HTTP that is written down: every request before it leaves, every answer, and every answer that never came."""

import json
import ssl

import httpx
from pydantic import JsonValue

from tests.oracle.record import Record

_UNSPOKEN = "/sessions"  # passwords and tokens


class RecordingTransport(httpx.AsyncBaseTransport):
    """What one account asks of the system, recorded under its name."""

    def __init__(self, record: Record, who: str, inner: httpx.AsyncBaseTransport | None = None) -> None:
        self._record = record
        self._who = who
        # The system under test speaks plain HTTP; reading the machine's certificates for each person takes long.
        self._inner = inner or httpx.AsyncHTTPTransport(verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send, and write down both ways; bodies of changes only, since reads come back after quiet."""
        is_change = request.method != "GET" and not request.url.path.endswith(_UNSPOKEN)
        number = self._record.asked(
            self._who,
            request.method,
            request.url.path,
            request.headers.get("Idempotency-Key", ""),
            _parsed(await request.aread()) if is_change else None,
        )
        try:
            response = await self._inner.handle_async_request(request)
            content = await response.aread()
        except BaseException as error:
            self._record.unanswered(number, type(error).__name__)
            raise
        self._record.answered(number, response.status_code, _parsed(content) if is_change else None)
        return httpx.Response(response.status_code, headers=response.headers, content=content, request=request)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._inner.aclose()


def _parsed(content: bytes) -> JsonValue:
    try:
        parsed: JsonValue = json.loads(content)
    except ValueError:
        return content.decode(errors="replace")[:2000] or None
    return parsed
