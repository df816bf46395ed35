"""One achievement, one award (NĐ 91/2017 Điều 3): the same nominee and achievement among this level's other cases."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from services.appraisal.domain.case import Case, CaseKey, State
from services.appraisal.domain.transitions import STATE_NAMES
from shared.events.content import Finding, NominationContent
from shared.text.folding import fold

ALREADY = frozenset({State.OPEN, State.RETURNED, State.APPROVED, State.AWARDED})
# Passed on: whether it is still pending is known to others only, so it is told but stops nobody.
PASSED_ON = frozenset({State.FORWARDED, State.REFERRED})
_CODE = "trung-tai-cap"
_IDENTITY = "id:"


@dataclass(frozen=True)
class Similar:
    """Another nomination of the same nominee for the same time, and where it stands."""

    key: CaseKey
    number: str
    state: State
    likenesses: tuple[str, ...]


def likenesses(content: NominationContent) -> tuple[str, ...]:
    """What two nominations of one nominee have in common: identity number, or kind, name and birth date.

    The identity number is hashed: it is compared, never shown.
    """
    nominee = content.nominee
    born = nominee.birth_date.isoformat() if nominee.birth_date else fold(nominee.workplace)
    named = f"name:{nominee.kind.value}|{fold(nominee.name)}|{born}"
    if not nominee.identity_number:
        return (named,)
    return (named, _IDENTITY + hashlib.sha256(nominee.identity_number.encode()).hexdigest())


def duplicates(case: Case, similar: Sequence[Similar]) -> tuple[Finding, ...]:
    """One finding per nomination that the same achievement may already be awarded by."""
    mine = likenesses(case.content)
    others = {
        one.key.nomination: one
        for one in sorted(similar, key=lambda one: one.key.step)
        if one.key.nomination != case.key.nomination and one.state in ALREADY | PASSED_ON and _is_same(mine, one)
    }
    return tuple(_finding(one) for one in others.values())


def _is_same(mine: tuple[str, ...], other: Similar) -> bool:
    # Two identity numbers settle it: namesakes born on one day are two people.
    numbers = [{one for one in all_of if one.startswith(_IDENTITY)} for all_of in (mine, other.likenesses)]
    return numbers[0] == numbers[1] if all(numbers) else bool(set(mine) & set(other.likenesses))


def _finding(one: Similar) -> Finding:
    return Finding(
        code=_CODE,
        message=(
            f"Cùng đối tượng và thời gian lập thành tích với đề nghị {one.number}, {STATE_NAMES[one.state]}. "
            "Một thành tích chỉ khen một hình thức: đối chiếu hai đề nghị trước khi cho qua."
        ),
        basis="NĐ 91/2017 Điều 3",
        blocking=one.state in ALREADY,
    )
