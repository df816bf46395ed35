"""Signing in, being recognised, and everything that ends it."""

import io
import json
import logging
from dataclasses import replace
from datetime import date, timedelta

import pytest

from shared.directory.authorising import Authorisation
from shared.directory.bodies import Account
from shared.directory.succession import Link
from shared.identity.recognising import CACHE_SECONDS, SESSION_LIFE
from shared.identity.viewer import Role
from shared.observability.logs import configure_logging
from shared.refusals import NotAllowedError, NotSignedInError
from tests.unit.directory.samples import BY_PAPER
from tests.unit.identity.fakes import HASH, PASSWORD, Setting

HEAD = Account(
    id="a-1",
    username="lanh-dao.so-noi-vu",
    name="Nguyễn Khắc Minh",
    roles=frozenset({Role.HEAD}),
    authorities=frozenset({"33.so-noi-vu"}),
    password_hash=HASH,
)


def until(day: date) -> Authorisation:
    return replace(BY_PAPER, account=HEAD.id, authorities=HEAD.authorities, ends_on=day)


@pytest.fixture
def setting() -> Setting:
    made = Setting()
    made.accounts.add(HEAD)
    made.accounts.authorities["00.thu-tuong"] = Link(worked_by="33.so-noi-vu")
    return made


async def test_the_right_password_opens_a_session_that_is_recognised(setting: Setting) -> None:
    identity = setting.identity()

    signed_in = await identity.sign_in(HEAD.username, PASSWORD, "10.0.0.1")
    session, viewer = await identity.recognise(signed_in.token)

    assert viewer == signed_in.viewer
    assert (viewer.account, viewer.name, viewer.roles) == ("a-1", "Nguyễn Khắc Minh", {Role.HEAD})
    assert session.expires_at == signed_in.expires_at == setting.clock.at + SESSION_LIFE


async def test_a_viewer_acts_for_authorities_that_the_body_works_for(setting: Setting) -> None:
    signed_in = await setting.identity().sign_in(HEAD.username, PASSWORD, "10.0.0.1")

    assert signed_in.viewer.authorities == {"33.so-noi-vu", "00.thu-tuong"}
    assert signed_in.viewer.lent == {"00.thu-tuong"}


async def test_a_paper_covers_nothing_that_a_body_only_works_for(setting: Setting) -> None:
    setting.accounts.add(replace(HEAD, roles=frozenset({Role.DEPUTY})))
    both = HEAD.authorities | {"00.thu-tuong"}
    setting.accounts.given.append(replace(BY_PAPER, account=HEAD.id, authorities=both))

    viewer = (await setting.identity().sign_in(HEAD.username, PASSWORD, "10.0.0.1")).viewer

    assert [one.authorities for one in viewer.authorisations] == [HEAD.authorities]
    assert viewer.lapsed == ""


@pytest.mark.parametrize("typed", ["Lanh-Dao.So-Noi-Vu", "  lanh-dao.so-noi-vu "])
async def test_a_name_is_found_however_it_is_capitalised(setting: Setting, typed: str) -> None:
    assert (await setting.identity().sign_in(typed, PASSWORD, "10.0.0.1")).viewer.account == "a-1"


async def test_wrong_password_and_unknown_name_are_refused_alike(setting: Setting) -> None:
    identity = setting.identity()

    with pytest.raises(NotSignedInError) as wrong:
        await identity.sign_in(HEAD.username, "khac", "10.0.0.1")
    with pytest.raises(NotSignedInError) as unknown:
        await identity.sign_in("khong-co", PASSWORD, "10.0.0.1")

    assert wrong.value.message == unknown.value.message


async def test_the_log_names_the_guessed_account_and_nothing_typed(setting: Setting) -> None:
    logged, before = io.StringIO(), logging.getLogger().handlers[:]
    configure_logging("test", stream=logged)
    try:
        for name in (HEAD.username, "mat-khau-cua-toi"):
            with pytest.raises(NotSignedInError):
                await setting.identity().sign_in(name, "doan-mo", "10.0.0.1")
    finally:
        logging.getLogger().handlers[:] = before

    lines = [json.loads(line) for line in logged.getvalue().splitlines()]
    assert [(line["event"], line["account"]) for line in lines] == [
        ("sign_in.refused", "a-1"),
        ("sign_in.refused", None),
    ]
    assert [typed for typed in (HEAD.username, "mat-khau", "doan-mo") if typed in logged.getvalue()] == []


async def test_the_token_itself_is_stored_nowhere(setting: Setting) -> None:
    signed_in = await setting.identity().sign_in(HEAD.username, PASSWORD, "10.0.0.1")

    assert signed_in.token not in repr(setting.sessions)
    assert len(signed_in.token) >= 43


async def test_only_who_knows_the_password_learns_of_the_lock(setting: Setting) -> None:
    setting.accounts.add(replace(HEAD, active=False))

    with pytest.raises(NotAllowedError, match="bị khóa"):
        await setting.identity().sign_in(HEAD.username, PASSWORD, "10.0.0.1")
    with pytest.raises(NotSignedInError):
        await setting.identity().sign_in(HEAD.username, "khac", "10.0.0.1")

    assert not setting.sessions.sessions


async def test_production_admits_no_demo_account(setting: Setting) -> None:
    setting.accounts.add(replace(HEAD, demo=True))
    signed_in = await setting.identity().sign_in(HEAD.username, PASSWORD, "10.0.0.1")

    with pytest.raises(NotAllowedError, match="dùng thử"):
        await setting.identity(admits_demo=False).sign_in(HEAD.username, PASSWORD, "10.0.0.1")
    with pytest.raises(NotSignedInError):
        await setting.identity(admits_demo=False).recognise(signed_in.token)


