"""Whatever is done to a case in whatever order: one final outcome, an unbroken history, and only lawful moves."""

from datetime import timedelta

from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from hypothesis.strategies import sampled_from

from services.appraisal.domain import opening, ruling
from services.appraisal.domain.case import Case, CaseState, Verdict
from services.appraisal.domain.claims import claim
from services.appraisal.domain.people import By
from services.appraisal.domain.transitions import ActionNotAllowedError
from shared.events.cases import CaseEvent
from shared.events.decided import Decided
from shared.refusals import ConflictError, InvalidError
from tests.chains import is_whole
from tests.unit.appraisal.samples import (
    CALENDAR,
    DUTIES,
    GROUNDS,
    NOW,
    RULES,
    SIGNED_HEAD,
    SIGNED_OFFICER,
    VERDICTS,
    opened,
    supplemented,
    withdrawal,
    work,
)

PEOPLE = sampled_from([SIGNED_HEAD, SIGNED_OFFICER])
FINAL = {CaseState.FORWARDED, CaseState.APPROVED, CaseState.DECLINED, CaseState.REFERRED, CaseState.WITHDRAWN}


class CaseUnderAnything(RuleBasedStateMachine):
    """A case at a step that forwards, or at one that decides."""

    def __init__(self) -> None:
        super().__init__()
        self.case = opened(work(1))
        self.announced: list[CaseEvent] = []
        self.ends: list[CaseState] = []
        self.nomination_version = 2

    def apply(self, decided: Decided[Case]) -> None:
        """Keep what was decided, as a repository would."""
        assert decided.before is not None
        if decided.after.state in FINAL and decided.before.state not in FINAL:
            self.ends.append(decided.after.state)
        self.case = decided.after
        self.announced += [event for event in decided.events if isinstance(event, CaseEvent)]

    @precondition(lambda self: not self.announced and self.case.version == 1)
    @rule()
    def begin_at_the_deciding_step(self) -> None:
        self.case = opened(work(2))

    @rule(verdict=sampled_from(list(VERDICTS.values())), by=PEOPLE)
    def decide(self, verdict: Verdict, by: By) -> None:
        try:
            self.apply(ruling.rule(self.case, verdict, by, grounds=GROUNDS, at=NOW))
        except (ConflictError, InvalidError):
            return

    @rule(verdict=sampled_from(list(VERDICTS.values())), by=PEOPLE)
    def propose(self, verdict: Verdict, by: By) -> None:
        try:
            self.apply(ruling.propose(self.case, verdict, by, grounds=GROUNDS, at=NOW))
        except (ConflictError, InvalidError):
            return

    @rule(by=PEOPLE)
    def hold(self, by: By) -> None:
        try:
            self.case = claim(self.case, by, at=NOW, take_over=True)
        except ConflictError:
            return

    @rule()
    def supplement(self) -> None:
        self.nomination_version += 1
        asked = supplemented(self.nomination_version, after=timedelta(days=1))
        try:
            self.apply(opening.supplement(self.case, asked, rules=RULES, duties=DUTIES, calendar=CALENDAR, at=NOW))
        except ActionNotAllowedError:
            assert self.case.state is not CaseState.RETURNED

    @rule()
    def withdraw(self) -> None:
        self.nomination_version += 1
        asked = opening.read_withdrawal(withdrawal(self.nomination_version))
        self.apply(opening.answer_withdrawal(self.case, asked, at=NOW))

    @invariant()
    def there_is_at_most_one_final_outcome_and_the_case_stands_by_it(self) -> None:
        assert len(self.ends) <= 1
        assert not self.ends or self.case.state is self.ends[0]

    @invariant()
    def the_history_is_gapless_and_ends_at_the_version(self) -> None:
        assert is_whole(self.case)
        assert len(self.case.history) == self.case.version

    @invariant()
    def what_was_told_rises_in_version(self) -> None:
        versions = [event.version for event in self.announced]
        assert versions == sorted(set(versions))

    @invariant()
    def each_fact_names_the_one_told_before_it(self) -> None:
        # The first version was told as opened; claims and proposals in between are told to nobody.
        assert [event.follows for event in self.announced] == [1, *(event.version for event in self.announced)][
            : len(self.announced)
        ]

    @invariant()
    def the_unit_is_asked_once_at_most(self) -> None:
        assert sum(ruling.verdict.outcome.value == "return" for ruling in self.case.rulings) <= 1


CaseUnderAnything.TestCase.settings = settings(max_examples=60, stateful_step_count=20, deadline=None)
test_a_case_under_anything = CaseUnderAnything.TestCase
