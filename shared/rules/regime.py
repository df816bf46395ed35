"""The schema of a legal regime: what law says from a day on, as far as it is known; every value from a dated file."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Literal, Self

from pydantic import Field, PositiveInt, model_validator

from shared.events.words import Level, NomineeKind, Occasion
from shared.rules.rule_set import Schema


class Mark(StrEnum):
    """How sure a value is: read in the legal text, told by another source, set by the province, or not known."""

    READ = "A"
    REPORTED = "B"
    PROVINCE = "tinh"
    OPEN = "X"


class Sourced(Schema):
    """A value of the law: where it comes from, and how sure it is."""

    basis: str
    mark: Mark


class Instrument(Sourced):
    """A law, decree or circular: `short` as `basis` abbreviates it, `citation` as decisions cite it."""

    short: str
    citation: str
    is_cited: bool = True


class AwardFormLaw(Sourced):
    """An award form under the regime: whether it exists, and the factor of its money on the base salary."""

    code: str
    exists: bool = True
    factor: Decimal | None = Field(default=None, gt=0)
    instead: str = Field(default="", description="What is proposed in place of a form that does not exist")


class VoteLaw(Sourced):
    """What is said of a council's vote on these forms; an absent share is an answer: no share is laid down."""

    forms: tuple[str, ...]
    required: Literal["yes", "no", "province"]
    base: Literal["all", "present", "cast"] = "all"
    min_percent: int | None = Field(default=None, ge=1, le=100)


class ReportTemplate(Sourced):
    """Which form a report of achievements is written on: `number` and `title` as the annex has them."""

    occasions: tuple[Occasion, ...]
    nominee_kinds: tuple[NomineeKind, ...] = ()
    number: str
    title: str


class StepLimit(Sourced):
    """How long a step may take; where law leaves it to the province, that is what `mark` says."""

    step: str
    level: Level
    forms: tuple[str, ...] = ()
    working_days: PositiveInt | None = None


class Fallback(Sourced):
    """Where the regime or its province has no rule yet, the earlier regime's holds until that day, it included."""

    to: str
    what: str
    until: date


class Money(Schema):
    """How money beside an award is worked out: factor by base salary by kind, rounded up."""

    rounded_up_to_vnd: PositiveInt
    rounding: Sourced
    collective_factor: Decimal = Field(gt=0)
    collective: Sourced
    household_factor: Decimal | None = Field(default=None, gt=0)
    household: Sourced


class Regime(Schema):
    """What law says of a dossier that is submitted on a day from `valid_from` to `valid_to`, both included.

    Three days count for one dossier, each for its own: the day of submission for procedure, the day of the decision
    for money, the day of what is recorded for units and their names.
    """

    schema_version: Literal[1]
    id: str
    name: str
    valid_from: date
    valid_to: date | None = None
    transition: str = Field(default="", description="What becomes of dossiers that were under way")
    levels: tuple[Level, ...]
    instruments: tuple[Instrument, ...]
    occasion_names: Mapping[Occasion, str]
    state_receiver: str = Field(description="Who receives proposals for State awards")
    state_receiver_source: Sourced
    money: Money
    forms: tuple[AwardFormLaw, ...]
    votes: tuple[VoteLaw, ...]
    report_templates: tuple[ReportTemplate, ...]
    limits: tuple[StepLimit, ...] = ()
    fallbacks: tuple[Fallback, ...] = ()
    unknown: tuple[str, ...] = Field(default=(), description="What no source says; a step that needs it stops")

    @cached_property
    def award_forms_by_code(self) -> Mapping[str, AwardFormLaw]:
        """The award forms by code."""
        return {form.code: form for form in self.forms}

    def holds_on(self, day: date) -> bool:
        """Whether the regime is that of the day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def vote_on(self, form: str) -> VoteLaw | None:
        """What is said of the council's vote on the form; nothing where the regime does not name it."""
        return next((vote for vote in self.votes if form in vote.forms), None)

    def limit_of(self, step: str, level: Level, form: str) -> StepLimit | None:
        """How long the step may take for the form; nothing where the regime does not speak of it."""
        return next(
            (each for each in self.limits if (each.step, each.level) == (step, level) and form in each.forms), None
        )

    def report_template(self, occasion: Occasion, kind: NomineeKind) -> ReportTemplate | None:
        """The form for a report of achievements; nothing where none is known."""
        return next(
            (
                form
                for form in self.report_templates
                if occasion in form.occasions and (not form.nominee_kinds or kind in form.nominee_kinds)
            ),
            None,
        )

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        codes = [form.code for form in self.forms]
        twice = sorted({code for code in codes if codes.count(code) > 1})
        if twice:
            raise ValueError(f"forms: mã {twice[0]!r} có hai lần; bỏ một")
        voted = {code for vote in self.votes for code in vote.forms} | {c for each in self.limits for c in each.forms}
        strangers = sorted(voted - set(codes))
        if strangers:
            raise ValueError(f"votes/limits: hình thức {strangers[0]!r} không có trong forms; ghi thêm hoặc sửa lại")
        shorts = {instrument.short for instrument in self.instruments}
        if len(shorts) < len(self.instruments):
            raise ValueError("instruments: một `short` có hai lần; bỏ một")
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise ValueError("valid_to: trước valid_from; sửa một trong hai")
        missing = [each.value for each in Occasion if each not in self.occasion_names]
        if missing:
            raise ValueError(f"occasion_names.{missing[0]}: chưa có; ghi tên mà quy định dùng")
        for form in self.forms:
            if form.factor is not None and not form.exists:
                raise ValueError(f"forms: {form.code!r} vừa không có vừa có hệ số; bỏ một")
        return self


class Salary(Sourced):
    """The base salary from a day on."""

    valid_from: date
    amount_vnd: PositiveInt


class Salaries(Schema):
    """The base salaries, earliest first."""

    schema_version: Literal[1]
    salaries: tuple[Salary, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        days = [salary.valid_from for salary in self.salaries]
        if days != sorted(set(days)):
            raise ValueError("salaries: xếp theo thứ tự thời gian, mỗi ngày một lần")
        return self
