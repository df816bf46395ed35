"""Identity numbers: one form for each, however it was typed, and the paper that it stands on."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from shared.events.words import NomineeKind, PaperKind
from shared.text.fields import compose_identity_number

_ENTERPRISE_DIGITS = 10
# Mã số doanh nghiệp with the three digits of a branch or place of business (NĐ 01/2021/NĐ-CP Điều 8).
_WITH_BRANCH = re.compile("([0-9]{10})-([0-9]{3})")
_OTHER = re.compile("[0-9A-Z]{5,20}")
# Characters left at the beginning and at the end. A CCCD begins with province, century and sex, which the content says
# anyway; of a CMND or a passport so much would leave a few hundred to try.
_SHOWN: Mapping[PaperKind, tuple[int, int]] = {PaperKind.CITIZEN_CARD: (4, 2)}
_SHOWN_OTHERWISE = (0, 3)
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
        """The number with most of it covered: enough to be held against a paper, too little to be one."""
        whole = self.number + (f"-{self.branch}" if self.branch else "")
        first, last = _SHOWN.get(self.kind, _SHOWN_OTHERWISE)
        return whole[:first] + _COVER * (len(whole) - first - last) + whole[-last:]


def mask_number(nominee_kind: NomineeKind, typed: str) -> str:
    """The number for those who may not know it whole; all of it covered where it cannot be one."""
    identifier = read_identifier(nominee_kind, typed)
    return identifier.covered if identifier else _COVER * len(typed)


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
