"""What a file is, by its content; protected, damaged and foreign files are refused, each in words of its own."""

import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from typing import IO
from xml.etree import ElementTree as ET

from services.intake.domain.attached import MediaType
from shared.refusals import FieldProblem, InvalidError

EMPTY = "Tệp trống. Chọn tệp có nội dung rồi tải lên lại."
FOREIGN = "Tệp phải là PDF, DOCX, XLSX, JPEG hoặc PNG. Lưu tệp thành một trong các dạng đó rồi tải lên lại."
PROTECTED = "Tệp có mật khẩu hoặc bị khóa. Gỡ mật khẩu rồi tải lên lại."
DAMAGED = "Tệp bị hỏng hoặc thiếu phần cuối. Mở tệp, lưu lại hoặc quét lại rồi tải lên."

_TAIL = 64 * 1024
_PIECE = 64 * 1024
_HEAD = 1024
_MOST_UNPACKED = 256 * 1024 * 1024
_MOST_PARTS = 5_000
_MOST_TYPES = 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TYPES = "[Content_Types].xml"
_MAIN: Mapping[str, tuple[MediaType, str]] = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": (MediaType.DOCX, "word/"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": (MediaType.XLSX, "xl/"),
}
_START = re.compile(rb"startxref\s+(\d{1,12})\s+%%EOF")
_DICTIONARY_BYTES = 16 * 1024


def inspected(file: IO[bytes], size: int) -> MediaType:
    """What the file is.

    Raises:
        InvalidError: It is empty, of another kind, protected, or damaged.
    """
    if not size:
        raise _refusal(EMPTY)
    head = _read(file, 0, _HEAD)
    for magic, look in _LOOKS:
        if head.startswith(magic):
            return look(file, size)
    # Some scanners write a few bytes before the header; readers allow a kilobyte.
    if b"%PDF-" in head:
        return _pdf(file, size)
    raise _refusal(FOREIGN)


def _pdf(file: IO[bytes], size: int) -> MediaType:
    tail = _read(file, max(0, size - _TAIL), _TAIL)
    starts = _START.findall(tail)
    if not starts:
        raise _refusal(DAMAGED)
    shift = _read(file, 0, _HEAD).index(b"%PDF-")
    table = _read(file, int(starts[-1]) + shift, _DICTIONARY_BYTES).lstrip()
    if table.startswith(b"xref"):
        dictionary = _trailer_after(file, int(starts[-1]) + shift, tail)
    elif re.match(rb"\d+\s+\d+\s+obj", table):
        dictionary = table.partition(b"stream")[0]
    else:
        raise _refusal(DAMAGED)
    if re.search(rb"/Encrypt[\s\[<\d]", dictionary):
        raise _refusal(PROTECTED)
    return MediaType.PDF


def _trailer_after(file: IO[bytes], start: int, tail: bytes) -> bytes:
    """What stands between the table's `trailer` and its `startxref`."""
    file.seek(start)
    seen = b""
    while b"startxref" not in seen:
        piece = file.read(_PIECE)
        if not piece:
            break
        # Only the end of the table is of interest: long tables are not kept.
        seen = (seen if b"trailer" in seen else seen[-len(b"trailer") :]) + piece
        if len(seen) > _MOST_TYPES:
            break
    found = seen.partition(b"trailer")[2].partition(b"startxref")[0]
    return found or tail.rpartition(b"trailer")[2]


def _jpeg(file: IO[bytes], size: int) -> MediaType:
    if b"\xff\xd9" not in _read(file, max(0, size - _HEAD), _HEAD):
        raise _refusal(DAMAGED)
    return MediaType.JPEG


def _png(file: IO[bytes], size: int) -> MediaType:
    if b"IEND\xaeB`\x82" not in _read(file, max(0, size - _HEAD), _HEAD):
        raise _refusal(DAMAGED)
    return MediaType.PNG


def _ole(file: IO[bytes], _size: int) -> MediaType:
    # Office puts a protected DOCX or XLSX into the old container, whose directory then names this stream.
    header = _read(file, 0, 512)
    sector = 1 << min(int.from_bytes(header[30:32], "little"), 12)
    directory = (int.from_bytes(header[48:52], "little") + 1) * sector
    is_protected = "EncryptedPackage".encode("utf-16-le") in _read(file, directory, 4096)
    raise _refusal(PROTECTED if is_protected else FOREIGN)


def _office(file: IO[bytes], _size: int) -> MediaType:
    try:
        with zipfile.ZipFile(file) as package:
            return _packed(package)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ET.ParseError, NotImplementedError, ValueError):
        raise _refusal(DAMAGED) from None


def _packed(package: zipfile.ZipFile) -> MediaType:
    parts = package.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise _refusal(PROTECTED)
    names = {part.filename for part in parts}
    if _TYPES not in names:
        raise _refusal(FOREIGN)
    is_bomb = len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED
    if is_bomb or package.getinfo(_TYPES).file_size > _MOST_TYPES:
        raise _refusal(DAMAGED)
    kind, folder = _main_part(package.read(_TYPES))
    if not any(name.startswith(folder) for name in names):
        raise _refusal(DAMAGED)
    for part in parts:
        _unpack(package, part)
    return kind


def _main_part(types: bytes) -> tuple[MediaType, str]:
    if b"<!DOCTYPE" in types or b"<!ENTITY" in types:
        raise _refusal(DAMAGED)
    for entry in ET.fromstring(types):  # noqa: S314 - at most a mebibyte, and without entities
        found = _MAIN.get(entry.get("ContentType", ""))
        if found is not None:
            return found
    raise _refusal(FOREIGN)


def _unpack(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    # Reading to the end compares the checksum.
    with package.open(part) as content:
        while content.read(_PIECE):
            pass


def _read(file: IO[bytes], start: int, length: int) -> bytes:
    file.seek(start)
    return file.read(length)


def _refusal(message: str) -> InvalidError:
    return InvalidError([FieldProblem("body", message)], message=message)


_LOOKS: tuple[tuple[bytes, Callable[[IO[bytes], int], MediaType]], ...] = (
    (b"%PDF-", _pdf),
    (b"PK\x03\x04", _office),
    (_OLE, _ole),
    (b"\xff\xd8\xff", _jpeg),
    (b"\x89PNG\r\n\x1a\n", _png),
)
