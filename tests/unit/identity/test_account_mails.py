"""Mails about accounts: who is sent one, what its link is good for, and what follows each answer of the mail server."""

import re
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from services.identity.adapters.hashing import Passwords
from services.identity.adapters.letters import MimeLetters
from services.identity.application.changing_mail import ConfirmMail
from services.identity.application.resetting_password import AskForReset, ResetPassword
from services.identity.application.sending import SendAccountMail
from services.identity.domain.account_mails import (
    LINK_LIFE,
    MOST_RESETS,
    AccountMail,
    MailKind,
    State,
    ask_for_confirmation,
    notify,
)
from services.identity.domain.guessing import RESET_LIMIT, Source
from shared.audit.entry import Kind
from shared.directory.bodies import Account
from shared.directory.roles import Role
from shared.identity.tokens import token_hash
from shared.mails.line import DeferredError, DoubtError, LineDownError, LineError, RefusedError
from shared.refusals import InvalidError, TooManyError
from tests.account_mails import text_of, token_of
from tests.unit.identity.fakes import HASH, PASSWORD, QUICK, VAULT, Setting

PERSON = Account(
    "1f", "nop.mau", "Trần Mẫu Bình", frozenset({Role.SUBMITTER}), "33.mau", mail="binh@mau.example", password_hash=HASH
)
NEW = "mưa rào cầu ao lá"
FROM = "203.0.113.9"


@dataclass
class FakeLine:
    """Keeps what it is given; errors are used up one by one, by step."""

    errors: dict[str, list[LineError]] = field(default_factory=dict)
    mails: list[tuple[str, bytes]] = field(default_factory=list)
    recipient: str = ""

    async def ready(self) -> None:
        self._fail("ready")

    async def address(self, recipient: str, *, envelope_id: str) -> None:
        assert envelope_id
        self._fail("address")
        self.recipient = recipient

    async def content(self, raw: bytes) -> None:
        self.mails.append((self.recipient, raw))
        self._fail("content")

    async def close(self) -> None:
        self.recipient = ""

    def _fail(self, step: str) -> None:
        if found := self.errors.get(step):
            raise found.pop(0)


@dataclass
class Office:
    """What asks for, sends and takes links, over one set of fakes."""

    setting: Setting = field(default_factory=Setting)
    line: FakeLine = field(default_factory=FakeLine)
    woken: int = 0

    @property
    def mails(self) -> list[AccountMail]:
        return list(self.setting.accounts.mails.mails.values())

    async def ask(self, name: str = PERSON.username, address: str = FROM) -> None:
        setting = self.setting
        await AskForReset(setting.accounts.mails, setting.attempts, VAULT, self._wake, setting.clock.now)(name, address)

    async def send(self, *, admits_demo: bool = True) -> bool:
        setting, letters = self.setting, MimeLetters("https://thidua.example", "thidua@thidua.example")
        send = SendAccountMail(
            setting.accounts.mails,
            setting.accounts,
            letters,
            VAULT,
            admits_demo,
            timedelta(seconds=20),
            setting.clock.now,
            lambda _: None,
        )
        return await send(self.line)

    async def reset(self, token: str, new: str = NEW) -> None:
        setting = self.setting
        passwords, now = Passwords(QUICK), setting.clock.now
        reset = ResetPassword(
            setting.accounts.mails, setting.accounts, passwords, admits_demo=True, wake=self._wake, now=now
        )
        await reset(token, new)

    async def confirm(self, token: str) -> None:
        setting = self.setting
        await ConfirmMail(setting.accounts.mails, setting.accounts, self._wake, setting.clock.now)(token)

    def token(self, index: int = -1) -> str:
        return token_of(self.line.mails[index][1])

    def _wake(self) -> None:
        self.woken += 1


@pytest.fixture
def office() -> Office:
    made = Office()
    made.setting.accounts.add(PERSON)
    return made


async def test_a_link_for_a_new_password_serves_once(office: Office) -> None:
    await office.ask("  NOP.Mau ")
    await office.send()

    await office.reset(office.token())

    [(recipient, raw)] = office.line.mails
    assert recipient == PERSON.mail
    assert "30 phút" in text_of(raw)
    assert [kind for _, kind in office.setting.accounts.changes] == [Kind.PASSWORD_RESET]
    assert [one.kind for one in office.setting.accounts.notices] == [MailKind.PASSWORD_CHANGED]
    assert await Passwords(QUICK).verify(office.setting.accounts.accounts[PERSON.username].password_hash, NEW)
    with pytest.raises(InvalidError):
        await office.reset(office.token())


