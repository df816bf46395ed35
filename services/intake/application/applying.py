"""Applying what others report: facts of cases, decisions, and mails. Twice changes nothing the second time."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.intake.application.changing import changed
from services.intake.application.ports import Clock, Dossiers, Nominations, Saving, Windows
from services.intake.application.sending import messages_of
from services.intake.domain.applying import apply_case_fact, apply_decision
from services.intake.domain.nomination import Change, MailState, Nomination, SentMail
from shared.crashpoints import checkpoint
from shared.events.cases import AwardedItem, CaseEvent, DecisionIssued
from shared.events.envelope import event_id
from shared.events.mails import MailEvent, MailFailed, MailSent
from shared.events.windows import WindowEvent
from shared.observability.metrics import count_duplicate
from shared.refusals import ConflictError, DomainError, MalformedMessageError, NotYetError, UnavailableError
from shared.rules.loading import RuleSets

_AT_ONCE = 100
_ATTEMPTS = 8


def form_names(rule_sets: RuleSets, nomination: Nomination) -> dict[str, str]:
    """The names of the award forms by the dossier's rules."""
    return {code: form.name for code, form in rule_sets.by_id(nomination.dossier.rule_set).forms.items()}


@dataclass(frozen=True)
class ApplyFact:
    """Enters a fact of a case into its nomination and says so to the world."""

    nominations: Nominations
    rule_sets: RuleSets
    now: Clock

    async def __call__(self, fact: CaseEvent) -> None:
        """Apply it.

        Raises:
            NotYetError: The nomination, or the referral that this builds on, is not known yet.
            ConflictError: It contradicts what is known.
            MalformedMessageError: It is not the word of the authority that has the step.
        """
        identity = event_id(fact)

        async def load() -> Nomination:
            found = await self.nominations.find([fact.nomination_id])
            if fact.nomination_id not in found:
                raise NotYetError("no such nomination yet")
            return found[fact.nomination_id]

        def decide(nomination: Nomination) -> Change | None:
            change = apply_case_fact(nomination, fact, identity, form_names(self.rule_sets, nomination))
            if change is None:
                count_duplicate(fact.type)
            return change

        await changed(self.nominations, load, decide, self.now)
        checkpoint("intake.applied")


@dataclass(frozen=True)
class ApplyDecision:
    """Makes every nomination of a numbered decision awarded, in bulk; a crash half-way is finished by repeating."""

    nominations: Nominations
    rule_sets: RuleSets
    now: Clock

    async def __call__(self, decision: DecisionIssued) -> None:
        """Apply it.

        Raises:
            NotYetError: One of the nominations is not known yet; all others are awarded.
            ConflictError: It contradicts what is known of one of them; all others are awarded.
            MalformedMessageError: The step of one of them is another authority's; all others are awarded.
        """
        refusals: list[DomainError] = []
        for start in range(0, len(decision.items), _AT_ONCE):
            refusals += await self._some(decision, decision.items[start : start + _AT_ONCE])
            checkpoint("intake.decision_part_applied")
        checkpoint("intake.decision_applied")
        # One that may come later keeps the whole message for another try; only then does it go to the operators.
        for refusal in sorted(refusals, key=lambda one: not isinstance(one, NotYetError)):
            raise refusal

    async def _some(self, decision: DecisionIssued, items: Sequence[AwardedItem]) -> list[DomainError]:
        waiting = {item.nomination_id: item for item in items}
        refusals: list[DomainError] = []
        for _ in range(_ATTEMPTS):
            found = await self.nominations.find(waiting)
            refusals += [NotYetError("no such nomination yet") for identity in waiting if identity not in found]
            savings: list[Saving] = []
            for identity, nomination in found.items():
                try:
                    savings += self._savings(decision, waiting[identity], nomination)
                except (ConflictError, MalformedMessageError, NotYetError) as refusal:
                    refusals.append(refusal)
            stale = await self.nominations.save_all(savings)
            if not stale:
                return refusals
            waiting = {identity: item for identity, item in waiting.items() if identity in stale}
        raise UnavailableError

    def _savings(self, decision: DecisionIssued, item: AwardedItem, nomination: Nomination) -> tuple[Saving, ...]:
        names = form_names(self.rule_sets, nomination)
        change = apply_decision(nomination, decision, item, event_id(decision), names)
        return (Saving(change, messages_of(change.events, self.now())),) if change else ()


@dataclass(frozen=True)
class AttachMail:
    """Lists a mail, or its newer state, at the nominations that it tells of."""

    dossiers: Dossiers
    nominations: Nominations

    async def __call__(self, fact: MailEvent) -> None:
        """Enter it; neither a version nor an event comes of that."""
        mail = SentMail(
            id=fact.mail_id,
            version=fact.version,
            subject=fact.subject,
            recipient=fact.recipient,
            state=_state(fact),
            at=fact.at,
        )
        covered = {one.nomination_id for one in fact.covers if one.nomination_id is not None}
        if covered:
            await self.nominations.attach_mail(covered, mail)
        if any(one.nomination_id is None for one in fact.covers):
            await self.dossiers.attach_mail(fact.dossier_id, mail)
        checkpoint("intake.mail_attached")


@dataclass(frozen=True)
class FollowWindow:
    """Keeps up with the windows that the province opens and closes."""

    windows: Windows

    async def __call__(self, event: WindowEvent) -> None:
        """Keep it; what is older than what is known changes nothing."""
        await self.windows.follow(event)


def _state(fact: MailEvent) -> MailState:
    match fact:
        case MailFailed():
            return "failed"
        case MailSent(uncertain=True):
            return "uncertain"
        case _:
            return "sent"
