"""What the pages of cases call states, outcomes and entries of history."""

from collections.abc import Mapping

from services.appraisal.domain.case import Case, CaseState
from services.appraisal.domain.history import Entry
from services.appraisal.domain.transitions import CaseAction
from shared.events.words import NomineeKind, Outcome, PriorityMark
from shared.rules.explaining import name_next
from shared.rules.slip import step_after

# The text of the tag, and its look.
Tag = tuple[str, str]
_STATES: Mapping[CaseState, Tag] = {
    CaseState.OPEN: ("Đang xử lý", "xet"),
    CaseState.RETURNED: ("Chờ đơn vị bổ sung", "cho"),
    CaseState.FORWARDED: ("Đã chuyển bước tiếp theo", "dat"),
    CaseState.APPROVED: ("Đã duyệt, chờ quyết định", "dat"),
    CaseState.DECLINED: ("Không khen thưởng", "khong"),
    CaseState.REFERRED: ("Đã đề nghị hình thức cao hơn", "dat"),
    CaseState.WITHDRAWN: ("Đơn vị đã rút", "khong"),
    CaseState.AWARDED: ("Đã khen thưởng", "khen"),
    CaseState.ANNULLED: ("Đã thu hồi quyết định", "khong"),
}
_PROPOSED: Tag = ("Chờ lãnh đạo xác nhận", "xet")
_SENT_BACK: Tag = ("Chuyên viên cần xem lại", "cho")
OUTCOMES: Mapping[Outcome, str] = {
    Outcome.FORWARD: "Chuyển bước tiếp theo",
    Outcome.APPROVE: "Duyệt khen thưởng",
    Outcome.RETURN: "Yêu cầu bổ sung",
    Outcome.DECLINE: "Không khen thưởng",
    Outcome.REFER: "Đề nghị hình thức cao hơn",
}
# By whom it was done stands before each; what the system or the unit did has no name before it.
_DONE: Mapping[str, str] = {
    CaseAction.CLAIM: "giữ việc",
    CaseAction.RELEASE: "thôi giữ việc",
    CaseAction.ASSIGN: "giao việc",
    CaseAction.UNASSIGN: "thôi giao việc",
    CaseAction.PROPOSE: "đề xuất kết quả",
    CaseAction.SEND_BACK: "gửi lại chuyên viên",
    CaseAction.FORWARD: "chuyển bước tiếp theo",
    CaseAction.APPROVE: "duyệt khen thưởng",
    CaseAction.RETURN: "yêu cầu đơn vị bổ sung; thời hạn tạm dừng",
    CaseAction.DECLINE: "kết luận không khen thưởng",
    CaseAction.REFER: "đề nghị hình thức cao hơn",
    CaseAction.AWARD: "ghi quyết định khen thưởng",
    CaseAction.CORRECT_AWARD: "ghi đính chính quyết định",
    CaseAction.ANNUL_AWARD: "ghi thu hồi quyết định",
    CaseAction.UNDO_AWARD: "hủy quyết định; việc trở lại chờ quyết định",
    CaseAction.RESTORE_AWARD: "sửa việc thu hồi đã ghi sai; quyết định vẫn có hiệu lực",
}
_BY_ITSELF: Mapping[str, str] = {
    "open": "Nhận đề nghị, mở việc",
    CaseAction.SUPPLEMENT: "Nhận bổ sung của đơn vị, mở lại việc",
    CaseAction.WITHDRAW: "Đơn vị rút đề nghị",
    CaseAction.REFUSE_WITHDRAWAL: "Không rút được: việc đã có kết quả trước",
    CaseAction.DELAY: "Hết hạn xử lý; đã báo đơn vị ngày hẹn lại",
}
_UNKNOWN = "Tài khoản không còn"
PARTS: Mapping[str, str] = {
    "nominee": "đối tượng",
    "achievement": "thành tích",
    "ground": "căn cứ khen thưởng",
    "target_group": "nhóm đối tượng",
    "criteria": "tiêu chí",
    "gift": "đóng góp",
    "priority_marks": "diện ưu tiên",
    "earlier_awards": "khen thưởng đã có",
    "consent": "sự đồng ý của đối tượng",
    "confidential": "việc giữ kín",
    "attachments": "tài liệu",
}
_RANKS: Mapping[PriorityMark, tuple[str, int]] = {
    PriorityMark.SACRIFICE: ("Hi sinh", 3),
    PriorityMark.FRONTLINE: ("Tuyến đầu", 2),
    PriorityMark.VOLUNTEER: ("Tình nguyện", 1),
}


def state_tag(case: Case) -> Tag:
    """The tag of the state, which also says whose turn it is."""
    if case.state is CaseState.OPEN and case.proposal is not None:
        return _PROPOSED if case.proposal.sent_back is None else _SENT_BACK
    return _STATES[case.state]


def priority_tag(case: Case) -> tuple[str, int]:
    """The foremost of the nominee's marks, and its rank; empty where there is none."""
    marks = set(case.content.priority_marks)
    if case.content.nominee.posthumous:
        marks.add(PriorityMark.SACRIFICE)
    return next((tag for mark, tag in _RANKS.items() if mark in marks), ("", 0))


def nominee_title(case: Case) -> str:
    """The nominee as a heading: with the form of address of a person, as far as it is told."""
    nominee = case.content.nominee
    address = nominee.form_of_address if nominee.kind in {NomineeKind.INDIVIDUAL, NomineeKind.FOREIGNER} else ""
    return f"{address[:1].upper()}{address[1:]} {nominee.name}" if address else nominee.name


def entry_sentence(entry: Entry, names: Mapping[str, str]) -> str:
    """An entry of the history as a sentence."""
    if entry.action in _BY_ITSELF:
        return f"{_BY_ITSELF[entry.action]}."
    return f"{names.get(entry.by, _UNKNOWN)} {_DONE.get(entry.action, entry.action)}."


def outcome_label(case: Case, outcome: Outcome) -> str:
    """The outcome as a button names it: with whom the case goes to, where that is one authority."""
    following = step_after(case.slip, case.key.step, case.step.award_form)
    if outcome is Outcome.FORWARD and following is not None:
        is_same = following.authority.code == case.authority.code
        return f"Chuyển {name_next(following.authority.name, following.role, is_same=is_same)}"
    return OUTCOMES[outcome]
