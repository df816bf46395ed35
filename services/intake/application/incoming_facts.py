"""Applying what others report: facts of cases, decisions, and mails. Twice changes nothing the second time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from services.intake.application.changes import messages_of, save_change
from services.intake.application.ports import Clock, Dossiers, Nominations, Saving, Windows
from services.intake.domain.incoming_facts import apply_fact, apply_overdue
from services.intake.domain.nomination import Change, MailState, Nomination, SentMail
from services.intake.domain.reports import OfDecision, narrow
from shared.crashpoints import checkpoint
from shared.events.cases import AwardedItem, CaseEvent
from shared.events.mails import MailEvent, MailFailed, MailSent
from shared.events.windows import WindowEvent
from shared.observability.logs import get_logger
from shared.observability.metrics import count_duplicate
from shared.refusals import ConflictError, DomainError, MalformedMessageError, NotYetError, UnavailableError
from shared.rules.loading import RuleSets

_log = get_logger(__name__)
_AT_ONCE = 100
_ATTEMPTS = 8


def form_names(rule_sets: RuleSets, nomination: Nomination) -> dict[str, str]:
    """The names of the award forms by the dossier's rules."""
    return {code: form.name for code, form in rule_sets.by_id(nomination.dossier.rule_set).award_forms_by_code.items()}


@dataclass(frozen=True)
class ApplyFact:
    """Enters a fact of a case into its nomination and says so to the world.

    `patience` is how long it waits at most for what it follows.
    """

    nominations: Nominations
    rule_sets: RuleSets
    now: Clock
    patience: timedelta

    async def __call__(self, fact: CaseEvent) -> None:
        """Apply it, or keep it for when its turn has come.

        Raises:
            NotYetError: The nomination, or the referral that this builds on, is not known yet.
            ConflictError: It contradicts what is known.
            MalformedMessageError: It is not the word of the authority that has the step.
        """

        async def load() -> Nomination:
            found = await self.nominations.find([fact.nomination_id])
            if fact.nomination_id not in found:
                raise NotYetError("no such nomination yet")
            return found[fact.nomination_id]

        def decide(nomination: Nomination) -> Change | None:
            names = form_names(self.rule_sets, nomination)
            change = apply_fact(nomination, fact, names, due_at=self.now() + self.patience)
            if change is None:
                count_duplicate(fact.type)
            return change

        await save_change(self.nominations, load, decide, self.now)
        checkpoint("intake.applied")


@dataclass(frozen=True)
class ApplyDecision:
    """Enters a decision, its correction or its annulment into every nomination that it names, in bulk.

    A crash half-way is finished by repeating. `patience` is how long each waits at most for what it follows, such as an
    award for the approval, a correction for the award.
    """

    nominations: Nominations
    rule_sets: RuleSets
    now: Clock
    patience: timedelta

    async def __call__(self, decision: OfDecision) -> None:
        """Apply it.

        Raises:
            NotYetError: One of the nominations is not known yet; the others have it.
            ConflictError: It contradicts what is known of one of them; the others have it.
            MalformedMessageError: The step of one of them is another authority's; the others have it.
        """
        refusals: list[DomainError] = []
        for start in range(0, len(decision.items), _AT_ONCE):
            refusals += await self._some(decision, decision.items[start : start + _AT_ONCE])
            checkpoint("intake.decision_part_applied")
        checkpoint("intake.decision_applied")
        # One that may come later keeps the whole message for another try; only then does it go to the operators.
        for refusal in sorted(refusals, key=lambda refusal: not isinstance(refusal, NotYetError)):
            raise refusal

    async def _some(self, decision: OfDecision, items: Sequence[AwardedItem]) -> list[DomainError]:
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

    def _savings(self, decision: OfDecision, item: AwardedItem, nomination: Nomination) -> tuple[Saving, ...]:
        names, now = form_names(self.rule_sets, nomination), self.now()
        change = apply_fact(nomination, narrow(decision, item), names, due_at=now + self.patience)
        return (Saving(change, messages_of(change.events, now, change.after.content)),) if change else ()


@dataclass(frozen=True)
class ApplyOverdue:
    """Applies facts that have waited long enough for what they follow. Every process may run it, side by side."""

    nominations: Nominations
    rule_sets: RuleSets
    now: Clock
    patience: timedelta

    async def __call__(self) -> int:
        """How many nominations there were. What is refused even so waits on, and the log tells of it again and again.

        Raises:
            UnavailableError: The database is away; what was not done is done the next time.
        """
        found = await self.nominations.overdue(self.now(), limit=_AT_ONCE)
        for identity in found:
            await self._apply(identity)
        return len(found)

    async def _apply(self, identity: UUID) -> None:
        async def load() -> Nomination:
            return (await self.nominations.find([identity]))[identity]

        def decide(nomination: Nomination) -> Change | None:
            names, at = form_names(self.rule_sets, nomination), self.now()
            overdue = apply_overdue(nomination, names, at=at, due_at=at + self.patience)
            if overdue is None:
                return None
            _log.warning(
                "intake.fact_not_awaited",
                nomination=str(identity),
                applied=[str(entry.event_id) for entry in overdue.change.entries],
                refused=[str(event_id) for event_id in overdue.refused],
            )
            return overdue.change

        await save_change(self.nominations, load, decide, self.now)


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
        covered = {change.nomination_id for change in fact.covers if change.nomination_id is not None}
        if covered:
            await self.nominations.attach_mail(covered, mail)
        if any(change.nomination_id is None for change in fact.covers):
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
