"""I1 to I7 of the reliability page: what must hold after every step, and what must hold once nothing is on its way."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise, product
from uuid import UUID

from services.appraisal.domain.case import UNDECIDED, Case, CaseKey, CaseState
from services.appraisal.domain.decision import DecisionState
from services.appraisal.domain.transitions import ActionNotAllowedError
from services.intake.domain.dossier import Dossier, digest_of, dossier_id_of
from services.intake.domain.order import FOLLOWS, put_in_order
from services.intake.domain.status import Fact
from services.notifier.domain.mails import Mail, Phase
from services.notifier.domain.mails import State as MailState
from shared.events.words import Outcome, PublicStatus
from shared.refusals import InvalidError, NotAllowedError
from tests.chains import is_whole
from tests.model.people import deciders, submitter
from tests.model.processes import SCHEDULE
from tests.model.world import Ruled, World

_SHOWN_AS = {
    CaseState.OPEN: PublicStatus.IN_REVIEW,
    CaseState.RETURNED: PublicStatus.RETURNED,
    CaseState.APPROVED: PublicStatus.APPROVED,
    CaseState.DECLINED: PublicStatus.DECLINED,
    CaseState.WITHDRAWN: PublicStatus.WITHDRAWN,
    CaseState.AWARDED: PublicStatus.AWARDED,
}
# What the submitter is told of, said here once more so that nobody forgets to tell.
_MAILED = frozenset(
    {
        *(Fact.FORWARDED, Fact.RETURNED, Fact.DECLINED, Fact.REFERRED, Fact.APPROVED, Fact.AWARDED, Fact.WITHDRAWN),
        Fact.WITHDRAWAL_REFUSED,
    }
)
# What an entry of a case's history is in its nomination's; the rest is the authority's own business.
_FACTS = {
    "open": Fact.OPENED,
    "supplement": Fact.REOPENED,
    "return": Fact.RETURNED,
    "forward": Fact.FORWARDED,
    "approve": Fact.APPROVED,
    "decline": Fact.DECLINED,
    "refer": Fact.REFERRED,
    "withdraw": Fact.WITHDRAWN,
    "refuse_withdrawal": Fact.WITHDRAWAL_REFUSED,
    "award": Fact.AWARDED,
}


class Promises:
    """Looks at the world after each step and remembers what may never change again."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._final: dict[CaseKey, CaseState] = {}
        self._histories: dict[UUID, tuple[str, ...]] = {}
        self._answers: dict[UUID, Dossier] = {}
        self._refused: set[str] = set()

    def hold(self) -> None:
        """All that must hold at any moment."""
        self.what_was_answered_is_there()
        self.nothing_is_there_that_nobody_sent()
        self.each_step_has_one_outcome()
        self.winners_and_losers_know()
        self.histories_are_gapless_and_only_grow()
        self.decisions_award_and_nothing_else_does()
        self.mails_are_told_once()
        self.changes_are_told_as_they_happened()
        self.facts_enter_as_they_happened()

    def hold_at_rest(self) -> None:
        """All that must hold once nothing is on its way."""
        self.hold()
        self.every_message_arrived()
        self.intake_knows_where_each_case_stands()
        self.every_change_was_mailed()
        self.histories_tell_what_the_levels_recorded()

    def what_was_answered_is_there(self) -> None:
        """I1 and I3: an answered dossier is there, whole, under the one id of its key, whatever was answered before."""
        held = self._world.intake.held
        for one in self._world.submitted:
            answer = one.ended.answer
            if isinstance(answer, Dossier):
                assert answer.id == dossier_id_of(one.unit.code, one.key)
                assert held.dossiers[answer.id].digest == digest_of(one.body)
                assert held.dossiers[answer.id].unit == one.unit
                assert held.dossiers[answer.id].submitter == submitter(one.unit).account
                assert self._answers.setdefault(answer.id, answer) == answer
                assert set(answer.nomination_ids) <= held.nominations.keys()

    def nothing_is_there_that_nobody_sent(self) -> None:
        """I2: each dossier is somebody's request, and a request that was refused left nothing."""
        world = self._world
        begun = {dossier_id_of(unit.code, key) for unit, key in world.begun}
        assert world.intake.held.dossiers.keys() <= begun
        wanted = {one for dossier in world.intake.held.dossiers.values() for one in dossier.nomination_ids}
        assert world.intake.held.nominations.keys() == wanted
        for one in world.submitted:
            if isinstance(one.ended.refusal, InvalidError):
                standing = world.intake.held.dossiers[dossier_id_of(one.unit.code, one.key)]
                assert standing.digest != digest_of(one.body)
                assert standing.unit == one.unit

    def each_step_has_one_outcome(self) -> None:
        """I4: a final outcome never changes, is given by somebody entitled, and leaves one case undecided at most."""
        undecided: Counter[UUID] = Counter()
        for case in self._world.cases:
            undecided[case.key.nomination] += case.state in UNDECIDED
            if case.state in UNDECIDED:
                assert case.key not in self._final
                continue
            first = self._final.setdefault(case.key, case.state)
            assert case.state is first or (first, case.state) == (CaseState.APPROVED, CaseState.AWARDED)
            assert sum(one.verdict.outcome is not Outcome.RETURN for one in case.rulings) <= 1
        assert not [one for one, count in undecided.items() if count > 1]
        for case in self._world.cases:
            assert {ruling.by.account for ruling in case.rulings} <= deciders(case)
            assert sum(ruling.verdict.outcome is Outcome.RETURN for ruling in case.rulings) <= 1

    def winners_and_losers_know(self) -> None:
        """I4: who was answered has their outcome in the case; who was refused was told the one that stands."""
        cases = {case.key: case for case in self._world.cases}
        for one in self._world.ruled:
            case = cases[one.case]
            if isinstance(one.ended.answer, Case):
                mine = [ruling for ruling in one.ended.answer.rulings if ruling.by.account == one.account]
                assert mine
                assert one.verdict is None or mine[-1].verdict == one.verdict
                assert mine[-1] in case.rulings
            elif one.account not in deciders(case):
                assert isinstance(one.ended.refusal, NotAllowedError) or one.ended.is_unknown
            else:
                _loser_was_told(one, case)

    def histories_are_gapless_and_only_grow(self) -> None:
        """I5: versions run from 1 without gap, the chain holds, and nothing that was in it ever leaves it."""
        for case in self._world.cases:
            assert is_whole(case)
            assert [entry.version for entry in case.history] == list(range(1, case.version + 1))
            assert case.key.step in {step.step for step in case.slip}
        for one in self._world.nominations:
            assert is_whole(one)
            assert [entry.version for entry in one.history] == list(range(1, one.version + 1))
            assert len({entry.event_id for entry in one.history}) == one.version
            assert [step.step for step in one.slip] == list(range(1, len(one.slip) + 1))
            hashes, before = tuple(entry.hash for entry in one.history), self._histories.get(one.id, ())
            assert hashes[: len(before)] == before
            self._histories[one.id] = hashes

    def decisions_award_and_nothing_else_does(self) -> None:
        """I4: awarded means named by exactly one issued decision, for the case and for the nomination."""
        named: Counter[CaseKey] = Counter()
        for office in self._world.levels.values():
            for decision in office.decisions.held.values():
                if decision.state is DecisionState.ISSUED:
                    assert {CaseKey(one.nomination_id, one.step) for one in decision.items} == set(decision.draft.cases)
                    named.update(decision.draft.cases)
        assert not [key for key, count in named.items() if count > 1]
        assert {case.key for case in self._world.cases if case.state is CaseState.AWARDED} <= named.keys()
        awarded = {one.id for one in self._world.nominations if one.standing is PublicStatus.AWARDED}
        assert awarded <= {key.nomination for key in named}
        approved = {case.key for case in self._world.cases if case.state in {CaseState.APPROVED, CaseState.AWARDED}}
        assert named.keys() <= approved

    def mails_are_told_once(self) -> None:
        """I6: no change is covered twice; copies are equal and each is explained by a doubt."""
        ledger, post = self._world.notifier.ledger, self._world.notifier.post
        covers = Counter(key for mail in ledger.mails.values() for key in mail.covers)
        assert not [key for key, count in covers.items() if count > 1]
        for mail_id, raws in _copies(post.taken).items():
            mail = ledger.mails[mail_id]
            assert len(set(raws)) == 1
            assert len(raws) == 1 or mail.is_doubtful
            assert mail.state is MailState.SENT or mail.is_doubtful or mail.phase is Phase.DATA
        extra = sum(len(raws) - 1 for raws in _copies(post.taken).values())
        assert extra <= self._world.stepping.struck

    def facts_enter_as_they_happened(self) -> None:
        """I5: a fact enters behind what happened before it, but where that did not come for too long."""
        for one in self._world.nominations:
            has_waited_too_long = any(FOLLOWS in entry.details for entry in one.history)
            assert has_waited_too_long or put_in_order(one.history) == one.history

    def histories_tell_what_the_levels_recorded(self) -> None:
        """I5: what a unit reads of its nomination is what its levels did, in their order, and nothing else."""
        for one in self._world.nominations:
            own = {Fact.RECEIVED, Fact.SUPPLEMENTED, Fact.WITHDRAWAL_REQUESTED}
            shown = [(entry.step, entry.fact) for entry in put_in_order(one.history) if entry.fact not in own]
            cases = [case for case in self._world.cases if case.key.nomination == one.id]
            assert shown == [(case.key.step, fact) for case in cases for fact in _recorded(case, shown)]

    def changes_are_told_as_they_happened(self) -> None:
        """I6: nothing is told before what happened before it, but after waiting for that long enough."""
        mails = self._world.notifier.ledger.mails
        self._refused |= {mail.id for mail in mails.values() if mail.state is MailState.FAILED}
        of = {key: mail for mail in mails.values() for key in mail.covers}
        told = list(_copies(self._world.notifier.post.taken))
        for one in self._world.nominations:
            versions = [entry.version for entry in put_in_order(one.history) if entry.fact in _MAILED]
            for (before, after), who in product(pairwise(versions), ("unit", "submitter")):
                first, then = of.get(f"{one.id}:{before}:{who}"), of.get(f"{one.id}:{after}:{who}")
                # What came too late is told late: `facts_enter_as_they_happened` says when that may be.
                if (
                    before < after
                    and then
                    and then.id in told
                    and not (first and first.id in told[: told.index(then.id) + 1])
                ):
                    assert self._may_overtake(then, first)

    def _may_overtake(self, then: Mail, first: Mail | None) -> bool:
        if then.id in self._refused:
            return True
        if first and (first.id in self._refused or first.order > then.order):
            return True  # refused for good, or came while the other was being given a place
        written_at = datetime.fromisoformat((then.raw or b"").decode().rpartition("|")[2])
        return written_at - then.created_at >= SCHEDULE.patience

    def every_message_arrived(self) -> None:
        """I7: what was stored to be sent was published and applied, and nothing had to be put aside."""
        broker = self._world.broker
        assert not broker.parked
        assert not broker.outbox
        assert broker.told.keys() == broker.published == broker.applied

    def intake_knows_where_each_case_stands(self) -> None:
        """I5 and I7: the furthest case of a nomination is what its unit sees, and no wish to withdraw is unanswered."""
        furthest = {case.key.nomination: case for case in self._world.cases}
        for one in self._world.nominations:
            case = furthest[one.id]
            assert one.status is _SHOWN_AS[case.state]
            assert one.current_step.step == case.key.step
            assert one.withdrawal is None or one.withdrawal.answer != "pending"
            assert len(one.slip) == len(case.slip)
        for case in self._world.cases:
            assert case.reservation is None or case.state is CaseState.AWARDED
            for decision in self._world.levels[case.level].decisions.held.values():
                assert decision.state is DecisionState.ABANDONED or decision.is_complete

    def every_change_was_mailed(self) -> None:
        """I6: each change reached unit and submitter, and the nomination lists the mails that tell of it."""
        world = self._world
        wanted = {f"{change}:{who}" for change in _changes(world) for who in ("unit", "submitter")}
        mails = world.notifier.ledger.mails
        assert {key for mail in mails.values() for key in mail.covers} == wanted
        assert {mail.state for mail in mails.values()} <= {MailState.SENT}
        assert _copies(world.notifier.post.taken).keys() == mails.keys()
        listed = {one.id: one for known in world.intake.held.mails.values() for one in known.values()}
        assert listed.keys() == mails.keys()
        for mail in mails.values():
            assert listed[mail.id].state == ("uncertain" if mail.is_doubtful else "sent")


