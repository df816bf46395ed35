"""The SMTP transactions as the sink wrote them down before it answered, read as their recipients read them."""

import base64
import email
import json
import re
from collections.abc import Iterator, Mapping
from email.message import Message
from pathlib import Path

from tests.oracle.entries import SeenMail, Told

UNREADABLE = "unreadable"
_NUMBER = r"[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]"
_HEADINGS: Mapping[str, str] = {
    "Giấy tiếp nhận hồ sơ": "received",
    "Đề nghị được chuyển lên": "forwarded",
    "Phiếu yêu cầu bổ sung": "returned",
    "Phiếu xin lỗi và hẹn lại": "delayed",
    "Thông báo kết quả: không được khen thưởng": "declined",
    "Đề nghị được đề xuất hình thức khen thưởng cao hơn": "referred",
    "Đề nghị đã được duyệt": "approved",
    "Thông báo kết quả: được khen thưởng": "awarded",
    "Thông báo đính chính quyết định": "award_corrected",
    "Thông báo sửa nội dung ghi sai": "award_corrected",
    "Thông báo thu hồi quyết định": "award_annulled",
    "Thông báo hủy bỏ quyết định": "award_undone",
    "Thông báo về quyết định khen thưởng đã ghi nhầm": "award_undone",
    "Đề nghị đã được rút": "withdrawn",
    "Đề nghị rút không được chấp nhận": "withdrawal_refused",
}
# Correspondence and digests: they tell of no change, so nothing of them stands in a history.
_WITHOUT_CHANGE = (
    "Tin nhắn của cơ quan xét",
    "Tin nhắn trả lời của đơn vị",
    "Việc chờ xử lý ngày",
    "Bản nháp sắp hết hạn",
)
_BRIEFS: Mapping[str, str] = {
    "đã chuyển đến": "forwarded",
    "đã chuyển sang bước": "forwarded",
    "cần bổ sung": "returned",
    "hẹn lại ngày": "delayed",
    "không được khen thưởng": "declined",
    "được đề xuất hình thức cao hơn": "referred",
    "đã được duyệt": "approved",
    "được khen thưởng theo": "awarded",
    "đính chính Quyết định": "award_corrected",
    "sửa nội dung ghi sai của Quyết định": "award_corrected",
    "đã thu hồi quyết định": "award_annulled",
    "quyết định bị hủy bỏ": "award_undone",
    "quyết định đã ghi nhầm": "award_undone",
    "đã rút": "withdrawn",
    "không rút được": "withdrawal_refused",
}
_GROUPED = "Kết quả và thay đổi của hồ sơ"
_GROUP = re.compile(r"^(.+(?:\n.+)*)\n-{3,}$", re.MULTILINE)
# A card, or a line for which no card was left; each reaches as far as the next.
_MEMBER = re.compile(
    rf"^(?P<mark>  Số đề nghị: |- )(?P<number>{_NUMBER})(?P<told>.*?)(?=^\* |^- {_NUMBER}|\Z)", re.MULTILINE | re.DOTALL
)
_EARLIER = re.compile(r"^ *Trước đó: (.*)", re.MULTILINE)
_EARLIER_IN_LINE = re.compile(r"; trước đó ([^;]*)")
_ABOUT = re.compile(rf"^Số (?:đề nghị|hồ sơ): ({_NUMBER})$", re.MULTILINE)


class SmtpRecord:
    """The sink's record at `path`, read on from where the last reading ended."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._offset = 0
        self._mails: list[SeenMail] = []

    def mails(self) -> list[SeenMail]:
        """Every mail that was accepted, in the order of acceptance; copies too."""
        with self._path.open("rb") as lines:
            lines.seek(self._offset)
            for line in lines:
                if not line.endswith(b"\n"):
                    break
                self._offset += len(line)
                entry = json.loads(line)
                if entry["kind"] == "mail":
                    self._mails += _seen(len(self._mails), entry)
        return self._mails


def _seen(order: int, entry: Mapping[str, object]) -> Iterator[SeenMail]:
    message = email.message_from_bytes(base64.b64decode(str(entry["raw"])))
    recipients = entry["to"]
    for recipient in recipients if isinstance(recipients, list) else []:
        yield SeenMail(
            order=order,
            message_id=" ".join(str(message["Message-ID"]).split()),
            recipient=str(recipient),
            tells=tuple(tells(_text(message))),
        )


def tells(body: str) -> Iterator[Told]:
    """What a letter says happened, in its own order; a message says of nothing that it did.

    A sentence that nobody foresaw tells of something `unreadable`.
    """
    heading = body.strip().partition("\n")[0]
    if heading.startswith(_WITHOUT_CHANGE):
        return
    if heading.startswith(_GROUPED):
        yield from _grouped(body)
        return
    about = _ABOUT.search(body)
    number = about.group(1) if about else ""
    for earlier in _EARLIER.findall(body):
        yield Told(number=number, fact=_fact(_BRIEFS, earlier))
    yield Told(number=number, fact=_fact(_HEADINGS, heading))


def _grouped(body: str) -> Iterator[Told]:
    """What a letter says of each of many nominations: what it has come to stands above it, what was before beneath."""
    _, *groups = _GROUP.split(body)
    for heading, members in zip(groups[::2], groups[1::2], strict=True):
        fact = _fact(_BRIEFS, heading[:1].lower() + heading[1:])
        for one in _MEMBER.finditer(members):
            is_card = one["mark"] != "- "
            told = one["told"] if is_card else " ".join(one["told"].split())
            for earlier in (_EARLIER if is_card else _EARLIER_IN_LINE).findall(told):
                yield Told(number=one["number"], fact=_fact(_BRIEFS, earlier))
            yield Told(number=one["number"], fact=fact)


def _fact(words: Mapping[str, str], said: str) -> str:
    return next((fact for start, fact in words.items() if said.startswith(start)), UNREADABLE)


def _text(message: Message) -> str:
    for part in message.walk():
        if part.get_content_type() == "text/plain":
            payload = part.get_payload(decode=True)
            return payload.decode(errors="replace").replace("\r\n", "\n") if isinstance(payload, bytes) else ""
    return ""
