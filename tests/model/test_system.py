"""The three services against every order of events that a machine can think of; failures of the past are kept."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, note, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.model.people import DEPUTY, HEAD, LEVELS, OFFICER
from tests.model.promises import Promises
from tests.model.resting import come_to_rest
from tests.model.stepping import FAULTS, SMOOTH, Fate
from tests.model.world import PASS, RETURNED, VERDICTS, World

EXAMPLES = int(os.environ.get("THIDUA_MODEL_EXAMPLES") or 0)
SEED = int(os.environ.get("THIDUA_MODEL_SEED") or 0)
CORPUS = sorted((Path(__file__).parent / "corpus").glob("*.json"))
ANY = st.integers(0, 11)
ORDERS = st.integers(0, 9)
PEOPLE = st.sampled_from([HEAD, HEAD, DEPUTY, OFFICER])
OUTCOMES = st.sampled_from([PASS, PASS, PASS, RETURNED, *range(len(VERDICTS))])
MAIL_FATES = st.one_of(st.just(SMOOTH), st.builds(Fate, st.sampled_from([3, 5, 6, 7, 7]), st.sampled_from(FAULTS)))
FATES = st.one_of(st.just(SMOOTH), st.just(SMOOTH), st.builds(Fate, st.integers(0, 9), st.sampled_from(FAULTS)))


class System(RuleBasedStateMachine):
    """Each step is a verb of the world with plain numbers, so that what failed can be kept as a file."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.promises = Promises(self.world)
        self.steps: list[list[object]] = []

    def do(self, verb: str, *arguments: int, fate: Fate | None = None) -> None:
        """Do it, and remember it."""
        self.steps.append([verb, *arguments, *([[fate.at, fate.fault]] if fate else [])])
        getattr(self.world, verb)(*arguments, *([fate] if fate else []))

    @initialize(unit=st.integers(0, 1), size=st.integers(1, 2), passed=st.integers(0, 4))
    def something_is_on_its_way(self, unit: int, size: int, passed: int) -> None:
        self.do("submit", unit, 0, size, fate=SMOOTH)
        self.do("post_runs")
        for which in range(passed):
            self.do("decide", which, HEAD, PASS, 0, fate=SMOOTH)
            self.do("post_runs")

    @rule(unit=st.integers(0, 1), key=st.integers(0, 2), size=st.integers(1, 2), fate=FATES)
    def submit(self, unit: int, key: int, size: int, fate: Fate) -> None:
        self.do("submit", unit, key, size, fate=fate)

    @precondition(lambda self: self.world.nominations)
    @rule(which=ANY, fate=FATES)
    def withdraw(self, which: int, fate: Fate) -> None:
        self.do("withdraw", which, fate=fate)

    @precondition(lambda self: self.world.nominations)
    @rule(which=ANY, how=st.integers(0, 1), fate=FATES)
    def supplement(self, which: int, how: int, fate: Fate) -> None:
        self.do("supplement", which, how, fate=fate)

    @precondition(lambda self: self.world.cases)
    @rule(which=ANY, who=PEOPLE, what=OUTCOMES, lag=st.sampled_from([0, 0, 0, 1]), fate=FATES)
    def decide(self, which: int, who: int, what: int, lag: int, fate: Fate) -> None:
        self.do("decide", which, who, what, lag, fate=fate)

    @precondition(lambda self: self.world.cases)
    @rule(which=ANY, what=OUTCOMES, fate=FATES)
    def decide_and_pass_on(self, which: int, what: int, fate: Fate) -> None:
        self.do("decide", which, HEAD, what, 0, fate=fate)
        self.do("post_runs")

    @precondition(lambda self: self.world.cases)
    @rule(which=ANY, what=OUTCOMES, order=ORDERS, fate=FATES)
    def decide_while_it_is_being_withdrawn(self, which: int, what: int, order: int, fate: Fate) -> None:
        self.do("withdraw_case", which, fate=SMOOTH)
        self.do("decide", which, HEAD, what, 0, fate=fate)
        self.do("post_runs", order, 0)

    @precondition(lambda self: self.world.cases)
    @rule(which=ANY, fate=FATES)
    def return_and_supplement(self, which: int, fate: Fate) -> None:
        self.do("decide", which, HEAD, RETURNED, 0, fate=SMOOTH)
        self.do("post_runs")
        self.do("supplement", which, 0, fate=fate)
        self.do("post_runs")

    @precondition(lambda self: self.world.cases)
    @rule(which=ANY, first=OUTCOMES, second=OUTCOMES, fate=FATES)
    def race(self, which: int, first: int, second: int, fate: Fate) -> None:
        self.do("race", which, first, second, fate=fate)

    @precondition(lambda self: self.world.cases)
    @rule(which=ANY, what=OUTCOMES, fate=FATES)
    def propose(self, which: int, what: int, fate: Fate) -> None:
        self.do("propose", which, what, fate=fate)

    @precondition(lambda self: self.world.cases)
    @rule(which=ANY, who=PEOPLE, fate=FATES)
    def send_back(self, which: int, who: int, fate: Fate) -> None:
        self.do("send_back", which, who, fate=fate)

    @precondition(lambda self: self.world.cases)
    @rule(which=ANY, who=PEOPLE, how=st.integers(0, 2), fate=FATES)
    def claim(self, which: int, who: int, how: int, fate: Fate) -> None:
        self.do("claim", which, who, how, fate=fate)

    @precondition(lambda self: any(case.state.value == "approved" for case in self.world.cases))
    @rule(which=ANY, count=st.integers(1, 3), key=st.integers(0, 2), fate=FATES)
    def record(self, which: int, count: int, key: int, fate: Fate) -> None:
        self.do("record", which, count, key, fate=fate)

    @rule(which=st.integers(0, len(LEVELS) - 1), fate=FATES)
    def tick(self, which: int, fate: Fate) -> None:
        self.do("tick", which, fate=fate)

    @precondition(lambda self: self.world.notifier.ledger.mails)
    @rule(which=ANY, fate=MAIL_FATES)
    def send(self, which: int, fate: Fate) -> None:
        self.do("send", which, fate=fate)

    @precondition(lambda self: self.world.notifier.ledger.mails)
    @rule(which=ANY, fate=FATES)
    def resend(self, which: int, fate: Fate) -> None:
        self.do("resend", which, fate=fate)

    @precondition(lambda self: self.world.broker.outbox)
    @rule(which=ANY, is_confirmed=st.integers(0, 1))
    def publish(self, which: int, is_confirmed: int) -> None:
        self.do("publish", which, is_confirmed)

    @precondition(lambda self: self.world.broker.queued)
    @rule(which=ANY, fate=FATES)
    def deliver(self, which: int, fate: Fate) -> None:
        self.do("deliver", which, fate=fate)

    @rule(order=ORDERS, is_doubled=st.integers(0, 1))
    def post_runs(self, order: int, is_doubled: int) -> None:
        self.do("post_runs", order, is_doubled)

    @precondition(lambda self: self.world.cases)
    @rule(which=ANY, acts=st.lists(OUTCOMES, min_size=1, max_size=4), order=ORDERS)
    def levels_work_while_intake_is_away(self, which: int, acts: list[int], order: int) -> None:
        for what in acts:
            self.do("decide", which, HEAD, what, 0, fate=SMOOTH)
            self.do("post_runs_past_intake")
        self.do("record", which, 3, 2, fate=SMOOTH)
        self.do("post_runs", order, 0)

    @rule(fate=FATES)
    def give_up_order(self, fate: Fate) -> None:
        self.do("give_up_order", fate=fate)

    @precondition(lambda self: self.world.stepping.still)
    @rule(which=ANY, fate=FATES)
    def resume(self, which: int, fate: Fate) -> None:
        self.do("resume", which, fate=fate)

    @precondition(lambda self: self.world.stepping.still)
    @rule(which=ANY)
    def kill(self, which: int) -> None:
        self.do("kill", which)

    @rule(seconds=st.sampled_from([1, 10, 40, 4000]))
    def wait(self, seconds: int) -> None:
        self.do("wait", seconds)

    @invariant()
    def every_promise_holds(self) -> None:
        self.promises.hold()

    def teardown(self) -> None:
        note(f"to keep it, save as tests/model/corpus/<what went wrong>.json:\n{json.dumps(self.steps)}")
        try:
            come_to_rest(self.world)
            self.promises.hold_at_rest()
        finally:
            self.world.close()


# The same ways each time by default; the long run goes others, which its seed leads to again.
System.TestCase.settings = settings(
    max_examples=EXAMPLES or 80,
    stateful_step_count=60 if EXAMPLES else 40,
    derandomize=not EXAMPLES,
    database=None,
    deadline=None,
    phases=(Phase.generate, Phase.shrink) if EXAMPLES else (Phase.generate,),
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("file", CORPUS, ids=lambda file: file.stem)
def test_what_once_failed_holds(file: Path) -> None:
    world = World()
    promises = Promises(world)

    for verb, *arguments in json.loads(file.read_text(encoding="utf-8")):
        getattr(world, verb)(*(Fate(*one) if isinstance(one, list) else one for one in arguments))
        promises.hold()
    come_to_rest(world)

    promises.hold_at_rest()
    world.close()


test_every_promise_holds_whatever_happens = (seed(SEED)(System) if EXAMPLES else System).TestCase
