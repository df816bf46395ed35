"""The mails that an outcome or a decision will bring, before: worked out by the same rules, with nothing changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.appraisal.application.incoming_work import rules_of
from services.appraisal.application.ports import ActedCases, Clock, ReservableCases
from services.appraisal.domain import entitlement
from services.appraisal.domain.case import Case, CaseKey, Tally, Verdict
from services.appraisal.domain.decision import Draft
from services.appraisal.domain.ruling import Grounds, proposal_of, rule
from services.appraisal.domain.votes import verdict_of
from shared.events.nominations import NominationAwarded
from shared.identity.viewer import Viewer
from shared.mails.announcing import (
    Common,
    OutcomeFact,
    announce_outcome,
    form_at,
    identify,
    name_form,
)
from shared.mails.preview import MailPreview, PreviewLetters
from shared.mails.recipients import Addressee
from shared.rules.loading import RuleSets
from shared.rules.rule_set import RuleSet


class Addressees(Protocol):
    """Who is told of a dossier."""

    async def __call__(self, unit: str, submitter: str) -> Sequence[Addressee]:
        """The unit first, then the submitter; as they stand in the directory today."""


@dataclass(frozen=True)
class PreviewMail:
    """What the submitter will read of an outcome, as if it were given at this moment. Nothing is stored or sent."""

    cases: ActedCases
    rule_sets: RuleSets
    addressees: Addressees
    letters: PreviewLetters
    now: Clock

    async def __call__(self, viewer: Viewer, key: CaseKey, given: Verdict | Tally | None) -> MailPreview:
        """The mail. Without a verdict, that of the standing proposal; with a count, that of the council's vote.

        Whether the viewer may give the outcome is not asked here: officers see what they propose, too.

        Raises:
            NotAllowedError: The viewer neither proposes, decides nor counts votes.
            NotFoundError: The case is no case of theirs.
            ActionNotAllowedError: The case is not open; `details` tell the outcome that it has.
            NothingProposedError: There is no proposal to confirm.
            InvalidError: The step cannot have this outcome, or something that it needs is missing; all is named.
            AlreadyReturnedError: A second return.
            BlockedError: A finding forbids it, and it is not set aside.
            SlipRefusedError: The higher form cannot be proposed from here.
        """
        viewer.require(*entitlement.WORKERS, *entitlement.COUNTERS)
        case = await self.cases.get(key, viewer.authorities)
        rules = rules_of(self.rule_sets, case.dossier.rule_set)
        verdict = verdict_of(case, given, rules) if isinstance(given, Tally) else given or proposal_of(case)
        decided = rule(case, verdict, entitlement.by(viewer), grounds=Grounds(rules), at=self.now())
        [fact] = [event for event in decided.events if isinstance(event, OutcomeFact)]
        names, after = _names(rules), decided.after
        change = announce_outcome(fact, _common(after, names, fact.at), after.slip, names)
        addressees = await self.addressees(case.dossier.unit.code, case.dossier.submitter)
        return self.letters([change], addressees, unit_name=case.dossier.unit.name)


@dataclass(frozen=True)
class AwardMails:
    """The mails that a decision brings: one for each dossier, of which the first are shown."""

    total: int
    shown: tuple[MailPreview, ...]


@dataclass(frozen=True)
class PreviewAwardMails:
    """What the submitters will read of a decision, as if it were recorded at this moment. Nothing is stored or sent."""

    cases: ReservableCases
    rule_sets: RuleSets
    addressees: Addressees
    letters: PreviewLetters
    now: Clock

    async def __call__(self, viewer: Viewer, draft: Draft, *, most: int = 1) -> AwardMails:
        """How many mails there will be, and the first of them, each with all nominations of its dossier.

        Whether the decision can be recorded so is not asked here, and cases that are not the viewer's are passed over.

        Raises:
            NotAllowedError: The viewer records no decisions.
        """
        viewer.require(*entitlement.RECORDERS)
        found = await self.cases.load(draft.cases, viewer.authorities)
        dossiers: dict[UUID, list[Case]] = {}
        for case in sorted(found, key=lambda case: (case.dossier.number, case.number)):
            dossiers.setdefault(case.dossier.dossier_id, []).append(case)
        first = list(dossiers.values())[:most]
        return AwardMails(len(dossiers), tuple([await self._preview(cases, draft) for cases in first]))

    async def _preview(self, cases: Sequence[Case], draft: Draft) -> MailPreview:
        dossier, at = cases[0].dossier, self.now()
        names = _names(rules_of(self.rule_sets, dossier.rule_set))
        changes = [
            NominationAwarded(
                **_common(case, names, at),
                decision_id=dossier.dossier_id,  # named in no mail
                decision_number=draft.number,
                issued_on=draft.issued_on,
                signatory=draft.signatory,
            )
            for case in cases
        ]
        addressees = await self.addressees(dossier.unit.code, dossier.submitter)
        return self.letters(changes, addressees, unit_name=dossier.unit.name)


def _names(rules: RuleSet) -> Mapping[str, str]:
    return {code: form.name for code, form in rules.award_forms_by_code.items()}


def _common(case: Case, names: Mapping[str, str], at: datetime) -> Common:
    """What intake will say of the case, once it follows all that is known; its place among others shows in no mail."""
    return Common(
        **identify(case.key.nomination, case.number, case.dossier, case.content),
        award_form=name_form(names, form_at(case.slip, case.key.step)),
        authority=case.authority,
        version=case.version,
        at=at,
        told_after=0,
        place="",
        is_ahead=False,
        is_late=False,
    )