def _recorded(case: Case, shown: Sequence[tuple[int, Fact]]) -> list[Fact]:
    facts = [_FACTS[entry.action] for entry in case.history if entry.action in _FACTS]
    # A withdrawal may be there before the work: then the case is born withdrawn, and only that is told.
    is_born_withdrawn = facts == [Fact.OPENED, Fact.WITHDRAWN] and (case.key.step, Fact.OPENED) not in shown
    return facts[1:] if is_born_withdrawn else facts


def _loser_was_told(one: Ruled, case: Case) -> None:
    refusal = one.ended.refusal
    assert not isinstance(refusal, NotAllowedError), "kept from what they are entitled to"
    if isinstance(refusal, ActionNotAllowedError) and "outcome" in refusal.details:
        told = (refusal.details["outcome"], refusal.details["decided_by"])
        assert told in {(ruling.verdict.outcome.value, ruling.by.name) for ruling in case.rulings}


def _copies(taken: list[tuple[str, bytes]]) -> dict[str, list[bytes]]:
    copies: dict[str, list[bytes]] = {}
    for _, raw in taken:
        copies.setdefault(raw.decode().partition("|")[0], []).append(raw)
    return copies


def _changes(world: World) -> Iterator[str]:
    for dossier in world.intake.held.dossiers.values():
        yield f"{dossier.id}:received"
    for nomination in world.nominations:
        yield from (f"{nomination.id}:{entry.version}" for entry in nomination.history if entry.fact in _MAILED)
