"""The class of every route that takes JSON: its body is read once, by the bounded reader, and by nothing else."""

import asyncio
import re
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.params import Form
from fastapi.routing import APIRoute

from shared.refusals import UnsupportedError
from shared.web.api.json_reader import UnreadableError, read_json

_JSON = re.compile(r"\s*application/(?:[^;\s]+\+)?json\s*(?:;|$)", re.IGNORECASE)
_NOT_JSON = "Nội dung gửi lên phải là JSON. Gửi lại với tiêu đề Content-Type: application/json."
# Larger ones are read beside the loop, so that nobody waits for them.
_READ_AT_ONCE_BYTES = 64 * 1024


class JsonRoute(APIRoute):
    """A route whose JSON body is bounded before it is built (`shared.web.api.json_reader`).

    A contract test holds every route that takes a body to it.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """What answers a request: the body is read, then FastAPI does the rest."""
        answer = super().get_route_handler()
        if not takes_json(self):
            return answer

        async def read_and_answer(request: Request) -> Response:
            reading = _ReadRequest(request.scope, request.receive)
            await reading.read()
            return await answer(reading)

        return read_and_answer


def takes_json(route: APIRoute) -> bool:
    """Whether the route has a body that is not a form's."""
    return route.body_field is not None and not isinstance(route.body_field.field_info, Form)


class _ReadRequest(Request):
    """A request whose JSON has been read already."""

    _value: object = None

    async def read(self) -> None:
        """Read the body.

        Raises:
            InvalidError: There is too much of something in it, or something that cannot be kept.
            UnsupportedError: It says to be something else than JSON.
            RequestValidationError: It is no JSON.
        """
        body = await self.body()
        if not body:
            return
        if not _JSON.match(self.headers.get("content-type", "")):
            raise UnsupportedError(_NOT_JSON)
        try:
            is_small = len(body) <= _READ_AT_ONCE_BYTES
            self._value = read_json(body) if is_small else await asyncio.to_thread(read_json, body)
        except UnreadableError as error:
            place = {"type": "json_invalid", "loc": ("body", error.position), "msg": "", "input": {}, "ctx": {}}
            raise RequestValidationError([place]) from None

    async def json(self) -> object:
        """The value that was read; FastAPI asks for it where the heading says JSON."""
        return self._value
