"""What a file is, by its content alone; never stricter than the programs that people read with."""

from collections.abc import Callable
from typing import BinaryIO

from shared.files.foreign import foreign_sentence, look_at_container
from shared.files.office import look_at_package
from shared.files.pdf import PDF_HEAD_BYTES, is_pdf, look_at_pdf
from shared.files.pictures import look_at_jpeg, look_at_png
from shared.files.verdicts import EMPTY, Fault, MediaType, RefusedError, Taken, Verdict
from shared.files.wrappings import mangling_sentence, wrapping_sentence

_LOOKS: tuple[tuple[bytes, Callable[[BinaryIO], MediaType]], ...] = (
    (b"PK\x03\x04", look_at_package),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", look_at_container),
    (b"\xff\xd8\xff", look_at_jpeg),
    (b"\x89PNG\r\n\x1a\n", look_at_png),
)
_HEAD_BYTES = 64 * 1024
_NOTHING = b"\x00\x09\x0a\x0d\x20\xef\xbb\xbf"


def look(file: BinaryIO) -> Verdict:
    """The verdict on a file that can be read at any place; the file is only read.

    What it costs is bounded: how much is unpacked, how many parts and pixels are looked at. Nothing inside a part is
    opened again, so a file in a file in a file costs as much as its outermost.
    """
    file.seek(0)
    head = file.read(_HEAD_BYTES)
    # What a download that failed leaves is as long as the file, and full of nothing.
    if not head.strip(_NOTHING):
        return EMPTY
    try:
        return Taken(_kind_of(file, head))
    except RefusedError as refusal:
        return refusal.verdict


def _kind_of(file: BinaryIO, head: bytes) -> MediaType:
    for magic, look_at in _LOOKS:
        if head.startswith(magic):
            return look_at(file)
    mangling = mangling_sentence(head)
    if mangling:
        raise RefusedError(Fault.WRAPPED, mangling)
    start = head[:PDF_HEAD_BYTES]
    if is_pdf(start):
        return look_at_pdf(file)
    wrapping = wrapping_sentence(start)
    if wrapping:
        raise RefusedError(Fault.WRAPPED, wrapping)
    raise RefusedError(Fault.FOREIGN, foreign_sentence(start))
