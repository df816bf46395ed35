"""The award forms of a rule set, who gives each, and the slips that lead to it."""

from pydantic import BaseModel, ConfigDict, Field

from services.intake.web.api.rule_entries import BASIS, ChoiceView, basis_or_open, show_body
from shared.events import names
from shared.events.words import Level, NomineeKind, Occasion
from shared.rules.explaining import explain_conditions, explain_slip, name_issuer, name_step
from shared.rules.rule_set import SELECTORS, AwardForm, RuleSet, SlipRule, SlipStep
from shared.web.api.described import described


class RouteStepView(BaseModel):
    """One stop of a route, before anybody's unit is known."""

    model_config = ConfigDict(
        json_schema_extra=described("Một bước của lộ trình, khi chưa biết đơn vị trình là đơn vị nào.")
    )

    role: ChoiceView = Field(description="Việc của bước: mã và tên")
    who: str = Field(description="Ai làm bước này, bằng lời")
    authority: str | None = Field(
        description="Mã cơ quan làm bước này; trống khi tùy đơn vị trình hoặc tùy nơi nhận đóng góp"
    )
    level: Level | None = Field(description="Cấp xét của bước; trống khi tùy đơn vị trình hoặc tùy nơi nhận đóng góp")
    working_days: int = Field(description="Thời hạn của bước, tính bằng ngày làm việc")
    basis: str = Field(description=BASIS)


class RouteView(BaseModel):
    """A way that a nomination for a form may go; the first whose conditions hold is taken."""

    model_config = ConfigDict(json_schema_extra=described("Một lộ trình xét: áp dụng khi nào, qua những bước nào."))

    text: str = Field(description="Lộ trình viết thành một câu")
    conditions: list[str] = Field(description="Khi nào đi theo lộ trình này, mỗi điều kiện một câu")
    occasions: list[Occasion] = Field(description="Các loại khen đi theo lộ trình này")
    grounds: list[str] = Field(description="Các căn cứ chỉ đi theo lộ trình này; trống là mọi căn cứ còn lại")
    nominee_kinds: list[NomineeKind] = Field(
        description="Chỉ các loại đối tượng này; trống là mọi loại mà hình thức cho phép"
    )
    proposers: list[ChoiceView] = Field(description="Chỉ các đơn vị này được lập Tờ trình; trống là mọi đơn vị")
    least_gift_vnd: int | None = Field(description="Mức đóng góp thấp nhất, tính bằng đồng; trống là không xét")
    posthumous: bool | None = Field(description="true: chỉ khi truy tặng; false: không khi truy tặng; trống: không xét")
    basis: str = Field(description=BASIS)
    steps: list[RouteStepView] = Field(
        description="Các bước theo thứ tự; cơ quan đứng hai bước liền nhau chỉ xét một lần"
    )


class AwardFormView(BaseModel):
    """An award form, who gives it, and the ways to it."""

    model_config = ConfigDict(
        json_schema_extra=described("Một hình thức khen thưởng: ai tặng, cho ai, theo lộ trình nào.")
    )

    code: str = Field(description="Mã hình thức khen thưởng, gửi trong `award_form`")
    name: str = Field(description="Tên đầy đủ của hình thức khen thưởng")
    short_name: str = Field(description="Tên gọn của hình thức khen thưởng, cho danh sách hẹp")
    level: Level = Field(description="Cấp quyết định tặng hình thức này")
    given_by: str = Field(description="Ai tặng hình thức này, bằng lời")
    issuer: str | None = Field(description="Mã cơ quan tặng; trống khi tùy đơn vị trình thuộc nơi nào")
    nominee_kinds: list[NomineeKind] = Field(description="Các loại đối tượng được đề nghị hình thức này")
    higher_forms: list[str] = Field(description="Mã các hình thức cao hơn mà người xét có thể chuyển lên")
    basis: str = Field(description=BASIS)
    routes: list[RouteView] = Field(description="Các lộ trình xét; lộ trình đầu tiên có đủ điều kiện được áp dụng")


def show_award_form(rules: RuleSet, form: AwardForm) -> AwardFormView:
    """The award form with every slip that leads to it."""
    return AwardFormView(
        code=form.code,
        name=form.name,
        short_name=form.short_name,
        level=form.level,
        given_by=name_issuer(rules, form),
        issuer=_named(form.issuer),
        nominee_kinds=list(form.nominee_kinds),
        higher_forms=list(rules.referrals.get(form.code, ())),
        basis=basis_or_open(form.basis),
        routes=[_route(rules, route) for route in rules.slips if route.form == form.code],
    )


def _route(rules: RuleSet, route: SlipRule) -> RouteView:
    return RouteView(
        text=explain_slip(rules, route),
        conditions=list(explain_conditions(rules, route)),
        occasions=list(route.occasions),
        grounds=list(route.grounds),
        nominee_kinds=list(route.when.nominee_kinds),
        proposers=[show_body(rules, code) for code in route.when.proposers],
        least_gift_vnd=route.when.least_gift_vnd,
        posthumous=route.when.posthumous,
        basis=basis_or_open(route.basis),
        steps=[_step(rules, step) for step in route.steps],
    )


def _step(rules: RuleSet, step: SlipStep) -> RouteStepView:
    return RouteStepView(
        role=ChoiceView(code=step.role, name=names.ROLES[step.role]),
        who=name_step(rules, step),
        authority=_named(step.who),
        level=step.level,
        working_days=step.working_days,
        basis=basis_or_open(step.basis),
    )


def _named(code: str) -> str | None:
    return None if code in SELECTORS else code
