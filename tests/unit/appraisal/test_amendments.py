"""Corrections and annulments over fakes: recorded once, also when the process dies anywhere on the way."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from services.appraisal.application.amendments import AmendDecision, Amending, PreviewAmendment
from services.appraisal.application.decisions import FinishDecision, RecordDecision
from services.appraisal.application.timers import FinishDecisions
from services.appraisal.domain.amendment import AnnulmentDraft, CorrectionDraft, RequestedChange
from services.appraisal.domain.case import CaseKey, CaseState
from services.appraisal.domain.decision import LEASE, Decision, DecisionState, Draft, NumberTakenError
from shared.events.amendments import AmendingPaper, DecisionAnnulled, DecisionCorrected
from shared.events.content import DutyDone, Person
from shared.events.decided import Decided
from shared.events.names import ANNULMENT_NAMES, CORRECTION_NAMES, FIELD_NAMES
from shared.events.words import AnnulmentKind, CaseDuty, CorrectedField, CorrectionKind, Level
from shared.refusals import (
    ConflictError,
    InvalidError,
    NotAllowedError,
    NotFoundError,
    PreconditionMissingError,
    StaleError,
)
from tests.chains import is_whole
from tests.unit.appraisal.fakes import Clock, Crash, CrashError, FakeCases, FakeDecisions
from tests.unit.appraisal.samples import CLERK, HEAD, RULE_SETS, TODAY, approved, nominations

COUNT = 250
KEYS = tuple(CaseKey(nomination, 2) for nomination in nominations(COUNT))
HEAD_OF = Person(name="Lê Văn Mẫu", position="Chủ tịch")
DRAFT = Draft("30/QĐ-UBND", TODAY, HEAD_OF, KEYS)
SMALL = replace(DRAFT, cases=KEYS[:3])
STRANGER = replace(CLERK, authorities=frozenset({"33.so-y-te"}))
PAPER = AmendingPaper(number="45/QĐ-UBND", issued_on=TODAY, signatory=HEAD_OF)
YESTERDAY = TODAY - timedelta(days=1)
REDATE = RequestedChange(CorrectedField.ISSUED_ON, YESTERDAY.isoformat())
RENUMBER = RequestedChange(CorrectedField.NUMBER, "31/QĐ-UBND")
RENAME = RequestedChange(CorrectedField.NOMINEE_NAME, "Nguyễn Thị Ẩn", KEYS[0])
TYPED_WRONG = CorrectionDraft(CorrectionKind.RECORD, None, "Nhập nhầm.", (RENUMBER,))
CORRECTED = CorrectionDraft(CorrectionKind.PAPER, PAPER, "Sai sót khi soạn thảo.", (REDATE, RENAME))
REVOKED = AnnulmentDraft(AnnulmentKind.REVOKED, PAPER, "Kê khai không đúng.", "Luật Thi đua, Khen thưởng")
MISTAKEN = AnnulmentDraft(AnnulmentKind.MISTAKEN, None, "Ghi nhầm danh sách.")
REVOKED_LATER = replace(REVOKED, paper=PAPER.model_copy(update={"number": "47/QĐ-UBND"}))
REISSUED = replace(REVOKED, kind=AnnulmentKind.REISSUED)
POINTS = [("decision.amended", 1), *(("decision.followed", n) for n in (1, 2, 3))]


@dataclass
class Registry:
    """A commune's decisions over fakes; each process may die at a point."""

    cases: FakeCases = field(default_factory=FakeCases)
    decisions: FakeDecisions = field(default_factory=FakeDecisions)
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.cases.put(*(approved(key.nomination) for key in KEYS))

    async def record(self, draft: Draft = SMALL, key: str = "key-0001") -> Decision:
        return await RecordDecision(Level.COMMUNE, self.cases, self.decisions, self._finish(), RULE_SETS, self.clock)(
            CLERK, draft, key
        )

    def amend(self, crash: Crash | None = None) -> AmendDecision:
        return AmendDecision(self.decisions, self._amending(), self._finish(crash), crash or Crash())

    def preview(self) -> PreviewAmendment:
        return PreviewAmendment(self.decisions, self._amending())

    def timers(self) -> FinishDecisions:
        return FinishDecisions(self.cases, self.decisions, self._finish(), self.clock)

    def states(self, draft: Draft = SMALL) -> list[CaseState]:
        return [self.cases.case(key).state for key in draft.cases]

    def _amending(self) -> Amending:
        return Amending(self.cases, self.decisions, RULE_SETS, self.clock)

    def _finish(self, crash: Crash | None = None) -> FinishDecision:
        return FinishDecision(self.cases, self.decisions, self.clock, crash or Crash())


