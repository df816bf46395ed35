"""How a case begins, is taken up again after a supplement, and is taken back."""

from dataclasses import replace
from datetime import datetime

from services.appraisal.domain import facts
from services.appraisal.domain.case import Case, CaseKey, CaseState, Marker, Supplement, Withdrawal
from services.appraisal.domain.duties import Settings, note
from services.appraisal.domain.history import Entry, to_the_millisecond
from services.appraisal.domain.transitions import CaseAction, advance
from shared.audit.chain import append
from shared.calendar.working_days import WorkingCalendar
from shared.clock.days import day_of
from shared.events.content import Finding, KeyedIdentity, NominationContent, Step
from shared.events.decided import Decided
from shared.events.signature import IntakeSignature
from shared.events.words import CaseDuty, Level, Outcome
from shared.events.work import WithdrawalRequested, WorkHandedOver, WorkSupplemented
from shared.nominees.findings import OF_INTAKE
from shared.refusals import MalformedMessageError, NotYetError
from shared.rules.findings import findings, priority
from shared.rules.rule_set import RuleSet
from shared.rules.slip import step_at

INTAKE = "intake"
_STANDING = {
    **dict.fromkeys((CaseState.APPROVED, CaseState.AWARDED, CaseState.ANNULLED), Outcome.APPROVE),
    CaseState.DECLINED: Outcome.DECLINE,
}


def receive_step(work: WorkHandedOver, level: Level, sender_level: Level | None) -> Step:
    """The step that the work is for, once sender and addressee are known to be right; intake has no level.

    Raises:
        MalformedMessageError: It is for another level, or its sender does not serve the step that hands over.
    """
    step = step_at(work.slip, work.step)
    if step is None or step.level is not level or work.to_level is not level:
        raise MalformedMessageError(f"step {work.step} of the slip is not at level {level.value}")
    before = step_at(work.slip, step.after)
    if step.after != 0 and before is None:
        raise MalformedMessageError(f"step {work.step} comes after step {step.after}, which the slip lacks")
    if sender_level is not (before.level if before else None):
        came_from = sender_level.value if sender_level else INTAKE
        raise MalformedMessageError(f"step {work.step} was handed over by {came_from}, which does not serve its slip")
    return step


def open_case(
    work: WorkHandedOver, *, rules: RuleSet, calendar: WorkingCalendar, at: datetime, marker: Marker | None = None
) -> Decided[Case]:
    """The new case; with a marker it is withdrawn at once, and only that is told.

    The limit counts from the hand-over, so that a level that was down owes the days it lost.
    """
    case = _new_case(work, rules, calendar, at)
    if marker is None:
        return Decided(None, case, (facts.opened(case, at),))
    withdrawn = _withdrawn(case, marker.withdrawal, at)
    return Decided(None, withdrawn, (facts.born_withdrawn(withdrawn, at, marker.withdrawal.reason),))


def is_supplemented(case: Case, work: WorkSupplemented) -> bool:
    """Whether this supplement, or a later one, has been applied."""
    return any(supplement.version >= work.version for supplement in case.supplements)


def supplement(
    case: Case, work: WorkSupplemented, *, rules: RuleSet, duties: Settings, calendar: WorkingCalendar, at: datetime
) -> Decided[Case]:
    """The case in its next round; the limit moves by the working days that the unit took.

    Whoever supplied has submitted, too; what else the account did for the nomination is recorded with it.

    Raises:
        ActionNotAllowedError: It was not returned.
    """
    combined = note(case, work.supplied_by, CaseDuty.SUBMIT, duties)
    reopened = advance(case, CaseAction.SUPPLEMENT, by=INTAKE, at=at, combined=combined)
    content = work.content.model_copy(update={"award_form": case.step.award_form})
    supplied = replace(case, content=content, identity=work.identity)
    answered = _answer(case.content, content, work)
    paused = calendar.between(case.paused_on, day_of(work.supplemented_at)) if case.paused_on else 0
    after = replace(
        reopened,
        content=content,
        identity=work.identity,
        signature=work.signature,
        findings=_found_again(case, supplied, work.findings, rules),
        priority=priority(rules, content),
        round=case.round + 1,
        paused_on=None,
        due_on=calendar.add(case.due_on, max(paused, 0)),
        proposal=None,
        supplements=(*case.supplements, answered),
    )
    return Decided(case, after, (facts.reopened(after, at),))


def read_withdrawal(request: WithdrawalRequested) -> Withdrawal:
    """The request as a case keeps it."""
    return Withdrawal(request.version, request.reason, request.requested_at)


