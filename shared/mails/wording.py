"""Each fact in words, written once for subject, text and HTML; `letter_layout` says what stands where."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import singledispatch

from shared.events.content import MissingItem
from shared.events.names import STATUS_TEXTS
from shared.events.nominations import (
    NominationApproved,
    NominationAwarded,
    NominationDeclined,
    NominationDelayed,
    NominationForwarded,
    NominationReferred,
    NominationReturned,
    NominationWithdrawalRefused,
    NominationWithdrawn,
)
from shared.events.words import Outcome
from shared.mails.alone import (
    describe_answer,
    describe_digest,
    describe_ending,
    describe_note,
    describe_receipt,
)
from shared.mails.amendments import describe_annulment, describe_correction
from shared.mails.facts import Alone, Fact
from shared.mails.law import Law
from shared.mails.page import Section
from shared.mails.phrases import Group, Words, capitalize
from shared.rules.explaining import name_next
from shared.text.formats import show_day, show_moment

_OBJECTION = "Nếu đơn vị không đồng ý"
_SUPPLEMENT = Section(
    "Cách bổ sung",
    ("Mỗi bước yêu cầu bổ sung một lần. Thời hạn xét tạm dừng cho đến khi nhận được bổ sung.",),
    is_list=False,
)


_LATE = (
    "xảy ra trước những thay đổi đã thông báo",
    "Việc này xảy ra trước những thay đổi đã thông báo với đơn vị; hệ thống nay mới nhận được thông tin.",
)
_AHEAD = (
    "chưa có thông tin của bước trước",
    "Hệ thống chưa nhận được thông tin của một bước trước đó; khi nhận được sẽ thông báo tiếp với đơn vị.",
)
_STANDING: Mapping[Outcome, str] = {
    Outcome.FORWARD: "chuyển xét tiếp",
    Outcome.APPROVE: "duyệt khen thưởng",
    Outcome.RETURN: "yêu cầu bổ sung",
    Outcome.DECLINE: "không khen thưởng",
    Outcome.REFER: "chuyển đề nghị hình thức cao hơn",
}


def describe(fact: Fact, law: Law) -> Words:
    """The fact in words, its legal basis spelt out by the law of its dossier."""
    words = _remark_on_order(_describe(fact), fact)
    if not isinstance(fact, NominationDeclined):
        return words
    basis = law.spell_basis(fact)
    details = (*words.details, ("Căn cứ", basis)) if basis else words.details
    objection = Section(_OBJECTION, (law.explain_objection(fact),), is_list=False)
    return replace(words, details=details, notes=(objection,))


def _remark_on_order(words: Words, fact: Fact) -> Words:
    """The words, with what is to be said of a change that is told too late or too early; nearly always as they are."""
    if isinstance(fact, Alone) or not (fact.is_late or fact.is_ahead):
        return words
    mark, remark = _LATE if fact.is_late else _AHEAD
    return replace(words, brief=f"{words.brief} ({mark})", details=(("Lưu ý", remark), *words.details), needs_room=True)


@singledispatch
def _describe(fact: Fact) -> Words:
    raise TypeError(type(fact).__name__)


for describe_other in (
    describe_receipt,
    describe_note,
    describe_answer,
    describe_digest,
    describe_ending,
    describe_correction,
    describe_annulment,
):
    _describe.register(describe_other)


@_describe.register
def _forwarded(fact: NominationForwarded) -> Words:
    return Words(
        group=Group.FORWARDED,
        brief=f"đã chuyển {_onward(fact)}",
        heading="Đề nghị được chuyển lên xét tiếp",
        sentence=f"{capitalize(fact.authority.name)} đã đồng ý và chuyển đề nghị {_onward(fact)}"
        f" lúc {show_moment(fact.at)}.",
        details=(
            ("Cơ quan đang xét", fact.next_authority.name),
            *((("Dự kiến xét xong", show_day(fact.expected_on)),) if fact.expected_on else ()),
        ),
    )


@_describe.register
def _returned(fact: NominationReturned) -> Words:
    return Words(
        group=Group.RETURNED,
        brief="cần bổ sung hồ sơ",
        heading="Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
        sentence=f"{capitalize(fact.authority.name)} đã xem xét và cần đơn vị bổ sung tất cả các nội dung nêu dưới"
        " đây.",
        details=(
            ("Cơ quan yêu cầu", fact.authority.name),
            ("Thời điểm", show_moment(fact.at)),
            *((("Ghi chú", fact.note),) if fact.note else ()),
        ),
        sections=_sections(fact.missing),
        needs_room=True,
        notes=(_SUPPLEMENT,),
    )


@_describe.register
def _delayed(fact: NominationDelayed) -> Words:
    return Words(
        group=Group.DELAYED,
        brief=f"hẹn lại ngày trả kết quả: {show_day(fact.promised_on)}",
        heading="Phiếu xin lỗi và hẹn lại ngày trả kết quả",
        sentence=f"{capitalize(fact.authority.name)} chưa xét xong đề nghị trong thời hạn đã hẹn, xin lỗi đơn vị về"
        f" sự chậm trễ này và hẹn lại ngày {show_day(fact.promised_on)}. Đơn vị không phải làm gì thêm.",
        details=(
            ("Cơ quan đang xét", fact.authority.name),
            ("Ngày đã hẹn", show_day(fact.due_on)),
            ("Ngày hẹn lại", show_day(fact.promised_on)),
        ),
        needs_room=True,
    )


@_describe.register
def _declined(fact: NominationDeclined) -> Words:
    return Words(
        group=Group.DECLINED,
        brief="không được khen thưởng",
        heading="Thông báo kết quả: không được khen thưởng",
        sentence=f"{capitalize(fact.authority.name)} đã xem xét và kết luận đề nghị này không được khen thưởng,"
        f" lúc {show_moment(fact.at)}.",
        details=(("Lý do", fact.reason),),
        needs_room=True,
    )


@_describe.register
def _referred(fact: NominationReferred) -> Words:
    return Words(
        group=Group.REFERRED,
        brief=f"được đề xuất hình thức cao hơn, đã chuyển {_onward(fact)}",
        heading="Đề nghị được đề xuất hình thức khen thưởng cao hơn",
        sentence=f"{capitalize(fact.authority.name)} đề xuất {fact.award_form} thay cho {fact.earlier_form} và đã"
        f" chuyển đề nghị {_onward(fact)} lúc {show_moment(fact.at)}.",
        details=(
            ("Hình thức đề nghị ban đầu", fact.earlier_form),
            ("Lý do", fact.reason),
            ("Cơ quan đang xét", fact.next_authority.name),
            *((("Dự kiến xét xong", show_day(fact.expected_on)),) if fact.expected_on else ()),
        ),
        needs_room=True,
    )


@_describe.register
def _approved(fact: NominationApproved) -> Words:
    return Words(
        group=Group.APPROVED,
        brief="đã được duyệt, chờ quyết định",
        heading="Đề nghị đã được duyệt",
        sentence=f"{capitalize(fact.authority.name)} đã duyệt đề nghị tặng {fact.award_form} lúc"
        f" {show_moment(fact.at)}."
        " Quyết định khen thưởng đang được hoàn thiện; việc khen thưởng có hiệu lực khi quyết định được ban hành.",
        details=(("Cơ quan duyệt", fact.authority.name),),
    )


@_describe.register
def _awarded(fact: NominationAwarded) -> Words:
    decision = f"Quyết định số {fact.decision_number} ngày {show_day(fact.issued_on)}"
    return Words(
        group=Group.AWARDED,
        brief=f"được khen thưởng theo {decision}",
        heading="Thông báo kết quả: được khen thưởng",
        sentence=f"Đối tượng do đơn vị đề nghị được tặng {fact.award_form} theo {decision}.",
        details=(
            ("Quyết định số", fact.decision_number),
            ("Ngày ban hành", show_day(fact.issued_on)),
            ("Cơ quan ban hành", fact.authority.name),
            ("Người ký", f"{fact.signatory.name}, {fact.signatory.position}"),
        ),
    )


@_describe.register
def _withdrawn(fact: NominationWithdrawn) -> Words:
    return Words(
        group=Group.WITHDRAWN,
        brief="đã rút",
        heading="Đề nghị đã được rút",
        sentence=f"Đề nghị đã được rút theo yêu cầu của đơn vị lúc {show_moment(fact.at)} và không được xét tiếp.",
        details=(("Lý do rút", fact.reason),),
    )


@_describe.register
def _withdrawal_refused(fact: NominationWithdrawalRefused) -> Words:
    standing = _STANDING[fact.standing]
    return Words(
        group=Group.NOT_WITHDRAWN,
        brief=f"không rút được, giữ nguyên kết luận {standing}",
        heading="Đề nghị rút không được chấp nhận",
        sentence=f"{capitalize(fact.authority.name)} đã kết luận {standing} trước khi nhận được yêu cầu rút của đơn vị,"
        " nên kết luận đó giữ nguyên và đề nghị không rút được nữa.",
        details=(
            ("Kết luận giữ nguyên", standing),
            ("Trạng thái hiện tại của đề nghị", STATUS_TEXTS[fact.status]),
            ("Cơ quan đã kết luận", fact.authority.name),
            ("Thời điểm trả lời", show_moment(fact.at)),
        ),
        needs_room=True,
    )


def _onward(fact: NominationForwarded | NominationReferred) -> str:
    is_same = fact.next_authority.code == fact.authority.code
    return name_next(fact.next_authority.name, fact.next_role, is_same=is_same)


def _sections(missing: Sequence[MissingItem]) -> tuple[Section, ...]:
    names = dict.fromkeys(item.section for item in missing)
    return tuple(Section(name, tuple(item.message for item in missing if item.section == name)) for name in names)
