"""JPEG and PNG by Pillow; what phones append after a picture's own end is let pass."""

import re
import struct
from collections.abc import Iterator
from typing import BinaryIO

from shared.files.verdicts import Fault, MediaType, RefusedError

# As many as telephones take, and an A3 page at 1200 dots an inch has; few programs show more.
MOST_PIXELS = 200_000_000
# A progressive JPEG lies in memory whole while it is decoded, at three to six bytes a pixel.
_MOST_PROGRESSIVE_PIXELS = 50_000_000
# Each scan goes over the whole picture; cameras and programs write about ten.
_MOST_SCANS = 100
# A file of 20 MiB whose every segment is as long as it may be has about 320.
_MOST_SEGMENTS = 20_000
_PIECE = 64 * 1024
# The decoder makes an eighth of the picture out of all of its data.
_SCALE = 8
_MARKER = re.compile(rb"\xff([^\x00\x01\xff\xd0-\xd7])")
_SCAN, _END = 0xDA, 0xD9
_HALF = "Ảnh bị hỏng hoặc thiếu phần cuối. Lấy lại ảnh gốc, hoặc chụp, quét lại rồi tải lên."
_ODD = "Ảnh được ghi theo cách lạ. Mở ảnh, lưu lại thành JPEG thường rồi tải lên."
_UNFIT = (OSError, SyntaxError, ValueError, TypeError, LookupError, EOFError, ArithmeticError, struct.error)


def look_at_jpeg(file: BinaryIO) -> MediaType:
    """JPEG that reaches its own end and can be decoded; what follows that end is not looked at.

    Raises:
        RefusedError: It is cut off, cannot be decoded, or is larger than people need.
    """
    from PIL import Image  # noqa: PLC0415 - loaded by whoever looks at a picture

    markers = list(_markers(file))
    if not markers or markers[-1] != _END:
        too_many = len(markers) > _MOST_SEGMENTS
        raise RefusedError(Fault.TOO_MUCH, _ODD) if too_many else RefusedError(Fault.DAMAGED, _HALF)
    if markers.count(_SCAN) > _MOST_SCANS:
        raise RefusedError(Fault.TOO_MUCH, _ODD)
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    file.seek(0)
    try:
        with Image.open(file, formats=["JPEG"]) as picture:
            width, height = picture.size
            _bound(width * height, _MOST_PROGRESSIVE_PIXELS if picture.info.get("progressive") else MOST_PIXELS)
            picture.draft("L", (max(1, width // _SCALE), max(1, height // _SCALE)))
            picture.load()
    except Image.DecompressionBombError:
        raise _too_large(MOST_PIXELS) from None
    except _UNFIT:
        raise RefusedError(Fault.DAMAGED, _HALF) from None
    return MediaType.JPEG


def look_at_png(file: BinaryIO) -> MediaType:
    """PNG whose pieces are all there and sound; what follows the last is not looked at.

    Raises:
        RefusedError: It is cut off or damaged, or larger than people need.
    """
    from PIL import Image  # noqa: PLC0415 - as above

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    file.seek(0)
    try:
        with Image.open(file, formats=["PNG"]) as picture:
            width, height = picture.size
            _bound(width * height, MOST_PIXELS)
            # Goes from piece to piece up to the last and compares their checksums; decodes nothing.
            picture.verify()
    except Image.DecompressionBombError:
        raise _too_large(MOST_PIXELS) from None
    except _UNFIT:
        raise RefusedError(Fault.DAMAGED, _HALF) from None
    return MediaType.PNG


def _bound(pixels: int, most: int) -> None:
    if pixels > most:
        raise _too_large(most)


def _too_large(most: int) -> RefusedError:
    size = f"Ảnh quá lớn, hơn {most // 1_000_000} triệu điểm ảnh."
    return RefusedError(Fault.TOO_MUCH, f"{size} Giảm kích thước ảnh hoặc độ phân giải khi quét rồi tải lên lại.")


def _markers(file: BinaryIO) -> Iterator[int]:
    """The markers of a JPEG from the first up to its own end, skipping over what the segments hold."""
    place = 2
    for _ in range(_MOST_SEGMENTS + 1):
        found = _marker_from(file, place)
        if found is None:
            return
        marker, place = found
        yield marker
        if marker == _END:
            return
        file.seek(place)
        # Of a scan this is its header; its data, in which a marker's byte never stands alone, are passed over.
        place += max(2, int.from_bytes(file.read(2), "big"))


def _marker_from(file: BinaryIO, place: int) -> tuple[int, int] | None:
    while True:
        file.seek(place)
        piece = file.read(_PIECE)
        found = _MARKER.search(piece)
        if found is not None:
            return found[1][0], place + found.end()
        if len(piece) < _PIECE:
            return None
        place += len(piece) - 1
