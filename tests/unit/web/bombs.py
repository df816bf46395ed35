"""Takes in each body that is made to cost far more than its size, in a process of its own, and tells what it cost.

`python -m tests.unit.web.bombs`: a line for each with its name, status, and bytes of body and of memory at the peak.
"""

import asyncio
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, BinaryIO

from fastapi import APIRouter
from starlette.types import Message

from services.intake.domain.dossier import Submission
from shared.web.api.as_written import as_written
from shared.web.api.json_route import JsonRoute
from tests.unit.web.small_app import app_with

_MEBIBYTE = 1024 * 1024
_MOST = 16 * _MEBIBYTE
_PIECE = 64 * 1024


def _filled(start: bytes, part: bytes, end: bytes, size: int = _MOST) -> bytes:
    return start + part * ((size - len(start) - len(end)) // len(part)) + end


BOMBS: Mapping[str, Callable[[], bytes]] = {
    "groups of one": lambda: _filled(b"[", b'{"":0},', b"0]"),
    "empty groups as nominations": lambda: _filled(b'{"nominations":[', b"{},", b"{}]}", 600 * 1024),
    "as many nominations as values": lambda: b'{"nominations":[' + b"{}," * 40_000 + b"{}]}",
    "zeros": lambda: _filled(b"[", b"0,", b"0]"),
    "zeros beside a text": lambda: _filled(b'["",', b"0,", b"0]"),
    "empty texts": lambda: _filled(b"[", b'"",', b'""]'),
    "texts with a broken character at the end": lambda: _filled(b"[", b'{"":0},', b'"\\u0000"]'),
    "lists in lists": lambda: _filled(b"", b"[", b""),
    "groups in groups": lambda: _filled(b"", b'{"a":', b""),
    "a long number": lambda: _filled(b"[", b"9", b"]"),
    "many long numbers": lambda: _filled(b"[", b"9" * 4_000 + b",", b"0]"),
    "a long text": lambda: _filled(b'["', b"a", b'"]'),
    "a long text with a sign": lambda: _filled(b'["\xf0\x9f\x98\x80', b"a", b'"]'),
    "texts with a sign each": lambda: _filled(b"[", b'"\xf0\x9f\x98\x80' + b"a" * 190 + b'",', b"0]"),
    "texts with a written sign each": lambda: _filled(b"[", b'"\\ud83d\\ude00' + b"a" * 190 + b'",', b"0]"),
    "texts of quotation marks": lambda: _filled(b'["', b'\\"', b'"]'),
    "texts without an end": lambda: _filled(b'["', b'\\"', b""),
    "names, all of them different": lambda: b"{" + b",".join(b'"%d":0' % turn for turn in range(99_000)) + b"}",
    "a name twice after all": lambda: b'{"a":0,"a":0,"b":[' + b'"' + b"b" * 150 + b'",' + b"0," * 90_000 + b"0]}",
    "honest texts": lambda: _filled(b'{"a":["', "Nguyễn Thị Ấn, ".encode() * 600 + b'","', b'"]}'),
}


def _app() -> object:
    router = APIRouter(route_class=JsonRoute)

    @router.post("/api/v1/dossiers")
    async def submit(_submission: Annotated[Submission, as_written(Submission)]) -> None: ...

    return app_with(router)


async def _status(app: object, file: BinaryIO, size: int) -> int:
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": "/api/v1/dossiers", "raw_path": b"/api/v1/dossiers", "query_string": b"", "root_path": "",
        "headers": [(b"content-type", b"application/json"), (b"content-length", b"%d" % size)],
    }  # fmt: skip
    statuses: list[int] = []

    async def receive() -> Message:
        piece = file.read(_PIECE)
        return {"type": "http.request", "body": piece, "more_body": len(piece) == _PIECE}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    await app(scope, receive, send)  # type: ignore[operator]  # an ASGI application
    return statuses[0]


def _memory(name: str) -> int:
    found = re.search(rf"{name}:\s+(\d+)", Path("/proc/self/status").read_text(encoding="ascii"))
    return int(found[1]) * 1024 if found else 0


def _take(app: object, name: str, path: Path) -> None:
    before = _memory("VmRSS")
    size = path.stat().st_size
    with path.open("rb") as file:
        status = asyncio.run(_status(app, file, size))
    grown = _memory("VmHWM") - before
    print(f"{name}\t{status}\t{size}\t{grown}", flush=True)  # noqa: T201  what it is for


def main() -> None:
    """Take them in one by one, each in a child of its own."""
    app = _app()
    with TemporaryDirectory() as folder:
        for name, made in BOMBS.items():
            path = Path(folder) / "body"
            if (making := os.fork()) == 0:
                path.write_bytes(made())
                os._exit(0)
            os.waitpid(making, 0)
            if (taking := os.fork()) == 0:
                try:
                    _take(app, name, path)
                finally:
                    os._exit(0)
            os.waitpid(taking, 0)


if __name__ == "__main__":
    main()
