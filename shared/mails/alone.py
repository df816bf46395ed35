"""In words what has a mail to itself: receipts, correspondence, digests, drafts."""

from shared.clock.days import day_of
from shared.events.correspondence import NominationMessageAnswered, NominationMessageWritten
from shared.events.digests import DigestDue
from shared.events.drafts import DraftEnding
from shared.events.nominations import DossierReceived
from shared.mails.page import Section
from shared.mails.phrases import Words, capitalize
from shared.text.formats import show_day, show_moment


def describe_receipt(fact: DossierReceived) -> Words:
    """That the dossier was taken in, and by whom."""
    return Words(
        brief="đã tiếp nhận, hẹn trả kết quả",
        heading="Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
        sentence=f"Hồ sơ đề nghị khen thưởng của đơn vị đã được tiếp nhận lúc {show_moment(fact.at)}.",
        details=(
            ("Số hồ sơ", fact.number),
            ("Tờ trình số", fact.petition_number),
            ("Số đề nghị trong hồ sơ", str(fact.total)),
            ("Cơ quan tiếp nhận", fact.authority.name),
        ),
    )


def describe_note(fact: NominationMessageWritten) -> Words:
    """What an authority wrote to the unit."""
    return Words(
        brief=f"tin nhắn của {fact.authority.name}",
        heading="Tin nhắn của cơ quan xét về đề nghị",
        sentence=f"{capitalize(fact.authority.name)} có tin nhắn gửi đơn vị lúc {show_moment(fact.at)}. Tin nhắn này"
        " không thay đổi trạng thái của đề nghị; đơn vị đọc và trả lời trên hệ thống.",
        sections=(_lines_of(fact.text),),
    )


def describe_answer(fact: NominationMessageAnswered) -> Words:
    """What the unit answered."""
    return Words(
        brief=f"{fact.unit_name} đã trả lời tin nhắn",
        heading="Tin nhắn trả lời của đơn vị trình",
        sentence=f"{capitalize(fact.unit_name)} đã trả lời tin nhắn của {fact.authority.name} lúc"
        f" {show_moment(fact.at)}.",
        sections=(_lines_of(fact.text),),
    )


def describe_ending(fact: DraftEnding) -> Words:
    """That a draft is about to be removed, and how to keep it."""
    return Words(
        brief=f"bị xóa sau ngày {show_day(day_of(fact.ends_at))} nếu không ai sửa",
        heading="Bản nháp sắp hết hạn giữ",
        sentence=f"Bản nháp hồ sơ đề nghị khen thưởng của đơn vị không có ai sửa từ lúc {show_moment(fact.changed_at)}."
        f" Hết hạn giữ lúc {show_moment(fact.ends_at)}, bản nháp bị xóa và không khôi phục được. Nộp hồ sơ, hoặc mở bản"
        " nháp và lưu lại một phần bất kỳ để giữ tiếp.",
        details=(
            *((("Tờ trình số", fact.petition_number),) if fact.petition_number else ()),
            ("Số đối tượng trong bản nháp", str(fact.entries)),
            ("Hết hạn giữ", show_moment(fact.ends_at)),
        ),
    )


def describe_digest(fact: DigestDue) -> Words:
    """What waits at an authority on that day."""
    waiting = (
        ("cần làm", fact.open),
        ("quá hạn", fact.overdue),
        ("sắp hết hạn", fact.due_soon),
        ("chờ ban hành quyết định", fact.approved),
    )
    details = (
        ("Cần làm", fact.open),
        ("Trong đó quá hạn", fact.overdue),
        (f"Trong đó hết hạn đến {show_day(fact.soon_on)}", fact.due_soon),
        ("Trong đó giao cho người nhận thư", fact.theirs),
        ("Trong đó chưa giao cho ai, hoặc người được giao không còn làm việc này", fact.unassigned or 0),
        ("Chờ ban hành quyết định", fact.approved),
        ("Chờ đơn vị bổ sung", fact.returned),
    )
    return Words(
        brief=", ".join(f"{count} {what}" for what, count in waiting if count),
        heading=f"Việc chờ xử lý ngày {show_day(fact.on)}",
        sentence=f"Số việc đang chờ tại {fact.authority.name} lúc {show_moment(fact.at)} như sau.",
        details=tuple((what, str(count)) for what, count in details if count),
    )


def _lines_of(text: str) -> Section:
    lines = tuple(line.strip() for line in text.splitlines() if line.strip())
    return Section("Nội dung tin nhắn", lines, is_list=False)
