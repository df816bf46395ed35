"""The schema of a rule set: forms, slips, reasons, limits; every value comes from a dated file."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, PositiveInt, model_validator

from shared.events.content import MOST_NOMINATIONS
from shared.events.words import Level, NomineeKind, Occasion, PriorityMark, StepRole


class Schema(BaseModel):
    """A part of a rule set: frozen, and an unknown key is an error rather than ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid")


_CODED = (
    *("award_forms", "decline_reasons", "return_reasons", "grounds", "target_groups", "criteria", "findings"),
    "emulation_contents",
)
SELECTORS = frozenset({"chain", "issuer", "receiver"})


class AwardForm(Schema):
    """A hình thức khen thưởng. `level` is where it is decided; `issuer` names who gives it."""

    code: str
    name: str
    short_name: str
    level: Level
    issuer: str = Field(
        description="An authority code, or `chain` for the authority of `level` in the unit's own chain"
    )
    given_by: str = Field(default="", description="Whoever gives it, in words, where `issuer` is the unit's own chain")
    proposed_by: str = Field(default="", description="Whose units may propose it, in words; all where it is absent")
    nominee_kinds: tuple[NomineeKind, ...]
    basis: str

    @model_validator(mode="after")
    def _says_who_gives_it(self) -> Self:
        if self.issuer == "chain" and not (self.given_by and self.proposed_by):
            raise ValueError(
                f"{self.code}: hình thức do cơ quan quản lý đơn vị tặng cần có given_by và proposed_by; ghi thêm"
            )
        return self


class SlipStep(Schema):
    """One stop: who is `chain` (the unit's chain below the issuer), `issuer`, `receiver` of the gift, or a code."""

    role: StepRole
    who: str
    level: Level | None = None
    working_days: PositiveInt
    absorbs: tuple[StepRole, ...] = ()
    basis: str = Field(default="", description="Where the number of days comes from; empty where it is left open")

    @model_validator(mode="after")
    def _a_named_authority_has_a_level(self) -> Self:
        if self.who not in SELECTORS and self.level is None:
            raise ValueError("bước nêu đích danh một cơ quan cần có `level`; ghi cấp của cơ quan đó")
        return self


class Conditions(Schema):
    """When a slip is open; an empty list or absent value asks nothing. `proposers` are units on whose own Tờ trình."""

    proposers: tuple[str, ...] = ()
    nominee_kinds: tuple[NomineeKind, ...] = ()
    least_gift_vnd: PositiveInt | None = None
    posthumous: bool | None = None


class SlipRule(Schema):
    """The steps for a form on some occasions; the first slip in the file that fits the nomination is taken.

    A slip that lists `grounds` takes every nomination with one of them: no slip without `grounds` is then open to it.
    """

    form: str
    occasions: tuple[Occasion, ...]
    grounds: tuple[str, ...] = ()
    when: Conditions = Conditions()
    basis: str = ""
    steps: tuple[SlipStep, ...] = Field(min_length=1)


class Coded(Schema):
    """An entry of an official list: code for programs, text for people, and where it comes from."""

    code: str
    text: str
    basis: str = ""


class OfKinds(Coded):
    """An entry that speaks of some kinds of nominees; of all where none is named."""

    nominee_kinds: tuple[NomineeKind, ...] = ()

    def fits(self, kind: NomineeKind) -> bool:
        """Whether it speaks of nominees of that kind."""
        return not self.nominee_kinds or kind in self.nominee_kinds


class FindingRule(Schema):
    """What a check says when it finds something: `words` with the places of its values, and whether it stops a case."""

    code: str
    words: str
    basis: str
    blocking: bool = False


class Limits(Schema):
    """Numbers that law or plan leave to the province, or that protect the system.

    What each is called, in which unit it counts: people read it at `/api/v1/rules`.
    """

    nominations_per_dossier: PositiveInt = Field(
        le=MOST_NOMINATIONS,
        title="đề nghị",
        description="Số đề nghị nhiều nhất trong một hồ sơ; nhiều hơn thì chia thành các Tờ trình",
    )
    achievement_characters: PositiveInt = Field(title="ký tự", description="Độ dài nhiều nhất của tóm tắt thành tích")
    achievement_characters_advised: PositiveInt = Field(
        title="ký tự", description="Tóm tắt thành tích ngắn hơn mức này thì người thẩm định được nhắc"
    )
    supplements_per_step: PositiveInt = Field(
        title="lần", description="Số lần mà một bước được yêu cầu bổ sung cho một đề nghị"
    )
    donation_threshold_vnd: PositiveInt = Field(
        title="đồng", description="Mức đóng góp để tập thể được đề nghị Bằng khen theo căn cứ đóng góp lớn"
    )
    warn_before_due_days: PositiveInt = Field(
        title="ngày làm việc", description="Số ngày trước hạn xử lý mà việc được coi là sắp hết hạn"
    )
    further_days_when_late: PositiveInt = Field(
        title="ngày làm việc", description="Số ngày hẹn lại khi một bước chưa xét xong đúng hạn"
    )
    prompt_days: PositiveInt = Field(
        title="ngày",
        description="Khen đột xuất nộp sau khi lập thành tích quá số ngày này thì người thẩm định được nhắc",
    )
    petition_days: PositiveInt = Field(
        title="ngày", description="Tờ trình nộp sau ngày ký quá số ngày này thì người thẩm định được nhắc"
    )


class Council(Schema):
    """How many of all members of the council must agree, and the reason code when too few do.

    No law lays down a share for the forms of a movement: it is the province's, and a vote waits where it is absent.
    """

    share_percent: int | None = Field(default=None, ge=1, le=100)
    decline_reason: str
    basis: str = ""


