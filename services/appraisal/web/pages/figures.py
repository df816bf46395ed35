"""The figures of a level for some days: each as a drawn chart with its table beside it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from fastapi import Request
from fastapi.responses import Response

from services.appraisal.application.figures import REST, CountFigures, Figures
from services.appraisal.domain.figures import Days, Numbers, Period, Span, Standing
from services.appraisal.web.api.terms import Terms
from services.appraisal.web.pages.level import use_on_page
from services.appraisal.web.pages.register_lines import Wording
from shared.clock.days import day_of
from shared.events.names import LEVELS
from shared.events.words import Level
from shared.refusals import FieldProblem
from shared.text.formats import show_count, show_day
from shared.text.typed import NotReadError, read_day
from shared.web.pages.charts import Column, Part, Series, draw_columns
from shared.web.pages.forms import TypedForm
from shared.web.pages.frame import Frame, pages_router
from shared.web.pages.lists import ListAddress
from shared.web.pages.viewer import PageViewer

STANDINGS: Mapping[Standing, Series] = {
    Standing.OPEN: Series("Đang xử lý", "xet"),
    Standing.RETURNED: Series("Chờ đơn vị bổ sung", "cho"),
    Standing.FORWARDED: Series("Đã chuyển bước sau", "chuyen"),
    Standing.APPROVED: Series("Đã duyệt hoặc đã khen", "khen"),
    Standing.DECLINED: Series("Không khen thưởng", "khong"),
    Standing.OTHER: Series("Khác", "khac"),
}
_OVER_TIME = (Series("Nhận", "mot"), Series("Có kết quả", "hai"))
_TAKEN = (Series("Trong thời hạn", "mot"), Series("Quá thời hạn", "qua"))
_LATE = (Series("Đang quá hạn", "qua"),)
FIELDS = ("ky", "tu", "den")
CUSTOM = "tuy-chon"
_PERIOD = re.compile(r"(\d{4})(?:-q([1-4]))?")
_YEARS_OFFERED, _MOST_YEARS = 4, 20
_QUARTERS = ("I", "II", "III", "IV")
_FIRST_YEAR, _LAST_YEAR = 1850, 2200
router = pages_router()


@dataclass(frozen=True)
class FiguresUseCases:
    """What the page calls."""

    count: CountFigures
    terms: Terms


@dataclass(frozen=True)
class Bar:
    """A line of a chart of bars, leading to the cases that it counts where there is an address."""

    label: str
    parts: Sequence[Part]
    most: int
    text: str
    address: str = ""


Uses = Annotated[FiguresUseCases, use_on_page(FiguresUseCases)]


@router.get("/cap/{level}/so-lieu")
async def show_figures(request: Request, frame: Frame, viewer: PageViewer, use_cases: Uses, level: str) -> Response:
    """The figures of the days that the address names; of this year where it names none."""
    place, today = ListAddress.of(request, FIELDS), day_of(use_cases.terms.now())
    span, problems = read_span(place, today)
    chosen = CUSTOM if place.get("tu") or place.get("den") else place.get("ky") or str(today.year)
    form = TypedForm({"ky": (chosen,), "tu": (place.get("tu"),), "den": (place.get("den"),)}, fields=frozenset(FIELDS))
    values = {"level": level, "place": place, "periods": _offered(today, chosen)}
    if span is None:
        form = form.with_problems(problems)
        return frame.render(request, "register/figures.html", 422, form=form, figures=None, **values)
    figures = await use_cases.count(viewer, span)
    wording = Wording(use_cases.terms.rule_sets, use_cases.terms.calendar)
    return frame.render(
        request,
        "register/figures.html",
        form=form,
        figures=figures,
        span_text=f"{show_day(span.first)} – {show_day(span.last)}",
        level_name=LEVELS[Level(level)],
        shown=_Shown(figures, level, wording),
        standings=STANDINGS,
        columns=[(standing.value, series.name, "phai") for standing, series in STANDINGS.items()],
        over_time=_OVER_TIME,
        taken=_TAKEN,
        late=_LATE,
        **values,
    )


@dataclass(frozen=True)
class _Shown:
    """The figures in words and as bars and columns."""

    figures: Figures
    level: str
    wording: Wording

    def unit(self, numbers: Numbers) -> str:
        """What the unit is called."""
        if numbers.group == REST:
            return f"{show_count(self.figures.unit_count - len(self.figures.units) + 1)} đơn vị khác"
        return self.figures.unit_names.get(numbers.group, numbers.group)

    def form(self, numbers: Numbers) -> str:
        """What the award form is called."""
        return self.wording.forms().get(numbers.group, numbers.group)

    def target(self, numbers: Numbers) -> str:
        """What the target group is called."""
        return self.wording.groups().get(numbers.group, numbers.group)

    def bars(self, groups: Sequence[Numbers], name: Callable[[Numbers], str], filter_name: str) -> Sequence[Bar]:
        """Stacked by where the cases stand."""
        most = max((numbers.received for numbers in groups), default=0)
        return [
            Bar(
                name(numbers),
                [Part(numbers.by_standing[standing], STANDINGS[standing].look) for standing in Standing],
                most,
                show_count(numbers.received),
                self.address(**{filter_name: numbers.group}) if numbers.group != REST else "",
            )
            for numbers in groups
        ]

    def address(self, **filters: str) -> str:
        """The lines of the register that a figure counts."""
        span = self.figures.span
        place = ListAddress(f"/cap/{self.level}/so")
        return place.with_(**{"tu": show_day(span.first), "den": show_day(span.last), **filters})

    def days(self, days: Sequence[Days]) -> Sequence[Bar]:
        """How many took so long, those within their limit first."""
        most = max((each.in_time + each.late for each in days), default=0)
        return [
            Bar(
                self.day_range(each),
                [Part(each.in_time, "mot"), Part(each.late, "qua")],
                most,
                show_count(each.in_time + each.late),
            )
            for each in days
        ]

    def day_range(self, days: Days) -> str:
        """“2–3 ngày”."""
        if days.most is None:
            return f"Trên {days.least - 1} ngày"
        return f"{days.least}–{days.most} ngày" if days.least < days.most else f"{days.most} ngày"

    def columns(self) -> str:
        """What came and what had its outcome, over time."""
        periods = self.figures.periods
        columns = [Column(self.short_period(each), (each.received, each.concluded)) for each in periods]
        return draw_columns(_OVER_TIME, columns, f"Số đề nghị nhận và có kết quả {self.per}; số liệu ở bảng bên cạnh.")

    @property
    def per(self) -> str:
        """By what time goes."""
        months = self.figures.periods[0].months
        return {1: "theo tháng", 3: "theo quý"}.get(months, "theo năm")

    def period(self, period: Period) -> str:
        """“Tháng 10/2021”."""
        if period.months == 1:
            return f"Tháng {period.first:%m/%Y}"
        if period.months == 3:  # noqa: PLR2004 - a quarter
            return f"Quý {_quarter(period.first)}/{period.first.year}"
        return f"Năm {period.first.year}"

    def short_period(self, period: Period) -> str:
        """A name that fits below a column: of months the year is said beside the first and each January."""
        if period.months == 1:
            return str(period.first.month)
        return f"{_quarter(period.first)}/{period.first:%y}" if period.months < 12 else str(period.first.year)  # noqa: PLR2004

    @property
    def axis(self) -> str:
        """What the names below the columns are."""
        first, last = self.figures.periods[0].first, self.figures.periods[-1].first
        if self.figures.periods[0].months > 1:
            return ""
        years = str(first.year) if first.year == last.year else f"{first:%m/%Y} đến {last:%m/%Y}"
        return f"Trục ngang: tháng, {years}"

    @property
    def in_time_share(self) -> str:
        """How many of a hundred with an outcome had it within the limit; nothing where there are none."""
        in_time = sum(each.in_time for each in self.figures.taken)
        whole = in_time + sum(each.late for each in self.figures.taken)
        return f"{round(100 * in_time / whole)}%" if whole else ""

    @property
    def taken_number(self) -> int:
        """How many had their outcome in the span."""
        return sum(each.in_time + each.late for each in self.figures.taken)


def read_span(place: ListAddress, today: date) -> tuple[Span | None, Sequence[FieldProblem]]:
    """The days that the address names: typed ones before a chosen period, this year where it names none."""
    problems: list[FieldProblem] = []

    def day(name: str) -> date | None:
        try:
            return read_day(place.get(name)) if place.get(name) else None
        except NotReadError as refusal:
            problems.append(FieldProblem(name, refusal.message))
            return None

    first, last = day("tu"), day("den")
    if problems:
        return None, problems
    if first is None and last is None:
        return _period(place.get("ky") or str(today.year))
    last = last or max(today, first or today)
    first = first or date(last.year, 1, 1)
    if last < first:
        return None, [FieldProblem("den", "Nhập “Đến ngày” từ ngày đầu trở đi.")]
    if last.year - first.year > _MOST_YEARS:
        return None, [FieldProblem("tu", f"Chọn khoảng thời gian không quá {_MOST_YEARS} năm.")]
    return Span(first, last), ()


def _period(text: str) -> tuple[Span | None, Sequence[FieldProblem]]:
    found = _PERIOD.fullmatch(text)
    if text == CUSTOM or found is None or not _FIRST_YEAR <= int(found[1]) <= _LAST_YEAR:
        message = (
            "Nhập “Hoặc từ ngày”, “Đến ngày”, hoặc chọn một năm, một quý."
            if text == CUSTOM
            else "Chọn năm hoặc quý có trong danh sách."
        )
        return None, [FieldProblem("tu" if text == CUSTOM else "ky", message)]
    year, quarter = int(found[1]), int(found[2] or 0)
    if not quarter:
        return Span(date(year, 1, 1), date(year, 12, 31)), ()
    following = date(year + quarter // 4, quarter % 4 * 3 + 1, 1)
    return Span(date(year, quarter * 3 - 2, 1), following - timedelta(days=1)), ()


def _offered(today: date, chosen: str) -> Sequence[tuple[str, str]]:
    """This year and those before with their quarters, whatever else is chosen, and days of one's own."""
    codes = []
    for year in range(today.year, today.year - _YEARS_OFFERED, -1):
        began = (today.month + 2) // 3 if year == today.year else 4
        codes += [str(year), *(f"{year}-q{quarter}" for quarter in range(began, 0, -1))]
    if chosen not in codes and _PERIOD.fullmatch(chosen):
        codes.append(chosen)
    return [*((code, _period_name(code)) for code in codes), (CUSTOM, "Tự chọn ngày")]


def _period_name(code: str) -> str:
    year, _, quarter = code.partition("-q")
    return f"Quý {_QUARTERS[int(quarter) - 1]}/{year}" if quarter else f"Năm {year}"


def _quarter(day: date) -> str:
    return _QUARTERS[(day.month - 1) // 3]