async def test_of_the_token_only_a_hash_is_stored(office: Office) -> None:
    await office.ask()
    await office.send()

    [mail] = office.mails
    assert mail.token_hash == token_hash(office.token())
    assert office.token() not in repr(mail)
    assert PERSON.username not in repr(mail)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (None, "unknown"),
        ({"active": False}, "locked"),
        ({"mail": None}, "no-address"),
        ({"demo": True}, "demo"),
    ],
)
async def test_whoever_cannot_be_sent_one_is_answered_alike(
    office: Office, change: dict[str, object] | None, why: str
) -> None:
    office.setting.accounts.accounts.clear()
    if change is not None:
        office.setting.accounts.add(replace(PERSON, **change))  # type: ignore[arg-type]  # of several fields

    await office.ask()
    found = await office.send(admits_demo=False)

    [mail], [entry] = office.mails, office.setting.accounts.mails.entries
    assert (found, office.line.mails) == (True, [])
    assert (mail.state, mail.due_at, mail.sealed_name) == (State.DROPPED, None, b"")
    assert (entry.kind, entry.details["why"]) == (Kind.PASSWORD_RESET_ASKED, why)
    assert PERSON.username not in repr(entry)


async def test_asking_writes_the_same_for_every_name(office: Office) -> None:
    await office.ask()
    await office.ask("khong-ai-ca")

    known, unknown = office.mails
    assert len(known.sealed_name) + len("khong-ai-ca") - len(PERSON.username) == len(unknown.sealed_name)
    assert replace(known, id="", sealed_name=b"") == replace(unknown, id="", sealed_name=b"")
    assert office.setting.accounts.mails.entries == []


async def test_asking_is_limited_for_a_name_from_one_network_only(office: Office) -> None:
    for _ in range(RESET_LIMIT):
        await office.ask()

    with pytest.raises(TooManyError):
        await office.ask()
    await office.ask(address="198.51.100.7")

    assert len(office.mails) == RESET_LIMIT + 1
    assert not office.setting.attempts.wrong[Source(PERSON.username, FROM).name_key]


async def test_an_owner_is_sent_few_links_whoever_asks(office: Office) -> None:
    for network in range(MOST_RESETS + 2):
        await office.ask(address=f"198.51.{network}.7")
        await office.send()

    office.setting.clock.pass_by(minutes=61)
    await office.ask()
    await office.send()

    assert len(office.line.mails) == MOST_RESETS + 1


@pytest.mark.parametrize(
    "change",
    [{"active": False}, {"credential_version": 1}, {"mail": "khac@mau.example"}],
    ids=["locked", "another password", "another address"],
)
async def test_a_link_ends_with_what_changes_meanwhile(office: Office, change: dict[str, object]) -> None:
    await office.ask()
    await office.send()
    office.setting.accounts.add(replace(PERSON, **change))  # type: ignore[arg-type]  # of several fields

    with pytest.raises(InvalidError) as refused:
        await office.reset(office.token())

    assert [one.field for one in refused.value.problems] == ["token"]
    assert office.setting.accounts.changes == []


async def test_a_link_ends_after_its_time(office: Office) -> None:
    await office.ask()
    await office.send()
    office.setting.clock.at += LINK_LIFE[MailKind.PASSWORD_RESET]

    with pytest.raises(InvalidError):
        await office.reset(office.token())

    assert office.setting.accounts.changes == []


async def test_the_second_of_two_links_ends_with_the_first(office: Office) -> None:
    for _ in range(2):
        await office.ask()
        await office.send()

    await office.reset(office.token(0))

    assert office.token(0) != office.token(1)
    with pytest.raises(InvalidError):
        await office.reset(office.token(1))


async def test_a_weak_password_leaves_the_link_as_it_is(office: Office) -> None:
    await office.ask()
    await office.send()

    with pytest.raises(InvalidError) as refused:
        await office.reset(office.token(), "ngan")
    await office.reset(office.token())

    assert [one.field for one in refused.value.problems] == ["new_password"]
    assert len(office.setting.accounts.changes) == 1


async def test_a_link_of_one_kind_does_not_serve_for_the_other(office: Office) -> None:
    await office.ask()
    await office.send()
    await office.setting.accounts.mails.add(ask_for_confirmation(PERSON, "moi@mau.example", office.setting.clock.at))
    await office.send()

    with pytest.raises(InvalidError):
        await office.confirm(office.token(0))
    # Also where an administrator has entered the same address meanwhile.
    office.setting.accounts.add(replace(PERSON, mail="moi@mau.example"))
    with pytest.raises(InvalidError):
        await office.reset(office.token(1))

    assert office.setting.accounts.changes == []