def facts_of(registry: Registry) -> list[str]:
    return [event.type for event in registry.decisions.events]


async def test_a_correction_is_read_with_the_decision() -> None:
    registry = Registry()
    decision = await registry.record()

    after = await registry.amend()(CLERK, decision.id, CORRECTED, "key-0002", decision.version)

    assert (after.number, after.issued_on, after.draft.issued_on) == ("30/QĐ-UBND", YESTERDAY, TODAY)
    assert after.is_complete
    assert {registry.cases.case(key).award.issued_on for key in SMALL.cases} == {YESTERDAY}  # type: ignore[union-attr]
    event = registry.decisions.events[-1]
    assert isinstance(event, DecisionCorrected)
    assert [(change.before, change.after) for change in event.changes] == [(TODAY.isoformat(), YESTERDAY.isoformat())]
    own = {item.nomination_id: [(change.before, change.after) for change in item.changes] for item in event.items}
    assert own == {KEYS[0].nomination: [("Nguyễn Thị Ấn", "Nguyễn Thị Ẩn")], **{k.nomination: [] for k in KEYS[1:3]}}
    assert {(item.nomination_id, item.sequence) for item in event.items} == {
        (key.nomination, registry.cases.case(key).version) for key in SMALL.cases
    }


async def test_what_concerns_one_nominee_reaches_no_other() -> None:
    registry = Registry()
    decision = await registry.record()
    draft = replace(CORRECTED, changes=(RENAME,))

    await registry.amend()(CLERK, decision.id, draft, "key-0002", decision.version)

    event = registry.decisions.events[-1]
    assert isinstance(event, DecisionCorrected)
    assert [item.nomination_id for item in event.items] == [KEYS[0].nomination]
    assert registry.cases.case(KEYS[1]).version == registry.cases.case(KEYS[0]).version - 1


async def test_a_second_correction_starts_from_what_the_first_left() -> None:
    registry = Registry()
    decision = await registry.record()
    first = await registry.amend()(CLERK, decision.id, CORRECTED, "key-0002", decision.version)
    again = replace(RENAME, value="Nguyễn Thị Ân")
    paper = PAPER.model_copy(update={"number": "46/QĐ-UBND"})

    await registry.amend()(
        CLERK, decision.id, replace(CORRECTED, paper=paper, changes=(again,)), "key-0003", first.version
    )

    event = registry.decisions.events[-1]
    assert isinstance(event, DecisionCorrected)
    assert event.items[0].changes[0].before == "Nguyễn Thị Ẩn"


@pytest.mark.parametrize(
    ("draft", "state", "decision_state"),
    [
        (REVOKED, CaseState.ANNULLED, DecisionState.ANNULLED),
        (REISSUED, CaseState.APPROVED, DecisionState.ANNULLED),
        (MISTAKEN, CaseState.APPROVED, DecisionState.ANNULLED),
    ],
    ids=lambda each: getattr(each, "kind", ""),
)
async def test_an_annulment_takes_back_every_award(
    draft: AnnulmentDraft, state: CaseState, decision_state: DecisionState
) -> None:
    registry = Registry()
    decision = await registry.record()

    after = await registry.amend()(CLERK, decision.id, draft, "key-0002", decision.version)

    assert (set(registry.states()), after.state, after.in_force) == ({state}, decision_state, ())
    event = registry.decisions.events[-1]
    assert isinstance(event, DecisionAnnulled)
    assert (event.is_whole, len(event.items), event.kind) == (True, 3, draft.kind)
    assert all(is_whole(registry.cases.case(key)) for key in SMALL.cases)


async def test_an_annulment_of_one_leaves_the_others_awarded() -> None:
    registry = Registry()
    decision = await registry.record()

    after = await registry.amend()(CLERK, decision.id, replace(REVOKED, cases=KEYS[1:2]), "key-0002", decision.version)

    assert registry.states() == [CaseState.AWARDED, CaseState.ANNULLED, CaseState.AWARDED]
    assert after.state is DecisionState.ISSUED
    event = registry.decisions.events[-1]
    assert isinstance(event, DecisionAnnulled)
    assert (event.is_whole, [item.nomination_id for item in event.items]) == (False, [KEYS[1].nomination])


