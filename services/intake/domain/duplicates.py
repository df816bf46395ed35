"""Finding the same nominee with the same achievement elsewhere: pending or awarded (NĐ 91/2017/NĐ-CP Điều 3)."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz

from shared.events.content import Achievement, Finding, NominationContent, Nominee
from shared.events.words import PublicStatus
from shared.text.folding import fold

BASIS = "Nghị định 91/2017/NĐ-CP Điều 3: không tặng nhiều hình thức cho một thành tích"
# Above this, two folded names differ by a slip of the pen: “nguyen thi an”, “nguyen thi ann”.
SAME_NAME = 90.0
_SHOWN = 3
_IDENTIFIED = "w"


@dataclass(frozen=True)
class Known:
    """A nomination already here, with what is compared. `identity` is a hash."""

    number: str
    status: PublicStatus
    unit_name: str
    name: str
    birth_date: date | None
    identity: str | None
    began_on: date
    ended_on: date


def identity_hash(nominee: Nominee) -> str | None:
    """The hash of the identity number, so that indexes hold none."""
    if not nominee.identity_number:
        return None
    return hashlib.sha256(f"thidua:{nominee.identity_number}".encode()).hexdigest()[:32]


def kept_keys(nominee: Nominee) -> tuple[str, ...]:
    """The keys under which a nomination of this nominee is found.

    Narrow, so that each leads to a few: the identity, and day of birth with given name or, without it, all words. The
    latter is another for nominees with an identity: of two of these only the identity tells that they are the same.
    """
    identity = identity_hash(nominee)
    named = _named(nominee)
    return (f"{_IDENTIFIED}{named}", f"i:{identity}") if identity else (named,)


def sought_keys(nominee: Nominee) -> tuple[str, ...]:
    """The keys under which another nomination of this nominee may have been kept."""
    identity = identity_hash(nominee)
    named = _named(nominee)
    return (named, f"i:{identity}" if identity else f"{_IDENTIFIED}{named}")


def duplicate_findings(content: NominationContent, known: Iterable[Known]) -> tuple[Finding, ...]:
    """One finding for each nomination of, by all signs, the same nominee for the same time; three at most."""
    same = list(_same(content, known))
    return tuple(_finding(other) for other in same[:_SHOWN])


def _named(nominee: Nominee) -> str:
    words = fold(nominee.name).split()
    if nominee.birth_date:
        return f"b:{nominee.birth_date.isoformat()}|{words[-1] if words else ''}"
    return f"n:{' '.join(sorted(words))}"


def _same(content: NominationContent, known: Iterable[Known]) -> Iterator[Known]:
    name, identity = fold(content.nominee.name), identity_hash(content.nominee)
    for other in known:
        if _overlaps(content.achievement, other) and _is_same_nominee(content.nominee, name, identity, other):
            yield other


def _is_same_nominee(nominee: Nominee, name: str, identity: str | None, other: Known) -> bool:
    if identity and other.identity:
        return identity == other.identity
    if nominee.birth_date and other.birth_date and nominee.birth_date != other.birth_date:
        return False
    return fuzz.token_sort_ratio(name, other.name, score_cutoff=SAME_NAME) > 0


def _overlaps(achievement: Achievement, other: Known) -> bool:
    return achievement.began_on <= other.ended_on and other.began_on <= achievement.ended_on


def _finding(other: Known) -> Finding:
    awarded = other.status is PublicStatus.AWARDED
    return Finding(
        code="trung-da-khen" if awarded else "trung-dang-xet",
        message=(
            f"Đề nghị {other.number} của {other.unit_name} {'đã được khen thưởng' if awarded else 'đang được xét'} cho"
            f" cùng đối tượng, thành tích từ {other.began_on:%d/%m/%Y} đến {other.ended_on:%d/%m/%Y}. Đối chiếu hai đề"
            " nghị trước khi kết luận."
        ),
        basis=BASIS,
    )
