"""What the pages about mails call states, recipients and answers of mail servers, and what they say of each act."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.notifier.domain.mails import Action, Mail, State
from services.notifier.domain.remarks import Marking, Resend, Return
from shared.mails.recipients import RecipientKey
from shared.text.formats import show_moment


@dataclass(frozen=True)
class Look:
    """A state in words, and the look of its tag."""

    text: str
    look: str


@dataclass(frozen=True)
class Act:
    """What an operator may do about a mail: where, in which words, and what follows from it."""

    action: Action
    path: str
    label: str
    instead: str
    reason: str
    hint: str
    follows: tuple[str, ...]
    impossible: str


@dataclass(frozen=True)
class Happening:
    """An entry of a mail's story, as the timeline draws it."""

    at: datetime
    text: str
    quote: str = ""

    @property
    def iso(self) -> str:
        """The moment for machines."""
        return self.at.isoformat()

    @property
    def moment(self) -> str:
        """The moment for people."""
        return show_moment(self.at)


STATES: Mapping[State, Look] = {
    State.PENDING: Look("Đang chờ gửi", "xet"),
    State.CLAIMED: Look("Đang được gửi", "xet"),
    State.SENT: Look("Đã gửi", "dat"),
    State.FAILED: Look("Không gửi được", "loi"),
    State.UNCERTAIN: Look("Có thể đã gửi", "cho"),
    State.RETURNED: Look("Bị trả lại", "loi"),
}
# The states of mails in trouble, as addresses call them.
FILTERS: Mapping[str, State] = {
    "co-the-da-gui": State.UNCERTAIN,
    "khong-gui-duoc": State.FAILED,
    "bi-tra-lai": State.RETURNED,
}
RECIPIENTS: Mapping[RecipientKey, str] = {
    "unit": "Hộp thư của đơn vị",
    "submitter": "Người nộp hồ sơ",
    "authority": "Hộp thư của cơ quan",
    "officer": "Người làm việc ở cơ quan",
}
_MEND = (
    "Nếu địa chỉ sai, sửa địa chỉ của đơn vị hoặc của tài khoản trước, rồi gửi lại: thư đi đến địa chỉ hiện có trong"
    " danh mục."
)
ADVICE: Mapping[State, str] = {
    State.PENDING: "Hệ thống tự gửi khi đến lượt; không cần làm gì thêm.",
    State.CLAIMED: "Thư đang được gửi. Đợi vài phút rồi tải lại trang.",
    State.SENT: "Máy chủ thư đã nhận. Nếu máy chủ thư báo thư không đến được, ghi là bị trả lại.",
    State.FAILED: f"Máy chủ thư từ chối, nên thư chưa đến ai. {_MEND}",
    State.UNCERTAIN: "Máy chủ thư nhận nội dung nhưng không trả lời. Hệ thống tự gửi lại với cùng Message-ID. Xem nhật"
    " ký của máy chủ thư: đã nhận thì ghi là đã đến, chưa nhận thì gửi lại ngay.",
    State.RETURNED: f"Máy chủ thư nhận rồi báo thư không đến được. {_MEND}",
}
_REASON_HINT = "Giữ lại trong sổ thư; không nêu địa chỉ và tên người"
ACTS: Mapping[Action, Act] = {
    Action.RESEND: Act(
        Action.RESEND,
        "gui-lai",
        "Gửi lại thư",
        "Không gửi lại",
        "Vì sao gửi lại",
        _REASON_HINT,
        (
            "Thư vào hàng ngay và được gửi thêm một lần, với cùng Message-ID.",
            "Thư bị từ chối hoặc bị trả lại được viết lại và đi đến địa chỉ hiện có trong danh mục.",
            "Thư có thể đã gửi giữ nguyên nội dung và địa chỉ.",
            "Việc này được ghi vào nhật ký với tài khoản của bạn.",
        ),
        "Thư đã gửi hoặc đang được gửi nên không gửi lại được.",
    ),
    Action.MARK_SENT: Act(
        Action.MARK_SENT,
        "da-den",
        "Ghi là đã đến",
        "Không ghi",
        "Vì sao biết thư đã đến",
        f"Ví dụ: nhật ký máy chủ thư ghi đã nhận lúc 10:02. {_REASON_HINT}",
        (
            "Thư được coi là đã gửi và không gửi lại nữa; trang của đơn vị cho thấy thư đã gửi.",
            "Thư đứng sau trong cùng hồ sơ, nếu có, được gửi tiếp.",
            "Việc này được ghi vào nhật ký với tài khoản của bạn.",
        ),
        "Chỉ ghi là đã đến được với thư có thể đã gửi.",
    ),
    Action.RETURN: Act(
        Action.RETURN,
        "bi-tra-lai",
        "Ghi là bị trả lại",
        "Không ghi",
        "Vì sao biết thư bị trả lại",
        f"Ví dụ: thư báo của máy chủ thư lúc 10:02. {_REASON_HINT}",
        (
            "Thư được coi là không đến được ai; trang của đơn vị cho thấy thư không gửi được.",
            "Sau khi sửa địa chỉ có thể gửi lại thư.",
            "Việc này được ghi vào nhật ký với tài khoản của bạn.",
        ),
        "Chỉ ghi là bị trả lại được với thư đã gửi hoặc có thể đã gửi.",
    ),
}
# What mail servers report most, by RFC 3463.
STATUSES: Sequence[tuple[str, str]] = (
    ("5.1.1", "Không có hộp thư này (5.1.1)"),
    ("5.1.2", "Không có máy chủ của địa chỉ (5.1.2)"),
    ("5.2.1", "Hộp thư đã đóng (5.2.1)"),
    ("5.2.2", "Hộp thư đầy (5.2.2)"),
    ("5.7.1", "Nơi nhận từ chối (5.7.1)"),
    ("5.0.0", "Lý do khác hoặc không rõ (5.0.0)"),
)
_MEANINGS: Mapping[str, str] = {code: text.rpartition(" (")[0].lower() for code, text in STATUSES}
_ENHANCED = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")


def explain_answer(reason: str) -> str:
    """What the server's codes, or the loss of the connection, mean; nothing where there was no answer to explain."""
    if not reason:
        return ""
    enhanced = _ENHANCED.search(reason)
    if enhanced and enhanced[0] in _MEANINGS:
        return _MEANINGS[enhanced[0]]
    first = (enhanced[0] if enhanced else reason)[:1]
    return {"5": "máy chủ thư từ chối hẳn", "4": "máy chủ thư tạm từ chối"}.get(first, "mất kết nối khi đang gửi")


def story_of(mail: Mail) -> Sequence[Happening]:
    """What is kept of what happened to the mail, latest first; single attempts are counted, not listed."""
    resends = [Happening(each.at, f"{_who(each)} cho gửi lại", each.reason) for each in mail.resends]
    returns = [
        Happening(each.at, f"{_who(each)}: {explain_answer(each.status)} ({each.status})", each.reason)
        for each in mail.returns
    ]
    marked = [Happening(each.at, f"{_who(each)} ghi là đã đến", each.reason) for each in (mail.marking,) if each]
    return sorted([*resends, *returns, *marked], key=lambda each: each.at, reverse=True)


def _who(remark: Resend | Marking | Return) -> str:
    name = remark.name or "Người vận hành"
    if not isinstance(remark, Return):
        return name
    return f"{name} ghi là bị trả lại" if remark.account else "Báo cáo của máy chủ thư"
