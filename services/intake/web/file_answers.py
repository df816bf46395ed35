"""A file as the answer to a request: whole, or the part that was asked for; to be kept, or to be looked at."""

from fastapi import Request
from fastapi.responses import Response, StreamingResponse

from services.intake.application.attachments import OpenAttachment
from services.intake.domain.attachments import StoredFile
from shared.files.names import disposition
from shared.files.verdicts import MediaType
from shared.web.http.ranges import find_range

# What a browser shows without running any of it as this site's; the kind is by what the file holds, not by its name.
LOOKED_AT = frozenset({MediaType.PDF, MediaType.JPEG, MediaType.PNG})
# Whatever it holds, a file from here runs nothing and is kept by nobody on the way.
_SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, no-cache",
    "Accept-Ranges": "bytes",
}
# A browser's own reader for PDF is a plug-in, which a sandbox shuts out; pictures need nothing.
_LOOKING = "default-src 'none'; object-src 'self'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"


def answer_with(opened: OpenAttachment, file: StoredFile, request: Request, *, is_looked_at: bool = False) -> Response:
    """The file, to be kept; to be looked at where that is wished and the file is of a kind that browsers show."""
    is_shown = is_looked_at and file.media_type in LOOKED_AT
    tag = f'"{file.sha256}"'
    headers = {
        **_SAFE,
        **({"Content-Security-Policy": _LOOKING} if is_shown else {}),
        "ETag": tag,
        "Content-Disposition": disposition(file.name, file.media_type, is_looked_at=is_shown),
    }
    if _names(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    is_current = request.headers.get("if-range", tag) == tag
    asked = find_range(request.headers.get("range", "") if is_current else "", file.size)
    if asked is None:
        return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{file.size}"})
    first, last, status = asked.first, asked.last, 200
    if asked.is_part:
        status = 206
        headers["Content-Range"] = f"bytes {first}-{last}/{file.size}"
    headers["Content-Length"] = str(last - first + 1)
    content = opened.content(file, first, last)
    return StreamingResponse(content, status, headers, file.media_type.value)


def _names(header: str, tag: str) -> bool:
    return any(known.strip().removeprefix("W/") in {tag, "*"} for known in header.split(","))