@pytest.mark.parametrize(("point", "times"), POINTS)
@pytest.mark.parametrize("draft", [CORRECTED, REVOKED, MISTAKEN], ids=["correction", "revoked", "mistaken"])
@pytest.mark.parametrize("by", ["timer", "retry"])
async def test_a_crash_anywhere_is_finished(
    draft: CorrectionDraft | AnnulmentDraft, point: str, times: int, by: str
) -> None:
    registry = Registry()
    decision = await registry.record(DRAFT)
    with pytest.raises(CrashError):
        await registry.amend(Crash(point, times))(CLERK, decision.id, draft, "key-0002", decision.version)

    if by == "timer":
        registry.clock.pass_by(LEASE)
        assert await registry.timers()() == 1
    else:
        await registry.amend()(CLERK, decision.id, draft, "key-0002", decision.version)

    assert len(facts_of(registry)) == 2
    assert len(set(registry.states(DRAFT))) == 1
    (after,) = registry.decisions.held.values()
    assert (after.is_complete, len(after.amendments)) == (True, 1)
    versions = {key.nomination: registry.cases.case(key).version for key in KEYS}
    assert {item.nomination_id: item.sequence for item in after.amendments[0].items} == versions


async def test_the_same_key_and_content_are_recorded_once() -> None:
    registry = Registry()
    decision = await registry.record()
    first = await registry.amend()(CLERK, decision.id, CORRECTED, "key-0002", decision.version)

    again = await registry.amend()(CLERK, decision.id, CORRECTED, "key-0002", decision.version)

    assert (again, len(facts_of(registry))) == (first, 2)


async def test_the_same_key_with_other_content_is_refused() -> None:
    registry = Registry()
    decision = await registry.record()
    after = await registry.amend()(CLERK, decision.id, CORRECTED, "key-0002", decision.version)

    with pytest.raises(InvalidError):
        await registry.amend()(CLERK, decision.id, REVOKED, "key-0002", after.version)


@pytest.mark.parametrize(("version", "refusal"), [(None, PreconditionMissingError), (1, StaleError)])
async def test_it_is_for_the_version_that_was_seen(version: int | None, refusal: type[Exception]) -> None:
    registry = Registry()
    decision = await registry.record()

    with pytest.raises(refusal):
        await registry.amend()(CLERK, decision.id, CORRECTED, "key-0002", version)

    assert len(facts_of(registry)) == 1


async def test_two_at_once_have_one_winner() -> None:
    registry = Registry()
    decision = await registry.record()

    class Overtaken(FakeDecisions):
        async def amend(self, decided: Decided[Decision]) -> None:
            assert decided.before is not None
            self.held[decided.after.id] = replace(decided.before, version=decided.before.version + 2)
            await super().amend(decided)

    registry.decisions = Overtaken(registry.decisions.held)

    with pytest.raises(StaleError):
        await registry.amend()(CLERK, decision.id, CORRECTED, "key-0002", decision.version)

    assert facts_of(registry) == []


async def test_a_corrected_number_frees_the_old_one_and_claims_the_new() -> None:
    registry = Registry()
    decision = await registry.record()
    await registry.amend()(CLERK, decision.id, TYPED_WRONG, "key-0002", decision.version)

    with pytest.raises(NumberTakenError):
        await registry.record(replace(DRAFT, number="Số 0031/qđ-ubnd", cases=KEYS[5:6]), "key-0003")

    assert (await registry.record(replace(DRAFT, cases=KEYS[5:6]), "key-0004")).is_complete


@pytest.mark.parametrize("wanted", [RENUMBER, replace(RENUMBER, value="0031/QÐ–UBND")])
async def test_a_number_that_is_in_use_is_not_corrected_to(wanted: RequestedChange) -> None:
    registry = Registry()
    await registry.record(replace(DRAFT, number="31/QĐ-UBND", cases=KEYS[5:6]), "key-0009")
    decision = await registry.record()

    with pytest.raises(NumberTakenError):
        await registry.amend()(
            CLERK, decision.id, replace(TYPED_WRONG, changes=(wanted,)), "key-0002", decision.version
        )

    assert registry.decisions.held[decision.id] == decision