async def test_a_new_address_is_confirmed_there_and_told_to_the_old(office: Office) -> None:
    await office.setting.accounts.mails.add(ask_for_confirmation(PERSON, "moi@mau.example", office.setting.clock.at))
    await office.send()

    await office.confirm(office.token())

    [notice] = office.setting.accounts.notices
    assert office.line.mails[0][0] == "moi@mau.example"
    assert (notice.kind, notice.address) == (MailKind.MAIL_CHANGED, PERSON.mail)
    assert office.setting.accounts.accounts[PERSON.username].mail == "moi@mau.example"


@pytest.mark.parametrize("change", [{"mail": "b@mau.example"}, {"credential_version": 1}, {"active": False}])
async def test_a_confirmation_ends_with_what_changes_meanwhile(office: Office, change: dict[str, object]) -> None:
    await office.setting.accounts.mails.add(ask_for_confirmation(PERSON, "moi@mau.example", office.setting.clock.at))
    await office.send()
    office.setting.accounts.add(replace(PERSON, **change))  # type: ignore[arg-type]  # of several fields

    with pytest.raises(InvalidError):
        await office.confirm(office.token())

    assert office.setting.accounts.changes == []


@pytest.mark.parametrize(
    ("step", "error", "state"),
    [
        ("address", DeferredError("450"), State.WAITING),
        ("address", RefusedError("550"), State.FAILED),
        ("content", DeferredError("452"), State.WAITING),
        ("content", RefusedError("554"), State.FAILED),
        ("content", DoubtError("lost"), State.WAITING),
    ],
)
async def test_each_answer_of_the_mail_server_is_recorded(
    office: Office, step: str, error: LineError, state: State
) -> None:
    notice = notify(PERSON, MailKind.PASSWORD_CHANGED, office.setting.clock.at)
    assert notice
    await office.setting.accounts.mails.add(notice)
    office.line.errors = {step: [error]}

    await office.send()

    [mail] = office.mails
    assert (mail.state, mail.reason) == (state, str(error))
    assert (mail.due_at is None) == (state is State.FAILED)


async def test_while_the_mail_server_is_away_mails_wait(office: Office) -> None:
    await office.ask()
    office.line.errors = {"ready": [LineDownError("refused")]}

    with pytest.raises(LineDownError):
        await office.send()
    office.setting.clock.pass_by(minutes=5)
    await office.send()

    assert [mail.state for mail in office.mails] == [State.SENT]
    await office.reset(office.token())


async def test_in_doubt_the_same_mail_goes_out_again(office: Office) -> None:
    await office.ask()
    office.line.errors = {"content": [DoubtError("lost")]}
    await office.send()
    office.setting.clock.pass_by(minutes=1)

    await office.send()
    office.setting.clock.pass_by(days=1)
    is_left = await office.send()

    assert office.token(0) == office.token(1)
    assert len({re.search(rb"Message-ID: .*", raw)[0] for _, raw in office.line.mails}) == 1  # type: ignore[index]
    assert (len(office.line.mails), is_left) == (2, False)


@pytest.mark.parametrize(("kind", "hours"), [(MailKind.PASSWORD_RESET, 1), (MailKind.NEW_NETWORK, 72)])
async def test_a_mail_does_not_wait_for_ever(office: Office, kind: MailKind, hours: int) -> None:
    notice = notify(PERSON, kind, office.setting.clock.at)
    assert notice
    await office.setting.accounts.mails.add(notice)
    for _ in range(2):
        office.line.errors = {"address": [DeferredError("450")]}
        await office.send()
        office.setting.clock.pass_by(hours=hours)

    assert [mail.state for mail in office.mails] == [State.FAILED]


async def test_a_sign_in_is_told_of_from_a_new_network_only(office: Office) -> None:
    identity = office.setting.identity()

    for address in (FROM, FROM, "198.51.100.7", "198.51.100.9"):
        await identity.sign_in(PERSON.username, PASSWORD, address)

    [notice] = office.setting.sessions.notices
    assert (notice.kind, notice.network) == (MailKind.NEW_NETWORK, "198.51.100.0/24")


@pytest.mark.parametrize("kind", MailKind)
def test_every_kind_of_mail_can_be_written(kind: MailKind) -> None:
    notice = notify(PERSON, kind, Setting().clock.at, network="198.51.100.0/24")
    assert notice

    raw = MimeLetters("https://thidua.example/", "Thi đua <thidua@thidua.example>")(notice, "ab12", Setting().clock.at)

    text = text_of(raw)
    assert PERSON.name in text
    assert ("https://thidua.example/" in text, "?ma=ab12" in text) == (True, kind in LINK_LIFE)
    assert ("198.51.100.0/24" in text) == (kind is MailKind.NEW_NETWORK)
    assert b"Auto-Submitted: auto-generated" in raw
