"""Identity numbers: one form for each, however it was typed, and the paper that it stands on."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from shared.events.content import NominationContent
from shared.events.words import NomineeKind, PaperKind
from shared.text.fields import compose_identity_number

PAPER_NAMES: Mapping[PaperKind, str] = {
    PaperKind.CITIZEN_CARD: "số căn cước công dân",
    PaperKind.OLD_IDENTITY_CARD: "số chứng minh nhân dân",
    PaperKind.PASSPORT: "số hộ chiếu",
    PaperKind.ENTERPRISE_CODE: "mã số doanh nghiệp",
    PaperKind.OTHER: "số giấy tờ",
}
_ENTERPRISE_DIGITS = 10
# Mã số doanh nghiệp with the three digits of a branch or place of business (NĐ 01/2021/NĐ-CP Điều 8).
_WITH_BRANCH = re.compile("([0-9]{10})-([0-9]{3})")
_OTHER = re.compile("[0-9A-Z]{5,20}")
_SHOWN_DIGITS = 3
_COVER = "•"
# CMND has 9 digits, CCCD and personal identification numbers 12 (Luật Căn cước công dân 2014 Điều 12).
_CITIZENS: Mapping[int, PaperKind] = {12: PaperKind.CITIZEN_CARD, 9: PaperKind.OLD_IDENTITY_CARD}
_FOREIGNERS: Mapping[int, PaperKind] = {12: PaperKind.CITIZEN_CARD}
_BODIES: Mapping[int, PaperKind] = {_ENTERPRISE_DIGITS: PaperKind.ENTERPRISE_CODE}
_BY_LENGTH: Mapping[NomineeKind, Mapping[int, PaperKind]] = {
    NomineeKind.INDIVIDUAL: _CITIZENS,
    NomineeKind.HOUSEHOLD: _CITIZENS,
    NomineeKind.FOREIGNER: _FOREIGNERS,
    NomineeKind.COLLECTIVE: _BODIES,
    NomineeKind.ENTERPRISE: _BODIES,
}
_OTHERWISE: Mapping[NomineeKind, PaperKind | None] = {
    NomineeKind.INDIVIDUAL: None,
    NomineeKind.HOUSEHOLD: PaperKind.OTHER,
    NomineeKind.FOREIGNER: PaperKind.PASSPORT,
    NomineeKind.COLLECTIVE: PaperKind.OTHER,
    NomineeKind.ENTERPRISE: PaperKind.OTHER,
}


@dataclass(frozen=True)
class Identifier:
    """An identity number in its one form. `branch` is the part of an enterprise's code that names a branch of it."""

    kind: PaperKind
    number: str
    branch: str = ""

    @property
    def covered(self) -> str:
        """The number with all but its last characters covered: enough to be held against a paper."""
        whole = self.number + (f"-{self.branch}" if self.branch else "")
        return _COVER * (len(whole) - _SHOWN_DIGITS) + whole[-_SHOWN_DIGITS:]


def cover_number(content: NominationContent) -> NominationContent:
    """The content for those who may not know the identity number whole."""
    nominee = content.nominee
    if not nominee.identity_number:
        return content
    identifier = read_identifier(nominee.kind, nominee.identity_number)
    covered = identifier.covered if identifier else _COVER * len(nominee.identity_number)
    return content.model_copy(update={"nominee": nominee.model_copy(update={"identity_number": covered})})


def read_identifier(nominee_kind: NomineeKind, typed: str) -> Identifier | None:
    """The identifier that a number is for this kind of nominee; nothing when it cannot be one."""
    number = compose_identity_number(typed)
    branch = _WITH_BRANCH.fullmatch(number)
    if branch and _BY_LENGTH[nominee_kind] is _BODIES:
        return Identifier(PaperKind.ENTERPRISE_CODE, branch[1], branch[2])
    number = number.replace("-", "")
    by_length = _BY_LENGTH[nominee_kind].get(len(number)) if number.isascii() and number.isdigit() else None
    kind = by_length or _OTHERWISE[nominee_kind]
    if kind is None or not _OTHER.fullmatch(number):
        return None
    return Identifier(kind, number)