@pytest.mark.parametrize("draft", [CORRECTED, REVOKED, REISSUED], ids=lambda each: each.kind)
@pytest.mark.parametrize("number", ["45/QĐ-UBND", "30/QĐ-UBND"])
async def test_a_papers_own_number_is_no_other_papers(draft: CorrectionDraft | AnnulmentDraft, number: str) -> None:
    registry = Registry()
    await registry.record(replace(DRAFT, number="45/QĐ-UBND", cases=KEYS[5:6]), "key-0009")
    decision = await registry.record()
    assert draft.paper is not None
    of_number = replace(draft, paper=draft.paper.model_copy(update={"number": number}))

    with pytest.raises(NumberTakenError):
        await registry.amend()(CLERK, decision.id, of_number, "key-0002", decision.version)


async def test_a_decision_does_not_bear_the_number_of_a_correction() -> None:
    registry = Registry()
    decision = await registry.record()
    await registry.amend()(CLERK, decision.id, CORRECTED, "key-0002", decision.version)

    with pytest.raises(NumberTakenError):
        await registry.record(replace(DRAFT, number="45/qd-ubnd", cases=KEYS[5:6]), "key-0003")


async def test_a_mistaken_record_frees_its_number() -> None:
    registry = Registry()
    decision = await registry.record()
    await registry.amend()(CLERK, decision.id, MISTAKEN, "key-0002", decision.version)

    right = await registry.record(replace(SMALL, cases=KEYS[:2]), "key-0003")

    assert (right.number, right.is_complete) == ("30/QĐ-UBND", True)
    assert registry.states() == [CaseState.AWARDED, CaseState.AWARDED, CaseState.APPROVED]
    assert {registry.cases.case(key).award.decision for key in KEYS[:2]} == {right.id}  # type: ignore[union-attr]


@pytest.mark.parametrize("draft", [REVOKED, REISSUED], ids=lambda each: each.kind)
async def test_the_number_of_a_paper_that_was_issued_stays_taken(draft: AnnulmentDraft) -> None:
    registry = Registry()
    decision = await registry.record()
    await registry.amend()(CLERK, decision.id, draft, "key-0002", decision.version)

    with pytest.raises(NumberTakenError):
        await registry.record(replace(DRAFT, cases=KEYS[5:6]), "key-0003")


async def test_a_revoked_award_is_not_decided_upon_again() -> None:
    registry = Registry()
    decision = await registry.record()
    await registry.amend()(CLERK, decision.id, REVOKED, "key-0002", decision.version)

    with pytest.raises(ConflictError) as refusal:
        await registry.record(replace(SMALL, number="99/QĐ-UBND"), "key-0003")

    assert "thu hồi" in str(refusal.value.details)


async def test_an_earlier_decision_leaves_a_later_award_alone() -> None:
    registry = Registry()
    decision = await registry.record()
    undone = await registry.amend()(CLERK, decision.id, REISSUED, "key-0002", decision.version)
    later = await registry.record(replace(SMALL, number="32/QĐ-UBND"), "key-0003")
    paper = next(annulment.id for annulment in undone.annulments)
    renumber = RequestedChange(CorrectedField.AMENDING_NUMBER, "47/QĐ-UBND", amendment=paper)

    await registry.amend()(CLERK, decision.id, replace(TYPED_WRONG, changes=(renumber,)), "key-0004", undone.version)

    assert {registry.cases.case(key).award.decision for key in SMALL.cases} == {later.id}  # type: ignore[union-attr]
    assert isinstance(registry.decisions.events[-1], DecisionCorrected)
    assert registry.decisions.events[-1].items == ()


async def test_a_revocation_of_the_wrong_person_is_taken_back() -> None:
    registry = Registry()
    decision = await registry.record()
    revoked = await registry.amend()(CLERK, decision.id, replace(REVOKED, cases=KEYS[:1]), "key-0002", decision.version)
    restore = RequestedChange(CorrectedField.IN_FORCE, case=KEYS[0])

    after = await registry.amend()(
        CLERK, decision.id, replace(TYPED_WRONG, changes=(restore,)), "key-0003", revoked.version
    )

    assert registry.states() == [CaseState.AWARDED] * 3
    assert len(after.in_force) == 3
    event = registry.decisions.events[-1]
    assert isinstance(event, DecisionCorrected)
    assert [change.field for change in event.items[0].changes] == [CorrectedField.IN_FORCE]


