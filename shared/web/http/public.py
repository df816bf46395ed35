"""Answers that are the same for everybody: kept by browsers and proxies for a while, asked after by their tag."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Self

from fastapi import Header
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

KEPT_SECONDS = 300
NOT_MODIFIED: dict[int | str, dict[str, object]] = {304: {"description": "Bản đang giữ (If-None-Match) vẫn đúng"}}
# Named for the description only: `PublicAnswer` reads the header as it came.
KnownTag = Annotated[
    str | None,
    Header(
        alias="If-None-Match", description="Thẻ (ETag) của bản đang giữ; bản ấy còn đúng thì trả lời 304 không nội dung"
    ),
]


@dataclass(frozen=True)
class PublicAnswer:
    """An answer and its strong tag, which is made of its content."""

    body: bytes
    tag: str
    media_type: str = "application/json"

    @classmethod
    def of(cls, shown: BaseModel) -> Self:
        """The answer that shows this."""
        return cls.of_bytes(shown.model_dump_json().encode())

    @classmethod
    def of_bytes(cls, body: bytes, media_type: str = "application/json") -> Self:
        """The answer with this body."""
        return cls(body, tag_of(body), media_type)

    def answer(self, request: Request, *, kept_seconds: int = KEPT_SECONDS) -> Response:
        """The answer; 304 without a body where the asker has it already."""
        headers = {"ETag": self.tag, "Cache-Control": f"public, max-age={kept_seconds}"}
        if is_known(",".join(request.headers.getlist("if-none-match")), self.tag):
            return Response(status_code=304, headers=headers)
        return Response(self.body, headers=headers, media_type=self.media_type)


def tag_of(body: bytes) -> str:
    """A strong tag, which is made of the content."""
    return f'"{sha256(body).hexdigest()[:32]}"'


def is_known(header: str, tag: str) -> bool:
    """Whether If-None-Match names the tag: in a list, as a weak one, or by `*` (RFC 9110, 13.1.2)."""
    return any(each.strip().removeprefix("W/") in {tag, "*"} for each in header.split(","))
