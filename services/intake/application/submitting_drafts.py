"""Holding a draft to the rules of the day, and handing it in: each part once, whatever dies in between."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from pydantic import ValidationError

from services.intake.application.drafts import DraftDesk, OutdatedDraftError
from services.intake.application.ports import AlreadySubmittedError, NewDossier
from services.intake.application.submissions import PartOfDraft, SubmitDossier
from services.intake.application.writing_drafts import refuse_other_draft
from services.intake.domain.dossier import Dossier, Part, Submission
from services.intake.domain.drafts.draft import (
    Draft,
    DraftState,
    Entry,
    Rewritten,
    Section,
    Stamp,
    begin_submitting,
    finish,
    key_of,
    resume,
)
from services.intake.domain.drafts.parts import parts_of, place_problems, submission_body
from services.intake.domain.drafts.sections import DraftProblem, SectionState, entry_problem, section_states
from services.intake.domain.repeats import RepeatedPetitionError
from services.intake.domain.submission_check import repeated_nominations
from shared.crashpoints import checkpoint
from shared.events.content import Finding, NominationContent
from shared.identity.viewer import Viewer
from shared.refusals import FieldProblem, InvalidError, NotAllowedError, UnavailableError
from shared.text.numbering import number_of

Read = Callable[[Mapping[str, object]], Submission]
Explain = Callable[[ValidationError], Sequence[FieldProblem]]
_UNREAD = "Nội dung này chưa đọc được. Nhập lại theo mẫu."
_UNDECLARED = "Đọc và xác nhận cam đoan trước khi nộp."
_ATTEMPTS = 5


@dataclass(frozen=True)
class DraftWarning:
    """What an appraiser would be told of a nominee: worth a look before the draft is handed in."""

    finding: Finding
    entry: UUID
    nominee: str


@dataclass(frozen=True)
class DraftCheck:
    """A draft held to the rules of the day: what must be mended, what is worth a look, and what it would become.

    `repeats` is why the Tờ trình counts as handed in before; it can be confirmed.
    """

    draft: Draft
    entries: Sequence[Entry]
    sections: Mapping[Section, SectionState]
    problems: Sequence[DraftProblem]
    warnings: Sequence[DraftWarning] = ()
    new: Sequence[NewDossier] = ()
    repeats: RepeatedPetitionError | None = None

    @property
    def parts(self) -> int:
        """How many dossiers it is handed in as."""
        return self.draft.parts or len(parts_of(self.entries))


@dataclass(frozen=True)
class CheckDraft:
    """Holds a draft to the rules of the day as handing it in would, and changes nothing.

    `read` makes of a body what the API would, `explain` says in the API's words why it cannot.
    """

    desk: DraftDesk
    submit: SubmitDossier
    read: Read
    explain: Explain

    async def __call__(self, viewer: Viewer, draft_id: UUID) -> DraftCheck:
        """The check.

        Raises:
            NotAllowedError, NotFoundError: The viewer's unit has none of this id, or submits no more.
            UnavailableError: The database is away.
        """
        draft = await self.desk.open(viewer, draft_id)
        return await self.check(viewer, draft, await self.desk.drafts.entries(draft_id))

    async def check(self, viewer: Viewer, draft: Draft, entries: Sequence[Entry]) -> DraftCheck:
        """The same for a draft that was read already."""
        if draft.state is DraftState.SUBMITTED:
            return DraftCheck(draft, entries, dict.fromkeys(Section, SectionState.COMPLETE), ())
        problems = _unread_of(draft, entries)
        warnings: list[DraftWarning] = []
        new: list[NewDossier] = []
        contents: list[tuple[Entry, NominationContent]] = []
        repeats: RepeatedPetitionError | None = None
        parts = parts_of(entries)
        for number, part in enumerate(parts, 1):
            try:
                submission = self.read(submission_body(draft, part))
            except ValidationError as error:
                problems += place_problems(draft, part, self.explain(error))
                continue
            contents += zip(part, submission.nominations, strict=True)
            of_draft = PartOfDraft(Part(number=number, total=len(parts)) if len(parts) > 1 else None)
            try:
                found = await self.submit.try_out(viewer, key_of(draft.id, number), submission, of_draft)
            except InvalidError as refusal:
                problems += place_problems(draft, part, refusal.problems)
            except RepeatedPetitionError as refusal:
                repeats = refusal
            else:
                new.append(found)
                warnings += _warnings(found, part)
        if len(parts) > 1:
            problems += _repeats(contents)
        if not draft.declared:
            problems.append(DraftProblem(Section.DECLARATION, "declared", _UNDECLARED, is_missing=True))
        named = tuple(dict.fromkeys(problems))
        states = section_states(draft, named)
        return DraftCheck(draft, entries, states, named, tuple(warnings), tuple(new), repeats)


@dataclass(frozen=True)
class SubmitDraft:
    """Hands a draft in.

    From the first write on, which stops all changes, every step can be repeated by anybody of the unit: the parts keep
    their Idempotency-Keys, so that each is in once.
    """

    desk: DraftDesk
    submit: SubmitDossier
    check: CheckDraft

    async def __call__(
        self, viewer: Viewer, draft_id: UUID, version: int, *, confirm_repeat: bool = False
    ) -> Sequence[Dossier]:
        """The dossiers, now or when the draft was handed in before.

        Raises:
            NotAllowedError, NotFoundError: As for every draft.
            OutdatedDraftError: The page shows another version than is stored now.
            InvalidError: Something is to be mended; nothing is in.
            RepeatedPetitionError: The Tờ trình was handed in before, and this is not confirmed; nothing is in.
            UnavailableError: Not possible now; what is in stays in, and handing in again goes on from there.
        """
        for _ in range(_ATTEMPTS):
            draft = await self.desk.open(viewer, draft_id)
            if draft.state is DraftState.SUBMITTED:
                found = [await self.submit.dossiers.find(identity) for identity in draft.dossiers]
                return [one for one in found if one is not None]
            entries = await self.desk.drafts.entries(draft_id)
            if draft.state is DraftState.OPEN:
                draft = await self._begin(viewer, draft, entries, version, confirm_repeat=confirm_repeat)
            if len(entries) == draft.entries:
                return await self._hand_in(viewer, draft, entries)
            # Another process handed it in between the two looks.
        raise UnavailableError

    async def _begin(
        self, viewer: Viewer, draft: Draft, entries: Sequence[Entry], version: int, *, confirm_repeat: bool
    ) -> Draft:
        refuse_other_draft(draft, version)
        parts = len(parts_of(entries))
        begun = begin_submitting(draft, parts, self.desk.change_of(viewer), confirm_repeat=confirm_repeat)
        checked = await self.check.check(viewer, begun, entries)
        if checked.problems:
            raise InvalidError([FieldProblem(_path_of(entries, one), one.message) for one in checked.problems])
        if checked.repeats:
            raise checked.repeats
        checkpoint("intake.draft_checked")
        if not await self.desk.drafts.save(Rewritten(begun)):
            other = await self.desk.open(viewer, draft.id)
            raise OutdatedDraftError(Stamp(other.version, other.changed), {})
        checkpoint("intake.draft_begun")
        return begun

    async def _hand_in(self, viewer: Viewer, draft: Draft, entries: Sequence[Entry]) -> Sequence[Dossier]:
        taken: list[Dossier] = []
        for number, part in enumerate(parts_of(entries), 1):
            # All parts are one act: they are held to the rules of the moment at which it began.
            siblings = frozenset(number_of(identity) for one in taken for identity in one.nomination_ids)
            of_draft = PartOfDraft(
                Part(number=number, total=draft.parts) if draft.parts > 1 else None, draft.begun_at, siblings
            )
            try:
                submission = self.check.read(submission_body(draft, part))
                taken.append(await self.submit(viewer, key_of(draft.id, number), submission, of_draft))
            except ValidationError as error:
                await self._give_up(draft, taken)
                raise InvalidError(self.check.explain(error)) from None
            except (InvalidError, AlreadySubmittedError, RepeatedPetitionError, NotAllowedError):
                await self._give_up(draft, taken)
                raise
            checkpoint("intake.draft_part")
        # Another of the unit may have gone on with it at the same time: the parts are the same.
        await self.desk.drafts.close(finish(draft, tuple(one.id for one in taken)))
        checkpoint("intake.draft_done")
        return taken

    async def _give_up(self, draft: Draft, taken: Sequence[Dossier]) -> None:
        # The rules changed, or somebody else was first, after the check. Where nothing is in, it is a draft again.
        if not taken:
            await self.desk.drafts.save(Rewritten(resume(draft)))


def _unread_of(draft: Draft, entries: Sequence[Entry]) -> list[DraftProblem]:
    # Something is typed there, although the body has nothing.
    return [
        *(DraftProblem(Section.PETITION, f"petition.{path}", _UNREAD) for path in draft.unread),
        *(
            replace(entry_problem(entry, FieldProblem(path, _UNREAD)), is_missing=False)
            for entry in entries
            for path in entry.unread
        ),
    ]


def _repeats(contents: Sequence[tuple[Entry, NominationContent]]) -> list[DraftProblem]:
    found = repeated_nominations([content for _, content in contents])
    return [entry_problem(contents[place][0], FieldProblem("nominee.name", message)) for place, message in found]


def _warnings(new: NewDossier, part: Sequence[Entry]) -> list[DraftWarning]:
    return [
        DraftWarning(finding, entry.id, entry.name)
        for entry, nomination in zip(part, new.nominations, strict=True)
        for finding in nomination.findings
    ]


def _path_of(entries: Sequence[Entry], problem: DraftProblem) -> str:
    if not problem.entry:
        return problem.field
    place = next(place for place, entry in enumerate(entries) if str(entry.id) == problem.entry)
    return f"nominations[{place}].{problem.field}".rstrip(".")
