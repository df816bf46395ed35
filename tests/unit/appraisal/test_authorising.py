"""A head signs over to a deputy; the deputy decides within the days of the paper, and the outcome says by whose."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from services.appraisal.application.authorising import AuthoriseDeputy, EndAuthorisation, Grant, ListPeople
from services.appraisal.application.deciding import DecideOutcome, SendBack
from services.appraisal.application.working import ProposeOutcome
from services.appraisal.domain.case import CaseKey, Mandate, State
from services.appraisal.domain.history import is_intact
from shared.directory.authorising import Authorisation, AuthorisationOverError, Paper
from shared.identity.viewer import Role, Viewer
from shared.refusals import InvalidError, NotAllowedError, NotFoundError
from tests.unit.appraisal.fake_people import FakeAuthorisations, account, colleagues
from tests.unit.appraisal.fakes import Clock, Crash, FakeCases
from tests.unit.appraisal.samples import DECLINE, DEPUTY, FORWARD, HEAD, NOMINATION, OFFICER, RULE_SETS, opened
from tests.unit.directory.samples import BY_PAPER

KEY = CaseKey(NOMINATION, 1)
GRANT = Grant(DEPUTY.account, date(2021, 10, 5), date(2021, 10, 31), Paper("15/UQ-UBND", date(2021, 10, 4)))
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
        self.authorise = AuthoriseDeputy(self.staff, self.authorisations, self.clock)
        self.end = EndAuthorisation(self.authorisations, self.clock)
        self.people = ListPeople(self.staff, self.authorisations)
        self.decide = DecideOutcome(self.cases, RULE_SETS, self.clock, Crash())
        self.send_back = SendBack(self.cases, self.clock)


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.mark.parametrize("at", [FIRST_MOMENT, LAST_MOMENT])
async def test_a_deputy_decides_to_the_edges_of_the_period_and_the_case_says_by_whose_paper(
    office: Office, at: datetime
) -> None:
    office.clock.at = at

    case = await office.decide(BY_OCTOBER, KEY, FORWARD, 1)

    assert case.ruling is not None
    assert case.ruling.mandate == Mandate(OCTOBER.id, "15/UQ-UBND", date(2021, 9, 30), "Lê Văn Chủ")
    assert case.history[-1].mandate == OCTOBER.id
    assert is_intact(case.history)


@pytest.mark.parametrize(
    ("at", "told"),
    [(FIRST_MOMENT - A_MOMENT, "từ ngày 01/10/2021"), (LAST_MOMENT + A_MOMENT, "hết vào ngày 31/10/2021")],
)
async def test_outside_the_period_the_outcome_is_refused_with_the_day(office: Office, at: datetime, told: str) -> None:
    office.clock.at = at

    with pytest.raises(NotAllowedError, match=told):
        await office.decide(BY_OCTOBER, KEY, FORWARD, 1)

    assert office.cases.case(KEY).state is State.OPEN


async def test_outside_the_period_nothing_is_sent_back(office: Office) -> None:
    await ProposeOutcome(office.cases, RULE_SETS, office.clock)(OFFICER, KEY, FORWARD)
    office.clock.at = LAST_MOMENT + A_MOMENT

    with pytest.raises(NotAllowedError, match="31/10/2021"):
        await office.send_back(BY_OCTOBER, KEY, "Xem lại.", 2)


async def test_an_authorisation_for_another_authority_does_not_serve(office: Office) -> None:
    elsewhere = replace(OCTOBER, authorities=frozenset({"33.mttq"}))

    with pytest.raises(NotAllowedError, match="không gồm cơ quan này"):
        await office.decide(replace(DEPUTY, authorisations=(elsewhere,)), KEY, FORWARD, 1)


async def test_the_head_decides_without_a_mandate_and_a_changed_mandate_is_seen_in_the_chain(office: Office) -> None:
    by_head = await office.decide(HEAD, KEY, DECLINE, 1)
    forged = replace(by_head.history[-1], mandate=OCTOBER.id)

    assert by_head.ruling is not None
    assert by_head.ruling.mandate is None
    assert is_intact(by_head.history)
    assert not is_intact((*by_head.history[:-1], forged))


def test_a_deputy_whose_authorisation_is_over_is_told_when_it_ended_at_every_door() -> None:
    lapsed = replace(DEPUTY, roles=frozenset(), authorisations=(), lapsed="Ủy quyền đã hết vào ngày 31/10/2021.")

    with pytest.raises(NotAllowedError, match="31/10/2021"):
        lapsed.require(Role.HEAD, Role.DEPUTY)
    with pytest.raises(NotAllowedError, match="văn thư"):
        lapsed.require(Role.CLERK)


async def test_the_same_key_authorises_once_and_another_content_is_refused(office: Office) -> None:
    first = await office.authorise(HEAD, GRANT, "khoa-0001")
    again = await office.authorise(HEAD, GRANT, "khoa-0001")

    with pytest.raises(InvalidError) as refusal:
        await office.authorise(HEAD, replace(GRANT, ends_on=date(2021, 11, 30)), "khoa-0001")

    assert first == again
    assert list(office.authorisations.held.values()) == [first]
    assert [problem.field for problem in refusal.value.problems] == ["Idempotency-Key"]
    assert (first.authorities, first.given_by_name) == (HEAD.authorities, HEAD.name)


@pytest.mark.parametrize("deputy", [OFFICER.account, "khong-co", "a-far"])
async def test_only_an_active_deputy_of_the_authority_is_authorised_and_the_refusal_says_who(
    office: Office, deputy: str
) -> None:
    office.staff.accounts.append(account("a-far", "Phó Xa", Role.DEPUTY, authority="33.mttq"))
    locked = account("a-locked", "Phó Khóa", Role.DEPUTY, authority="33.327.12079")
    office.staff.accounts.append(replace(locked, active=False))

    with pytest.raises(InvalidError) as refusal:
        await office.authorise(HEAD, replace(GRANT, deputy=deputy), "khoa-0001")

    [problem] = refusal.value.problems
    assert problem.field == "deputy"
    assert DEPUTY.name in problem.message
    assert "Phó" not in problem.message.replace(DEPUTY.name, "")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.HEAD])
async def test_nobody_but_the_head_authorises_or_ends(office: Office, role: Role) -> None:
    given = await office.authorise(HEAD, GRANT, "khoa-0001")
    somebody = Viewer("x", "Ai Đó", frozenset({role}), authorities=HEAD.authorities)

    with pytest.raises(NotAllowedError):
        await office.authorise(somebody, GRANT, "khoa-0002")
    with pytest.raises(NotAllowedError):
        await office.end(somebody, UUID(given.id))

    assert office.authorisations.held == {given.id: given}


async def test_an_authorisation_is_ended_once_and_is_not_there_for_another_authority(office: Office) -> None:
    given = await office.authorise(HEAD, GRANT, "khoa-0001")
    with pytest.raises(NotFoundError):
        await office.end(STRANGER, UUID(given.id))

    over = await office.end(HEAD, UUID(given.id))

    with pytest.raises(AuthorisationOverError):
        await office.end(HEAD, UUID(given.id))
    assert not over.holds(office.clock.at)
    assert over.ended_by_name == HEAD.name


async def test_of_two_who_end_at_once_the_second_is_told(office: Office) -> None:
    given = await office.authorise(HEAD, GRANT, "khoa-0001")

    class Raced(FakeAuthorisations):
        async def end(self, authorisation: Authorisation) -> bool:
            self.held[given.id] = replace(given, ended_at=office.clock.at, ended_by_name="Người nhanh hơn")
            return await super().end(authorisation)

    raced = Raced(dict(office.authorisations.held))

    with pytest.raises(AuthorisationOverError):
        await EndAuthorisation(raced, office.clock)(HEAD, UUID(given.id))

    assert raced.held[given.id].ended_by_name == "Người nhanh hơn"


async def test_colleagues_are_listed_with_the_deputies_authorisations(office: Office) -> None:
    given = await office.authorise(HEAD, GRANT, "khoa-0001")

    people = await office.people(OFFICER)

    assert {one.id for one in people.staff} == {"a-head", "a-deputy", "a-officer", "a-clerk"}
    assert people.authorisations == {DEPUTY.account: [given]}
    assert (await office.people(STRANGER)).staff == []
