"""Handing in a dossier: once, however often it is sent; whole, or not at all."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.intake.application.attachments import FillAttachments
from services.intake.application.changes import messages_of
from services.intake.application.ports import (
    AlreadySubmittedError,
    Clock,
    Dossiers,
    NewDossier,
    NewNomination,
    Nominations,
    Pressure,
    Registry,
    Windows,
)
from services.intake.application.soundness import SoundSubmission, check_submission, problems_without_rules
from services.intake.domain.dossier import Dossier, Earlier, Part, Submission, digest_of, dossier_id_of
from services.intake.domain.duplicates import Known
from services.intake.domain.examination import Examination, examine, keys_of, without
from services.intake.domain.nomination import Nomination
from services.intake.domain.receipt import first_work, receipt_of, receive
from services.intake.domain.repeats import RepeatedPetitionError, repeat_findings
from services.intake.domain.signature import sign
from shared.clock.days import day_of
from shared.crashpoints import checkpoint
from shared.events.content import Finding, KeyedIdentity, Slip
from shared.identity.viewer import Role, Viewer
from shared.nominees.keyed import IdentityKeys
from shared.refusals import FieldProblem, InvalidError, NotAllowedError, UnavailableError
from shared.rules.loading import RuleSets
from shared.rules.rule_set import RuleSet
from shared.signing.keys import SigningKey

# The work is stored and sent whole; later events of the nomination add to it and must fit into one message too.
MAX_WORK_BYTES = 48 * 1024
# Examining, writing and signing take about a millisecond for each nomination: beside a large dossier others are
# answered, too.
_IN_PLACE = 15
_TOO_LONG = "Đề nghị này quá dài để chuyển đi: rút gọn tóm tắt thành tích hoặc danh sách khen thưởng đã có."


@dataclass(frozen=True)
class PartOfDraft:
    """What a draft says of one of the dossiers that it is handed in as: which `part` it is, where there are several.

    It is held to the rules of the moment `at` at which the draft was begun to be handed in. `siblings` are the numbers
    of the nominations of its other parts: one Danh sách is no duplicate of itself.
    """

    part: Part | None = None
    at: datetime | None = None
    siblings: frozenset[str] = frozenset()

    @property
    def is_later(self) -> bool:
        """Whether another part comes before it, which stands for the Tờ trình."""
        return self.part is not None and self.part.number > 1


_BY_ITSELF = PartOfDraft()


@dataclass(frozen=True)
class SubmitDossier:
    """Takes a dossier in. Past `pressure_limit` seconds of lag of the relay it asks to come back later."""

    dossiers: Dossiers
    nominations: Nominations
    registry: Registry
    rule_sets: RuleSets
    fill_attachments: FillAttachments
    pressure: Pressure
    pressure_limit: float
    now: Clock
    windows: Windows
    identity_keys: IdentityKeys
    signing_key: SigningKey

    async def __call__(
        self, viewer: Viewer, key: str, submission: Submission, of_draft: PartOfDraft = _BY_ITSELF
    ) -> Dossier:
        """The dossier as it was taken in, now or when the same was sent before.

        Raises:
            NotAllowedError: The viewer does not submit for a unit.
            InvalidError: The submission breaks rules, or the key was used for another.
            RepeatedPetitionError: The unit has handed in this Tờ trình before and does not confirm to do so again.
            UnavailableError: The relay lags too far behind, or the database is away; sending the same again is safe.
        """
        unit = _unit_of(viewer)
        if self.pressure() > self.pressure_limit:
            raise UnavailableError("Hệ thống đang xử lý nhiều hồ sơ. Hãy gửi lại sau ít phút.", retry_after=30)
        taken = await self._taken_for_forebears(viewer, unit, key, submission)
        if taken is not None:
            return taken
        try:
            new = await self._prepared(viewer, unit, key, submission, of_draft)
            checkpoint("intake.before_insert")
            await self.dossiers.add(new)
        except (InvalidError, AlreadySubmittedError, NotAllowedError) as refusal:
            stored = await self._replayed(unit, key, submission, refusal)
            return stored or await self._repeated(viewer, unit, key, submission)
        checkpoint("intake.inserted")
        return new.dossier

    async def try_out(
        self, viewer: Viewer, key: str, submission: Submission, of_draft: PartOfDraft = _BY_ITSELF
    ) -> NewDossier:
        """What would be taken in now, with what was found; nothing is.

        Raises:
            NotAllowedError: The viewer does not submit for a unit.
            InvalidError: The submission breaks rules.
            RepeatedPetitionError: The unit has handed in this Tờ trình before and does not confirm to do so again.
            UnavailableError: The database is away.
        """
        unit = _unit_of(viewer)
        new = await self._prepared(viewer, unit, key, submission, of_draft, is_trial=True)
        if new.dossier.repeats is None and not of_draft.is_later:
            earlier = await self.dossiers.first_of(unit, submission.petition)
            if earlier is not None and earlier.id != new.dossier.id:
                raise RepeatedPetitionError(submission.petition, earlier)
        return new

    async def _prepared(
        self,
        viewer: Viewer,
        unit_code: str,
        key: str,
        submission: Submission,
        of_draft: PartOfDraft,
        *,
        is_trial: bool = False,
    ) -> NewDossier:
        at = of_draft.at or self.now()
        today = day_of(at)
        rule_set = await self._rules(submission, today)
        unit = await self.registry.unit(unit_code)
        whole, problems = await self.fill_attachments(submission, viewer.units, rule_set)
        checked = await check_submission(self.registry, self.windows, rule_set, unit, whole, today, problems)
        # Whether there is an earlier one, the insert itself finds out; only who confirms a repetition asks before.
        asks = whole.confirm_repeat and not of_draft.is_later
        earlier = await self.dossiers.first_of(unit_code, whole.petition) if asks else None
        dossier = _dossier(viewer, key, whole, checked, at, digest_of(submission), earlier, of_draft.part)
        with_earlier = self.nominations.has_earlier_keys
        is_large = len(whole.nominations) > _IN_PLACE

        def examine_all() -> Sequence[Examination]:
            return [examine(content, self.identity_keys, with_earlier=with_earlier) for content in whole.nominations]

        examined = await asyncio.to_thread(examine_all) if is_large else examine_all()
        known = without(of_draft.siblings, await self.nominations.known_under(keys_of(examined)))
        if not is_trial:
            await self.fill_attachments.hold(whole, unit_code)
        form_names = {code: form.name for code, form in rule_set.award_forms_by_code.items()}
        if is_large:
            return await asyncio.to_thread(_whole, dossier, examined, form_names, known, self.signing_key)
        return _whole(dossier, examined, form_names, known, self.signing_key)

    async def _rules(self, submission: Submission, today: date) -> RuleSet:
        try:
            return self.rule_sets.in_force(submission.petition.movement, today)
        except InvalidError as refusal:
            others = await problems_without_rules(self.registry, submission, today)
            raise InvalidError([*refusal.problems, *others]) from None

    async def _taken_for_forebears(self, viewer: Viewer, unit: str, key: str, submission: Submission) -> Dossier | None:
        # Sent before under the name of a unit that this one has succeeded since: it is in already.
        for forebear in sorted(viewer.units - {unit}):
            stored = await self.dossiers.find(dossier_id_of(forebear, key))
            if stored is not None:
                return _same(stored, submission)
        return None

    async def _replayed(
        self,
        unit: str,
        key: str,
        submission: Submission,
        refusal: InvalidError | AlreadySubmittedError | NotAllowedError,
    ) -> Dossier | None:
        # What was taken in stays taken in, also when the rules have changed since.
        stored = await self.dossiers.find(dossier_id_of(unit, key))
        if stored is None and isinstance(refusal, AlreadySubmittedError):
            return None
        if stored is None:
            raise refusal
        return _same(stored, submission)

    async def _repeated(self, viewer: Viewer, unit: str, key: str, submission: Submission) -> Dossier:
        earlier = await self.dossiers.first_of(unit, submission.petition)
        if earlier is None:
            raise UnavailableError
        if not submission.confirm_repeat:
            raise RepeatedPetitionError(submission.petition, earlier)
        # The other came between the question and the insert; now it is there to be named.
        return await self(viewer, key, submission)


def _unit_of(viewer: Viewer) -> str:
    viewer.require(Role.SUBMITTER)
    if viewer.unit is None:
        raise NotAllowedError("Tài khoản chưa gắn với đơn vị nào. Liên hệ quản trị viên của tỉnh (Sở Nội vụ).")
    return viewer.unit


def _same(stored: Dossier, submission: Submission) -> Dossier:
    if stored.digest != digest_of(submission):
        raise InvalidError(
            [FieldProblem("Idempotency-Key", "Dùng một Idempotency-Key mới cho mỗi hồ sơ khác nhau.")],
            message=f"Idempotency-Key này đã dùng cho hồ sơ {stored.number} có nội dung khác.",
        )
    return stored


def _dossier(
    viewer: Viewer,
    key: str,
    submission: Submission,
    checked: SoundSubmission,
    at: datetime,
    digest: str,
    earlier: Earlier | None,
    part: Part | None,
) -> Dossier:
    places: dict[Slip, int] = {}
    slip_of = tuple(places.setdefault(slip, len(places)) for slip in checked.slips)
    return Dossier(
        id=dossier_id_of(checked.unit.code, key),
        unit=checked.unit,
        submitter=viewer.account,
        petition=submission.petition,
        rule_set=checked.rule_set.id,
        submitted_at=at,
        digest=digest,
        distinct_slips=tuple(places),
        slip_of=slip_of,
        repeats=earlier,
        part=part,
    )


def _whole(
    dossier: Dossier,
    examined: Sequence[Examination],
    form_names: Mapping[str, str],
    known: Mapping[str, tuple[Known, ...]],
    key: SigningKey,
) -> NewDossier:
    ref, at, repeated = dossier.ref, dossier.submitted_at, repeat_findings(dossier)
    problems: list[FieldProblem] = []
    fresh: list[NewNomination] = []
    chosen = zip(dossier.nomination_ids, examined, dossier.slips, strict=True)
    for index, (identity, examination, slip) in enumerate(chosen):
        found = (*repeated, *examination.findings(known))
        unsigned = receive(ref, identity, examination.content, slip, at)
        new = _nomination(
            sign(unsigned, key, at, identity=examination.identity, found=found), examination.identity, found, at
        )
        if new is None:
            problems.append(FieldProblem(f"nominations[{index}]", _TOO_LONG))
        else:
            fresh.append(new)
    if problems:
        raise InvalidError(problems)
    # A confidential nomination is alone in its dossier, so the first says it of all.
    receipt = receipt_of(dossier, (new.nomination for new in fresh), form_names)
    return NewDossier(
        dossier=dossier, messages=messages_of([receipt], at, examined[0].content), nominations=tuple(fresh)
    )


def _nomination(
    nomination: Nomination, identity: KeyedIdentity | None, found: Sequence[Finding], at: datetime
) -> NewNomination | None:
    try:
        messages = messages_of([first_work(nomination, found, at, identity)], at, nomination.content)
    except ValueError:
        return None
    if any(len(message.body) > MAX_WORK_BYTES for message in messages):
        return None
    return NewNomination(nomination=nomination, messages=messages, findings=tuple(found))