async def test_the_number_and_date_of_a_correction_are_corrected_too() -> None:
    registry = Registry()
    decision = await registry.record()
    corrected = await registry.amend()(CLERK, decision.id, CORRECTED, "key-0002", decision.version)
    of = corrected.corrections[0].id
    changes = (
        RequestedChange(CorrectedField.AMENDING_NUMBER, "54/QĐ-UBND", amendment=of),
        RequestedChange(CorrectedField.AMENDING_DATE, YESTERDAY.isoformat(), amendment=of),
    )

    after = await registry.amend()(
        CLERK, decision.id, replace(TYPED_WRONG, changes=changes), "key-0003", corrected.version
    )

    assert [(claim.number, claim.year) for claim in after.claims] == [("30/QĐ-UBND", 2021), ("54/QĐ-UBND", 2021)]
    assert [change.before for change in after.corrections[1].changes] == ["45/QĐ-UBND", TODAY.isoformat()]


BAD: Mapping[str, tuple[CorrectionDraft | AnnulmentDraft, str]] = {
    "a paper is missing": (replace(CORRECTED, paper=None), "paper"),
    "a typing error needs no paper": (replace(TYPED_WRONG, paper=PAPER), "paper"),
    "no reason": (replace(CORRECTED, reason=""), "reason"),
    "nothing to correct": (replace(CORRECTED, changes=()), "changes"),
    "one field twice": (replace(CORRECTED, changes=(REDATE, REDATE)), "changes[1]"),
    "what it says already": (
        replace(TYPED_WRONG, changes=(replace(RENUMBER, value="30/QĐ-UBND"),)),
        "changes[0].value",
    ),
    "no number": (replace(TYPED_WRONG, changes=(replace(RENUMBER, value="QĐ-UBND"),)), "changes[0].value"),
    "no day": (replace(TYPED_WRONG, changes=(replace(REDATE, value="05/10/2021"),)), "changes[0].value"),
    "a week": (replace(TYPED_WRONG, changes=(replace(REDATE, value="2021-W40-2"),)), "changes[0].value"),
    "tomorrow": (
        replace(TYPED_WRONG, changes=(replace(REDATE, value=(TODAY + timedelta(days=1)).isoformat()),)),
        "changes[0].value",
    ),
    "before the Tờ trình": (
        replace(TYPED_WRONG, changes=(replace(REDATE, value=(TODAY - timedelta(days=2)).isoformat()),)),
        "changes",
    ),
    "a day of 1821": (replace(TYPED_WRONG, changes=(replace(REDATE, value="1821-10-05"),)), "changes[0].value"),
    "a name left empty": (replace(CORRECTED, changes=(replace(RENAME, value=""),)), "changes[0].value"),
    "nobody's name": (replace(CORRECTED, changes=(replace(RENAME, case=None),)), "changes[0].case_id"),
    "a stranger's name": (
        replace(CORRECTED, changes=(replace(RENAME, case=CaseKey(UUID(int=1), 1)),)),
        "changes[0].case_id",
    ),
    "somebody's number": (replace(CORRECTED, changes=(replace(RENUMBER, case=KEYS[0]),)), "changes[0].case_id"),
    "no such paper": (
        replace(TYPED_WRONG, changes=(RequestedChange(CorrectedField.AMENDING_NUMBER, "9/QĐ", amendment=UUID(int=1)),)),
        "changes[0].amendment_id",
    ),
    "in force already": (
        replace(TYPED_WRONG, changes=(RequestedChange(CorrectedField.IN_FORCE, case=KEYS[0]),)),
        "changes[0].case_id",
    ),
    "a paper before the decision": (
        replace(CORRECTED, paper=PAPER.model_copy(update={"issued_on": YESTERDAY})),
        "paper.issued_on",
    ),
    "a paper of 1921": (
        replace(REVOKED, paper=PAPER.model_copy(update={"issued_on": date(1921, 1, 1)})),
        "paper.issued_on",
    ),
    "a paper of tomorrow": (
        replace(REVOKED, paper=PAPER.model_copy(update={"issued_on": TODAY + timedelta(days=1)})),
        "paper.issued_on",
    ),
    "a paper without number": (replace(REVOKED, paper=PAPER.model_copy(update={"number": "QĐ"})), "paper.number"),
    "no basis": (replace(REVOKED, basis=""), "basis"),
    "a mistake has no basis": (replace(MISTAKEN, basis="Luật"), "basis"),
    "no reason to annul": (replace(MISTAKEN, reason=""), "reason"),
    "one case twice": (replace(MISTAKEN, cases=(KEYS[0], KEYS[0])), "case_ids"),
    "a case of another decision": (replace(MISTAKEN, cases=(KEYS[9],)), "case_ids[0]"),
}


