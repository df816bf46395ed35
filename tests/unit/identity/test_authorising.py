"""A head signs over to a deputy and ends it, each with its entry in the record; nobody else does."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

import pytest

from services.identity.application.authorising import AuthoriseDeputy, EndAuthorisation, Grant
from shared.audit.entry import Actor, Entry, Kind
from shared.directory.authorising import Authorisation, AuthorisationOverError, Paper
from shared.directory.bodies import Account
from shared.directory.roles import Role
from shared.identity.viewer import Viewer
from shared.refusals import InvalidError, NotAllowedError, NotFoundError
from tests.unit.directory.samples import BY_PAPER
from tests.unit.identity.fakes import Clock

YEN_PHU, HELPER = "33.327.12079", "33.so-noi-vu"
GRANT = Grant("a-deputy", date(2021, 10, 5), date(2021, 10, 31), Paper("15/UQ-UBND", date(2021, 10, 4)))


def account(identity: str, name: str, *roles: Role, authority: str = YEN_PHU) -> Account:
    return Account(identity, identity, name, frozenset(roles), authorities=frozenset({authority}))


HEAD = Viewer("a-head", "Lê Văn Chủ", frozenset({Role.HEAD}), authorities=frozenset({YEN_PHU}))
STRANGER = Viewer("a-other", "Người Khác", frozenset({Role.HEAD}), authorities=frozenset({"33.327.99999"}))
# Somebody of the body that does the commune's work.
OF_HELPER = replace(HEAD, account="a-helper", authorities=frozenset({HELPER, YEN_PHU}), lent=frozenset({YEN_PHU}))
DEPUTY = account("a-deputy", "Hoàng Thị Hai", Role.DEPUTY)
OFFICER = account("a-officer", "Phạm Thị Chuyên", Role.OFFICER)


@dataclass
class FakeStaff:
    """Accounts in the order in which they were added."""

    accounts: list[Account]

    async def of(self, authorities: frozenset[str]) -> Sequence[Account]:
        return [one for one in self.accounts if one.active and one.authorities & authorities]


@dataclass
class FakeAuthorisations:
    """Authorisations by id with their entries, guarded as the real ones are."""

    held: dict[str, Authorisation] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)

    async def find(self, identity: str) -> Authorisation | None:
        return self.held.get(identity)

    async def add(self, authorisation: Authorisation, entry: Entry) -> bool:
        if authorisation.id in self.held:
            return False
        self.held[authorisation.id] = authorisation
        self.entries.append(entry)
        return True

    async def end(self, authorisation: Authorisation, entry: Entry) -> bool:
        if self.held[authorisation.id].ended_at is not None:
            return False
        self.held[authorisation.id] = authorisation
        self.entries.append(entry)
        return True


class CommuneAccounts:
    """A commune's people and their authorisations."""

    def __init__(self) -> None:
        self.staff, self.authorisations, self.clock = FakeStaff([DEPUTY, OFFICER]), FakeAuthorisations(), Clock()
        self.authorise = AuthoriseDeputy(self.staff, self.authorisations, self.clock.now)
        self.end = EndAuthorisation(self.authorisations, self.clock.now)


@pytest.fixture
def commune() -> CommuneAccounts:
    return CommuneAccounts()


async def test_the_same_key_authorises_once(commune: CommuneAccounts) -> None:
    first = await commune.authorise(HEAD, GRANT, "khoa-0001")
    again = await commune.authorise(HEAD, GRANT, "khoa-0001")

    with pytest.raises(InvalidError) as refusal:
        await commune.authorise(HEAD, replace(GRANT, ends_on=date(2021, 11, 30)), "khoa-0001")

    assert first == again
    assert list(commune.authorisations.held.values()) == [first]
    assert [problem.field for problem in refusal.value.problems] == ["Idempotency-Key"]
    assert (first.authorities, first.given_by_name) == (HEAD.authorities, HEAD.name)


