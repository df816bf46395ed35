"""Annulling a decision that was issued, or the awards of some of the nominations in it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from services.appraisal.domain.amendment import Annulment, AnnulmentDraft, ConcernedCase, combined_in, keys_of
from services.appraisal.domain.case import CaseKey
from services.appraisal.domain.correction import check_paper
from services.appraisal.domain.decision import Decision, DecisionState
from services.appraisal.domain.people import By
from shared.events.amendments import DecisionAnnulled
from shared.events.cases import AwardedItem
from shared.events.decided import Decided
from shared.events.words import AnnulmentKind
from shared.refusals import FieldProblem, InvalidError


def annul(
    decision: Decision,
    draft: AnnulmentDraft,
    concerned: Mapping[CaseKey, ConcernedCase],
    by: By,
    *,
    identity: UUID,
    at: datetime,
    today: date,
) -> Decided[Decision]:
    """The decision, with the fact that tells it, without the awards that are taken back.

    An award is annulled by who gave it, in writing, with its reason and basis (Luật Thi đua, Khen thưởng; NĐ 91/2017).

    Raises:
        InvalidError: Everything that must be mended.
    """
    problems = _problems(decision, draft, today)
    if problems:
        raise InvalidError(problems)
    keys = set(draft.cases) or keys_of(decision.in_force)
    items = tuple(
        AwardedItem(nomination_id=key.nomination, step=key.step, sequence=concerned[key].version + 1)
        for key in sorted(keys)
    )
    version, is_whole = decision.version + 1, keys == keys_of(decision.in_force)
    annulment = Annulment(
        identity,
        version,
        draft.digest,
        draft.kind,
        draft.paper,
        draft.reason,
        draft.basis,
        is_whole,
        items,
        by,
        at,
        combined=combined_in(items, concerned),
    )
    after = replace(
        decision,
        version=version,
        is_complete=False,
        state=DecisionState.ANNULLED if is_whole else decision.state,
        amendments=(*decision.amendments, annulment),
    )
    return Decided(decision, after, (_event(after, annulment),))


def _problems(decision: Decision, draft: AnnulmentDraft, today: date) -> list[FieldProblem]:
    needs_paper = draft.kind is not AnnulmentKind.MISTAKEN
    problems = check_paper(draft.paper, decision, is_needed=needs_paper, today=today)
    if not draft.reason:
        problems.append(FieldProblem("reason", "Nhập lý do thu hồi hoặc hủy bỏ."))
    if needs_paper and not draft.basis:
        problems.append(FieldProblem("basis", "Nhập căn cứ thu hồi hoặc hủy bỏ như ghi trong văn bản."))
    if not needs_paper and draft.basis:
        problems.append(FieldProblem("basis", "Bỏ căn cứ: hủy bỏ lần ghi nhầm chỉ cần lý do."))
    standing = keys_of(decision.in_force)
    if not standing:
        problems.append(FieldProblem("case_ids", "Quyết định này không còn việc nào có hiệu lực để thu hồi."))
    if len(set(draft.cases)) != len(draft.cases):
        problems.append(FieldProblem("case_ids", "Bỏ các việc được chọn hai lần."))
    for place, key in enumerate(draft.cases):
        if standing and key not in standing:
            message = "Việc này không có trong quyết định hoặc đã bị thu hồi. Bỏ khỏi danh sách."
            problems.append(FieldProblem(f"case_ids[{place}]", message))
    return problems


def _event(decision: Decision, annulment: Annulment) -> DecisionAnnulled:
    return DecisionAnnulled(
        decision_id=decision.id,
        version=decision.version,
        level=decision.level,
        authority=decision.authority,
        number=decision.number,
        issued_on=decision.issued_on,
        paper=annulment.paper,
        reason=annulment.reason,
        at=annulment.recorded_at,
        kind=annulment.kind,
        basis=annulment.basis,
        is_whole=annulment.is_whole,
        items=annulment.items,
    )