def marker_of(key: CaseKey, request: WithdrawalRequested) -> Marker:
    """What waits for a hand-over that has not come yet."""
    return Marker(key, read_withdrawal(request))


def answer_withdrawal(case: Case, asked: Withdrawal, *, at: datetime) -> Decided[Case]:
    """What becomes of the request: withdrawn before an outcome, refused after the nomination's last word.

    A step that passed the nomination on stays as it is and says nothing: the next step answers. A repeated request
    changes nothing.

    Raises:
        NotYetError: A decision is just being recorded over the case; it will be awarded or free in a moment.
    """
    if case.withdrawal is not None and case.withdrawal.version >= asked.version:
        return Decided(case, case)
    if case.reservation is not None and case.state is CaseState.APPROVED:
        raise NotYetError("reserved by a decision that is being recorded")
    if case.state in _STANDING:
        refused = replace(advance(case, CaseAction.REFUSE_WITHDRAWAL, by=INTAKE, at=at), withdrawal=asked)
        return Decided(case, refused, (facts.withdrawal_refused(refused, at, _STANDING[case.state]),))
    if case.state in {CaseState.FORWARDED, CaseState.REFERRED, CaseState.WITHDRAWN}:
        return Decided(case, case)
    withdrawn = _withdrawn(case, asked, at)
    return Decided(case, withdrawn, (facts.withdrawn(withdrawn, at, asked.reason),))


def _withdrawn(case: Case, asked: Withdrawal, at: datetime) -> Case:
    moved = advance(case, CaseAction.WITHDRAW, by=INTAKE, at=at)
    return replace(moved, withdrawal=asked, claim=None, proposal=None, paused_on=None, closed_at=at)


def _answer(before: NominationContent, content: NominationContent, work: WorkSupplemented) -> Supplement:
    names = type(content).model_fields
    changed = tuple(name for name in names if getattr(before, name) != getattr(content, name))
    told, tells = before.achievement.summary, content.achievement.summary
    summary_before = told if told != tells else ""
    return Supplement(work.version, work.note, work.supplemented_at, work.supplied_by, changed, summary_before)


def _new_case(work: WorkHandedOver, rules: RuleSet, calendar: WorkingCalendar, at: datetime) -> Case:
    step = next(step for step in work.slip if step.step == work.step)
    content = work.content.model_copy(update={"award_form": step.award_form})
    key = CaseKey(work.nomination_id, work.step)
    entry = Entry(1, "open", to_the_millisecond(at), INTAKE)
    case = Case(
        key=key,
        version=1,
        state=CaseState.OPEN,
        number=work.number,
        dossier=work.dossier,
        content=content,
        slip=work.slip,
        findings=(),
        priority=priority(rules, content),
        opened_at=at,
        due_on=calendar.add(day_of(work.handed_over_at), step.working_days),
        history=append((), entry, record=key.record),
        identity=work.identity,
        done=work.done,
        signature=work.signature,
    )
    return replace(case, findings=_merge_findings(_compute_findings(rules, case), work.findings))


def _compute_findings(rules: RuleSet, case: Case) -> tuple[Finding, ...]:
    is_identified = case.identity is not None or bool(case.content.nominee.identity_number)
    return findings(rules, case.content, case.dossier, case.slip, is_identified=is_identified)


def _merge_findings(computed: tuple[Finding, ...], travelling: tuple[Finding, ...]) -> tuple[Finding, ...]:
    known = {finding.code for finding in computed}
    return (*computed, *(finding for finding in travelling if finding.code not in known))


def _found_again(
    case: Case, supplied: Case, by_intake: tuple[Finding, ...] | None, rules: RuleSet
) -> tuple[Finding, ...]:
    # What the checks found in the old content is mended or found again, what intake found comes anew with the content;
    # what came from elsewhere stays. Intakes of before find nothing anew: then theirs stays, too.
    before = {finding.code for finding in _compute_findings(rules, case)} | (
        OF_INTAKE if by_intake is not None else frozenset()
    )
    elsewhere = tuple(finding for finding in case.findings if finding.code not in before)
    return (*_merge_findings(_compute_findings(rules, supplied), elsewhere), *(by_intake or ()))


def key_identity(case: Case, identity: KeyedIdentity, signature: IntakeSignature | None) -> Case:
    """The case with the keyed identity in place of the number, or of hashes under another key.

    `signature` is what intake signed with it; where the case has a later one, it stays as it is.
    """
    if signature is not None and case.signature is not None and signature.revision < case.signature.revision:
        return case
    nominee = case.content.nominee.model_copy(update={"identity_number": None})
    content = case.content.model_copy(update={"nominee": nominee})
    return replace(case, content=content, identity=identity, signature=signature)
