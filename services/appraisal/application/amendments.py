"""Correcting and annulling a decision: one change of its document with the fact, then its cases are brought in line."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from services.appraisal.application.decisions import FinishDecision, chunks
from services.appraisal.application.incoming_work import rules_of
from services.appraisal.application.ports import Checkpoint, Clock, Decisions, ReservableCases
from services.appraisal.domain import entitlement
from services.appraisal.domain.amendment import AnnulmentDraft, ConcernedCase, CorrectionDraft, amendment_id
from services.appraisal.domain.annulment import annul
from services.appraisal.domain.case import Case
from services.appraisal.domain.consequence import is_held
from services.appraisal.domain.correction import correct, refuse_unsettled
from services.appraisal.domain.decision import Decision, NumberTakenError
from services.appraisal.domain.decision_dates import refuse_early
from services.appraisal.domain.duties import Pairs, record
from services.appraisal.domain.listed import print_words
from shared.clock.days import day_of
from shared.events.decided import Decided
from shared.identity.viewer import Viewer
from shared.refusals import FieldProblem, InvalidError, KeyUsedError, PreconditionMissingError, StaleError
from shared.rules.loading import RuleSets

AmendmentDraft = CorrectionDraft | AnnulmentDraft


@dataclass(frozen=True)
class Amending:
    """What an amendment would do to a decision as it stands; nothing is changed."""

    cases: ReservableCases
    decisions: Decisions
    rule_sets: RuleSets
    now: Clock

    async def __call__(
        self, viewer: Viewer, decision: Decision, draft: AmendmentDraft, identity: UUID
    ) -> Decided[Decision]:
        """The decision as it would stand, with the amendment and its fact.

        Raises:
            ConflictError: It was not issued, or an earlier act has not reached all of its cases yet.
            InterestedError: The viewer bears the name of somebody whom the decision concerns, would sign what they
                submitted or proposed, or has a duty beside which the province refuses this one.
            InvalidError: Everything that must be mended.
            NumberTakenError: A number is in use in its year.
        """
        refuse_unsettled(decision)
        cases = await self._load(decision)
        for case in cases:
            entitlement.refuse_interested(viewer, case)
        by, at = entitlement.by(viewer), self.now()
        duties = self.rule_sets.duties.at(decision.level, day_of(at))
        concerned = {
            case.key: self._concern(case, decision, record(case, by, decision.signatory.name, duties)) for case in cases
        }
        if isinstance(draft, CorrectionDraft):
            amended = correct(decision, draft, concerned, by, identity=identity, at=at, today=day_of(at))
        else:
            amended = annul(decision, draft, concerned, by, identity=identity, at=at, today=day_of(at))
        if amended.after.signatory != decision.signatory:
            _refuse_own_award(amended.after, cases)
            for case in cases:
                record(case, by, amended.after.signatory.name, duties)
        if amended.after.issued_on != decision.issued_on:
            redated = replace(decision.draft, issued_on=amended.after.issued_on, date_reason=draft.reason)
            refuse_early(redated, cases, field="changes")
        await self._refuse_taken(decision, amended.after)
        return amended

    async def _load(self, decision: Decision) -> Sequence[Case]:
        theirs = frozenset({decision.authority.code})
        return [case for chunk in chunks(decision.draft.cases) for case in await self.cases.load(chunk, theirs)]

    async def _refuse_taken(self, before: Decision, after: Decision) -> None:
        claims = after.claims
        for place, claim in enumerate(claims):
            if claim in claims[:place]:
                raise NumberTakenError(claim.number, claim.year)
            if claim not in before.claims:
                holder = await self.decisions.holder_of(after.authority.code, claim)
                if holder not in {None, after.id}:
                    raise NumberTakenError(claim.number, claim.year)

    def _concern(self, case: Case, decision: Decision, combined: Pairs) -> ConcernedCase:
        rules, code = rules_of(self.rule_sets, case.dossier.rule_set), case.content.award_form
        form = rules.award_forms_by_code.get(code)
        printed = print_words(case.content, form.name if form else code)
        return ConcernedCase(
            case.key, case.version, is_held(case, decision), printed, combined, case.content.confidential
        )


@dataclass(frozen=True)
class AmendDecision:
    """The văn thư records a correction or an annulment."""

    decisions: Decisions
    amending: Amending
    finish: FinishDecision
    checkpoint: Checkpoint

    async def __call__(
        self, viewer: Viewer, identity: UUID, draft: AmendmentDraft, key: str, version: int | None
    ) -> Decision:
        """The decision as it reads now; the same key and content give it again, and nothing is recorded twice.

        Raises:
            PreconditionMissingError: The request does not say which version it was made for.
            StaleError: Somebody changed the decision since.
            ConflictError, InvalidError, NumberTakenError, InterestedError: As `Amending` says.
        """
        viewer.require(*entitlement.RECORDERS)
        decision = await self.decisions.get(identity, viewer.authorities)
        amendment = amendment_id(decision.id, viewer.account, key)
        known = next((standing for standing in decision.amendments if standing.id == amendment), None)
        if known is not None:
            if known.digest != draft.digest:
                raise KeyUsedError("một lần đính chính hoặc thu hồi khác", "lần này")
            return await self.finish(decision)
        refuse_outdated(decision, version)
        amended = await self.amending(viewer, decision, draft, amendment)
        try:
            await self.decisions.amend(amended)
        except StaleError:
            return await self(viewer, identity, draft, key, version)
        self.checkpoint("decision.amended")
        return await self.finish(amended.after)


@dataclass(frozen=True)
class PreviewAmendment:
    """What a correction or an annulment would do at this moment; nothing is changed or recorded."""

    decisions: Decisions
    amending: Amending

    async def __call__(self, viewer: Viewer, identity: UUID, draft: AmendmentDraft, key: str) -> Decided[Decision]:
        """The decision as it would read; refusals are those of recording."""
        viewer.require(*entitlement.RECORDERS)
        decision = await self.decisions.get(identity, viewer.authorities)
        return await self.amending(viewer, decision, draft, amendment_id(decision.id, viewer.account, key))


def refuse_outdated(decision: Decision, version: int | None) -> None:
    """Pass when the decision is as the request saw it.

    Raises:
        PreconditionMissingError: The request does not say which version it was made for.
        StaleError: Somebody changed the decision since.
    """
    if version is None:
        raise PreconditionMissingError(
            "Yêu cầu phải nêu phiên bản đang xem trong tiêu đề If-Match. Tải lại quyết định này rồi thực hiện lại."
        )
    if version != decision.version:
        message = "Quyết định này vừa được cập nhật. Tải lại quyết định, xem nội dung mới rồi gửi lại nếu còn cần."
        raise StaleError(message, details={"version": decision.version})


def _refuse_own_award(decision: Decision, cases: Sequence[Case]) -> None:
    own = [case for case in cases if entitlement.is_named(decision.signatory.name, case)]
    if own:
        message = "Người ký trùng họ tên với người được khen thưởng trong quyết định. Kiểm tra lại họ và tên người ký."
        raise InvalidError([FieldProblem("changes", message)])
