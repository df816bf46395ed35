"""Reading tables that people write: every fault is named with file, row, column and what to write instead."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeVar

from shared.files.tables import read_table
from shared.text.addresses import MailAddressError, read_address
from shared.text.exact import parse_day
from shared.text.seen import compose_line, has_word

CODE = re.compile(r"[0-9]{2}(\.[a-z0-9]+(-[a-z0-9]+)*)+")
COMMUNE = re.compile(r"[0-9]{5}")

S = TypeVar("S", bound=StrEnum)


class TableError(ValueError):
    """The tables hold faults; `faults` lists all of them, a sentence each."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


@dataclass
class Row:
    """One line of a table; its readers return something usable and note a fault instead of raising."""

    file: str
    key: str
    cells: Mapping[str, object]
    faults: list[str] = field(default_factory=list)

    def fault(self, column: str, remedy: str) -> None:
        """Note what is to be changed in a column."""
        self.faults.append(f"{self.file}, {self.key}, cột “{column}”: {remedy}")

    def optional(self, column: str) -> str | None:
        """The text, or nothing when the cell is empty or absent."""
        value = self.cells.get(column)
        return compose_line(str(value)) or None if value is not None else None

    def text(self, column: str) -> str:
        """The text, which must be there."""
        value = self.optional(column)
        if value is None or not has_word(value):
            self.fault(column, "nhập nội dung, ô này đang trống.")
        return value or ""

    def code(self, column: str) -> str:
        """A code of a body, such as `33.so-y-te`."""
        value = self.text(column)
        if value and not CODE.fullmatch(value):
            self.fault(column, f"“{value}” chưa đúng dạng mã; viết như 33.so-y-te hoặc 33.327.12079.")
        return value

    def optional_code(self, column: str) -> str | None:
        """A code, or nothing."""
        return self.code(column) if self.optional(column) else None

    def commune(self, column: str) -> str | None:
        """The official code of a commune, or nothing."""
        value = self.optional(column)
        if value and not COMMUNE.fullmatch(value):
            self.fault(column, f"“{value}” chưa đúng; mã xã, phường, thị trấn gồm 5 chữ số.")
        return value

    def mail(self, column: str) -> str | None:
        """A mail address, or nothing."""
        value = self.optional(column)
        if value is None:
            return None
        try:
            return read_address(value)
        except MailAddressError as error:
            self.fault(column, _lower(str(error)))
            return value

    def day(self, column: str) -> date | None:
        """A day, or nothing."""
        value = self.optional(column)
        if value is None:
            return None
        day = parse_day(value)
        if day is None:
            self.fault(column, "nhập ngày có thật, dạng năm-tháng-ngày, ví dụ 2021-10-05.")
        return day

    def choice(self, column: str, words: type[S], fallback: S) -> S:
        """One of a closed set of words."""
        value = self.optional(column)
        chosen = next((word for word in words if word.value == value), None)
        if chosen is None:
            self.fault(column, f"chọn một trong: {', '.join(words)}.")
        return chosen or fallback

    def choices(self, column: str, words: type[S]) -> tuple[S, ...]:
        """One or several of a closed set: a list, or a text separated by semicolons."""
        values = self.list(column)
        known = {word.value: word for word in words}
        if not values or any(value not in known for value in values):
            self.fault(column, f"chọn một hoặc nhiều trong: {', '.join(words)}.")
        return tuple(known[value] for value in values if value in known)

    def list(self, column: str) -> Sequence[str]:
        """A list, or a text separated by semicolons."""
        value = self.cells.get(column)
        parts = value if isinstance(value, Sequence) and not isinstance(value, str) else str(value or "").split(";")
        return [compose_line(str(part)) for part in parts if compose_line(str(part))]


def read_csv(
    content: bytes | str,
    file: str,
    columns: Sequence[str],
    faults: list[str],
    headings: Mapping[str, Sequence[str]] | None = None,
    optional: Collection[str] = (),
) -> list[Row]:
    """The rows of a CSV file with these columns, in any order and as any spreadsheet saves it.

    `headings` are other names that people give to columns; `optional` ones may be left out at the end of a line.
    """
    known = {column: (headings or {}).get(column, ()) for column in columns}
    table = read_table(content.encode() if isinstance(content, str) else content, file, known, optional=optional)
    faults += table.faults
    return [Row(file, f"dòng {line.number}", line.cells, faults) for line in table.lines]


def repeated(file: str, values: Sequence[str]) -> list[str]:
    """A fault for every value that stands more than once where it must be unique."""
    return [
        f"{file}: “{value}” xuất hiện {values.count(value)} lần; giữ lại một."
        for value in sorted({value for value in values if values.count(value) > 1})
    ]


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
