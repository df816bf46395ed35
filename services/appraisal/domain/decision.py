"""A numbered decision over approved cases: reserved first, issued by one change, and only then are they awarded."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import NAMESPACE_URL, UUID, uuid5

from services.appraisal.domain.amendment import Amendment, Annulment, Correction, DecisionChange, NumberClaim, keys_of
from services.appraisal.domain.case import CaseKey, Reservation
from services.appraisal.domain.people import By
from shared.events.cases import AwardedItem, DecisionIssued
from shared.events.content import AuthorityRef, Person
from shared.events.decided import Decided
from shared.events.words import AnnulmentKind, CorrectedField, Level
from shared.refusals import ConflictError, FieldProblem, InvalidError
from shared.text.seen import has_word

MAX_CASES = 500
LEASE = timedelta(seconds=30)
_NAMESPACE = uuid5(NAMESPACE_URL, "thidua:decision")


class DecisionState(StrEnum):
    """Where a decision stands. An abandoned one gave back its number and its cases; nothing of it was told.

    Of an annulled one no award is left; in an issued one single awards may be annulled.
    """

    RESERVING = "reserving"
    ISSUED = "issued"
    ABANDONED = "abandoned"
    ANNULLED = "annulled"


class NumberTakenError(ConflictError):
    """The authority has given this number to another paper in this year."""

    def __init__(self, number: str, year: int) -> None:
        super().__init__(
            f"Cơ quan đã có văn bản số {number} trong năm {year}. Kiểm tra lại số và ngày trên văn bản.",
            details={"number": number, "year": year},
        )


class AbandonedError(ConflictError):
    """The attempt was given up by a sibling, because some case could not be in it; nothing is issued."""

    def __init__(self) -> None:
        super().__init__(
            "Lần ghi này đã được hủy vì có việc không đưa vào quyết định được; chưa ban hành gì. Ghi lại quyết định."
        )


@dataclass(frozen=True)
class Draft:
    """What the văn thư recorded: the document as it was signed on paper, and its list.

    `date_reason` says why it bears a day before the approval of its cases.
    """

    number: str
    issued_on: date
    signatory: Person
    cases: tuple[CaseKey, ...]
    date_reason: str = ""

    @property
    def digest(self) -> str:
        """Equal for equal content: tells a retry from another decision under the same key."""
        parts = (self.number, self.issued_on.isoformat(), self.signatory.name, self.signatory.position)
        # Only where there is one: without, a decision has the digest that it had before there were reasons.
        reason = (self.date_reason,) if self.date_reason else ()
        return hashlib.sha256("\n".join((*parts, *map(str, self.cases), *reason)).encode()).hexdigest()


@dataclass(frozen=True)
class Decision:
    """A decision document. Whoever acts for an earlier `attempt` can no longer change it.

    `combined` are the pairs of duties of whoever recorded it, by case.
    """

    id: UUID
    version: int
    state: DecisionState
    attempt: int
    level: Level
    authority: AuthorityRef
    draft: Draft
    recorded_by: By
    recorded_at: datetime
    lease_until: datetime
    items: tuple[AwardedItem, ...] = ()
    issued_at: datetime | None = None
    is_complete: bool = False
    amendments: tuple[Amendment, ...] = ()
    combined: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def number(self) -> str:
        """The number that holds now; the draft keeps what was recorded at first."""
        return self.read(CorrectedField.NUMBER, self.draft.number)

    @property
    def issued_on(self) -> date:
        """The date that holds now."""
        return date.fromisoformat(self.read(CorrectedField.ISSUED_ON, self.draft.issued_on.isoformat()))

    @property
    def signatory(self) -> Person:
        """The signatory as they read now."""
        first = self.draft.signatory
        return Person(
            name=self.read(CorrectedField.SIGNATORY_NAME, first.name),
            position=self.read(CorrectedField.SIGNATORY_POSITION, first.position),
        )

    @property
    def corrections(self) -> tuple[Correction, ...]:
        """What was corrected in it, oldest first."""
        return tuple(amendment for amendment in self.amendments if isinstance(amendment, Correction))

    @property
    def annulments(self) -> tuple[Annulment, ...]:
        """What was annulled of it, oldest first."""
        return tuple(amendment for amendment in self.amendments if isinstance(amendment, Annulment))

    @property
    def latest(self) -> Amendment | None:
        """The amendment whose consequences the cases may still lack."""
        return self.amendments[-1] if self.amendments else None

    @property
    def in_force(self) -> tuple[AwardedItem, ...]:
        """The nominations that it awards now."""
        lost = {key for key, stands in self._standing.items() if not stands}
        return tuple(item for item in self.items if CaseKey(item.nomination_id, item.step) not in lost)

    @property
    def claims(self) -> tuple[NumberClaim, ...]:
        """The numbers that no other paper of the authority may bear; those of one recorded by mistake are free."""
        if self.state is DecisionState.ABANDONED or self._was_never_meant:
            return ()
        own = NumberClaim(self.number, self.issued_on.year)
        papers = (self.paper_of(amendment) for amendment in self.amendments)
        return (own, *(paper for paper in papers if paper is not None))

    def read(self, field: CorrectedField, first: str, case: CaseKey | None = None, of: UUID | None = None) -> str:
        """The field as it reads now, where `first` is what it read at first."""
        found = [
            change.after
            for change in self._changes
            if (change.field, change.case, change.amendment) == (field, case, of)
        ]
        return found[-1] if found else first

    def paper_of(self, amendment: Amendment) -> NumberClaim | None:
        """Number and year of an amendment's paper as they read now; absent where it needed none."""
        if amendment.paper is None:
            return None
        day = self.read(CorrectedField.AMENDING_DATE, amendment.paper.issued_on.isoformat(), of=amendment.id)
        number = self.read(CorrectedField.AMENDING_NUMBER, amendment.paper.number, of=amendment.id)
        return NumberClaim(number, date.fromisoformat(day).year)

    @property
    def _changes(self) -> tuple[DecisionChange, ...]:
        return tuple(change for correction in self.corrections for change in correction.changes)

    @property
    def _standing(self) -> Mapping[CaseKey, bool]:
        standing: dict[CaseKey, bool] = {}
        for amendment in self.amendments:
            if isinstance(amendment, Annulment):
                standing |= dict.fromkeys(keys_of(amendment.items), False)
            else:
                back = [change.case for change in amendment.changes if change.field is CorrectedField.IN_FORCE]
                standing |= {key: True for key in back if key is not None}
        return standing

    @property
    def _was_never_meant(self) -> bool:
        kinds = {annulment.kind for annulment in self.annulments}
        return self.state is DecisionState.ANNULLED and kinds == {AnnulmentKind.MISTAKEN}

    @property
    def reservation(self) -> Reservation:
        """What its cases are held with."""
        return Reservation(self.id, self.attempt, self.recorded_at)


