"""What a CCCD number says of its holder, held against what the unit wrote: a slip of the pen is likely, not proven."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from shared.events.content import Finding, Nominee
from shared.events.words import NomineeKind, PaperKind, Sex
from shared.nominees.identifiers import read_identifier

_FILE = Path(__file__).with_name("citizen-number.toml")
_PLACE = slice(0, 3)
_CENTURY_AND_SEX = 3
_YEAR = slice(4, 6)
_FIRST_CENTURY = 1900
_SEXES = (Sex.MALE, Sex.FEMALE)
_SEX_NAMES = {Sex.MALE: "nam", Sex.FEMALE: "nữ"}
_HOLD_AGAINST_PAPER = "Có thể gõ nhầm: đối chiếu số, ngày sinh và giới tính với giấy tờ của người được đề nghị."


class CitizenNumberError(ValueError):
    """The file of codes cannot be used; the message names file, key and fix."""


class Codes(BaseModel):
    """The codes with which a number may begin."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    basis: str = Field(min_length=1)
    provinces: frozenset[str] = Field(min_length=1)
    first_country: str = Field(pattern=r"^\d{3}$")
    last_country: str = Field(pattern=r"^\d{3}$")

    def knows(self, code: str) -> bool:
        """Whether a birth can have been registered there."""
        return code in self.provinces or self.first_country <= code <= self.last_country


def load_codes(path: Path = _FILE) -> Codes:
    """The codes in a file.

    Raises:
        CitizenNumberError: It is no TOML, or a key is missing, unknown or wrong.
    """
    try:
        return Codes.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValueError as error:
        raise CitizenNumberError(f"{path.name}: {error}; correct the key that is named") from error


@dataclass(frozen=True)
class NumberHolder:
    """What a CCCD number says of its holder."""

    sex: Sex
    year: int


def holder_of(number: str) -> NumberHolder | None:
    """The sex and the year of birth that 12 digits tell; nothing where they begin with no code of a place."""
    if not _codes().knows(number[_PLACE]):
        return None
    digit = int(number[_CENTURY_AND_SEX])
    return NumberHolder(_SEXES[digit % 2], _FIRST_CENTURY + digit // 2 * 100 + int(number[_YEAR]))


def citizen_number_findings(nominee: Nominee) -> tuple[Finding, ...]:
    """What in the number contradicts the nominee's sex or birth, or cannot be; none of it blocks.

    Only individuals' CCCD numbers are looked at: nothing else has digits that say anything.
    """
    if nominee.kind is not NomineeKind.INDIVIDUAL or not nominee.identity_number:
        return ()
    identifier = read_identifier(nominee.kind, nominee.identity_number)
    if identifier is None or identifier.kind is not PaperKind.CITIZEN_CARD:
        return ()
    return tuple(_found(nominee, identifier.number, _codes()))


@cache
def _codes() -> Codes:
    return load_codes()


def _found(nominee: Nominee, number: str, codes: Codes) -> Iterator[Finding]:
    digit = int(number[_CENTURY_AND_SEX])
    sex, year = _SEXES[digit % 2], _FIRST_CENTURY + digit // 2 * 100 + int(number[_YEAR])
    if nominee.sex is not None and nominee.sex is not sex:
        message = f"Số căn cước công dân là của {_SEX_NAMES[sex]}, hồ sơ ghi {_SEX_NAMES[nominee.sex]}."
        yield _finding("cccd-khac-gioi-tinh", message, codes)
    stated = nominee.birth_date.year if nominee.birth_date else nominee.birth_year
    if stated is not None and stated != year:
        yield _finding("cccd-khac-nam-sinh", f"Số căn cước công dân cho năm sinh {year}, hồ sơ ghi {stated}.", codes)
    if not codes.knows(number[_PLACE]):
        message = "Ba chữ số đầu của số căn cước công dân không phải mã tỉnh, thành phố hay quốc gia nơi khai sinh."
        yield _finding("cccd-la-ma-noi-sinh", message, codes)


def _finding(code: str, message: str, codes: Codes) -> Finding:
    return Finding(code=code, message=f"{message} {_HOLD_AGAINST_PAPER}", basis=codes.basis)
