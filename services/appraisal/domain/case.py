"""A case: one nomination at one step of its route, from the hand-over to the final outcome."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from services.appraisal.domain.history import Entry
from services.appraisal.domain.people import Assignment, By, Claim, TakeOver
from shared.events.content import (
    AuthorityRef,
    DossierRef,
    DutyDone,
    Finding,
    KeyedIdentity,
    MissingItem,
    NominationContent,
    Slip,
    Step,
)
from shared.events.signature import IntakeSignature
from shared.events.words import Level, Outcome
from shared.nominees.keyed import unkeyed
from shared.refusals import NotFoundError
from shared.rules.slip import step_at


class CaseState(StrEnum):
    """Where a case stands. All but `open` and `returned` are final; `awarded` completes `approved`.

    An award that is taken back ends as `annulled`, or leads back to `approved` where another decision may follow.
    """

    OPEN = "open"
    RETURNED = "returned"
    FORWARDED = "forwarded"
    APPROVED = "approved"
    DECLINED = "declined"
    REFERRED = "referred"
    WITHDRAWN = "withdrawn"
    AWARDED = "awarded"
    ANNULLED = "annulled"


UNDECIDED = frozenset({CaseState.OPEN, CaseState.RETURNED})


@dataclass(frozen=True, order=True)
class CaseKey:
    """The name of a case for ever: steps are never renumbered."""

    nomination: UUID
    step: int

    def __str__(self) -> str:
        return f"{self.nomination}:{self.step}"

    @property
    def record(self) -> bytes:
        """What the chain of the case's history begins with."""
        return str(self).encode()

    @classmethod
    def parse(cls, text: str) -> Self:
        """The key as it stands in an address.

        Raises:
            NotFoundError: It cannot name a case.
        """
        nomination, _, step = text.partition(":")
        try:
            return cls(UUID(nomination), int(step))
        except ValueError:
            raise NotFoundError(
                "Không có việc này. Mở lại từ danh sách việc; địa chỉ có dạng <đề nghị>:<bước>."
            ) from None


@dataclass(frozen=True)
class Tally:
    """The council's vote as its secretary enters it; `minutes` is number and date of the biên bản."""

    members: int
    present: int
    approving: int
    minutes: str


@dataclass(frozen=True)
class Verdict:
    """What somebody proposes or decides, as they typed it."""

    outcome: Outcome
    reason_code: str = ""
    text: str = ""
    missing: tuple[MissingItem, ...] = ()
    award_form: str = ""
    override: str = ""
    tally: Tally | None = None


@dataclass(frozen=True)
class Proposal:
    """An officer's proposal; `sent_back` is the head's note when it was sent back to be worked on again."""

    verdict: Verdict
    by: By
    at: datetime
    sent_back: str | None = None


@dataclass(frozen=True)
class Mandate:
    """By what a deputy decided: the authorisation, its paper, and who gave it."""

    authorisation: str
    paper: str
    signed_on: date
    given_by: str


@dataclass(frozen=True)
class Ruling:
    """An outcome that was decided: `reason` and `basis` as the unit is told them; a deputy's with the `mandate`."""

    verdict: Verdict
    by: By
    at: datetime
    reason: str = ""
    basis: str = ""
    mandate: Mandate | None = None


@dataclass(frozen=True)
class Reservation:
    """A decision being recorded holds the case; a later attempt of it may take the place of an earlier."""

    decision: UUID
    attempt: int
    at: datetime = field(compare=False)


@dataclass(frozen=True)
class Delay:
    """What the unit was told when the limit ran out: which date was missed, and the new one."""

    missed: date
    promised_on: date
    at: datetime


@dataclass(frozen=True)
class Award:
    """The decision by which the nomination is awarded, as it reads now.

    `amended` is the decision's version whose amendment the case was brought in line with last; 0 for none.
    """

    decision: UUID
    number: str
    issued_on: date
    amended: int = 0


@dataclass(frozen=True)
class Supplement:
    """What the unit answered, by which account; `version` is the nomination's, by which a repetition is known.

    `changed` are the parts of the content that it changed, by field, and `summary_before` is how the achievement read
    where that is among them.
    """

    version: int
    note: str
    at: datetime
    by: str = ""
    changed: tuple[str, ...] = ()
    summary_before: str = ""


@dataclass(frozen=True)
class Withdrawal:
    """The latest request to take the nomination back; `version` is the nomination's."""

    version: int
    reason: str
    at: datetime


@dataclass(frozen=True)
class Marker:
    """A withdrawal that came before the hand-over and waits for it."""

    key: CaseKey
    withdrawal: Withdrawal


@dataclass(frozen=True)
class Case:
    """One nomination at one step; `version` counts the changes that others may have to know of.

    `done` says who had which duty with the nomination at the steps before.
    """

    key: CaseKey
    version: int
    state: CaseState
    number: str
    dossier: DossierRef
    content: NominationContent
    slip: Slip
    findings: tuple[Finding, ...]
    priority: int
    opened_at: datetime
    due_on: date
    round: int = 1
    paused_on: date | None = None
    closed_at: datetime | None = None
    delay: Delay | None = None
    proposal: Proposal | None = None
    rulings: tuple[Ruling, ...] = ()
    assignment: Assignment | None = None
    claim: Claim | None = None
    take_overs: tuple[TakeOver, ...] = ()
    reservation: Reservation | None = None
    award: Award | None = None
    supplements: tuple[Supplement, ...] = ()
    withdrawal: Withdrawal | None = None
    history: tuple[Entry, ...] = ()
    identity: KeyedIdentity | None = None
    done: tuple[DutyDone, ...] = ()
    signature: IntakeSignature | None = None

    @property
    def known_identity(self) -> KeyedIdentity | None:
        """What is known of the identity number: as intake keyed it or, of work from before it did, by itself."""
        return self.identity or unkeyed(self.content.nominee)

    @property
    def step(self) -> Step:
        """The step of the slip at which this case stands."""
        found = step_at(self.slip, self.key.step)
        if found is None:
            raise LookupError(f"step {self.key.step} is not on its own slip")
        return found

    @property
    def authority(self) -> AuthorityRef:
        """Whose case it is."""
        return self.step.authority

    @property
    def level(self) -> Level:
        """At which level it is worked on."""
        return self.step.level

    @property
    def ruling(self) -> Ruling | None:
        """The latest outcome; with a final state it is the final one."""
        return self.rulings[-1] if self.rulings else None

    def claim_at(self, at: datetime) -> Claim | None:
        """The claim that holds at a moment: an expired one holds no more, even before it is cleared away."""
        return self.claim if self.claim is not None and self.claim.until > at else None


def standing(case: Case) -> dict[str, object]:
    """What a refusal says of the case as it stands, with the winner's outcome."""
    details: dict[str, object] = {"case_id": str(case.key), "state": case.state.value, "version": case.version}
    ruling = case.ruling
    if ruling is not None:
        details |= {
            "outcome": ruling.verdict.outcome.value,
            "decided_by": ruling.by.name,
            "decided_at": ruling.at.isoformat(),
            "reason": ruling.reason,
        }
    return details
