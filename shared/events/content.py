"""What a dossier says: the Tờ trình, the nominee, the achievement, and the slip that it travels by."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.events.words import AttachmentKind, Duty, Level, NomineeKind, Occasion, PriorityMark, Sex, StepRole
from shared.text.exact import Day, Flag, Whole
from shared.text.fields import Code, DocumentNumber, Line, PersonName, lines

# Bounded, since MongoDB keeps no integer over 64 bits: what could never be stored is refused where it is read.
Count = Annotated[Whole, Field(ge=0, lt=2**31)]
Ordinal = Annotated[Whole, Field(gt=0, lt=2**31)]
Amount = Annotated[Whole, Field(ge=0, lt=2**53)]
# A nomination travels whole in a message of at most 48 KiB: no stored summary is longer than this.
_SUMMARY = 48 * 1024


class Frozen(BaseModel):
    """A value: compared by content, never changed; unknown fields of a newer writer are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


def _is_absent(value: object) -> bool:
    return not value


class AuthorityRef(Frozen):
    """An authority as it is addressed: code for programs, name for people."""

    code: str
    name: str
    level: Level


class UnitRef(Frozen):
    """The submitting unit. `chain` lists who endorses upwards: managing authority first, khối member last."""

    code: str
    name: str
    chain: tuple[AuthorityRef, ...] = Field(min_length=1)


class Signer(Frozen):
    """Who signed the Tờ trình."""

    name: PersonName
    position: Line


class Attachment(Frozen):
    """A file that goes with the dossier. Units send `id` and `kind`; intake fills in the rest from what it keeps."""

    id: UUID
    kind: AttachmentKind
    name: Line = Field(default="", exclude_if=_is_absent)
    size: Amount = Field(default=0, exclude_if=_is_absent)
    sha256: Code = Field(default="", exclude_if=_is_absent)
    media_type: Code = Field(default="", exclude_if=_is_absent)


# Left out where there are none: a dossier says the same, and has the same hash, as before there were attachments.
Attachments = Annotated[tuple[Attachment, ...], Field(default=(), max_length=100, exclude_if=_is_absent)]


class Petition(Frozen):
    """The Tờ trình: what it says at its head. `addressed_to` is an authority's code, when the unit named one."""

    number: DocumentNumber
    signed_on: Day
    signer: Signer
    occasion: Occasion
    movement: Code
    addressed_to: Code | None = None
    attachments: Attachments = ()


class Place(Frozen):
    """A place: a commune code of the province, or free text for a place outside it."""

    commune: Code | None = None
    text: Line = ""


class Nominee(Frozen):
    """Whom the nomination names. `identity_number` never leaves work messages and the owning databases."""

    kind: NomineeKind
    form_of_address: Line = ""
    name: PersonName
    birth_date: Day | None = None
    sex: Sex | None = None
    position: Line = ""
    duty: Duty | None = None
    workplace: Line = ""
    place: Place = Place()
    identity_number: Code | None = None
    posthumous: Flag = False


class Achievement(Frozen):
    """What was done, when and where. Dates are inclusive."""

    summary: Annotated[str, lines(_SUMMARY)]
    began_on: Day
    ended_on: Day
    place: Place = Place()


class Gift(Frozen):
    """A contribution, in đồng: money apart from the worth of goods. `receiver_authority` (a code) confirms it."""

    money_vnd: Amount = 0
    goods_vnd: Amount = 0
    goods: Line = ""
    given_on: Day
    receiver: Line
    receiver_authority: Code | None = None

    @property
    def total_vnd(self) -> int:
        """Money and goods together, in đồng."""
        return self.money_vnd + self.goods_vnd


class EarlierAward(Frozen):
    """An award that the nominee already has."""

    form: Line
    decision_number: DocumentNumber = ""
    decided_on: Day | None = None
    achievement: Line = ""


class NominationContent(Frozen):
    """One nominee, one award form, one achievement; codes are those of the rule set."""

    nominee: Nominee
    award_form: Code
    achievement: Achievement
    ground: Code
    target_group: Code
    criteria: tuple[Code, ...] = ()
    gift: Gift | None = None
    priority_marks: tuple[PriorityMark, ...] = ()
    earlier_awards: tuple[EarlierAward, ...] = ()
    consent: Flag = False
    confidential: Flag = False
    attachments: Attachments = ()


class Step(Frozen):
    """One stop on the routing slip. `after` is the step that hands over to this one; 0 is intake itself."""

    step: Ordinal
    after: Count
    role: StepRole
    level: Level
    authority: AuthorityRef
    award_form: str
    working_days: Ordinal
    expected_on: date | None = None


Slip = tuple[Step, ...]


class DossierRef(Frozen):
    """The dossier that a nomination belongs to, with what every level needs to see of it."""

    dossier_id: UUID
    number: str
    unit: UnitRef
    submitter: str = Field(description="Mã tài khoản đã nộp")
    petition: Petition
    rule_set: str
    submitted_on: date


class Finding(Frozen):
    """What an automatic check found, its legal basis, and what to do; `blocking` ones stop a forward."""

    code: str
    message: str
    basis: str = ""
    blocking: bool = False


class MissingItem(Frozen):
    """Something a returned nomination lacks: the section of the dossier and what to add there."""

    section: Line
    message: Annotated[str, lines(2_000)]


class Person(Frozen):
    """Who signs a decision."""

    name: PersonName
    position: Line
