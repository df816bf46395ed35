"""What a unit does with a nomination on its way: takes it back, or supplies what was asked for."""

from dataclasses import dataclass
from uuid import UUID

from services.intake.application.attaching import Attaching
from services.intake.application.changing import changed
from services.intake.application.ports import Clock, Nominations, Registry
from services.intake.application.soundness import vocabulary_for
from services.intake.domain.dossier import Submission
from services.intake.domain.examining import examine, keys_of, without
from services.intake.domain.nomination import Change, Nomination
from services.intake.domain.submission_check import submission_problems
from services.intake.domain.supplementing import fixed_parts, supplement
from services.intake.domain.withdrawing import request_withdrawal
from shared.clock.days import day_of
from shared.events.content import NominationContent
from shared.identity.viewer import Role, Viewer
from shared.nominees.keyed import IdentityKeys
from shared.refusals import ConflictError, FieldProblem, InvalidError, NotAllowedError
from shared.rules.loading import RuleSets
from shared.signing.keys import SigningKey


@dataclass(frozen=True)
class RequestWithdrawal:
    """Asks every level on the slip to give the nomination back."""

    nominations: Nominations
    now: Clock

    async def __call__(
        self, viewer: Viewer, reference: UUID | str, reason: str, expected_version: int | None = None
    ) -> Nomination:
        """The nomination, being withdrawn.

        Raises:
            NotFoundError: There is none that this viewer may see.
            NotAllowedError: It is another unit's.
            ConflictError: It has been decided already, or changed since `expected_version`.
        """

        async def load() -> Nomination:
            return own(await self.nominations.get(reference, viewer), viewer)

        def decide(nomination: Nomination) -> Change | None:
            change = request_withdrawal(nomination, reason, self.now())
            _refuse_outdated(change, nomination, expected_version)
            return change

        return await changed(self.nominations, load, decide, self.now)


@dataclass(frozen=True)
class SupplementNomination:
    """Answers a return with the nomination's content as it shall be from now on."""

    nominations: Nominations
    registry: Registry
    rule_sets: RuleSets
    attaching: Attaching
    now: Clock
    identity_keys: IdentityKeys
    signing_key: SigningKey

    async def __call__(
        self,
        viewer: Viewer,
        reference: UUID | str,
        content: NominationContent,
        note: str,
        expected_version: int | None = None,
    ) -> Nomination:
        """The nomination, under review again.

        Raises:
            NotFoundError: There is none that this viewer may see.
            NotAllowedError: It is another unit's.
            InvalidError: The content breaks rules, or changes what the route rests on.
            ConflictError: Nothing was asked for, or it changed since `expected_version`.
        """

        async def load() -> Nomination:
            return own(await self.nominations.get(reference, viewer), viewer)

        standing = await load()
        with_earlier = self.nominations.has_earlier_keys
        whole = await self._checked(viewer, standing, content)
        examined = examine(whole, self.identity_keys, with_earlier=with_earlier)
        found = examined.findings(without({standing.number}, await self.nominations.known_under(keys_of([examined]))))

        def decide(nomination: Nomination) -> Change | None:
            change = supplement(
                nomination,
                whole,
                note,
                self.now(),
                key=self.signing_key,
                supplied_by=viewer.account,
                identity=examined.identity,
                found=found,
            )
            _refuse_outdated(change, nomination, expected_version)
            return change

        return await changed(self.nominations, load, decide, self.now)

    async def _checked(self, viewer: Viewer, nomination: Nomination, content: NominationContent) -> NominationContent:
        rule_set = self.rule_sets.by_id(nomination.dossier.rule_set)
        sent = Submission(petition=nomination.dossier.petition, nominations=(content,))
        alone, wrong_files = await self.attaching(sent, viewer.units, rule_set, is_new=False)
        vocabulary = await vocabulary_for(self.registry, rule_set, alone, day_of(self.now()))
        today = day_of(self.now())
        problems = [
            FieldProblem(problem.field.replace("nominations[0]", "content", 1), problem.message)
            for problem in (*submission_problems(alone, vocabulary, today=today, is_new=False), *wrong_files)
        ]
        problems += fixed_parts(nomination.content, content)
        if problems:
            raise InvalidError(problems)
        await self.attaching.hold(alone, nomination.dossier.unit.code)
        return alone.nominations[0]


def own(nomination: Nomination, viewer: Viewer) -> Nomination:
    """The nomination, if it is the viewer's unit's and the viewer submits for it.

    Raises:
        NotAllowedError: It is another unit's, or the viewer does not submit.
    """
    viewer.require(Role.SUBMITTER)
    if nomination.dossier.unit.code not in viewer.units:
        raise NotAllowedError(f"Việc này do {nomination.dossier.unit.name} thực hiện. Hãy liên hệ đơn vị đó.")
    return nomination


def _refuse_outdated(change: Change | None, nomination: Nomination, expected: int | None) -> None:
    # A repetition of what was done is answered, whatever version it names.
    if change is not None and expected is not None and expected != nomination.version:
        raise ConflictError(
            "Đề nghị vừa có thay đổi. Hãy xem lại rồi gửi lại.",
            details={"version": nomination.version, "nomination_status": nomination.status.value},
        )
