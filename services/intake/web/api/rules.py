"""The public lists of rule sets: what is in force on a day, without signing in."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from services.intake.web.api.award_forms import AwardFormView, show_award_form
from services.intake.web.api.rule_entries import (
    BASIS,
    ChoiceView,
    DocumentKindView,
    GroundView,
    LimitView,
    MarkView,
    OccasionView,
    ReasonView,
    basis_or_open,
    show_body,
    show_choices,
    show_documents,
    show_grounds,
    show_limits,
    show_marks,
    show_occasions,
    show_reason,
)
from shared.clock.days import day_of
from shared.events import names
from shared.refusals import NotFoundError
from shared.rules.explaining import OPEN
from shared.rules.loading import RuleSets
from shared.rules.rule_set import RuleSet
from shared.text.exact import SaneDay
from shared.text.fields import BLANK_IS_ABSENT
from shared.text.formats import show_day
from shared.web.api.described import described
from shared.web.api.problems import problem_responses
from shared.web.http.public import NOT_MODIFIED, KnownTag, PublicAnswer
from shared.web.http.use_cases import use

OnDay = Annotated[
    SaneDay | None,
    BLANK_IS_ABSENT,
    Query(alias="on", description="Ngày cần xem, dạng năm-tháng-ngày; không nêu là hôm nay"),
]
Movement = Annotated[
    str, Path(max_length=100, description="Mã phong trào thi đua, như `/api/v1/rules` liệt kê", examples=["covid-19"])
]


class CouncilView(BaseModel):
    """What the council's vote needs."""

    model_config = ConfigDict(json_schema_extra=described("Điều kiện để một đề nghị được Hội đồng thông qua."))

    share_percent: int | None = Field(
        description="Tỷ lệ đồng ý cần có trên tổng số thành viên Hội đồng, tính bằng phần trăm; trống là chưa xác định"
    )
    decline_reason: str = Field(description="Mã lý do ghi khi không đủ tỷ lệ")
    basis: str = Field(description=BASIS)


class RuleSetLineView(BaseModel):
    """A rule set in the list of those in force."""

    model_config = ConfigDict(
        json_schema_extra=described(
            "Một bộ quy tắc: của phong trào nào, có hiệu lực từ ngày nào đến ngày nào, dựa vào văn bản nào."
        )
    )

    id: str = Field(description="Mã bộ quy tắc; hồ sơ giữ bộ quy tắc của ngày nộp")
    movement: str = Field(description="Mã phong trào thi đua, gửi trong `petition.movement`")
    name: str = Field(description="Tên phong trào thi đua")
    valid_from: date = Field(description="Ngày bộ quy tắc bắt đầu có hiệu lực")
    valid_to: date | None = Field(description="Ngày cuối có hiệu lực; trống khi chưa định ngày kết thúc")
    sources: list[str] = Field(description="Các văn bản mà bộ quy tắc dựa vào")


class RuleSetsView(BaseModel):
    """The rule sets that are in force on a day, by movement."""

    model_config = ConfigDict(
        json_schema_extra=described("Các bộ quy tắc có hiệu lực trong một ngày, mỗi phong trào một bộ.")
    )

    items: list[RuleSetLineView] = Field(description="Các bộ quy tắc có hiệu lực trong ngày, theo mã phong trào")


class RuleSetView(RuleSetLineView):
    """A rule set with every list that a dossier takes its codes from."""

    model_config = ConfigDict(json_schema_extra=described("Một bộ quy tắc với mọi danh mục mà hồ sơ lấy mã từ đó."))

    award_forms: list[AwardFormView] = Field(description="Các hình thức khen thưởng và lộ trình xét")
    occasions: list[OccasionView] = Field(description="Các loại khen, gửi trong `petition.occasion`")
    nominee_kinds: list[ChoiceView] = Field(description="Các loại đối tượng, gửi trong `nominee.kind`")
    sexes: list[ChoiceView] = Field(description="Giới tính của cá nhân, gửi trong `nominee.sex`")
    duties: list[ChoiceView] = Field(description="Lãnh đạo hay trực tiếp, gửi trong `nominee.duty`")
    grounds: list[GroundView] = Field(description="Các căn cứ khen thưởng, gửi trong `ground`")
    target_groups: list[ReasonView] = Field(description="Các nhóm đối tượng của kế hoạch, gửi trong `target_group`")
    criteria: list[ReasonView] = Field(description="Các tiêu chí thi đua, gửi trong `criteria`")
    emulation_contents: list[ReasonView] = Field(description="Các nội dung thi đua, gửi trong `emulation_contents`")
    common_criterion: ReasonView | None = Field(
        description="Tiêu chí chung mà đơn vị xác nhận trong `common_criterion_met`; trống khi phong trào không có"
    )
    priority_marks: list[MarkView] = Field(description="Các diện ưu tiên, gửi trong `priority_marks`")
    documents: list[DocumentKindView] = Field(description="Các loại giấy tờ, gửi trong `attachments[].kind`")
    receiving_bodies: list[ChoiceView] = Field(
        description="Các cơ quan nhận và xác nhận đóng góp, gửi trong `gift.receiver_authority`"
    )
    decline_reasons: list[ReasonView] = Field(description="Các lý do không khen thưởng mà cơ quan xét có thể nêu")
    return_reasons: list[ReasonView] = Field(description="Các lý do đề nghị bổ sung mà cơ quan xét có thể nêu")
    return_reasons_note: str = Field(description="“chưa xác định” khi luật và kế hoạch không liệt kê lý do bổ sung")
    council: CouncilView = Field(description="Điều kiện khi Hội đồng bỏ phiếu")
    limits: list[LimitView] = Field(description="Các giới hạn và thời hạn chung")


