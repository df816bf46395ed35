"""Lists of accounts opened in a process apart, one at a time; and the form to fill in, written."""

import asyncio
import io
from functools import cache
from typing import BinaryIO

from shared.files.apart import Apart, AwayError, BookRead, Bounds
from shared.files.foreign_lists import HEAVY_LIST
from shared.files.forms import Form
from shared.files.sheets import Book
from shared.files.verdicts import Fault, Refused
from shared.observability.logs import get_logger
from shared.observability.metrics import LOOKS_ENDED
from shared.refusals import FieldProblem, InvalidError, UnavailableError

# A list of accounts has some hundred rows, and comes by a request of half a mebibyte.
BOUNDS = Bounds(memory_bytes=192 * 1024 * 1024, cpu_seconds=10, seconds=20, most_said=8 * 1024 * 1024)
_USUAL = frozenset({"killed", "deadline", "MemoryError"})
_NOT_READ = "Tệp chưa đọc được lúc này và chưa có gì được lưu. Hãy chọn tệp lại sau ít phút."
_log = get_logger(__name__)


class BooksApart:
    """Opens files with spreadsheet libraries outside of this process."""

    def __init__(self, apart: Apart | None = None) -> None:
        self._apart = apart or _process()
        self._place = asyncio.Semaphore(1)

    async def read(self, file: BinaryIO) -> Book:
        """The sheets of a file on the disk.

        Raises:
            InvalidError: There are none, in words for whoever chose the file.
            UnavailableError: There is no process to read in.
        """
        async with self._place:
            read = await asyncio.to_thread(self._read, file)
        if read.ended:
            LOOKS_ENDED.labels(read.ended if read.ended in _USUAL else "error").inc()
            _log.warning("identity.list_reading_ended", why=read.ended, most_bytes=read.most_bytes)
        if isinstance(read.found, Refused):
            sentence = HEAVY_LIST if read.found.fault is Fault.HEAVY else read.found.sentence
            raise InvalidError([FieldProblem("file", sentence)], message=sentence)
        return read.found

    async def write(self, form: Form) -> bytes:
        """The form as a workbook."""
        return await asyncio.to_thread(_saved, form)

    def _read(self, file: BinaryIO) -> BookRead:
        try:
            return self._apart.read(file)
        except AwayError:
            _log.exception("identity.list_reading_away")
            raise UnavailableError(_NOT_READ) from None


def _saved(form: Form) -> bytes:
    # Loaded by whoever asks for the form: it brings a picture library along, which no service needs otherwise.
    from shared.files.form_writing import save_form  # noqa: PLC0415

    file = io.BytesIO()
    save_form(file, form)
    return file.getvalue()


@cache
def _process() -> Apart:
    """One for all lists: it is begun by the first and ends with this process."""
    return Apart("shared.files.workbooks.read", BOUNDS)
