"""PDF by qpdf, the library behind pikepdf, which finds its way in files as readers do."""

import re
from functools import cache
from typing import BinaryIO

from shared.files.verdicts import DAMAGED, PROTECTED, Fault, MediaType, RefusedError

# Readers look for the header in this much of a file.
PDF_HEAD_BYTES = 1024
# Blanks, null bytes and byte order marks do nobody harm; anything else before the header is another file around it.
_START = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff|[\x00\x09\x0a\x0b\x0c\x0d\x20])*%PDF-")
# What is unpacked while a file is opened is its table of objects, of some mebibytes in the longest documents.
_MOST_UNPACKED = 64 * 1024 * 1024
_NO_PAGE = "Tệp PDF không có trang nào. Xuất hoặc quét lại tệp rồi tải lên."


def is_pdf(head: bytes) -> bool:
    """Whether a file that begins so is a PDF, with nothing before it but blanks, null bytes and byte order marks."""
    return _START.match(head) is not None


def look_at_pdf(file: BinaryIO) -> MediaType:
    """PDF, where the empty password opens it, as it does for readers.

    A file that only an owner's password protects, or that is signed, opens; so does one whose table of objects must be
    rebuilt. The file is only read: what is kept is what was sent.

    Raises:
        RefusedError: It asks for a password, cannot be opened at all, or has no page.
    """
    # Loaded by whoever looks at a PDF: it takes longer than all the rest of a service.
    import pikepdf  # noqa: PLC0415

    _limit_unpacking()
    # Through a mapping a damaged file is searched some fifty times faster than by calls.
    access = pikepdf.AccessMode.mmap if _is_on_disk(file) else pikepdf.AccessMode.stream
    file.seek(0)
    try:
        with pikepdf.open(file, suppress_warnings=True, access_mode=access) as document:
            if not len(document.pages):
                raise RefusedError(Fault.DAMAGED, _NO_PAGE)
    except pikepdf.PasswordError:
        raise RefusedError(Fault.PROTECTED, PROTECTED) from None
    except (pikepdf.PdfError, pikepdf.ForeignObjectError, ValueError, RuntimeError) as error:
        raise _unopened(error) from None
    return MediaType.PDF


@cache
def _limit_unpacking() -> None:
    """Once in a process, which they bind as a whole. A limit of warnings is none of them: it makes qpdf stricter."""
    from pikepdf.settings import set_qpdf_limits  # noqa: PLC0415 - as above

    set_qpdf_limits(
        flate_max_memory=_MOST_UNPACKED,
        png_max_memory=_MOST_UNPACKED,
        run_length_max_memory=_MOST_UNPACKED,
        tiff_max_memory=_MOST_UNPACKED,
        dct_max_memory=_MOST_UNPACKED,
    )


def _is_on_disk(file: BinaryIO) -> bool:
    try:
        file.fileno()
    except OSError:
        return False
    return True


def _unopened(error: Exception) -> RefusedError:
    # What is encrypted for certificates, or by a way of which qpdf knows nothing, asks people for more than a file.
    if "encrypt" in str(error).casefold():
        return RefusedError(Fault.PROTECTED, PROTECTED)
    return RefusedError(Fault.DAMAGED, DAMAGED)
