"""Whether two nominees are one: one algorithm for intake, which warns, and for the levels, which may be stopped by it.

A match says why it holds and how sure it is, so that both sides explain it in the same words.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from operator import eq

from shared.events.content import KeyedIdentity, Nominee
from shared.events.names import PAPER_NAMES
from shared.events.words import NomineeKind, PaperKind
from shared.text.folding import fold

# People and the rest: a foreigner may have been put down as an individual, an enterprise as a collective.
_CLASSES = {
    NomineeKind.INDIVIDUAL: "p",
    NomineeKind.FOREIGNER: "p",
    NomineeKind.HOUSEHOLD: "h",
    NomineeKind.COLLECTIVE: "b",
    NomineeKind.ENTERPRISE: "b",
}
# A passport has another number when it is renewed, and of other papers we know neither kind nor issuer: two numbers of
# these show a doubt and settle nothing.
_CHANGING = frozenset({PaperKind.PASSPORT, PaperKind.OTHER})
Alike = Callable[[str, str], bool]


class Certainty(StrEnum):
    """How sure it is that two nominees are one."""

    CERTAIN = "chắc chắn"
    LIKELY = "rất có thể"
    POSSIBLE = "có thể"


class Sameness(StrEnum):
    """What two values say about each other; what is not known says nothing."""

    SAME = "same"
    UNKNOWN = "unknown"
    DIFFERENT = "different"


@dataclass(frozen=True)
class Traits:
    """What is compared of a nominee. `written` is the name as it stands, `name` and `place` are folded."""

    kind: NomineeKind
    written: str
    name: str
    birth_date: date | None
    birth_year: int | None
    place: str
    identity: KeyedIdentity | None

    @property
    def class_of(self) -> str:
        """A person, a household, or a body."""
        return _CLASSES[self.kind]

    @property
    def is_settled(self) -> bool:
        """Whether it has the number that tells two citizens apart for good."""
        return self.identity is not None and self.identity.kind is PaperKind.CITIZEN_CARD


@dataclass(frozen=True)
class Match:
    """Two nominees are, by these signs, one."""

    certainty: Certainty
    reasons: tuple[str, ...]

    @property
    def is_likely(self) -> bool:
        """Sure enough to stop an award until somebody has looked."""
        return self.certainty is not Certainty.POSSIBLE

    @property
    def explanation(self) -> str:
        """The reasons and the certainty, for people."""
        return f"{'; '.join(self.reasons)} ({self.certainty.value} là một)"


def traits_of(nominee: Nominee, identity: KeyedIdentity | None) -> Traits:
    """What is compared of a nominee; `identity` is what is known of the identity number."""
    return Traits(
        kind=nominee.kind,
        written=nominee.name,
        name=fold(nominee.name),
        birth_date=nominee.birth_date,
        birth_year=nominee.birth_date.year if nominee.birth_date else nominee.birth_year,
        place=fold(nominee.workplace or nominee.place.text) or (nominee.place.commune or ""),
        identity=identity,
    )


def match(first: Traits, other: Traits, *, alike: Alike = eq) -> Match | None:
    """Why the two are one, and how sure that is; nothing when they are two or nothing says that they are one.

    Numbers of one paper settle it either way. Otherwise name and birth are compared, as if a number were missing.
    `alike` judges folded names that are not equal.
    """
    numbers = compare_identities(first.identity, other.identity)
    if numbers is Sameness.SAME and first.identity is not None:
        return Match(Certainty.CERTAIN, (f"cùng {PAPER_NAMES[first.identity.kind]}",))
    if numbers is Sameness.DIFFERENT or first.class_of != other.class_of or not _is_named_alike(first, other, alike):
        return None
    born = compare_births(first, other)
    if born is Sameness.DIFFERENT:
        return None
    certainty = _certainty(first, other, born)
    doubts = first.name != other.name or _is_doubtful(first, other)
    return Match(Certainty.POSSIBLE if doubts else certainty, tuple(_reasons(first, other, born)))


def compare_identities(first: KeyedIdentity | None, other: KeyedIdentity | None) -> Sameness:
    """What two identity numbers say about each other: only those of one paper, under one key, say anything."""
    if first is None or other is None or first.kind is not other.kind:
        return Sameness.UNKNOWN
    mine, theirs = dict(map(_split, first.hashes)), dict(map(_split, other.hashes))
    common = mine.keys() & theirs.keys()
    if not common:
        return Sameness.UNKNOWN
    if any(mine[key] != theirs[key] for key in common):
        return Sameness.UNKNOWN if first.kind in _CHANGING else Sameness.DIFFERENT
    # A branch is not the enterprise, and not surely another: its own code may have been put down or the enterprise's.
    return Sameness.SAME if first.branch == other.branch else Sameness.UNKNOWN


def compare_births(first: Traits, other: Traits) -> Sameness:
    """What two births say about each other: by day where both days are known, else by year."""
    if first.birth_date and other.birth_date:
        return Sameness.SAME if first.birth_date == other.birth_date else Sameness.DIFFERENT
    if first.birth_year and other.birth_year:
        return Sameness.SAME if first.birth_year == other.birth_year else Sameness.DIFFERENT
    return Sameness.UNKNOWN


def _split(keyed: str) -> tuple[str, str]:
    key, _, digest = keyed.partition(":")
    return key, digest


def _is_named_alike(first: Traits, other: Traits, alike: Alike) -> bool:
    return bool(first.name and other.name) and (first.name == other.name or alike(first.name, other.name))


def _is_doubtful(first: Traits, other: Traits) -> bool:
    mine, theirs = first.identity, other.identity
    if mine is None or theirs is None or mine.kind is not theirs.kind:
        return False
    return bool(dict(map(_split, mine.hashes)).keys() & dict(map(_split, theirs.hashes)).keys())


def _certainty(first: Traits, other: Traits, born: Sameness) -> Certainty:
    if born is Sameness.SAME and first.birth_date and other.birth_date:
        return Certainty.LIKELY
    places = _compare_places(first, other)
    if born is Sameness.SAME:
        return Certainty.POSSIBLE if places is Sameness.DIFFERENT else Certainty.LIKELY
    return Certainty.LIKELY if places is Sameness.SAME else Certainty.POSSIBLE


def _compare_places(first: Traits, other: Traits) -> Sameness:
    if not first.place or not other.place:
        return Sameness.UNKNOWN
    return Sameness.SAME if first.place == other.place else Sameness.DIFFERENT


def _reasons(first: Traits, other: Traits, born: Sameness) -> list[str]:
    if first.written == other.written:
        reasons = ["cùng tên"]
    else:
        reasons = ["tên chỉ khác cách viết" if first.name == other.name else "tên gần giống nhau"]
    if born is Sameness.SAME:
        reasons.append("cùng ngày sinh" if first.birth_date and other.birth_date else "cùng năm sinh")
    elif first.class_of == "p":
        reasons.append("một bên chưa có ngày sinh")
    if _compare_places(first, other) is Sameness.SAME and (born is not Sameness.SAME or not first.birth_date):
        reasons.append("cùng nơi")
    return reasons + _explain_numbers(first.identity, other.identity)


def _explain_numbers(first: KeyedIdentity | None, other: KeyedIdentity | None) -> list[str]:
    if first is None or other is None:
        return ["không đủ số giấy tờ để so"] if first or other else []
    if first.kind is not other.kind:
        return [f"{PAPER_NAMES[first.kind]} và {PAPER_NAMES[other.kind]} không so được với nhau"]
    if first.branch != other.branch:
        return ["cùng mã số doanh nghiệp, khác mã chi nhánh"]
    return [f"{PAPER_NAMES[first.kind]} khác nhau, có thể do cấp lại"] if first.kind in _CHANGING else []