class RuleLists:
    """Knows every rule set as it is shown; made once, when the service starts."""

    def __init__(self, rule_sets: RuleSets, now: Callable[[], datetime], *, requires_petition: bool) -> None:
        self._rule_sets = rule_sets
        self._now = now
        self._shown: Mapping[str, RuleSetView] = {
            identity: show_rule_set(rules, requires_petition=requires_petition)
            for identity, rules in rule_sets.entries.items()
        }
        self._answers = {identity: PublicAnswer.of(shown) for identity, shown in self._shown.items()}

    def list_on(self, on: date | None) -> PublicAnswer:
        """The rule sets in force on that day, or today."""
        in_force = sorted(self._rule_sets.all_in_force(self._day(on)), key=lambda rules: rules.movement)
        return PublicAnswer.of(RuleSetsView(items=[show_line(rules) for rules in in_force]))

    def show(self, movement: str, on: date | None) -> PublicAnswer:
        """The movement's rule set of that day, or of today.

        Raises:
            NotFoundError: There is no such movement, or none of its rule sets is in force that day.
        """
        return self._answers[self._in_force(movement, self._day(on)).id]

    def examples(self) -> Mapping[type[BaseModel], object]:
        """One rule set, each list cut to its first entries, for the description."""
        first = next(iter(self._shown.values()))
        line = show_line(next(iter(self._rule_sets.entries.values())))
        return {RuleSetsView: {"items": [line.model_dump(mode="json")]}, RuleSetView: _shorten(first)}

    def _day(self, on: date | None) -> date:
        return on or day_of(self._now())

    def _in_force(self, movement: str, on: date) -> RuleSet:
        in_force = self._rule_sets.all_in_force(on)
        found = next((rules for rules in in_force if rules.movement == movement), None)
        if found is None:
            known = ", ".join(sorted(rules.movement for rules in in_force)) or "không có phong trào nào"
            message = f"Không có phong trào mang mã này trong ngày {show_day(on)}. Chọn trong: {known}."
            raise NotFoundError(message)
        return found


Rules = Annotated[RuleLists, use(RuleLists)]
router = APIRouter(prefix="/api/v1/rules", tags=["lists"])
_LISTED = {"model": RuleSetsView, "description": "Các bộ quy tắc có hiệu lực"}
_SHOWN = {"model": RuleSetView, "description": "Bộ quy tắc với các danh mục của nó"}


@router.get("", response_model=None, responses={200: _LISTED, **NOT_MODIFIED, **problem_responses(422, 503)})
async def list_rules(lists: Rules, request: Request, _known: KnownTag = None, on: OnDay = None) -> Response:
    """Các phong trào thi đua và bộ quy tắc có hiệu lực trong ngày; không cần đăng nhập."""
    return lists.list_on(on).answer(request)


@router.get(
    "/{movement}", response_model=None, responses={200: _SHOWN, **NOT_MODIFIED, **problem_responses(404, 422, 503)}
)
async def show_rules(
    lists: Rules, request: Request, movement: Movement, _known: KnownTag = None, on: OnDay = None
) -> Response:
    """Các danh mục để lập hồ sơ của một phong trào: hình thức, lộ trình, căn cứ, lý do, giới hạn.

    Không cần đăng nhập. Mỗi mục nêu căn cứ; chỗ luật và kế hoạch để ngỏ thì ghi “chưa xác định”.
    Câu trả lời giữ được năm phút; hỏi lại kèm If-None-Match thì chỉ nhận nội dung khi đã đổi.
    """
    return lists.show(movement, on).answer(request)


def show_line(rules: RuleSet) -> RuleSetLineView:
    """The rule set in a list."""
    return RuleSetLineView(
        id=rules.id,
        movement=rules.movement,
        name=rules.movement_name,
        valid_from=rules.valid_from,
        valid_to=rules.valid_to,
        sources=list(rules.sources),
    )


def show_rule_set(rules: RuleSet, *, requires_petition: bool) -> RuleSetView:
    """The rule set with all its lists; `requires_petition` is the deployment's word on the signed Tờ trình."""
    return RuleSetView(
        **dict(show_line(rules)),
        award_forms=[show_award_form(rules, form) for form in rules.award_forms],
        occasions=list(show_occasions(rules)),
        nominee_kinds=show_choices(names.KINDS),
        sexes=show_choices(names.SEXES),
        duties=show_choices(names.DUTIES),
        grounds=list(show_grounds(rules)),
        target_groups=[show_reason(group) for group in rules.target_groups],
        criteria=[show_reason(criterion) for criterion in rules.criteria],
        emulation_contents=[show_reason(content) for content in rules.emulation_contents],
        common_criterion=show_reason(rules.common_criterion) if rules.common_criterion else None,
        priority_marks=list(show_marks(rules)),
        documents=list(show_documents(rules, requires_petition=requires_petition)),
        receiving_bodies=[show_body(rules, code) for code in rules.receiving_bodies],
        decline_reasons=[show_reason(reason) for reason in rules.decline_reasons],
        return_reasons=[show_reason(reason) for reason in rules.return_reasons],
        return_reasons_note="" if rules.return_reasons else OPEN,
        council=CouncilView(
            share_percent=rules.council.share_percent,
            decline_reason=rules.council.decline_reason,
            basis=basis_or_open(rules.council.basis),
        ),
        limits=list(show_limits(rules)),
    )


def _shorten(shown: RuleSetView) -> object:
    def cut(part: object) -> object:
        if isinstance(part, dict):
            return {name: cut(inner) for name, inner in part.items()}
        return [cut(entry) for entry in part[:1]] if isinstance(part, list) else part

    return cut(shown.model_dump(mode="json"))
