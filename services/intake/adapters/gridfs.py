"""Bytes in GridFS, written and read a mebibyte at a time: the driver's own bucket gathers up to 48 of them."""

import hashlib
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any
from uuid import UUID

from pymongo import ASCENDING
from pymongo.collection import Collection as PlainCollection

from shared.crashpoints import checkpoint
from shared.mongo.client import Database, Document, translated

FILES, CHUNKS = "fs.files", "fs.chunks"
CHUNK_BYTES = 255 * 1024
_CHUNKS_AT_ONCE = 4


@dataclass(frozen=True)
class Written:
    """How much was written, and its hash."""

    size: int
    sha256: str


@dataclass
class _Writing:
    buffer: bytearray = field(default_factory=bytearray)
    chunks: int = 0
    size: int = 0


class Bytes:
    """Files as the GridFS specification lays them out, so that any driver reads them."""

    def __init__(self, database: Database) -> None:
        self._files = database[FILES]
        self._chunks = database[CHUNKS]

    async def ensure_indexes(self) -> None:
        """Create the indexes that the specification asks for."""
        with translated():
            await self._files.create_index([("filename", ASCENDING), ("uploadDate", ASCENDING)])
            await self._chunks.create_index([("files_id", ASCENDING), ("n", ASCENDING)], unique=True)

    async def write(self, identity: UUID, pieces: AsyncIterator[bytes], at: datetime) -> Written:
        """Store what comes, with at most a mebibyte and a piece of it in memory."""
        digest, state = hashlib.sha256(), _Writing()
        async for piece in pieces:
            digest.update(piece)
            state.buffer += piece
            if len(state.buffer) >= CHUNK_BYTES * _CHUNKS_AT_ONCE:
                await self._flush(identity, state, is_last=False)
                checkpoint("intake.attachment_half_written")
        await self._flush(identity, state, is_last=True)
        with translated():
            await self._files.insert_one(
                {"_id": identity, "length": state.size, "chunkSize": CHUNK_BYTES, "uploadDate": at}
            )
        return Written(state.size, digest.hexdigest())

    async def read(self, identity: UUID, first: int, last: int) -> AsyncIterator[bytes]:
        """The bytes from `first` to `last`, both included, chunk by chunk."""
        numbers = {"$gte": first // CHUNK_BYTES, "$lte": last // CHUNK_BYTES}
        cursor = self._chunks.find({"files_id": identity, "n": numbers}).sort("n", ASCENDING)
        async for chunk in cursor.batch_size(_CHUNKS_AT_ONCE):
            begins = chunk["n"] * CHUNK_BYTES
            yield chunk["data"][max(0, first - begins) : last - begins + 1]

    def opened(self, identity: UUID, size: int) -> IO[bytes]:
        """The file to be read at any place, in a thread of its own."""
        return io.BufferedReader(_Seekable(self._chunks.delegate, identity, size), CHUNK_BYTES)

    async def remove(self, identity: UUID) -> None:
        """Forget the file, or what there is of it."""
        with translated():
            await self._files.delete_one({"_id": identity})
            await self._chunks.delete_many({"files_id": identity})

    async def _flush(self, identity: UUID, state: _Writing, *, is_last: bool) -> None:
        end = len(state.buffer) if is_last else len(state.buffer) // CHUNK_BYTES * CHUNK_BYTES
        chunks: list[Document] = [
            {
                "files_id": identity,
                "n": state.chunks + number,
                "data": bytes(state.buffer[start : min(start + CHUNK_BYTES, end)]),
            }
            for number, start in enumerate(range(0, end, CHUNK_BYTES))
        ]
        for start in range(0, len(chunks), _CHUNKS_AT_ONCE):
            with translated():
                await self._chunks.insert_many(chunks[start : start + _CHUNKS_AT_ONCE])
        del state.buffer[:end]
        state.chunks += len(chunks)
        state.size += end


class _Seekable(io.RawIOBase):
    """One chunk in memory, the one that was asked for last."""

    def __init__(self, chunks: PlainCollection[dict[str, Any]], identity: UUID, size: int) -> None:
        super().__init__()
        self._chunks = chunks
        self._identity = identity
        self._size = size
        self._place = 0
        self._held: tuple[int, bytes] = (-1, b"")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence]
        if start + offset < 0:
            raise ValueError("before the beginning")
        self._place = start + offset
        return self._place

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - the buffer protocol has no name in Python 3.11
        number, offset = divmod(self._place, CHUNK_BYTES)
        if self._place >= self._size:
            return 0
        if self._held[0] != number:
            with translated():
                chunk = self._chunks.find_one({"files_id": self._identity, "n": number})
            self._held = (number, chunk["data"] if chunk else b"")
        piece = self._held[1][offset : offset + len(buffer)]
        buffer[: len(piece)] = piece
        self._place += len(piece)
        return len(piece)
