"""A workbook to be filled in: a sheet with headings, an example and choices, one that explains, one with the lists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class FormColumn:
    """A column to be filled in. `choices` names the list that its values come from; `is_text` keeps leading zeros."""

    heading: str
    width: int
    hint: str
    example: str
    choices: str = ""
    is_text: bool = False
    is_required: bool = False


@dataclass(frozen=True)
class Form:
    """What is to be filled in, in `rows` rows at most; `lists` are the choices by their names."""

    columns: Sequence[FormColumn]
    example_mark: str
    explanation: Sequence[str]
    lists: Mapping[str, Sequence[str]]
    rows: int