async def test_a_session_ends_with_its_time_even_while_remembered(setting: Setting) -> None:
    identity = setting.identity()
    signed_in = await identity.sign_in(HEAD.username, PASSWORD, "10.0.0.1")
    setting.clock.pass_by(seconds=SESSION_LIFE.total_seconds() - 1)
    await identity.recognise(signed_in.token)

    setting.clock.pass_by(seconds=1)

    with pytest.raises(NotSignedInError):
        await identity.recognise(signed_in.token)


@pytest.mark.parametrize(
    ("begun", "ends"),
    [(timedelta(0), timedelta(days=3650)), (timedelta(days=3650), timedelta(days=3650, hours=1))],
    ids=["ten years long", "begun in ten years"],
)
async def test_a_session_that_somebody_made_longer_is_not_believed(
    setting: Setting, begun: timedelta, ends: timedelta
) -> None:
    signed_in = await setting.identity().sign_in(HEAD.username, PASSWORD, "10.0.0.1")
    [(key, made)] = setting.sessions.sessions.items()
    at = setting.clock.at
    setting.sessions.sessions[key] = replace(made, created_at=at + begun, expires_at=at + ends)

    setting.clock.pass_by(seconds=SESSION_LIFE.total_seconds())

    with pytest.raises(NotSignedInError):
        await setting.identity().recognise(signed_in.token)


async def test_a_longer_session_says_when_it_really_ends(setting: Setting) -> None:
    signed_in = await setting.identity().sign_in(HEAD.username, PASSWORD, "10.0.0.1")
    [(key, made)] = setting.sessions.sessions.items()
    setting.sessions.sessions[key] = replace(made, expires_at=made.expires_at + timedelta(days=1))

    session, _ = await setting.identity().recognise(signed_in.token)

    assert session.expires_at == signed_in.expires_at


async def test_a_session_begun_with_older_credentials_opens_nothing(setting: Setting) -> None:
    identity = setting.identity()
    signed_in = await identity.sign_in(HEAD.username, PASSWORD, "10.0.0.1")
    await identity.recognise(signed_in.token)

    setting.accounts.add(replace(HEAD, credential_version=1))
    setting.clock.pass_by(seconds=CACHE_SECONDS)

    with pytest.raises(NotSignedInError):
        await identity.recognise(signed_in.token)
    again = await identity.sign_in(HEAD.username, PASSWORD, "10.0.0.1")
    assert (await identity.recognise(again.token))[1].account == HEAD.id


async def test_signing_out_holds_here_at_once_and_elsewhere_in_seconds(setting: Setting) -> None:
    here, elsewhere = setting.identity(), setting.identity()
    signed_in = await here.sign_in(HEAD.username, PASSWORD, "10.0.0.1")
    await here.recognise(signed_in.token)
    await elsewhere.recognise(signed_in.token)

    await here.sign_out(signed_in.token)

    with pytest.raises(NotSignedInError):
        await here.recognise(signed_in.token)
    setting.clock.pass_by(seconds=CACHE_SECONDS)
    with pytest.raises(NotSignedInError):
        await elsewhere.recognise(signed_in.token)


async def test_locking_an_account_ends_its_sessions_within_seconds(setting: Setting) -> None:
    identity = setting.identity()
    signed_in = await identity.sign_in(HEAD.username, PASSWORD, "10.0.0.1")
    await identity.recognise(signed_in.token)

    setting.accounts.add(replace(HEAD, active=False))
    setting.clock.pass_by(seconds=CACHE_SECONDS)

    with pytest.raises(NotSignedInError):
        await identity.recognise(signed_in.token)


async def test_a_recognised_token_is_not_asked_for_again_at_once(setting: Setting) -> None:
    identity = setting.identity()
    signed_in = await identity.sign_in(HEAD.username, PASSWORD, "10.0.0.1")

    for _ in range(5):
        await identity.recognise(signed_in.token)

    assert setting.sessions.asked == 1


@pytest.mark.parametrize("token", ["", "x", "\ud800", "a" * 100_000])
async def test_a_made_up_token_is_nobodys(setting: Setting, token: str) -> None:
    with pytest.raises(NotSignedInError):
        await setting.identity().recognise(token)


async def test_a_deputys_authorisation_ends_by_itself(setting: Setting) -> None:
    setting.accounts.add(replace(HEAD, roles=frozenset({Role.DEPUTY})))
    setting.accounts.given.append(until(date(2021, 10, 5)))
    identity = setting.identity()
    signed_in = await identity.sign_in(HEAD.username, PASSWORD, "10.0.0.1")

    # 02:00 UTC and nine hours make 18:00 in Hà Nội; 15 hours make midnight there.
    setting.clock.pass_by(hours=9)
    _, before = await identity.recognise(signed_in.token)
    setting.clock.pass_by(hours=2)
    _, still = await identity.recognise(signed_in.token)
    later = await setting.identity().sign_in(HEAD.username, PASSWORD, "10.0.0.1")
    setting.clock.pass_by(hours=4)
    _, after = await identity.recognise(later.token)

    assert before.roles == still.roles == {Role.DEPUTY}
    assert after.roles == frozenset()
    assert "05/10/2021" in after.lapsed


async def test_a_deputy_without_an_authorisation_keeps_other_roles(setting: Setting) -> None:
    setting.accounts.add(replace(HEAD, roles=frozenset({Role.DEPUTY, Role.OFFICER})))

    viewer = (await setting.identity().sign_in(HEAD.username, PASSWORD, "10.0.0.1")).viewer

    assert viewer.roles == {Role.OFFICER}
    assert "Chưa ghi nhận văn bản ủy quyền" in viewer.lapsed
