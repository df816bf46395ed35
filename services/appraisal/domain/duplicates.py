"""One achievement, one award (NĐ 91/2017 Điều 3): the same nominee and achievement among this level's other cases."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from services.appraisal.domain.case import Case, CaseKey, CaseState
from services.appraisal.domain.transitions import STATE_NAMES
from shared.events.content import Finding
from shared.nominees.lookup import kept_keys, sought_keys
from shared.nominees.matching import Match, Traits, match, traits_of

ALREADY = frozenset({CaseState.OPEN, CaseState.RETURNED, CaseState.APPROVED, CaseState.AWARDED})
# Decided: whichever came first, the other may not be awarded too.
_DECIDED = frozenset({CaseState.APPROVED, CaseState.AWARDED})
# Passed on: whether it is still pending is known to others only, so it is told but stops nobody.
PASSED_ON = frozenset({CaseState.FORWARDED, CaseState.REFERRED})
_CODE = "trung-tai-cap"


@dataclass(frozen=True)
class Similar:
    """Another nomination that may be of the same nominee for the same time, and where it stands."""

    key: CaseKey
    number: str
    state: CaseState
    traits: Traits
    opened_at: datetime
    authority: str = ""
    is_confidential: bool = False


def traits(case: Case) -> Traits:
    """What is compared of a case's nominee."""
    return traits_of(case.content.nominee, case.known_identity)


def likenesses(case: Case) -> tuple[str, ...]:
    """The keys under which a case is found by others of the same nominee."""
    return kept_keys(traits(case))


def sought_likenesses(case: Case) -> tuple[str, ...]:
    """The keys under which another case of the same nominee may have been kept."""
    return sought_keys(traits(case))


def duplicates(case: Case, similar: Sequence[Similar], *, near: AbstractSet[str] = frozenset()) -> tuple[Finding, ...]:
    """One finding per nomination that the same achievement may already be awarded by.

    It stops this case where the other is decided, or came to this level first: of two that wait, one can go on.
    `near` are the authorities whose cases the reader works on. Of a confidential one elsewhere the reader is told
    nothing, unless it stops this case: then that it does, and who knows more.
    """
    mine = traits(case)
    others: dict[object, tuple[Similar, Match]] = {}
    for other in sorted(similar, key=lambda other: other.key.step):
        if other.key.nomination == case.key.nomination or other.state not in ALREADY | PASSED_ON:
            continue
        same = match(mine, other.traits)
        if same is not None:
            others[other.key.nomination] = (other, same)
    found = ((other, _finding(case, other, same)) for other, same in others.values())
    kept = ((finding, other.is_confidential and other.authority not in near) for other, finding in found)
    return tuple(_STOPPED if is_kept else finding for finding, is_kept in kept if finding.blocking or not is_kept)


_STOPPED = Finding(
    code=_CODE,
    message="Một thành tích chỉ khen một hình thức, và quy định này cần được đối chiếu trước khi cho qua. Hỏi cơ quan"
    " thẩm định thi đua, khen thưởng cấp tỉnh (Sở Nội vụ).",
    basis="NĐ 91/2017 Điều 3",
    blocking=True,
)


def _finding(case: Case, other: Similar, same: Match) -> Finding:
    waits = other.state in ALREADY and not _is_first(case, other)
    blocking = same.is_likely and (other.state in _DECIDED or waits)
    advice = (
        "Một thành tích chỉ khen một hình thức: đối chiếu hai đề nghị trước khi cho qua."
        if blocking or other.state in PASSED_ON or not same.is_likely
        else "Việc này đến trước nên vẫn xét được; đề nghị kia chờ kết quả này, hoặc đơn vị rút bớt một đề nghị."
    )
    return Finding(
        code=_CODE,
        message=(
            f"Cùng đối tượng và thời gian lập thành tích với đề nghị {other.number}, {STATE_NAMES[other.state]}. Vì sao"
            f" cho là trùng: {same.explanation}. {advice}"
        ),
        basis="NĐ 91/2017 Điều 3",
        blocking=blocking,
    )


def _is_first(case: Case, other: Similar) -> bool:
    return (case.opened_at, case.key) < (other.opened_at, other.key)
