"""The public lists of rule sets: what is in force on a day, without signing in."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel

from services.intake.web.rule_showing import show_line, show_rule_set
from services.intake.web.rule_views import RuleSetsView, RuleSetView
from shared.clock.days import day_of
from shared.refusals import NotFoundError
from shared.rules.loading import RuleSets
from shared.rules.rule_set import RuleSet
from shared.text.exact import SaneDay
from shared.text.fields import BLANK_IS_ABSENT
from shared.text.formats import show_day
from shared.web.api.problems import problem_responses
from shared.web.http.public import NOT_MODIFIED, KnownTag, PublicAnswer

OnDay = Annotated[
    SaneDay | None,
    BLANK_IS_ABSENT,
    Query(alias="on", description="Ngày cần xem, dạng năm-tháng-ngày; không nêu là hôm nay"),
]
Movement = Annotated[
    str, Path(max_length=100, description="Mã phong trào thi đua, như `/api/v1/rules` liệt kê", examples=["covid-19"])
]


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
        in_force = sorted(self._rule_sets.all_in_force(self._day(on)), key=lambda one: one.movement)
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


def rules_router(lists: RuleLists) -> APIRouter:
    """The routes under `/api/v1/rules`."""
    router = APIRouter(prefix="/api/v1/rules", tags=["lists"])
    listed = {"model": RuleSetsView, "description": "Các bộ quy tắc có hiệu lực"}
    shown = {"model": RuleSetView, "description": "Bộ quy tắc với các danh mục của nó"}

    @router.get("", response_model=None, responses={200: listed, **NOT_MODIFIED, **problem_responses(422, 503)})
    async def list_rules(request: Request, _known: KnownTag = None, on: OnDay = None) -> Response:
        """Các phong trào thi đua và bộ quy tắc có hiệu lực trong ngày; không cần đăng nhập."""
        return lists.list_on(on).answer(request)

    @router.get(
        "/{movement}", response_model=None, responses={200: shown, **NOT_MODIFIED, **problem_responses(404, 422, 503)}
    )
    async def show_rules(request: Request, movement: Movement, _known: KnownTag = None, on: OnDay = None) -> Response:
        """Các danh mục để lập hồ sơ của một phong trào: hình thức, lộ trình, căn cứ, lý do, giới hạn.

        Không cần đăng nhập. Mỗi mục nêu căn cứ; chỗ luật và kế hoạch để ngỏ thì ghi “chưa xác định”.
        Câu trả lời giữ được năm phút; hỏi lại kèm If-None-Match thì chỉ nhận nội dung khi đã đổi.
        """
        return lists.show(movement, on).answer(request)

    return router


def _shorten(shown: RuleSetView) -> object:
    def cut(part: object) -> object:
        if isinstance(part, dict):
            return {name: cut(inner) for name, inner in part.items()}
        return [cut(one) for one in part[:1]] if isinstance(part, list) else part

    return cut(shown.model_dump(mode="json"))