@pytest.mark.parametrize("deputy", [OFFICER.id, "khong-co", "a-far"])
async def test_only_an_authoritys_active_deputy_is_authorised(commune: CommuneAccounts, deputy: str) -> None:
    commune.staff.accounts.append(account("a-far", "Phó Xa", Role.DEPUTY, authority="33.mttq"))
    locked = account("a-locked", "Phó Khóa", Role.DEPUTY, authority=YEN_PHU)
    commune.staff.accounts.append(replace(locked, active=False))

    with pytest.raises(InvalidError) as refusal:
        await commune.authorise(HEAD, replace(GRANT, deputy=deputy), "khoa-0001")

    [problem] = refusal.value.problems
    assert problem.field == "deputy"
    assert DEPUTY.name in problem.message
    assert "Phó" not in problem.message.replace(DEPUTY.name, "")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.HEAD])
async def test_nobody_but_the_head_authorises_or_ends(commune: CommuneAccounts, role: Role) -> None:
    given = await commune.authorise(HEAD, GRANT, "khoa-0001")
    somebody = Viewer("x", "Ai Đó", frozenset({role}), authorities=HEAD.authorities)

    with pytest.raises(NotAllowedError):
        await commune.authorise(somebody, GRANT, "khoa-0002")
    with pytest.raises(NotAllowedError):
        await commune.end(somebody, UUID(given.id))

    assert commune.authorisations.held == {given.id: given}


async def test_an_authorisation_ends_once_and_is_hidden_from_others(commune: CommuneAccounts) -> None:
    given = await commune.authorise(HEAD, GRANT, "khoa-0001")
    with pytest.raises(NotFoundError):
        await commune.end(STRANGER, UUID(given.id))

    over = await commune.end(HEAD, UUID(given.id))

    with pytest.raises(AuthorisationOverError):
        await commune.end(HEAD, UUID(given.id))
    assert not over.holds(commune.clock.at)
    assert over.ended_by_name == HEAD.name


async def test_of_two_who_end_at_once_the_second_is_told(commune: CommuneAccounts) -> None:
    given = await commune.authorise(HEAD, GRANT, "khoa-0001")

    class Raced(FakeAuthorisations):
        async def end(self, authorisation: Authorisation, entry: Entry) -> bool:
            self.held[given.id] = replace(given, ended_at=commune.clock.at, ended_by_name="Người nhanh hơn")
            return await super().end(authorisation, entry)

    raced = Raced(dict(commune.authorisations.held))

    with pytest.raises(AuthorisationOverError):
        await EndAuthorisation(raced, commune.clock.now)(HEAD, UUID(given.id))

    assert raced.held[given.id].ended_by_name == "Người nhanh hơn"


async def test_a_head_authorises_no_deputy_of_a_body_they_help(commune: CommuneAccounts) -> None:
    with pytest.raises(InvalidError) as refused:
        await commune.authorise(OF_HELPER, GRANT, "khoa-0001")

    assert [one.field for one in refused.value.problems] == ["deputy"]
    standing = replace(BY_PAPER, id="0b8f6d3e-8d6f-4f0e-9b1a-3f5c2d7e9a10", authorities=HEAD.authorities)
    commune.authorisations.held[standing.id] = standing
    with pytest.raises(NotFoundError):
        await commune.end(OF_HELPER, UUID(standing.id))
    assert commune.authorisations.entries == []


async def test_each_act_is_recorded_once_and_a_refused_one_never(commune: CommuneAccounts) -> None:
    given = await commune.authorise(HEAD, GRANT, "khoa-0001")
    await commune.authorise(HEAD, GRANT, "khoa-0001")
    await commune.end(HEAD, UUID(given.id))
    with pytest.raises(AuthorisationOverError):
        await commune.end(HEAD, UUID(given.id))

    assert [one.kind for one in commune.authorisations.entries] == [Kind.AUTHORISATION_GIVEN, Kind.AUTHORISATION_ENDED]
    for entry in commune.authorisations.entries:
        assert (entry.actor, entry.subject) == (Actor(HEAD.account, HEAD.name), DEPUTY.id)
        assert (entry.details["authorisation"], entry.details["paper"]) == (given.id, "15/UQ-UBND")
