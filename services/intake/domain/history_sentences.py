"""What happened to a nomination, in public words."""

from collections.abc import Mapping

from services.intake.domain.history import HistoryEntry
from services.intake.domain.nomination import Nomination
from services.intake.domain.order import is_late, is_missing_before
from services.intake.domain.status import Fact
from shared.events.amendments import FieldChange
from shared.events.names import FIELD_NAMES, show_value
from shared.events.words import AnnulmentKind, CorrectionKind
from shared.rules.explaining import name_next
from shared.text.formats import show_iso_day

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
    Fact.AWARD_CORRECTED: "{who} {corrected} Quyết định khen thưởng{paper}; nay là số {decision} ngày {issued}",
    Fact.AWARD_ANNULLED: "{who} đã thu hồi Quyết định số {decision} ngày {issued} đối với đề nghị này{paper}",
    Fact.AWARD_UNDONE: "{who} {undone} Quyết định số {decision} ngày {issued}{paper}; đề nghị trở lại chờ quyết định",
    Fact.AWARD_RESTORED: "{who} sửa việc thu hồi đã ghi sai trên hệ thống; Quyết định số {decision} vẫn có hiệu lực",
    Fact.WITHDRAWAL_REQUESTED: "Đơn vị đề nghị rút",
    Fact.WITHDRAWAL_REFUSED: "{who} đã có kết luận trước khi nhận đề nghị rút; kết luận đó giữ nguyên",
    Fact.WITHDRAWN: "Đã rút theo đề nghị của đơn vị",
}
_CORRECTING: Mapping[str, str] = {
    CorrectionKind.PAPER: "đính chính",
    CorrectionKind.RECORD: "sửa nội dung đã ghi sai trên hệ thống của",
}
_UNDOING: Mapping[str, str] = {
    AnnulmentKind.REISSUED: "hủy bỏ",
    AnnulmentKind.MISTAKEN: "hủy lần ghi nhầm trên hệ thống của",
}


def sentence(nomination: Nomination, entry: HistoryEntry) -> str:
    """One history entry as its submitter reads it, with a word where it came too early or too late."""
    return f"{_plain_sentence(nomination, entry)}{_remark_on_order(nomination, entry)}"


def _remark_on_order(nomination: Nomination, entry: HistoryEntry) -> str:
    if is_missing_before(nomination.history, nomination.slip, entry):
        return " (chưa nhận được thông tin của việc xảy ra trước đó)"
    return " (thông tin đến sau những việc xảy ra sau đó)" if is_late(nomination.history, entry) else ""


def _plain_sentence(nomination: Nomination, entry: HistoryEntry) -> str:
    return _SENTENCES[entry.fact].format(
        who=entry.authority.name if entry.authority else "Cơ quan xét",
        next=_next(nomination, entry),
        decision=entry.details.get("decision_number", ""),
        promised=_day_of(entry.details.get("promised_on")),
        issued=_day_of(entry.details.get("issued_on")),
        paper=_by_paper(entry.details),
        corrected=_CORRECTING.get(entry.details.get("kind", ""), ""),
        undone=_UNDOING.get(entry.details.get("kind", ""), ""),
    )


def show_change(change: FieldChange) -> str:
    """What a correction changed, in one line."""
    before, after = (show_value(change.field, value) for value in (change.before, change.after))
    name = FIELD_NAMES[change.field]
    return f"{name[:1].upper()}{name[1:]}: “{before}” sửa thành “{after}”"


def _by_paper(details: Mapping[str, str]) -> str:
    if "paper_number" not in details:
        return ""
    return f" theo văn bản số {details['paper_number']} ngày {_day_of(details['paper_issued_on'])}"


def _next(nomination: Nomination, entry: HistoryEntry) -> str:
    following = nomination.step(int(entry.details.get("next_step", "0")))
    if following is None:
        return "sang bước tiếp theo"
    is_same = entry.authority is not None and entry.authority.code == following.authority.code
    return name_next(following.authority.name, following.role, is_same=is_same)


def _day_of(text: str | None) -> str:
    return show_iso_day(text) if text else ""
