"""Finding the same nominee with the same achievement elsewhere: pending or awarded (NĐ 91/2017/NĐ-CP Điều 3)."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz

from shared.events.content import Achievement, Finding, Nominee
from shared.events.words import PublicStatus
from shared.nominees.matching import Match, Traits, match
from shared.text.folding import fold
from shared.text.formats import show_day

BASIS = "Nghị định 91/2017/NĐ-CP Điều 3: không tặng nhiều hình thức cho một thành tích"
# Above this, two folded names differ by a slip of the pen: “nguyen thi an”, “nguyen thi ann”.
SAME_NAME = 90.0
_SHOWN = 3
_IDENTIFIED = "w"


@dataclass(frozen=True)
class Known:
    """A nomination already here, with what is compared."""

    number: str
    status: PublicStatus
    unit_name: str
    traits: Traits
    began_on: date
    ended_on: date
    is_confidential: bool = False


def duplicate_findings(traits: Traits, achievement: Achievement, known: Iterable[Known]) -> tuple[Finding, ...]:
    """One finding for each nomination of, by all signs, the same nominee for the same time; the surest three.

    One that is confidential is not told of: a finding would say whose it is to whoever reads this one.
    """
    found = [
        (other, same)
        for other in known
        if not other.is_confidential
        and _overlaps(achievement, other)
        and (same := match(traits, other.traits, alike=is_similar))
    ]
    surest = sorted(found, key=lambda entry: not entry[1].is_likely)
    return tuple(_finding(other, same) for other, same in surest[:_SHOWN])


def is_similar(name: str, other: str) -> bool:
    """Whether two folded names differ by a slip of the pen or the order of their words."""
    return fuzz.token_sort_ratio(name, other, score_cutoff=SAME_NAME) > 0


def earlier_keys(nominee: Nominee) -> tuple[str, ...]:
    """The keys under which an earlier version of this program kept nominations of this nominee, until kept anew.

    Among them an unkeyed hash of the identity number, under which nothing is written any more.
    """
    words = fold(nominee.name).split()
    if nominee.birth_date:
        named = f"b:{nominee.birth_date.isoformat()}|{words[-1] if words else ''}"
    else:
        named = f"n:{' '.join(sorted(words))}"
    keys = (named, f"{_IDENTIFIED}{named}")
    if not nominee.identity_number:
        return keys
    return (*keys, f"i:{hashlib.sha256(f'thidua:{nominee.identity_number}'.encode()).hexdigest()[:32]}")


def _overlaps(achievement: Achievement, other: Known) -> bool:
    return achievement.began_on <= other.ended_on and other.began_on <= achievement.ended_on


def _finding(other: Known, same: Match) -> Finding:
    awarded = other.status is PublicStatus.AWARDED
    return Finding(
        code="trung-da-khen" if awarded else "trung-dang-xet",
        message=(
            f"Đề nghị {other.number} của {other.unit_name} {'đã được khen thưởng' if awarded else 'đang được xét'} cho"
            f" cùng đối tượng, thành tích từ {show_day(other.began_on)} đến {show_day(other.ended_on)}. Vì sao cho là"
            f" trùng: {same.explanation}. Đối chiếu hai đề nghị trước khi kết luận."
        ),
        basis=BASIS,
    )
