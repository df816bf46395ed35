"""The oracle's record: a file of JSON lines that is only ever added to."""

import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from pydantic import JsonValue

from tests.oracle.entries import ENTRY, Answered, Asked, Entry, Fault, Unanswered


class Record:
    """What was seen, in the order of seeing. Times are seconds of the machine's steady clock."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("a", encoding="utf-8")
        self._ids = count(1)

    def add(self, entry: Entry) -> None:
        """Put it down."""
        self._file.write(entry.model_dump_json(exclude_defaults=False) + "\n")

    def asked(self, who: str, method: str, path: str, key: str, body: JsonValue) -> int:
        """A request is about to leave; the id that its answer will carry."""
        number = next(self._ids)
        self.add(
            Asked(id=number, at=time.monotonic(), who=who, method=method, path=path, key=key, body=body),
        )
        return number

    def answered(self, number: int, status: int, body: JsonValue) -> None:
        """Its answer came."""
        self.add(Answered(id=number, at=time.monotonic(), status=status, body=body))

    def unanswered(self, number: int, error: str) -> None:
        """No answer will come."""
        self.add(Unanswered(id=number, at=time.monotonic(), error=error))

    def fault(self, what: str) -> None:
        """Something is being broken or was made whole."""
        self.add(Fault(at=time.monotonic(), what=what))

    def entries(self) -> Iterator[Entry]:
        """Everything so far, read back from the file."""
        self._file.flush()
        with self.path.open(encoding="utf-8") as lines:
            for line in lines:
                yield ENTRY.validate_json(line)