class WindowRules(Schema):
    """On which occasions dossiers are taken only while a window is open, and who opens it."""

    occasions: tuple[Occasion, ...]
    opened_by: str
    basis: str


class AttachmentRules(Schema):
    """What a dossier's files are held to. A deployment for trials may let the signed Tờ trình be absent."""

    per_dossier: PositiveInt = 50
    signed_petition_required: bool = True
    basis: str = ""


class Objection(Schema):
    """How a unit objects to a refusal and within how many days; what law and plan leave open is absent."""

    how: str = Field("", description="The words after “Đơn vị không đồng ý thì”")
    within_days: PositiveInt | None = Field(None, description="Counted from the day of the notice")
    basis: str = ""
    contact: str = Field("", description="Whom a unit asks beside the authority that refused")


class Citation(Schema):
    """What an abbreviation in `basis` stands for; `sections` gives the headings of those that `basis` may name."""

    short: str
    name: str
    sections: Mapping[str, str] = {}


class RuleSet(Schema):
    """What holds for one movement from `valid_from` on, until the day after `valid_to` when that is given."""

    schema_version: Literal[1]
    id: str
    movement: str
    movement_name: str
    valid_from: date
    valid_to: date | None = None
    # Nothing that the movement awards was done, given or asked for before; a province may change it.
    began_on: date = date.min
    sources: tuple[str, ...]
    limits: Limits
    limit_bases: Mapping[str, str] = Field(default={}, description="By limit; what is not here law and plan leave open")
    council: Council
    windows: WindowRules
    attachments: AttachmentRules = AttachmentRules()
    objection: Objection = Objection()
    citations: tuple[Citation, ...] = ()
    bodies: Mapping[str, str]
    priority: Mapping[PriorityMark, PositiveInt]
    priority_basis: str = ""
    award_forms: tuple[AwardForm, ...]
    slips: tuple[SlipRule, ...]
    referrals: Mapping[str, tuple[str, ...]]
    decline_reasons: tuple[Coded, ...]
    return_reasons: tuple[Coded, ...] = ()
    grounds: tuple[Coded, ...]
    target_groups: tuple[OfKinds, ...]
    criteria: tuple[OfKinds, ...]
    emulation_contents: tuple[Coded, ...] = Field(default=(), description="Plan II: what one takes part by")
    common_criterion: Coded | None = Field(default=None, description="Plan IV: what every nominee keeps")
    donation_grounds: tuple[str, ...] = ()
    receiving_bodies: tuple[str, ...] = ()
    findings: tuple[FindingRule, ...]

    @cached_property
    def findings_by_code(self) -> Mapping[str, FindingRule]:
        """What each check says, by code."""
        return {finding.code: finding for finding in self.findings}

    @cached_property
    def award_forms_by_code(self) -> Mapping[str, AwardForm]:
        """Award forms by code."""
        return {form.code: form for form in self.award_forms}

    @cached_property
    def reasons(self) -> Mapping[str, Coded]:
        """Official reasons for declining, by code."""
        return {reason.code: reason for reason in self.decline_reasons}

    @model_validator(mode="after")
    def _cited_sections_have_headings(self) -> Self:
        reasons = (*self.decline_reasons, *self.return_reasons, *self.grounds, *self.target_groups, *self.criteria)
        reasons += self.emulation_contents
        cited = [*(reason.basis for reason in reasons), *(form.basis for form in self.award_forms)]
        cited += [rule.basis for rule in self.slips]
        for citation in (each for each in self.citations if each.sections):
            clauses = [clause.strip() for basis in cited for clause in basis.split(";")]
            named = [clause.removeprefix(citation.short) for clause in clauses if clause.startswith(citation.short)]
            sections = {section.strip() for clause in named for section in clause.split(",")}
            _refuse(
                sections - set(citation.sections),
                "citations: mục {!r} được viện dẫn mà chưa có tên; ghi thêm vào [citations.sections]",
            )
        return self

    @model_validator(mode="after")
    def _codes_are_known_and_unique(self) -> Self:
        for name in _CODED:
            codes = [entry.code for entry in getattr(self, name)]
            twice = {code for code in codes if codes.count(code) > 1}
            if twice:
                raise ValueError(f"{name}: mã {min(twice)!r} có hai lần; bỏ một")
        forms, reached = set(self.award_forms_by_code), {rule.form for rule in self.slips}
        referred = set(self.referrals) | {form for to in self.referrals.values() for form in to}
        _refuse(
            (reached | referred) - forms,
            "slips/referrals: hình thức {!r} không có trong award_forms; ghi thêm hoặc sửa lại",
        )
        _refuse(forms - reached, "award_forms: {!r} chưa có tuyến; thêm một mục [[slips]]")
        issuers = {form.issuer for form in self.award_forms}
        stops = {step.who for rule in self.slips for step in rule.steps}
        bodies = issuers | stops | set(self.receiving_bodies) | {self.windows.opened_by}
        _refuse(bodies - set(self.bodies) - SELECTORS, "bodies: {!r} được dùng mà chưa có tên; ghi thêm")
        _refuse(
            {self.council.decline_reason} - set(self.reasons), "council: {!r} không có trong decline_reasons; ghi thêm"
        )
        _refuse(
            set(self.limit_bases) - set(Limits.model_fields),
            "limit_bases: {!r} không phải là một giới hạn; bỏ hoặc sửa lại",
        )
        used = set(self.donation_grounds) | {ground for rule in self.slips for ground in rule.grounds}
        known = {ground.code for ground in self.grounds}
        _refuse(used - known, "donation_grounds/slips: {!r} không có trong grounds; ghi thêm hoặc sửa lại")
        return self


def _refuse(strangers: set[str], sentence: str) -> None:
    if strangers:
        raise ValueError(sentence.format(min(strangers)))
