"""A deputy decides within the days of the head's paper, and the outcome says by whose."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from services.appraisal.application.outcomes import DecideOutcome, ProposeOutcome, SendBack
from services.appraisal.application.people import ListPeople
from services.appraisal.domain.case import CaseKey, CaseState, Mandate
from shared.identity.viewer import Role, Viewer
from shared.refusals import NotAllowedError
from tests.chains import is_whole
from tests.unit.appraisal.fake_people import FakeAuthorisations, colleagues
from tests.unit.appraisal.fakes import Clock, Crash, FakeCases
from tests.unit.appraisal.samples import DECLINE, DEPUTY, FORWARD, HEAD, NOMINATION, OFFICER, RULE_SETS, opened
from tests.unit.directory.samples import BY_PAPER

KEY = CaseKey(NOMINATION, 1)
OCTOBER = replace(BY_PAPER, account=DEPUTY.account, authorities=HEAD.authorities, ends_on=date(2021, 10, 31))
BY_OCTOBER = replace(DEPUTY, authorisations=(OCTOBER,))
STRANGER = Viewer("a-other", "Người Khác", frozenset({Role.HEAD}), authorities=frozenset({"33.327.99999"}))
# Midnight in Hưng Yên is 17:00 of the day before by UTC.
FIRST_MOMENT = datetime(2021, 9, 30, 17, 0, tzinfo=UTC)
LAST_MOMENT = datetime(2021, 10, 31, 16, 59, 59, 999_000, tzinfo=UTC)
A_MOMENT = timedelta(milliseconds=1)


class Office:
    """A commune's people, their authorisations and one open case."""

    def __init__(self) -> None:
        self.staff, self.authorisations, self.clock = colleagues(), FakeAuthorisations(), Clock()
        self.cases = FakeCases()
        self.cases.put(opened())
        self.people = ListPeople(self.staff, self.authorisations)
        self.decide = DecideOutcome(self.cases, RULE_SETS, self.clock, Crash())
        self.send_back = SendBack(self.cases, self.clock)


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.mark.parametrize("at", [FIRST_MOMENT, LAST_MOMENT])
async def test_a_deputy_decides_within_the_period_by_a_paper(office: Office, at: datetime) -> None:
    office.clock.at = at

    case = await office.decide(BY_OCTOBER, KEY, FORWARD, 1)

    assert case.ruling is not None
    assert case.ruling.mandate == Mandate(OCTOBER.id, "15/UQ-UBND", date(2021, 9, 30), "Lê Văn Chủ")
    assert case.history[-1].mandate == OCTOBER.id
    assert is_whole(case)


@pytest.mark.parametrize(
    ("at", "message"),
    [(FIRST_MOMENT - A_MOMENT, "từ ngày 01/10/2021"), (LAST_MOMENT + A_MOMENT, "hết vào ngày 31/10/2021")],
)
async def test_outside_the_period_the_outcome_is_refused_with_the_day(
    office: Office, at: datetime, message: str
) -> None:
    office.clock.at = at

    with pytest.raises(NotAllowedError, match=message):
        await office.decide(BY_OCTOBER, KEY, FORWARD, 1)

    assert office.cases.case(KEY).state is CaseState.OPEN


async def test_outside_the_period_nothing_is_sent_back(office: Office) -> None:
    await ProposeOutcome(office.cases, RULE_SETS, office.clock)(OFFICER, KEY, FORWARD)
    office.clock.at = LAST_MOMENT + A_MOMENT

    with pytest.raises(NotAllowedError, match="31/10/2021"):
        await office.send_back(BY_OCTOBER, KEY, "Xem lại.", 2)


async def test_an_authorisation_for_another_authority_does_not_serve(office: Office) -> None:
    elsewhere = replace(OCTOBER, authorities=frozenset({"33.mttq"}))

    with pytest.raises(NotAllowedError, match="không gồm cơ quan này"):
        await office.decide(replace(DEPUTY, authorisations=(elsewhere,)), KEY, FORWARD, 1)


async def test_the_chain_shows_a_changed_mandate(office: Office) -> None:
    by_head = await office.decide(HEAD, KEY, DECLINE, 1)
    forged = replace(by_head.history[-1], mandate=OCTOBER.id)

    assert by_head.ruling is not None
    assert by_head.ruling.mandate is None
    assert is_whole(by_head)
    assert not is_whole(replace(by_head, history=(*by_head.history[:-1], forged)))


def test_an_ended_authorisation_is_named_at_every_act() -> None:
    lapsed = replace(DEPUTY, roles=frozenset(), authorisations=(), lapsed="Ủy quyền đã hết vào ngày 31/10/2021.")

    with pytest.raises(NotAllowedError, match="31/10/2021"):
        lapsed.require(Role.HEAD, Role.DEPUTY)
    with pytest.raises(NotAllowedError, match="văn thư"):
        lapsed.require(Role.CLERK)


async def test_colleagues_are_listed_with_the_deputies_authorisations(office: Office) -> None:
    elsewhere = replace(OCTOBER, id="b", authorities=HEAD.authorities | {"33.mttq"})
    office.authorisations.held |= {each.id: each for each in (OCTOBER, elsewhere)}

    people = await office.people(OFFICER)

    assert {account.id for account in people.staff} == {"a-head", "a-deputy", "a-officer", "a-clerk"}
    assert people.authorisations == {DEPUTY.account: [OCTOBER]}
    assert (await office.people(STRANGER)).staff == []
