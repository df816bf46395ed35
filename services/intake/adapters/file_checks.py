"""A look at stored bytes, in a process apart and on a copy on the disk: at most two at once, whoever sends them."""

import asyncio
import shutil
import tempfile
from contextlib import closing
from functools import cache
from uuid import UUID

from services.intake.adapters.gridfs import Bytes
from shared.files.apart import Apart, AwayError, Looked
from shared.files.verdicts import Fault, MediaType, Refused
from shared.observability.logs import get_logger
from shared.observability.metrics import LOOKED_AT, LOOKS_ENDED
from shared.refusals import FieldProblem, InvalidError, UnavailableError, UnsupportedError

# Each holds one file of the largest size on the disk; what it takes in memory is bounded by `shared.files.apart`.
_AT_ONCE = 2
_PIECE = 256 * 1024
_USUAL = frozenset({"killed", "deadline", "MemoryError"})
_NOT_LOOKED_AT = "Tệp chưa xem được nên chưa được lưu. Hãy tải lên lại sau ít phút."
_log = get_logger(__name__)


class FileChecks:
    """Looks at files of one store of bytes."""

    def __init__(self, store: Bytes, apart: Apart | None = None) -> None:
        self._store = store
        self._apart = apart or _process()
        self._places = asyncio.Semaphore(_AT_ONCE)

    async def begin(self) -> None:
        """Have the process run before there is a file, and tell whether it is without a network."""
        try:
            await asyncio.to_thread(self._begun)
        except AwayError:
            # The next file tries again; until then nobody can say.
            _log.exception("intake.looking_not_begun")

    async def kind_of(self, identity: UUID, size: int) -> MediaType:
        """What the file is.

        Raises:
            UnsupportedError: The file came inside something else.
            InvalidError: It is empty, of another kind, protected, damaged, or more than one look may take.
            UnavailableError: There is no process to look in.
        """
        async with self._places:
            looked = await asyncio.to_thread(self._look, identity, size)
        if looked.ended:
            LOOKS_ENDED.labels(looked.ended if looked.ended in _USUAL else "error").inc()
            _log.warning("intake.look_ended", why=looked.ended, size=size, most_bytes=looked.most_bytes)
        if isinstance(looked.verdict, Refused):
            raise _refusal(looked.verdict)
        return looked.verdict.media_type

    def _look(self, identity: UUID, size: int) -> Looked:
        # A library that jumps about in a file would ask the database for every jump.
        with tempfile.TemporaryFile() as copy, closing(self._store.opened(identity, size)) as stored:
            shutil.copyfileobj(stored, copy, _PIECE)
            copy.flush()
            try:
                self._begun()
                return self._apart.look(copy)
            except AwayError:
                _log.exception("intake.looking_away")
                raise UnavailableError(_NOT_LOOKED_AT) from None

    def _begun(self) -> None:
        is_without = self._apart.begin()
        LOOKED_AT.labels("without").set(is_without)
        LOOKED_AT.labels("with").set(not is_without)


@cache
def _process() -> Apart:
    """One for all stores: it is begun by the first look and ends with this process."""
    return Apart()


def _refusal(verdict: Refused) -> InvalidError | UnsupportedError:
    if verdict.fault is Fault.WRAPPED:
        return UnsupportedError(verdict.sentence)
    return InvalidError([FieldProblem("body", verdict.sentence)], message=verdict.sentence)
