"""What a mail says about each fact, written once for text and HTML; the letters only lay it out."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import singledispatch

from services.notifier.domain.facts import Alone, Fact, MessageFact, NominationChange, reading_order
from services.notifier.domain.times import day, moment
from shared.events.content import MissingItem
from shared.events.digests import DigestDue
from shared.events.messages import NominationMessageAnswered, NominationMessageWritten
from shared.events.nominations import (
    DossierReceived,
    NominationApproved,
    NominationAwarded,
    NominationDeclined,
    NominationDelayed,
    NominationForwarded,
    NominationReferred,
    NominationReturned,
    NominationWithdrawn,
)

Details = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Section:
    """A section of the dossier, and all that is missing in it."""

    name: str
    items: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """One fact in words. `brief` stands in subjects and tables; `needs_room` when a table row cannot say it all."""

    brief: str
    heading: str
    sentence: str
    details: Details = ()
    sections: tuple[Section, ...] = ()
    needs_room: bool = False


@singledispatch
def told(fact: Fact) -> Told:
    """The fact in words."""
    raise TypeError(type(fact).__name__)


def subject(facts: Sequence[Fact]) -> str:
    """The subject line: the number and what happened, no name of a person."""
    first = facts[0]
    if isinstance(first, DigestDue):
        return f"Việc tại {first.authority.name} ngày {day(first.on)}: {told(first).brief}"
    if isinstance(first, DossierReceived):
        return f"Hồ sơ {first.number}: đã tiếp nhận, hẹn trả kết quả"
    nominations = {fact.nomination_id for fact in facts if not isinstance(fact, Alone)}
    if len(facts) == 1:
        return f"Đề nghị {first.number}: {told(first).brief}"
    if len(nominations) == 1:
        return f"Đề nghị {first.number}: {len(facts)} thay đổi, mới nhất là {told(facts[-1]).brief}"
    return f"Hồ sơ {first.dossier_number}: {len(facts)} thay đổi của {len(nominations)} đề nghị"


def in_reading_order(facts: Sequence[Fact]) -> list[Fact]:
    """The changes as they happened, whatever the order in which they came."""
    return sorted(facts, key=reading_order)


@told.register
def _received(fact: DossierReceived) -> Told:
    return Told(
        brief="đã tiếp nhận, hẹn trả kết quả",
        heading="Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
        sentence=f"Hồ sơ đề nghị khen thưởng của đơn vị đã được tiếp nhận lúc {moment(fact.at)}.",
        details=(
            ("Số hồ sơ", fact.number),
            ("Tờ trình số", fact.petition_number),
            ("Số đề nghị trong hồ sơ", str(fact.total)),
            ("Cơ quan tiếp nhận", fact.authority.name),
        ),
    )


@told.register
def _forwarded(fact: NominationForwarded) -> Told:
    return Told(
        brief=f"đã chuyển đến {fact.next_authority.name}",
        heading="Đề nghị được chuyển lên xét tiếp",
        sentence=f"{_starting(fact.authority.name)} đã đồng ý và chuyển đề nghị đến {fact.next_authority.name}"
        f" lúc {moment(fact.at)}.",
        details=(
            *_identity(fact),
            ("Cơ quan đang xét", fact.next_authority.name),
            *((("Dự kiến xét xong", day(fact.expected_on)),) if fact.expected_on else ()),
        ),
    )


@told.register
def _returned(fact: NominationReturned) -> Told:
    return Told(
        brief="cần bổ sung hồ sơ",
        heading="Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
        sentence=f"{_starting(fact.authority.name)} đã xem xét và cần đơn vị bổ sung tất cả các nội dung nêu dưới đây."
        " Việc bổ sung được yêu cầu một lần ở mỗi bước; thời hạn xét tạm dừng cho đến khi nhận được bổ sung.",
        details=(
            *_identity(fact),
            ("Cơ quan yêu cầu", fact.authority.name),
            ("Thời điểm", moment(fact.at)),
            *((("Ghi chú", fact.note),) if fact.note else ()),
        ),
        sections=_sections(fact.missing),
        needs_room=True,
    )


@told.register
def _delayed(fact: NominationDelayed) -> Told:
    return Told(
        brief=f"hẹn lại ngày trả kết quả: {day(fact.promised_on)}",
        heading="Phiếu xin lỗi và hẹn lại ngày trả kết quả",
        sentence=f"{_starting(fact.authority.name)} chưa xét xong đề nghị trong thời hạn đã hẹn, xin lỗi đơn vị về"
        f" sự chậm trễ này và hẹn lại ngày {day(fact.promised_on)}. Đơn vị không phải làm gì thêm.",
        details=(
            *_identity(fact),
            ("Cơ quan đang xét", fact.authority.name),
            ("Ngày đã hẹn", day(fact.due_on)),
            ("Ngày hẹn lại", day(fact.promised_on)),
        ),
        needs_room=True,
    )


@told.register
def _declined(fact: NominationDeclined) -> Told:
    return Told(
        brief="không được khen thưởng",
        heading="Thông báo kết quả: không được khen thưởng",
        sentence=f"{_starting(fact.authority.name)} đã xem xét và kết luận đề nghị này không được khen thưởng,"
        f" lúc {moment(fact.at)}.",
        details=(
            *_identity(fact),
            ("Lý do", f"{fact.reason} (mã {fact.reason_code})"),
            *((("Căn cứ", fact.basis),) if fact.basis else ()),
        ),
        needs_room=True,
    )


@told.register
def _referred(fact: NominationReferred) -> Told:
    return Told(
        brief=f"được đề xuất hình thức cao hơn, đã chuyển đến {fact.next_authority.name}",
        heading="Đề nghị được đề xuất hình thức khen thưởng cao hơn",
        sentence=f"{_starting(fact.authority.name)} đề xuất {fact.award_form} thay cho {fact.earlier_form} và đã chuyển"
        f" đề nghị đến {fact.next_authority.name} lúc {moment(fact.at)}.",
        details=(
            *_identity(fact),
            ("Hình thức đề nghị ban đầu", fact.earlier_form),
            ("Lý do", fact.reason),
            ("Cơ quan đang xét", fact.next_authority.name),
            *((("Dự kiến xét xong", day(fact.expected_on)),) if fact.expected_on else ()),
        ),
        needs_room=True,
    )


@told.register
def _approved(fact: NominationApproved) -> Told:
    return Told(
        brief="đã được duyệt, chờ quyết định",
        heading="Đề nghị đã được duyệt",
        sentence=f"{_starting(fact.authority.name)} đã duyệt đề nghị tặng {fact.award_form} lúc {moment(fact.at)}."
        " Quyết định khen thưởng đang được hoàn thiện; việc khen thưởng có hiệu lực khi quyết định được ban hành.",
        details=(*_identity(fact), ("Cơ quan duyệt", fact.authority.name)),
    )


@told.register
def _awarded(fact: NominationAwarded) -> Told:
    decision = f"Quyết định số {fact.decision_number} ngày {day(fact.issued_on)}"
    return Told(
        brief=f"được khen thưởng theo {decision}",
        heading="Thông báo kết quả: được khen thưởng",
        sentence=f"Đối tượng do đơn vị đề nghị được tặng {fact.award_form} theo {decision}.",
        details=(
            *_identity(fact),
            ("Quyết định số", fact.decision_number),
            ("Ngày ban hành", day(fact.issued_on)),
            ("Cơ quan ban hành", fact.authority.name),
            ("Người ký", f"{fact.signatory.name}, {fact.signatory.position}"),
        ),
    )


@told.register
def _withdrawn(fact: NominationWithdrawn) -> Told:
    return Told(
        brief="đã rút",
        heading="Đề nghị đã được rút",
        sentence=f"Đề nghị đã được rút theo yêu cầu của đơn vị lúc {moment(fact.at)} và không được xét tiếp.",
        details=(*_identity(fact), ("Lý do rút", fact.reason)),
    )


@told.register
def _message_written(fact: NominationMessageWritten) -> Told:
    return Told(
        brief=f"tin nhắn của {fact.authority.name}",
        heading="Tin nhắn của cơ quan xét về đề nghị",
        sentence=f"{_starting(fact.authority.name)} có tin nhắn gửi đơn vị lúc {moment(fact.at)}. Tin nhắn này không"
        " thay đổi trạng thái của đề nghị; đơn vị đọc và trả lời trên hệ thống.",
        details=_identity(fact),
        sections=(_lines_of(fact.text),),
    )


@told.register
def _message_answered(fact: NominationMessageAnswered) -> Told:
    return Told(
        brief=f"{fact.unit_name} đã trả lời tin nhắn",
        heading="Tin nhắn trả lời của đơn vị trình",
        sentence=f"{_starting(fact.unit_name)} đã trả lời tin nhắn của {fact.authority.name} lúc {moment(fact.at)}.",
        details=_identity(fact),
        sections=(_lines_of(fact.text),),
    )


@told.register
def _digest_due(fact: DigestDue) -> Told:
    waiting = (
        ("cần làm", fact.open),
        ("quá hạn", fact.overdue),
        ("sắp hết hạn", fact.due_soon),
        ("chờ ban hành quyết định", fact.approved),
    )
    details = (
        ("Cần làm", fact.open),
        ("Trong đó quá hạn", fact.overdue),
        (f"Trong đó hết hạn đến {day(fact.soon_on)}", fact.due_soon),
        ("Trong đó giao cho người nhận thư", fact.theirs),
        ("Chờ ban hành quyết định", fact.approved),
        ("Chờ đơn vị bổ sung", fact.returned),
    )
    return Told(
        brief=", ".join(f"{count} {what}" for what, count in waiting if count),
        heading=f"Việc chờ xử lý ngày {day(fact.on)}",
        sentence=f"Số việc đang chờ tại {fact.authority.name} lúc {moment(fact.at)} như sau.",
        details=tuple((what, str(count)) for what, count in details if count),
    )


def _lines_of(text: str) -> Section:
    return Section("Nội dung tin nhắn", tuple(line.strip() for line in text.splitlines() if line.strip()))


def _identity(fact: NominationChange | MessageFact) -> Details:
    return (
        ("Số đề nghị", fact.number),
        ("Đối tượng", fact.nominee),
        ("Hình thức khen thưởng", fact.award_form),
        ("Thuộc hồ sơ", fact.dossier_number),
    )


def _sections(missing: Sequence[MissingItem]) -> tuple[Section, ...]:
    names = dict.fromkeys(item.section for item in missing)
    return tuple(Section(name, tuple(item.message for item in missing if item.section == name)) for name in names)


def _starting(name: str) -> str:
    return name[:1].upper() + name[1:]
