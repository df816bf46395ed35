"""The mail that an outcome will bring, before it is given: worked out by the same rules, with nothing changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from services.appraisal.application.incoming_work import rules_of
from services.appraisal.application.ports import ActedCases, Clock
from services.appraisal.domain import entitlement
from services.appraisal.domain.case import Case, CaseKey, Tally, Verdict
from services.appraisal.domain.ruling import Grounds, proposal_of, rule
from services.appraisal.domain.votes import verdict_of
from shared.identity.viewer import Viewer
from shared.mails.announcing import (
    Common,
    OutcomeAnnounced,
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
        dossier = case.dossier
        addressees = await self.addressees(dossier.unit.code, dossier.submitter)
        return self.letters(_announce(decided.after, fact, rules), addressees, unit_name=dossier.unit.name)


def _announce(case: Case, fact: OutcomeFact, rules: RuleSet) -> OutcomeAnnounced:
    """What intake will say of it, once it follows all that is known; its place among others shows in no mail."""
    names = {code: form.name for code, form in rules.award_forms_by_code.items()}
    common = Common(
        **identify(case.key.nomination, case.number, case.dossier, case.content),
        award_form=name_form(names, form_at(case.slip, fact.step)),
        authority=fact.authority,
        version=fact.version,
        at=fact.at,
        told_after=0,
        place="",
        is_ahead=False,
        is_late=False,
    )
    return announce_outcome(fact, common, case.slip, names)