def decision_id(level: Level, account: str, key: str) -> UUID:
    """The id that a request always has: a retry meets its own document."""
    return uuid5(_NAMESPACE, f"{level.value}/{account}/{key}")


def check_draft(draft: Draft, *, today: date) -> None:
    """Nothing, when the document can be one.

    Raises:
        InvalidError: Everything that must be mended.
    """
    problems: list[FieldProblem] = []
    if not any(character.isdigit() for character in draft.number):
        problems.append(FieldProblem("number", "Nhập số quyết định như trên văn bản, ví dụ 30/QĐ-UBND."))
    if draft.issued_on > today:
        problems.append(FieldProblem("issued_on", "Ngày quyết định không được sau hôm nay. Nhập ngày trên văn bản."))
    if not has_word(draft.signatory.name):
        problems.append(FieldProblem("signatory.name", "Nhập họ và tên người ký."))
    if not has_word(draft.signatory.position):
        problems.append(FieldProblem("signatory.position", "Nhập chức vụ người ký, như trên văn bản."))
    if not 1 <= len(draft.cases) <= MAX_CASES:
        message = f"Chọn từ 1 đến {MAX_CASES} việc đã duyệt. Nhiều hơn thì tách thành quyết định khác."
        problems.append(FieldProblem("case_ids", message))
    if len(set(draft.cases)) != len(draft.cases):
        problems.append(FieldProblem("case_ids", "Bỏ các việc được chọn hai lần."))
    if problems:
        raise InvalidError(problems)


def begin(
    identity: UUID,
    draft: Draft,
    authority: AuthorityRef,
    by: By,
    *,
    at: datetime,
    combined: Mapping[str, tuple[str, ...]],
) -> Decision:
    """The decision about to reserve its cases."""
    return Decision(
        id=identity,
        version=1,
        state=DecisionState.RESERVING,
        attempt=1,
        level=authority.level,
        authority=authority,
        draft=draft,
        recorded_by=by,
        recorded_at=at,
        lease_until=at + LEASE,
        combined=combined,
    )


def begin_again(decision: Decision, *, at: datetime, combined: Mapping[str, tuple[str, ...]]) -> Decision:
    """An abandoned decision tried once more, as an attempt of its own."""
    return replace(
        decision,
        version=decision.version + 1,
        state=DecisionState.RESERVING,
        attempt=decision.attempt + 1,
        recorded_at=at,
        lease_until=at + LEASE,
        combined=combined,
    )


def abandon(decision: Decision) -> Decision:
    """The decision given up; its cases may be released once this is written, and not before."""
    return replace(decision, version=decision.version + 1, state=DecisionState.ABANDONED)


def issue(decision: Decision, versions: Iterable[tuple[CaseKey, int]], *, at: datetime) -> Decided[Decision]:
    """The decision issued over its reserved cases, with the fact that awards them.

    Each is awarded as the version after the one that it was reserved at.
    """
    items = tuple(
        AwardedItem(nomination_id=key.nomination, step=key.step, sequence=version + 1)
        for key, version in sorted(versions)
    )
    after = replace(decision, version=decision.version + 1, state=DecisionState.ISSUED, items=items, issued_at=at)
    event = DecisionIssued(
        decision_id=after.id,
        version=after.version,
        level=after.level,
        authority=after.authority,
        number=after.number,
        issued_on=after.issued_on,
        signatory=after.signatory,
        items=items,
        at=at,
    )
    return Decided(decision, after, (event,))


def complete(decision: Decision) -> Decision:
    """The decision with all its cases marked: nothing is left to do."""
    return replace(decision, version=decision.version + 1, is_complete=True)
