"""What happened to a nomination, in public words."""

from collections.abc import Mapping
from datetime import date, datetime

from services.intake.domain.history import HistoryEntry
from services.intake.domain.nomination import Nomination
from services.intake.domain.places import is_late, is_missing_before
from services.intake.domain.status import Fact
from shared.clock.days import VIETNAM

_SENTENCES: Mapping[Fact, str] = {
    Fact.RECEIVED: "Đã tiếp nhận, chuyển {who}",
    Fact.OPENED: "{who} bắt đầu xét",
    Fact.FORWARDED: "{who} đồng ý, chuyển {next}",
    Fact.RETURNED: "{who} đề nghị bổ sung",
    Fact.SUPPLEMENTED: "Đơn vị đã bổ sung, gửi {who}",
    Fact.REOPENED: "{who} tiếp tục xét sau khi nhận bổ sung",
    Fact.DELAYED: "{who} chưa xét xong đúng hạn, hẹn lại ngày {promised}",
    Fact.DECLINED: "{who} kết luận không khen thưởng",
    Fact.REFERRED: "{who} đề nghị hình thức cao hơn, chuyển {next}",
    Fact.APPROVED: "{who} đã duyệt, đang làm quyết định",
    Fact.AWARDED: "Đã khen thưởng theo Quyết định số {decision}",
    Fact.WITHDRAWAL_REQUESTED: "Đơn vị đề nghị rút",
    Fact.WITHDRAWAL_REFUSED: "{who} đã có kết luận trước khi nhận đề nghị rút; kết luận đó giữ nguyên",
    Fact.WITHDRAWN: "Đã rút theo đề nghị của đơn vị",
}


def sentence(nomination: Nomination, entry: HistoryEntry) -> str:
    """One history entry as its submitter reads it, with a word where it came too early or too late."""
    return f"{_plain_sentence(nomination, entry)}{_remark_on_order(nomination, entry)}"


def _remark_on_order(nomination: Nomination, entry: HistoryEntry) -> str:
    if is_missing_before(nomination.history, nomination.slip, entry):
        return " (chưa nhận được thông tin của việc xảy ra trước đó)"
    return " (thông tin đến sau những việc xảy ra sau đó)" if is_late(nomination.history, entry) else ""


def _plain_sentence(nomination: Nomination, entry: HistoryEntry) -> str:
    following = nomination.step(int(entry.details.get("next_step", "0")))
    return _SENTENCES[entry.fact].format(
        who=entry.authority.name if entry.authority else "Cơ quan xét",
        next=following.authority.name if following else "bước tiếp theo",
        decision=entry.details.get("decision_number", ""),
        promised=_day_of(entry.details.get("promised_on")),
    )


def _day_of(text: str | None) -> str:
    return on_day(date.fromisoformat(text)) if text else ""


def at_local(moment: datetime) -> str:
    """A moment as pages show it: `14:05 ngày 02/03/2026`, in Asia/Ho_Chi_Minh."""
    return f"{moment.astimezone(VIETNAM):%H:%M ngày %d/%m/%Y}"


def on_day(day: date) -> str:
    """A day as pages show it."""
    return f"{day:%d/%m/%Y}"
