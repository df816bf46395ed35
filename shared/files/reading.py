"""Reading a file of strangers without letting it say how much is read."""

import io
from collections.abc import Collection
from typing import BinaryIO

_PIECE = 64 * 1024


class TooMuchError(OSError):
    """The file asks for more at once than it may."""


class Bounded(io.BufferedIOBase):
    """A file of which nobody gets more than `most` bytes at once."""

    def __init__(self, file: BinaryIO, most: int) -> None:
        super().__init__()
        self._file = file
        self._most = most

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """As of any file."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """As of any file."""
        return self._file.tell()

    def read(self, size: int | None = -1) -> bytes:
        """As of any file.

        Raises:
            TooMuchError: It is more than may be read at once.
        """
        if size is None or size < 0:
            content = self._file.read(self._most + 1)
            if len(content) > self._most:
                raise TooMuchError
            return content
        if size > self._most:
            raise TooMuchError
        return self._file.read(size)


def found_in(file: BinaryIO, words: Collection[bytes]) -> frozenset[bytes]:
    """Those of the words that stand anywhere in the file; a piece of it is in memory at a time."""
    found: set[bytes] = set()
    overlap = max(len(word) for word in words) - 1
    file.seek(0)
    kept = b""
    while piece := file.read(_PIECE):
        seen = kept + piece
        found |= {word for word in words if word in seen}
        kept = seen[-overlap:]
    return frozenset(found)
