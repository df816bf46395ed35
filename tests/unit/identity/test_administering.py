"""Who may do what to which account: administrators to all but themselves, heads look at their own authority's."""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

import pytest

from services.identity.application.adding_accounts import AddAccount
from services.identity.application.administering import FindKept
from services.identity.application.changing_accounts import ChangeAccount, Foresee, Handing, HandOver, take_over
from services.identity.application.ending_access import EndAccess, LockAccount, SendLink
from services.identity.application.listing_accounts import DescribeAccounts, ListAccounts
from services.identity.domain.account_mails import MOST_RESETS, AccountMail, MailKind
from services.identity.domain.accounts import AccountFilter, Ended, Kept, stamp_of
from services.identity.domain.catalogue import Catalogue
from shared.audit.entry import Actor, Entry
from shared.directory.authorising import Authorisation, Paper
from shared.directory.bodies import Account
from shared.directory.changing import Wish
from shared.directory.roles import Role
from shared.identity.viewer import Viewer
from shared.refusals import ConflictError, InvalidError, NotAllowedError, NotFoundError, StaleError, TooManyError
from tests.unit.identity.test_catalogue import CATALOGUE

NOW = datetime(2021, 10, 5, 4, tzinfo=UTC)
HEALTH, HOME = frozenset({"33.so-y-te"}), frozenset({"33.so-noi-vu"})
ADMINISTRATOR = Account("admin", "quan-tri", "Quản Trị", frozenset({Role.ADMINISTRATOR}), mail="qt@x.example")
OFFICER = Account("officer", "cv", "Chuyên Viên", frozenset({Role.OFFICER}), authorities=HEALTH, mail="cv@x.example")
DEPUTY = Account("deputy", "pho", "Cấp Phó", frozenset({Role.DEPUTY}), authorities=HEALTH, mail="pho@x.example")
PAPER = Authorisation(
    *("paper", DEPUTY.id, HEALTH, date(2021, 1, 1), date(2099, 12, 31), Paper("1/UQ", date(2021, 1, 1))),
    *("", "Thủ trưởng", NOW),
)


@dataclass
class Directory:
    """Accounts in memory, behind every port of administration."""

    accounts: dict[str, Account] = field(
        default_factory=lambda: {each.id: each for each in (ADMINISTRATOR, OFFICER, DEPUTY)}
    )
    asked: list[AccountFilter] = field(default_factory=list)
    mails: list[AccountMail] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    by: list[Actor] = field(default_factory=list)

    async def account(self, account_id: str) -> Account | None:
        return self.accounts.get(account_id)

    async def ask(self, mail: AccountMail, _entry: Entry) -> None:
        self.mails.append(mail)

    async def find(self, wanted: AccountFilter, *, most: int, after: str = "") -> Sequence[Account]:
        self.asked.append(wanted)
        return [each for each in self.accounts.values() if each.username > after][:most]

    async def count(self, wanted: AccountFilter) -> int:
        self.asked.append(wanted)
        return len(self.accounts)

    async def named(self, usernames: Sequence[str]) -> Sequence[Account]:
        return [each for each in self.accounts.values() if each.username in usernames]

    async def of_ids(self, ids: Sequence[str]) -> Sequence[Account]:
        return [self.accounts[each] for each in ids if each in self.accounts]

    async def colleagues(self, account: Account) -> Sequence[Account]:
        return [
            each for each in self.accounts.values() if each.id != account.id and each.authorities & account.authorities
        ]

    def register(self, by: Actor) -> "Directory":
        self.by.append(by)
        return self

    async def add_all(self, accounts: Sequence[Account], invitations: Sequence[AccountMail] = ()) -> None:
        self.accounts |= {each.id: each for each in accounts}
        self.mails += invitations

    async def replace_all(self, changes: Sequence[Kept], *, by_name: str, at: datetime) -> Ended:
        assert (by_name, at) == (ADMINISTRATOR.name, NOW)
        self.kept += changes
        self.accounts |= {each.after.id: each.after for each in changes}
        return Ended(0, 0)

    async def open_sessions(self, _account: Account, _at: datetime) -> int:
        return 2

    async def revoke_sessions(self, _username: str, _reason: str = "") -> int:
        return 2

    async def remove_second_factor(self, _username: str, _reason: str = "") -> int:
        return 2

    async def of_accounts(self, accounts: Sequence[str]) -> Sequence[Authorisation]:
        return [PAPER] if DEPUTY.id in accounts else []

    async def catalogue(self) -> Catalogue:
        return CATALOGUE

    async def count_since(self, account_id: str, kind: MailKind, _at: datetime) -> int:
        return sum(mail.account == account_id and mail.kind is kind for mail in self.mails)


class Desk:
    """The use cases on one directory."""

    def __init__(self) -> None:
        self.directory = Directory()
        held = self.directory
        self.find = FindKept(held)
        foresee = Foresee(held.register, held, held, _now)
        self.add = AddAccount(held, held.register, held, _wake, _now)
        self.change = ChangeAccount(self.find, held.register, held, foresee, _wake, _now)
        self.hand_over = HandOver(self.find, held, held.register, held, foresee, _now)
        self.lock = LockAccount(self.find, held.register, foresee, _now)
        self.end = EndAccess(self.find, held.register)
        self.send_link = SendLink(self.find, held, held, _wake, _now)
        self.list = ListAccounts(held, held, DescribeAccounts(held, _now))


def _now() -> datetime:
    return NOW


def _wake() -> None:
    return


def viewer(account: Account) -> Viewer:
    return Viewer(account.id, account.name, account.roles, authorities=account.authorities)


