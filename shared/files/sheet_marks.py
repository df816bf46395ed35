"""What the parts of an XLSX say beside values: hidden rows and columns, formulas, errors, and how far a sheet goes.

Read part by part with a parser that keeps nothing: a blank cell in the last row costs as much as any other.
"""

import posixpath
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from shared.files.sheets import MOST_COLUMNS, column_number
from shared.files.verdicts import DAMAGED, Fault, RefusedError

_PLACE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_PIECE = 64 * 1024
_MOST_DIGITS = 7
_TRUE = frozenset({"1", "true", "on"})


@dataclass
class Marks:
    """Of one sheet. Places are (row, column) from 1; `cells` counts those with a value, up to `last_row` and so on."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    without_result: set[tuple[int, int]] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    last_row: int = 0
    last_column: int = 0
    furthest: tuple[int, int] = (0, 0)
    rows: int = 0


def read_marks(package: zipfile.ZipFile) -> Mapping[str, Marks]:
    """The marks of each sheet by its name; sheets whose part is not found are absent.

    Raises:
        RefusedError: A part declares entities, which no office program does.
        expat.ExpatError: A part is no XML.
    """
    parts = {name.replace("\\", "/").lstrip("/").casefold(): name for name in package.namelist()}
    workbook = next((part for part in parts if part.endswith("xl/workbook.xml")), "")
    if not workbook:
        return {}
    folder = posixpath.dirname(workbook)
    relations = parts.get(f"{folder}/_rels/workbook.xml.rels", "")
    targets = _targets(package, relations, folder) if relations else {}
    found = {}
    for name, relation in _sheets(package, parts[workbook]):
        part = parts.get(targets.get(relation, ""), "")
        if part:
            found[name] = _Scan().read(package, part)
    return found


def _sheets(package: zipfile.ZipFile, part: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []

    def see(tag: str, values: Mapping[str, str]) -> None:
        if _local(tag) == "sheet":
            relation = next((value for key, value in values.items() if _local(key) == "id"), "")
            found.append((values.get("name", ""), relation))

    _parse(package, part, see)
    return found


def _targets(package: zipfile.ZipFile, part: str, folder: str) -> dict[str, str]:
    found: dict[str, str] = {}

    def see(tag: str, values: Mapping[str, str]) -> None:
        if _local(tag) == "Relationship":
            target = values.get("Target", "").replace("\\", "/")
            whole = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            found[values.get("Id", "")] = posixpath.normpath(whole).casefold()

    _parse(package, part, see)
    return found


class _Scan:
    """Goes through one sheet; rows and cells without a place of their own follow the one before."""

    def __init__(self) -> None:
        self._marks = Marks()
        self._row = self._column = 0
        self._type = ""
        self._has_formula = self._has_value = self._is_text = False
        self._value = ""

    def read(self, package: zipfile.ZipFile, part: str) -> Marks:
        _parse(package, part, self._begin, self._end, self._text)
        return self._marks

    def _begin(self, tag: str, values: Mapping[str, str]) -> None:
        name = _local(tag)
        if name == "c":
            self._begin_cell(values)
        elif name == "row":
            self._row = _number(values.get("r")) or self._row + 1
            self._column = 0
            self._marks.rows += 1
            if values.get("hidden", "") in _TRUE:
                self._marks.hidden_rows.add(self._row)
        elif name == "f":
            self._has_formula = True
        elif name in {"v", "t"}:
            self._is_text = True
        elif name == "col" and values.get("hidden", "") in _TRUE:
            first, last = _number(values.get("min")), _number(values.get("max"))
            self._marks.hidden_columns.update(range(first, min(last, MOST_COLUMNS) + 1))

    def _begin_cell(self, values: Mapping[str, str]) -> None:
        place = _PLACE.fullmatch(values.get("r", ""))
        self._column = column_number(place[1]) if place else self._column + 1
        if place:
            self._row = int(place[2])
        self._type = values.get("t", "")
        self._has_formula = self._is_text = False
        self._value = ""

    def _text(self, text: str) -> None:
        if self._is_text:
            self._value += text[:40]

    def _end(self, tag: str) -> None:
        name = _local(tag)
        if name in {"v", "t"}:
            self._is_text = False
        elif name == "c":
            self._end_cell()

    def _end_cell(self) -> None:
        marks, place = self._marks, (self._row, self._column)
        if self._has_formula:
            marks.formulas.add(place)
            if not self._value and self._type != "str":
                marks.without_result.add(place)
        if self._type == "e":
            marks.errors[place] = self._value
        if self._value:
            if self._row > marks.last_row or self._column > marks.last_column:
                marks.furthest = place
            marks.last_row, marks.last_column = max(marks.last_row, self._row), max(marks.last_column, self._column)


def _parse(
    package: zipfile.ZipFile,
    part: str,
    begin: Callable[[str, Mapping[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    def refuse(*_: object) -> None:
        raise RefusedError(Fault.DAMAGED, DAMAGED)

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.buffer_text = True
    with package.open(part) as content:
        while piece := content.read(_PIECE):
            parser.Parse(piece, False)  # noqa: FBT003 - expat takes it by place only
        parser.Parse(b"", True)  # noqa: FBT003 - as above


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else 0
