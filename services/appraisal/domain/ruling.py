"""An officer proposes; the head or an authorised deputy confirms, changes or sends back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from services.appraisal.domain import facts
from services.appraisal.domain.case import Case, CaseState, Mandate, Proposal, Ruling, Verdict, standing
from services.appraisal.domain.people import By
from services.appraisal.domain.transitions import ACTION_OF, CaseAction, advance, target
from shared.clock.days import day_of
from shared.events.content import Finding, Slip, Step
from shared.events.decided import Decided
from shared.events.words import Level, Outcome, StepRole
from shared.refusals import ConflictError, FieldProblem, InvalidError
from shared.rules.rule_set import RuleSet
from shared.rules.slip import ALLOWED, refer, step_after
from shared.text.seen import has_word

OUTCOME_NAMES = {
    Outcome.FORWARD: "chuyển bước tiếp theo",
    Outcome.APPROVE: "duyệt khen thưởng",
    Outcome.RETURN: "yêu cầu bổ sung",
    Outcome.DECLINE: "không khen thưởng",
    Outcome.REFER: "chuyển đề nghị hình thức cao hơn",
}
_PASSING = frozenset({Outcome.FORWARD, Outcome.APPROVE})


class AlreadyReturnedError(ConflictError):
    """The unit has been asked at this step as often as the rule set allows."""


class BlockedError(ConflictError):
    """A finding forbids letting the case pass; `details` list the findings."""


class NothingProposedError(ConflictError):
    """There is no proposal to confirm or to send back."""


@dataclass(frozen=True)
class Grounds:
    """What an outcome is weighed with: the rules of the dossier, and duplicates as they stand now.

    `combined` are the pairs of duties that whoever gives it has, to be recorded with it.
    """

    rules: RuleSet
    duplicates: Sequence[Finding] = ()
    combined: tuple[str, ...] = ()


def propose(case: Case, verdict: Verdict, by: By, *, grounds: Grounds, at: datetime) -> Decided[Case]:
    """The case with the officer's proposal, free for the head: proposing ends the officer's claim.

    Raises:
        ActionNotAllowedError: The case is not open.
        InvalidError: The step cannot have this outcome, or something that it needs is missing; all is named.
        AlreadyReturnedError: A second return.
        SlipRefusedError: The higher form cannot be proposed from here.
    """
    target(case, CaseAction.PROPOSE)
    _check(case, verdict, grounds.rules)
    if verdict.outcome is Outcome.REFER:
        _referral(case, verdict, grounds.rules, at)
    moved = advance(case, CaseAction.PROPOSE, by=by.account, at=at, combined=grounds.combined)
    return Decided(case, replace(moved, proposal=Proposal(verdict, by, at), claim=None))


def send_back(case: Case, note: str, by: By, *, at: datetime) -> Decided[Case]:
    """The case with its proposal sent back to the officer.

    Raises:
        ActionNotAllowedError: The case is not open.
        NothingProposedError: There is none, or it was sent back already.
        InvalidError: It is not said what to change.
    """
    target(case, CaseAction.SEND_BACK)
    proposal = _standing_proposal(case)
    if not has_word(note):
        raise InvalidError([FieldProblem("text", "Nhập nội dung chuyên viên cần xem lại.")])
    moved = advance(case, CaseAction.SEND_BACK, by=by.account, at=at)
    return Decided(case, replace(moved, proposal=replace(proposal, sent_back=note), claim=None))


def proposal_of(case: Case) -> Verdict:
    """The verdict that the head confirms.

    Raises:
        NothingProposedError: There is none, or it was sent back.
    """
    return _standing_proposal(case).verdict


def rule(
    case: Case, verdict: Verdict, by: By, *, grounds: Grounds, at: datetime, mandate: Mandate | None = None
) -> Decided[Case]:
    """The case with its outcome, the fact for intake and, when it goes on, the work for the next level.

    Raises:
        ActionNotAllowedError: The case is not open; `details` tell the outcome that it has.
        InvalidError: The step cannot have this outcome, or something that it needs is missing; all is named.
        AlreadyReturnedError: A second return.
        BlockedError: A finding forbids it, and whoever may set it aside did not.
        SlipRefusedError: The higher form cannot be proposed from here.
    """
    target(case, ACTION_OF[verdict.outcome])
    _check(case, verdict, grounds.rules)
    ruling = _put_into_words(Ruling(verdict, by, at, mandate=mandate), grounds.rules)
    weighed = _weigh(case, verdict, grounds)
    action = ACTION_OF[verdict.outcome]
    moved = advance(weighed, action, by=by.account, at=at, mandate=mandate, combined=grounds.combined)
    ruled = replace(moved, rulings=(*case.rulings, ruling), claim=None, proposal=None, closed_at=at)
    return replace(_announce(ruled, ruling, grounds.rules), before=case)


def is_repeated(case: Case, verdict: Verdict, by: By) -> bool:
    """Whether this person gave exactly this outcome and the case still stands by it: the answer is the same again."""
    ruling = case.ruling
    if ruling is None or ruling.verdict != verdict or ruling.by.account != by.account:
        return False
    return case.state is not CaseState.OPEN


def may_override(case: Case) -> bool:
    """Whether this step may let a case pass against a blocking finding: the province's appraisal, with a reason."""
    return case.step.role is StepRole.APPRAISE and case.level is Level.PROVINCE


def _announce(case: Case, ruling: Ruling, rules: RuleSet) -> Decided[Case]:
    match ruling.verdict.outcome:
        case Outcome.FORWARD:
            return _pass_on(case, ruling)
        case Outcome.REFER:
            return _refer(case, ruling, rules)
        case Outcome.RETURN:
            waiting = replace(case, paused_on=day_of(ruling.at), closed_at=None)
            return Decided(None, waiting, (facts.returned(waiting, ruling),))
        case Outcome.DECLINE:
            return Decided(None, case, (facts.declined(case, ruling),))
        case Outcome.APPROVE:
            return Decided(None, case, (facts.approved(case, ruling),))


