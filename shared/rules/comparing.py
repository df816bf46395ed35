"""What changes from one regime to another, as sentences for whoever has to know both."""

from collections.abc import Iterator
from decimal import Decimal

from shared.events.names import LEVELS, OCCASIONS
from shared.events.words import NomineeKind
from shared.rules.regime import AwardFormLaw, Regime

OPEN = "chưa xác định"


def compare(earlier: Regime, later: Regime) -> tuple[str, ...]:
    """A sentence for each difference, each with its basis where one is known; none where nothing differs."""
    return tuple(_differences(earlier, later))


def _differences(earlier: Regime, later: Regime) -> Iterator[str]:
    gone = [LEVELS[level] for level in earlier.levels if level not in later.levels]
    new = [LEVELS[level] for level in later.levels if level not in earlier.levels]
    if gone or new:
        parts = [*(f"bỏ {level}" for level in gone), *(f"thêm {level}" for level in new)]
        yield f"Cấp xét: {', '.join(parts)}."
    if earlier.state_receiver != later.state_receiver:
        source = later.state_receiver_source.basis
        yield f"Nơi nhận đề nghị khen cấp Nhà nước: {earlier.state_receiver} → {later.state_receiver} ({source})."
    yield from _instruments(earlier, later)
    yield from _forms(earlier, later)
    yield from _money(earlier, later)
    yield from _reports(earlier, later)
    yield from _limits(earlier, later)
    for occasion, name in later.occasion_names.items():
        if earlier.occasion_names[occasion] != name:
            yield f"Tên gọi {OCCASIONS[occasion]}: {earlier.occasion_names[occasion]} → {name}."


def _instruments(earlier: Regime, later: Regime) -> Iterator[str]:
    before, after = ([each.citation for each in regime.instruments if each.is_cited] for regime in (earlier, later))
    if before != after:
        ended = [each for each in before if each not in after]
        begun = [each for each in after if each not in before]
        yield f"Căn cứ viện dẫn: thôi {_listed(ended)}; dùng {_listed(begun)}."


def _forms(earlier: Regime, later: Regime) -> Iterator[str]:
    for code in dict.fromkeys([*earlier.award_forms_by_code, *later.award_forms_by_code]):
        before, after = earlier.award_forms_by_code.get(code), later.award_forms_by_code.get(code)
        if _exists(before) and not _exists(after):
            instead = f"; thay bằng {after.instead}" if after and after.instead else ""
            yield f"{code}: không còn hình thức này{instead}."
        elif _exists(after) and not _exists(before):
            yield f"{code}: có thêm hình thức này."
        elif before and after and before.factor != after.factor:
            yield f"{code}: hệ số tiền thưởng {_number(before.factor)} → {_number(after.factor)} ({after.basis})."


def _money(earlier: Regime, later: Regime) -> Iterator[str]:
    before, after = earlier.money, later.money
    if before.household_factor != after.household_factor:
        change = f"{_number(before.household_factor)} → {_number(after.household_factor)}"
        yield f"Hệ số tiền thưởng của hộ gia đình: {change} ({after.household.basis})."
    if before.collective_factor != after.collective_factor:
        change = f"{_number(before.collective_factor)} → {_number(after.collective_factor)}"
        yield f"Hệ số tiền thưởng của tập thể: {change} ({after.collective.basis})."


def _reports(earlier: Regime, later: Regime) -> Iterator[str]:
    for occasion, name in OCCASIONS.items():
        forms = (regime.report_template(occasion, NomineeKind.INDIVIDUAL) for regime in (earlier, later))
        before, after = (f"mẫu số {form.number}" if form else OPEN for form in forms)
        if before != after:
            yield f"Báo cáo thành tích {name}: {before} → {after}."


def _limits(earlier: Regime, later: Regime) -> Iterator[str]:
    rows = {
        (each.step, each.level, form): None
        for regime in (earlier, later)
        for each in regime.limits
        for form in each.forms
    }
    for step, level, form in rows:
        before, after = (regime.limit_of(step, level, form) for regime in (earlier, later))
        shown = [_days(None if limit is None else limit.working_days) for limit in (before, after)]
        if shown[0] != shown[1]:
            basis = f" ({after.basis})" if after else ""
            yield f"Thời hạn thẩm định {form} ở {LEVELS[level]}: {shown[0]} → {shown[1]}{basis}."


def _exists(form: AwardFormLaw | None) -> bool:
    return form is not None and form.exists


def _number(value: Decimal | None) -> str:
    return OPEN if value is None else f"{value:f}".replace(".", ",")


def _days(value: int | None) -> str:
    return OPEN if value is None else f"{value} ngày làm việc"


def _listed(names: list[str]) -> str:
    return ", ".join(names) or "không văn bản nào"
