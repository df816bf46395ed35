"""A corrected and an annulled award in words."""

from collections.abc import Mapping

from shared.events.amendments import AmendingPaper, FieldChange
from shared.events.names import FIELD_NAMES, show_value
from shared.events.nominations import NominationAwardAnnulled, NominationAwardCorrected
from shared.events.words import AnnulmentKind, CorrectionKind
from shared.mails.page import Details, Section
from shared.mails.phrases import Group, Words, capitalize
from shared.text.formats import show_day

# For each kind: brief, heading, and what was done. Only a paper is corrected by “đính chính”.
_CORRECTED: Mapping[CorrectionKind, tuple[str, str, str]] = {
    CorrectionKind.PAPER: ("đính chính", "Thông báo đính chính quyết định khen thưởng", "đã đính chính"),
    CorrectionKind.RECORD: (
        "sửa nội dung ghi sai của",
        "Thông báo sửa nội dung ghi sai của quyết định khen thưởng",
        "đã sửa nội dung ghi sai trên hệ thống (văn bản không thay đổi) của",
    ),
}
_AGAIN = "Đề nghị trở lại trạng thái đã duyệt, chờ quyết định; đơn vị không phải làm gì thêm."
# For each kind: group, brief, heading, what was done, and what follows.
_ANNULLED: Mapping[AnnulmentKind, tuple[Group, str, str, str, str]] = {
    AnnulmentKind.REVOKED: (
        Group.ANNULLED,
        "đã thu hồi quyết định khen thưởng",
        "Thông báo thu hồi quyết định khen thưởng",
        "đã thu hồi",
        "Kể từ đó quyết định không còn hiệu lực với đối tượng của đề nghị.",
    ),
    AnnulmentKind.REISSUED: (
        Group.UNDONE,
        "quyết định bị hủy bỏ, chờ ban hành quyết định khác",
        "Thông báo hủy bỏ quyết định khen thưởng để ban hành quyết định khác",
        "đã hủy bỏ",
        _AGAIN,
    ),
    AnnulmentKind.MISTAKEN: (
        Group.UNDONE,
        "quyết định đã ghi nhầm, chờ quyết định",
        "Thông báo về quyết định khen thưởng đã ghi nhầm",
        "đã hủy lần ghi nhầm trên hệ thống của",
        _AGAIN,
    ),
}


def describe_correction(fact: NominationAwardCorrected) -> Words:
    """The correction: what the decision said, and what it says now."""
    brief, heading, act = _CORRECTED[fact.kind]
    return Words(
        group=Group.CORRECTED,
        brief=f"{brief} {_decision(fact)}",
        heading=heading,
        sentence=f"{capitalize(fact.authority.name)} {act} {_decision(fact)}{_by(fact.paper)}."
        f" Số và ngày nêu ở đây là số và ngày sau khi sửa.",
        details=(("Lý do", fact.reason), *_paper(fact.paper)),
        sections=(Section("Nội dung được sửa", tuple(_change(change) for change in fact.changes)),),
        needs_room=True,
    )


def describe_annulment(fact: NominationAwardAnnulled) -> Words:
    """The annulment: by which paper, why, on which basis, and what follows."""
    group, brief, heading, act, outlook = _ANNULLED[fact.kind]
    return Words(
        group=group,
        brief=brief,
        heading=heading,
        sentence=f"{capitalize(fact.authority.name)} {act} {_decision(fact)} đối với đề nghị này{_by(fact.paper)}."
        f" {outlook}",
        details=(
            ("Lý do", fact.reason),
            *((("Căn cứ", fact.basis),) if fact.basis else ()),
            *_paper(fact.paper),
        ),
        needs_room=True,
    )


def _decision(fact: NominationAwardCorrected | NominationAwardAnnulled) -> str:
    return f"Quyết định số {fact.decision_number} ngày {show_day(fact.issued_on)}"


def _by(paper: AmendingPaper | None) -> str:
    return f" theo văn bản số {paper.number} ngày {show_day(paper.issued_on)}" if paper else ""


def _paper(paper: AmendingPaper | None) -> Details:
    if paper is None:
        return ()
    signatory = paper.signatory
    return (
        ("Văn bản số", f"{paper.number} ngày {show_day(paper.issued_on)}"),
        ("Người ký văn bản", f"{signatory.name}, {signatory.position}"),
    )


def _change(change: FieldChange) -> str:
    before, after = (show_value(change.field, value) for value in (change.before, change.after))
    return f"{capitalize(FIELD_NAMES[change.field])}: “{before}” sửa thành “{after}”"