@pytest.mark.parametrize(("draft", "place"), BAD.values(), ids=BAD)
async def test_an_impossible_amendment_is_refused_at_its_field(
    draft: CorrectionDraft | AnnulmentDraft, place: str
) -> None:
    registry = Registry()
    decision = await registry.record()

    with pytest.raises(InvalidError) as refusal:
        await registry.amend()(CLERK, decision.id, draft, "key-0002", decision.version)

    assert place in {problem.field for problem in refusal.value.problems}
    assert (registry.decisions.held[decision.id], len(facts_of(registry))) == (decision, 1)


async def test_an_annulled_person_is_not_amended_again() -> None:
    registry = Registry()
    decision = await registry.record()
    after = await registry.amend()(CLERK, decision.id, replace(REVOKED, cases=KEYS[:1]), "key-0002", decision.version)

    for draft in (replace(MISTAKEN, cases=KEYS[:1]), replace(TYPED_WRONG, changes=(RENAME,))):
        with pytest.raises(InvalidError):
            await registry.amend()(CLERK, decision.id, draft, "key-0003", after.version)


async def test_nothing_is_left_to_amend_of_an_annulled_decision() -> None:
    registry = Registry()
    decision = await registry.record()
    after = await registry.amend()(CLERK, decision.id, REVOKED, "key-0002", decision.version)

    for draft in (MISTAKEN, TYPED_WRONG):
        with pytest.raises(InvalidError):
            await registry.amend()(CLERK, decision.id, draft, "key-0003", after.version)


async def test_a_dry_run_tells_and_changes_nothing() -> None:
    registry = Registry()
    decision = await registry.record()

    amended = await registry.preview()(CLERK, decision.id, CORRECTED, "key-0002")

    assert amended.after.issued_on == YESTERDAY
    assert (registry.decisions.held[decision.id], len(facts_of(registry))) == (decision, 1)


async def test_only_the_clerk_of_the_authority_amends() -> None:
    registry = Registry()
    decision = await registry.record()

    with pytest.raises(NotAllowedError):
        await registry.amend()(HEAD, decision.id, CORRECTED, "key-0002", decision.version)
    with pytest.raises(NotFoundError):
        await registry.amend()(STRANGER, decision.id, CORRECTED, "key-0002", decision.version)


async def test_a_signatory_is_not_corrected_to_an_awarded_person() -> None:
    registry = Registry()
    decision = await registry.record()
    draft = replace(TYPED_WRONG, changes=(RequestedChange(CorrectedField.SIGNATORY_NAME, "Nguyen Thi An"),))

    with pytest.raises(InvalidError):
        await registry.amend()(CLERK, decision.id, draft, "key-0002", decision.version)


def test_every_code_has_its_words() -> None:
    assert set(FIELD_NAMES) == set(CorrectedField)
    assert (set(CORRECTION_NAMES), set(ANNULMENT_NAMES)) == (set(CorrectionKind), set(AnnulmentKind))


async def test_an_amendment_warns_of_two_duties_as_recording_does() -> None:
    registry = Registry()
    decision = await registry.record()
    case = registry.cases.case(KEYS[0])
    registry.cases.put(replace(case, done=(DutyDone(duty=CaseDuty.PROPOSE, account=CLERK.account),)))

    tried = await registry.preview()(CLERK, decision.id, CORRECTED, "key-0002")
    after = await registry.amend()(CLERK, decision.id, CORRECTED, "key-0002", decision.version)
    revoked = await registry.amend()(CLERK, decision.id, REVOKED_LATER, "key-0003", after.version)

    expected = {str(KEYS[0]): ("propose-record",)}
    assert [each.combined for each in (tried.after.amendments[-1], *revoked.amendments)] == [expected] * 3
    assert [entry.combined for entry in registry.cases.case(KEYS[0]).history[-2:]] == [("propose-record",)] * 2
    assert registry.cases.case(KEYS[1]).history[-1].combined == ()


async def test_nobody_becomes_the_signatory_of_their_own_work() -> None:
    registry = Registry()
    decision = await registry.record()
    case = registry.cases.case(KEYS[0])
    registry.cases.put(replace(case, done=(DutyDone(duty=CaseDuty.PROPOSE, account=CLERK.account),)))
    signed = replace(CORRECTED, changes=(RequestedChange(CorrectedField.SIGNATORY_NAME, CLERK.name),))

    with pytest.raises(InvalidError, match="cần sửa"):
        await registry.amend()(CLERK, decision.id, signed, "key-0002", decision.version)

    assert (await registry.decisions.get(decision.id, CLERK.authorities)).amendments == ()
