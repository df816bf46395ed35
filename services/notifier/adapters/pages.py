"""What the templates lay out: the words of the domain, with addresses of pages and rows of tables."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.notifier.domain.facts import Alone, Fact, MessageFact, NominationChange
from services.notifier.domain.times import day, moment
from services.notifier.domain.wording import Details, Section, told
from shared.events.digests import DigestDue, DigestLine
from shared.events.nominations import DossierReceived, ReceivedLine


@dataclass(frozen=True)
class Row:
    """One nomination in a table, with the address of its page and its cells."""

    link: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """Nominations, one a row; `remark` says what the table leaves out."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    remark: str = ""


@dataclass(frozen=True)
class Block:
    """Something told in full."""

    heading: str
    sentence: str
    details: Details = ()
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True)
class Page:
    """One letter, ready to be laid out; a digest is about many pages and has no `link` of its own."""

    heading: str
    greeted: str
    sentence: str
    link: str
    call: str
    details: Details = ()
    sections: tuple[Section, ...] = ()
    table: Table | None = None
    blocks: tuple[Block, ...] = ()


_UNWANTED_DIGEST = Block(
    "Thôi nhận thư này",
    "Thư này được gửi mỗi ngày làm việc khi có việc chờ. Để thôi nhận, đề nghị quản trị viên của tỉnh tắt thư tóm tắt"
    " của tài khoản.",
)


def page(facts: Sequence[Fact], *, greeted: str, public_url: str) -> Page:
    """The letter about these facts, which are in reading order."""
    first = facts[0]
    if isinstance(first, DigestDue):
        return _digest(first, greeted, public_url)
    if isinstance(first, DossierReceived):
        return _receipt(first, greeted, public_url)
    if isinstance(first, MessageFact):
        return _single(first, greeted, public_url, call="Xem đề nghị")
    changes = [fact for fact in facts if not isinstance(fact, Alone)]
    if len(changes) == 1:
        return _single(changes[0], greeted, public_url, call=_call(changes[0]))
    return _gathered(changes, greeted, public_url)


def _receipt(fact: DossierReceived, greeted: str, public_url: str) -> Page:
    words = told(fact)
    rows = tuple(_line(line, public_url) for line in fact.lines)
    shown = len(fact.lines)
    remark = f"Bảng này nêu {shown} đề nghị đầu tiên trong tổng số {fact.total}." if shown < fact.total else ""
    columns = ("Số đề nghị", "Đối tượng", "Hình thức khen thưởng", "Cơ quan xét đầu tiên", "Hẹn trả kết quả")
    return Page(
        heading=words.heading,
        greeted=greeted,
        sentence=words.sentence,
        link=_link(public_url, fact.number),
        call="Theo dõi hồ sơ",
        details=words.details,
        table=Table("Các đề nghị đã tiếp nhận", columns, rows, remark),
    )


def _digest(fact: DigestDue, greeted: str, public_url: str) -> Page:
    words = told(fact)
    rows = tuple(_pressing(line, fact, public_url) for line in fact.lines)
    others = fact.overdue + fact.due_soon - len(rows)
    columns = ("Số đề nghị", "Đối tượng", "Hình thức khen thưởng", "Hạn xét", "Tình trạng")
    remark = f"và {others} hồ sơ khác." if others > 0 else ""
    return Page(
        heading=words.heading,
        greeted=greeted,
        sentence=words.sentence,
        link="",
        call="",
        details=words.details,
        table=Table("Việc quá hạn và sắp hết hạn", columns, rows, remark) if rows else None,
        blocks=(_UNWANTED_DIGEST,),
    )


def _pressing(line: DigestLine, fact: DigestDue, public_url: str) -> Row:
    stands = "quá hạn" if line.due_on < fact.on else "sắp hết hạn"
    whose = ", giao cho người nhận thư" if line.is_theirs else ""
    cells = (line.number, line.nominee, line.award_form, day(line.due_on), stands + whose)
    return Row(_link(public_url, line.number), cells)


def _call(change: NominationChange) -> str:
    return "Xem đề nghị và bổ sung" if told(change).sections else "Xem đề nghị"


def _single(change: NominationChange | MessageFact, greeted: str, public_url: str, *, call: str) -> Page:
    words = told(change)
    return Page(
        heading=words.heading,
        greeted=greeted,
        sentence=words.sentence,
        link=_link(public_url, change.number),
        call=call,
        details=words.details,
        sections=words.sections,
    )


def _gathered(changes: Sequence[NominationChange], greeted: str, public_url: str) -> Page:
    number = changes[0].dossier_number
    rows = tuple(_row(change, public_url) for change in changes)
    return Page(
        heading=f"Các thay đổi của hồ sơ {number}",
        greeted=greeted,
        sentence=f"Hồ sơ đề nghị khen thưởng số {number} của đơn vị có {len(changes)} thay đổi dưới đây.",
        link=_link(public_url, number),
        call="Xem hồ sơ",
        table=Table(
            "Các thay đổi, theo thời gian",
            ("Số đề nghị", "Đối tượng", "Hình thức khen thưởng", "Thay đổi", "Thời điểm"),
            rows,
        ),
        blocks=tuple(_block(change) for change in changes if told(change).needs_room),
    )


def _line(line: ReceivedLine, public_url: str) -> Row:
    expected = day(line.expected_on) if line.expected_on else "chưa xác định"
    return Row(
        _link(public_url, line.number), (line.number, line.nominee, line.award_form, line.first_authority, expected)
    )


def _row(change: NominationChange, public_url: str) -> Row:
    words = told(change)
    cells = (change.number, change.nominee, change.award_form, words.brief, moment(change.at))
    return Row(_link(public_url, change.number), cells)


def _block(change: NominationChange) -> Block:
    words = told(change)
    return Block(f"{change.number}: {words.heading}", words.sentence, words.details, words.sections)


def _link(public_url: str, number: str) -> str:
    return f"{public_url.rstrip('/')}/de-nghi/{number}"
