"""The headers that make a change safe to send again, described once: Idempotency-Key and If-Match."""

from typing import Annotated

from fastapi import Depends, Header

from shared.refusals import FieldProblem, InvalidError
from shared.web.api.examples import KEY

IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        description="Mã chống gửi trùng, ví dụ UUID: gửi lại cùng mã và cùng nội dung thì nhận lại cùng câu trả lời",
        examples=[KEY],
    ),
]


async def read_version(
    if_match: Annotated[
        str | None,
        Header(
            alias="If-Match",
            max_length=40,
            description="Phiên bản đang xem, như ETag hoặc `version` đã nêu; nội dung đã đổi từ đó thì trả lời 409",
            examples=['"3"'],
        ),
    ] = None,
) -> int | None:
    """The version that the request was made for; absent when it does not say.

    Raises:
        InvalidError: The header holds something else.
    """
    # A coroutine, although it waits for nothing: FastAPI sends plain functions through a thread for each request.
    if if_match is None:
        return None
    plain = if_match.strip().removeprefix("W/").strip('"')
    if not plain.isascii() or not plain.isdigit():
        message = 'Nhập số phiên bản đang xem trong If-Match, ví dụ "3".'
        raise InvalidError([FieldProblem("If-Match", message)])
    return int(plain)


VersionSeen = Annotated[int | None, Depends(read_version)]
