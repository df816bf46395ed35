"""What the page of a case lets its reader do: the one next act, the outcomes to choose from, and why not otherwise."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.appraisal.application.offers import Act
from services.appraisal.application.overview import Overview
from services.appraisal.domain.case import Case, CaseState
from services.appraisal.domain.entitlement import COUNTERS, DECIDERS, PROPOSERS, RECORDERS
from services.appraisal.domain.ruling import may_override
from services.appraisal.web.pages.case_place import CasePlace
from services.appraisal.web.pages.case_words import outcome_label
from shared.events.names import ROLES
from shared.events.words import Outcome, StepRole
from shared.identity.viewer import Viewer
from shared.rules.slip import step_after
from shared.text.formats import show_day

VERDICT_FORM, VOTE_FORM = "ghi-ket-luan", "ghi-phieu"
PROPOSE, DECIDE = "de-xuat", "ket-qua"
_BUTTONS = {PROPOSE: "Ghi đề xuất", DECIDE: "Kiểm tra kết luận"}
Choice = tuple[str, str]


@dataclass(frozen=True)
class NextAct:
    """The primary button: a link, a form of one button (`is_post`), or the button of a form on the page."""

    label: str
    address: str = ""
    form: str = ""
    is_post: bool = False


@dataclass(frozen=True)
class OutcomeOption:
    """An outcome that the step can have, what it brings, and why it cannot be chosen now."""

    value: str
    label: str
    hint: str
    why_not: str = ""


def find_next_act(overview: Overview, viewer: Viewer, place: CasePlace) -> NextAct | None:
    """What the viewer does next with the case; nothing where it is somebody else's turn."""
    case, offered = overview.case, overview.offers
    if case.state is CaseState.APPROVED and viewer.has(*RECORDERS):
        return NextAct("Ghi quyết định khen thưởng", f"{place.level_address}/quyet-dinh/moi")
    if not offered[Act.VOTE]:
        return NextAct("Kiểm tra kết quả bỏ phiếu", form=VOTE_FORM)
    if not offered[Act.CONFIRM] and case.proposal is not None:
        label = outcome_label(case, case.proposal.verdict.outcome)
        return NextAct(f"Xác nhận: {label[:1].lower()}{label[1:]}", place.address("/ket-qua/kiem-tra"))
    if mode := mode_of(overview):
        return NextAct(_BUTTONS[mode], form=VERDICT_FORM)
    is_waiting = case.proposal is None or case.proposal.sent_back is not None
    if is_waiting and not offered[Act.PROPOSE] and not offered[Act.CLAIM]:
        return NextAct("Giữ việc để xử lý", place.address("/giu"), is_post=True)
    return None


def mode_of(overview: Overview) -> str:
    """Which form of an outcome the page has: that of an officer who holds the case, of whoever decides, or none."""
    if not overview.offers[Act.DECIDE]:
        return DECIDE
    return "" if overview.offers[Act.PROPOSE] or overview.offers[Act.RELEASE] else PROPOSE


def why_no_form(overview: Overview, viewer: Viewer) -> str:
    """Why there is no form of an outcome on an open case, or what to do to have it."""
    case, offered = overview.case, overview.offers
    if case.state is not CaseState.OPEN or mode_of(overview) or not offered[Act.VOTE]:
        return ""
    if viewer.has(*PROPOSERS) and not offered[Act.PROPOSE]:
        if case.proposal is not None and case.proposal.sent_back is None:
            return "Đề xuất đang chờ lãnh đạo. Muốn đề xuất lại thì giữ việc."
        return "Giữ việc thì ghi được đề xuất; người khác thấy ai đang giữ."
    for roles, act in ((DECIDERS, Act.DECIDE), (PROPOSERS, Act.PROPOSE), (COUNTERS, Act.VOTE)):
        if viewer.has(*roles):
            return offered[act]
    return offered[Act.DECIDE]


def outcome_options(overview: Overview) -> Sequence[OutcomeOption]:
    """The outcomes of the step, in the order of their names."""
    return [_option(overview, outcome) for outcome in overview.shown.allowed]


def _option(overview: Overview, outcome: Outcome) -> OutcomeOption:
    case, rules = overview.case, overview.rules
    hint, why_not = "", ""
    match outcome:
        case Outcome.FORWARD:
            following = step_after(case.slip, case.key.step, case.step.award_form)
            if following is not None:
                until = f", dự kiến đến hết {show_day(following.expected_on)}" if following.expected_on else ""
                hint = f"{following.authority.name} {ROLES[following.role]}{until}"
        case Outcome.APPROVE:
            hint = "Việc chờ ban hành quyết định khen thưởng"
        case Outcome.RETURN:
            hint = "Nêu đủ mọi nội dung; mỗi bước chỉ yêu cầu được một lần. Thời hạn tạm dừng"
            why_not = _why_no_return(overview)
        case Outcome.DECLINE:
            hint = "Chọn lý do trong danh mục"
        case Outcome.REFER:
            higher = rules.referrals.get(case.content.award_form, ()) if rules else ()
            hint = ", ".join(rules.award_forms_by_code[code].short_name for code in higher) if rules else ""
            why_not = "" if higher else "Quy định không có hình thức cao hơn để chuyển từ hình thức này"
    if outcome in {Outcome.FORWARD, Outcome.APPROVE} and _is_blocked(case) and not may_override(case):
        why_not = "Kết quả kiểm tra có điều phải xử lý trước"
    return OutcomeOption(outcome.value, outcome_label(case, outcome), hint, why_not)


def _why_no_return(overview: Overview) -> str:
    asked = sum(ruling.verdict.outcome is Outcome.RETURN for ruling in overview.case.rulings)
    most = overview.rules.limits.supplements_per_step if overview.rules else asked + 1
    return f"Đã yêu cầu {asked} lần ở bước này, là số lần được phép" if asked >= most else ""


def _is_blocked(case: Case) -> bool:
    return any(finding.blocking for finding in case.findings)


def asks_override(overview: Overview) -> bool:
    """Whether letting the case pass needs a reason, because a finding forbids it and this step may set it aside."""
    return _is_blocked(overview.case) and may_override(overview.case)


def decline_reasons(overview: Overview) -> Sequence[Choice]:
    """The official reasons for declining; too few votes are said by the count alone."""
    return list(_reasons(overview))


def _reasons(overview: Overview) -> Iterator[Choice]:
    for reason in overview.rules.decline_reasons if overview.rules else ():
        if overview.rules and reason.code != overview.rules.council.decline_reason:
            yield reason.code, f"{reason.text} ({reason.basis})" if reason.basis else reason.text


def higher_forms(overview: Overview) -> Sequence[Choice]:
    """The forms that the case may be referred to."""
    rules = overview.rules
    codes = rules.referrals.get(overview.case.content.award_form, ()) if rules else ()
    return [(code, rules.award_forms_by_code[code].name) for code in codes] if rules else ()


def is_voted_on(case: Case) -> bool:
    """Whether the step is the council's vote."""
    return case.step.role is StepRole.VOTE
