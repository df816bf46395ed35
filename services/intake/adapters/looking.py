"""A look at stored bytes, in a thread and on a copy on the disk: at most two at once, whatever their senders do."""

import asyncio
import shutil
import tempfile
from contextlib import closing
from uuid import UUID

from services.intake.adapters.gridfs import Bytes
from shared.files.looking import look
from shared.files.verdicts import Fault, MediaType, Refused, Verdict
from shared.refusals import FieldProblem, InvalidError, UnsupportedError

# Each holds one file of the largest size on the disk, and up to some tens of mebibytes in memory.
_AT_ONCE = 2
_PIECE = 256 * 1024


class Looking:
    """Looks at files of one store of bytes."""

    def __init__(self, store: Bytes) -> None:
        self._store = store
        self._places = asyncio.Semaphore(_AT_ONCE)

    async def kind_of(self, identity: UUID, size: int) -> MediaType:
        """What the file is.

        Raises:
            UnsupportedError: The file came inside something else.
            InvalidError: It is empty, of another kind, protected, or damaged.
        """
        async with self._places:
            verdict = await asyncio.to_thread(self._look, identity, size)
        if isinstance(verdict, Refused):
            raise _refusal(verdict)
        return verdict.media_type

    def _look(self, identity: UUID, size: int) -> Verdict:
        # A library that jumps about in a file would ask the database for every jump.
        with tempfile.TemporaryFile() as copy, closing(self._store.opened(identity, size)) as stored:
            shutil.copyfileobj(stored, copy, _PIECE)
            copy.flush()
            return look(copy)


def _refusal(verdict: Refused) -> InvalidError | UnsupportedError:
    if verdict.fault is Fault.WRAPPED:
        return UnsupportedError(verdict.sentence)
    return InvalidError([FieldProblem("body", verdict.sentence)], message=verdict.sentence)
