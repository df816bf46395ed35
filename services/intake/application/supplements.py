"""A unit supplies what an authority asked for."""

from dataclasses import dataclass
from uuid import UUID

from services.intake.application.attachments import FillAttachments
from services.intake.application.changes import refuse_outdated, save_change
from services.intake.application.ports import Clock, Nominations, Registry
from services.intake.application.soundness import vocabulary_for
from services.intake.application.visibility import require_own
from services.intake.domain.dossier import Submission
from services.intake.domain.examination import examine, keys_of, without
from services.intake.domain.nomination import Change, Nomination
from services.intake.domain.submission_check import submission_problems
from services.intake.domain.supplement import fixed_parts, supplement
from shared.clock.days import day_of
from shared.events.content import NominationContent
from shared.identity.viewer import Viewer
from shared.nominees.keyed import IdentityKeys
from shared.refusals import FieldProblem, InvalidError
from shared.rules.loading import RuleSets
from shared.signing.keys import SigningKey


@dataclass(frozen=True)
class SupplementNomination:
    """Answers a return with the nomination's content as it shall be from now on."""

    nominations: Nominations
    registry: Registry
    rule_sets: RuleSets
    fill_attachments: FillAttachments
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
            return require_own(await self.nominations.get(reference, viewer), viewer)

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
            refuse_outdated(change, nomination, expected_version)
            return change

        return await save_change(self.nominations, load, decide, self.now)

    async def _checked(self, viewer: Viewer, nomination: Nomination, content: NominationContent) -> NominationContent:
        rule_set = self.rule_sets.by_id(nomination.dossier.rule_set)
        sent = Submission(petition=nomination.dossier.petition, nominations=(content,))
        alone, wrong_files = await self.fill_attachments(sent, viewer.units, rule_set, is_new=False)
        vocabulary = await vocabulary_for(self.registry, rule_set, alone, day_of(self.now()))
        today = day_of(self.now())
        problems = [
            FieldProblem(problem.field.replace("nominations[0]", "content", 1), problem.message)
            for problem in (*submission_problems(alone, vocabulary, today=today, is_new=False), *wrong_files)
        ]
        problems += fixed_parts(nomination.content, content)
        if problems:
            raise InvalidError(problems)
        await self.fill_attachments.hold(alone, nomination.dossier.unit.code)
        return alone.nominations[0]