ADMIN, HEAD = viewer(ADMINISTRATOR), Viewer("head", "Thủ Trưởng", frozenset({Role.HEAD}), authorities=HEALTH)


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def test_a_head_lists_the_own_authority_alone(desk: Desk) -> None:
    await desk.list(HEAD, AccountFilter(text="x"), most=10)
    await desk.list(ADMIN, AccountFilter(text="x"), most=10)

    assert [asked.within for asked in desk.directory.asked] == [HEALTH, HEALTH, None, None]


async def test_a_head_sees_no_account_of_another_authority(desk: Desk) -> None:
    other = replace(HEAD, authorities=HOME)

    assert await desk.find.visible(HEAD, OFFICER.id) == OFFICER
    with pytest.raises(NotFoundError):
        await desk.find.visible(other, OFFICER.id)
    with pytest.raises(NotFoundError):
        await desk.find.visible(replace(HEAD, lent=HEALTH), OFFICER.id)


Act = Callable[[Desk, Viewer, str, int], Coroutine[object, object, object]]
_LEAVES, _BECOMES_CLERK = Handing("Nghỉ việc"), Wish(roles=frozenset({Role.CLERK}))
ACTS: Mapping[str, Act] = {
    "change": lambda desk, who, identity, version: desk.change(
        who, identity, Wish(roles=frozenset({Role.CLERK})), version
    ),
    "lock": lambda desk, who, identity, version: desk.lock(who, identity, "Nghỉ việc", active=False, version=version),
    "hand over": lambda desk, who, identity, version: desk.hand_over(who, identity, _LEAVES, version),
    "sessions": lambda desk, who, identity, _: desk.end.end_sessions(who, identity, "Mất máy"),
    "factor": lambda desk, who, identity, _: desk.end.remove_factor(who, identity, "Mất máy"),
}
GUARDED = ("change", "lock", "hand over")


@pytest.mark.parametrize("act", ACTS)
async def test_an_act_is_the_administrators_and_not_on_oneself(desk: Desk, act: str) -> None:
    for who, account in ((HEAD, OFFICER), (viewer(OFFICER), DEPUTY), (ADMIN, ADMINISTRATOR)):
        with pytest.raises(NotAllowedError):
            await ACTS[act](desk, who, account.id, stamp_of(account))
    assert desk.directory.kept == []

    await ACTS[act](desk, ADMIN, OFFICER.id, stamp_of(OFFICER))

    assert desk.directory.by[-1] == Actor(ADMINISTRATOR.id, ADMINISTRATOR.name)


@pytest.mark.parametrize("act", GUARDED)
async def test_a_form_of_before_a_change_changes_nothing(desk: Desk, act: str) -> None:
    with pytest.raises(StaleError):
        await ACTS[act](desk, ADMIN, OFFICER.id, stamp_of(replace(OFFICER, name="Khác")))

    assert desk.directory.kept == []


async def test_what_a_change_ends_is_foreseen(desk: Desk) -> None:
    moved = await desk.change.look(ADMIN, DEPUTY.id, Wish(authorities=HOME), stamp_of(DEPUTY))
    renamed = await desk.change.look(ADMIN, DEPUTY.id, Wish(name="Tên Mới"), stamp_of(DEPUTY))

    assert (moved.ended, renamed.ended) == (Ended(2, 1), Ended(0, 0))
    assert moved.follows == ("Việc người này đang giữ ở Sở Y tế được thả trong vòng một phút.",)


async def test_the_address_of_before_is_told(desk: Desk) -> None:
    await desk.change(ADMIN, OFFICER.id, Wish(mail="moi@x.example"), stamp_of(OFFICER))

    [kept] = desk.directory.kept
    assert [(notice.kind, notice.address) for notice in kept.notices] == [(MailKind.MAIL_CHANGED, OFFICER.mail)]


async def test_one_form_adds_one_account(desk: Desk) -> None:
    wanted = replace(OFFICER, id="", username="cv.moi")

    first, again = await desk.add(ADMIN, wanted, "key"), await desk.add(ADMIN, wanted, "key")

    assert first == again
    assert [(mail.kind, mail.username) for mail in desk.directory.mails] == [(MailKind.ACCOUNT_ADDED, "cv.moi")]
    with pytest.raises(InvalidError):
        await desk.add(ADMIN, wanted, "another key")


async def test_links_are_sent_so_often_and_to_whom_they_reach(desk: Desk) -> None:
    for _ in range(MOST_RESETS):
        await desk.send_link(ADMIN, OFFICER.id)
    with pytest.raises(TooManyError):
        await desk.send_link(ADMIN, OFFICER.id)

    for unreached in (replace(OFFICER, mail=None), replace(OFFICER, active=False)):
        desk.directory.accounts[OFFICER.id] = unreached
        with pytest.raises(ConflictError):
            await desk.send_link(ADMIN, OFFICER.id)
    assert len(desk.directory.mails) == MOST_RESETS


def test_who_takes_over_gets_no_paper_and_no_say_over_the_system() -> None:
    leaver = replace(DEPUTY, roles=frozenset({Role.DEPUTY, Role.CLERK, Role.ADMINISTRATOR, Role.OPERATOR}))

    taker = take_over(leaver, replace(OFFICER, authorities=HOME))

    assert taker.roles == {Role.OFFICER, Role.CLERK}
    assert taker.authorities == HEALTH | HOME


async def test_a_taker_who_changed_meanwhile_is_looked_at_again(desk: Desk) -> None:
    handing = Handing("Nghỉ việc", taker=DEPUTY.id, taker_version=stamp_of(DEPUTY))
    desk.directory.accounts[DEPUTY.id] = replace(DEPUTY, name="Khác")

    with pytest.raises(StaleError):
        await desk.hand_over(ADMIN, OFFICER.id, handing, stamp_of(OFFICER))

    assert desk.directory.kept == []