def _pass_on(case: Case, ruling: Ruling) -> Decided[Case]:
    following = step_after(case.slip, case.key.step, case.step.award_form)
    if following is None:
        raise LookupError(f"rule set {case.dossier.rule_set}: nothing follows step {case.key.step}, yet it forwards")
    work = facts.handed_over(case, following, ruling.at)
    return Decided(None, case, (work, facts.forwarded(case, ruling, following)))


def _refer(case: Case, ruling: Ruling, rules: RuleSet) -> Decided[Case]:
    slip = _referral(case, ruling.verdict, rules, ruling.at)
    longer = replace(case, slip=slip)
    following = _first_appended(case.slip, slip)
    work = facts.handed_over(longer, following, ruling.at)
    return Decided(None, longer, (work, facts.referred(longer, ruling, following)))


def _referral(case: Case, verdict: Verdict, rules: RuleSet, at: datetime) -> Slip:
    dossier = case.dossier
    content = case.content.model_copy(update={"award_form": verdict.award_form})
    return refer(rules, dossier.unit, content, dossier.petition.occasion, case.slip, case.key.step, day_of(at))


def _first_appended(before: Slip, after: Slip) -> Step:
    return after[len(before)]


def _standing_proposal(case: Case) -> Proposal:
    if case.proposal is None or case.proposal.sent_back is not None:
        raise NothingProposedError(
            "Chưa có đề xuất của chuyên viên. Chọn kết quả xử lý, hoặc chờ chuyên viên đề xuất.",
            details=standing(case),
        )
    return case.proposal


def _check(case: Case, verdict: Verdict, rules: RuleSet) -> None:
    allowed = ALLOWED[case.step.role]
    if verdict.outcome not in allowed:
        names = ", ".join(f"{OUTCOME_NAMES[outcome]} ({outcome.value})" for outcome in Outcome if outcome in allowed)
        raise InvalidError([FieldProblem("outcome", f"Bước này chỉ có các kết quả: {names}.")])
    if case.step.role is StepRole.VOTE and verdict.tally is None:
        message = "Bước này do thư ký Hội đồng ghi kết quả bỏ phiếu (…/vote). Chuyển số phiếu cho thư ký Hội đồng."
        raise InvalidError([FieldProblem("outcome", message)])
    problems = list(_lacking(verdict, rules))
    if problems:
        raise InvalidError(problems)
    asked = sum(ruling.verdict.outcome is Outcome.RETURN for ruling in case.rulings)
    if verdict.outcome is Outcome.RETURN and asked >= rules.limits.supplements_per_step:
        raise AlreadyReturnedError(
            f"Bước này đã yêu cầu bổ sung {asked} lần, là số lần được phép. Chọn kết quả khác theo hồ sơ hiện có.",
            details=standing(case),
        )


def _lacking(verdict: Verdict, rules: RuleSet) -> Iterator[FieldProblem]:
    if verdict.outcome is Outcome.RETURN and not verdict.missing:
        yield FieldProblem("missing", "Nêu đủ các nội dung đơn vị cần bổ sung; mỗi bước chỉ yêu cầu được một lần.")
    for place, item in enumerate(verdict.missing):
        if not has_word(item.section):
            yield FieldProblem(f"missing[{place}].section", "Nhập mục cần bổ sung.")
        if not has_word(item.message):
            yield FieldProblem(f"missing[{place}].message", "Nhập nội dung cần bổ sung.")
    if verdict.outcome is Outcome.DECLINE and verdict.reason_code not in rules.reasons:
        codes = "; ".join(f"{reason.text} ({reason.code})" for reason in rules.decline_reasons)
        yield FieldProblem("reason_code", f"Chọn lý do có trong danh mục: {codes}.")
    if verdict.outcome in {Outcome.DECLINE, Outcome.REFER} and not has_word(verdict.text):
        yield FieldProblem("text", "Nhập nội dung giải thích để đơn vị hiểu kết quả này.")
    if verdict.outcome is Outcome.REFER and not verdict.award_form:
        yield FieldProblem("award_form", "Chọn hình thức khen thưởng cao hơn để chuyển đề nghị.")


def _put_into_words(ruling: Ruling, rules: RuleSet) -> Ruling:
    verdict = ruling.verdict
    if verdict.outcome is not Outcome.DECLINE:
        return replace(ruling, reason=verdict.text)
    official = rules.reasons[verdict.reason_code]
    return replace(ruling, reason=f"{official.text}: {verdict.text}", basis=official.basis)


def _weigh(case: Case, verdict: Verdict, grounds: Grounds) -> Case:
    if verdict.outcome not in _PASSING:
        return case
    found = (*case.findings, *grounds.duplicates)
    blocking = [finding for finding in found if finding.blocking]
    if blocking and not (verdict.override and may_override(case)):
        raise BlockedError(
            "Kết quả kiểm tra chưa cho phép thông qua: " + " ".join(finding.message for finding in blocking),
            details=standing(case) | {"findings": [finding.model_dump(mode="json") for finding in blocking]},
        )
    return replace(
        case,
        findings=tuple(_set_aside(finding, verdict.override) if finding.blocking else finding for finding in found),
    )


def _set_aside(finding: Finding, reason: str) -> Finding:
    return finding.model_copy(
        update={"blocking": False, "message": f"{finding.message} (Đã cho qua khi thẩm định: {reason})"}
    )
