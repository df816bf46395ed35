"""Wrong passwords are counted against whoever guesses: neither the owner of a name nor an office pays for them."""

import asyncio
from dataclasses import replace

import pytest

from services.identity.domain.guessing import ADDRESS_LIMIT, NAME_LIMIT, NEAR_LIMIT, PAIR_LIMIT, STRANGER_LIMIT
from shared.refusals import NotSignedInError, TooManyError, UnavailableError
from tests.unit.identity.fakes import PASSWORD, Setting
from tests.unit.identity.test_signing_in import HEAD

OFFICE = "10.0.0.1"
COLLEAGUE = replace(HEAD, id="a-2", username="chuyen-vien.so-noi-vu")


@pytest.fixture
def setting() -> Setting:
    made = Setting()
    made.accounts.add(HEAD)
    made.accounts.add(COLLEAGUE)
    return made


async def guess(setting: Setting, times: int, *, name: str = HEAD.username, address: str) -> int:
    """How many of that many guesses were looked at; the others were refused."""
    identity, looked_at = setting.identity(), 0
    for number in range(times):
        try:
            await identity.sign_in(name.format(number), "khac", address.format(number))
        except NotSignedInError:
            looked_at += 1
        except TooManyError:
            pass
    return looked_at


async def signs_in(setting: Setting, address: str, *, name: str = HEAD.username) -> bool:
    try:
        await setting.identity().sign_in(name, PASSWORD, address)
    except TooManyError:
        return False
    return True


@pytest.mark.parametrize(
    ("times", "name", "address", "looked_at"),
    [
        (51, HEAD.username, "203.0.113.1", PAIR_LIMIT),
        (200, HEAD.username, "203.0.113.{0}", NEAR_LIMIT),
        (200, HEAD.username, "2001:db8::{0}", PAIR_LIMIT),
        (200, HEAD.username, "::ffff:203.0.113.{0}", NEAR_LIMIT),
        (120, "ten-{0}", "203.0.113.1", ADDRESS_LIMIT),
        (120, "ten-{0}", "2001:db8::{0}", ADDRESS_LIMIT),
        (200, HEAD.username, "unknown", PAIR_LIMIT),
    ],
    ids=[
        "one name, one address",
        "one name, one network",
        "one name, one IPv6 network",
        "one name, one mapped network",
        "many names, one address",
        "many names, one IPv6 network",
        "no address",
    ],
)
async def test_guessing_is_stopped(setting: Setting, times: int, name: str, address: str, looked_at: int) -> None:
    assert await guess(setting, times, name=name, address=address) == looked_at

    with pytest.raises(TooManyError, match="2 phút") as stopped:
        await setting.identity().sign_in(name.format(1), PASSWORD, address.format(1))

    assert stopped.value.retry_after == 61


async def test_past_a_names_limit_new_networks_have_few_guesses(setting: Setting) -> None:
    await guess(setting, NAME_LIMIT, address="198.51.{0}.1")

    looked_at = [await guess(setting, 10, address=f"203.0.{network}.1") for network in range(4)]

    assert looked_at == [STRANGER_LIMIT] * 4


@pytest.mark.parametrize("guessers", ["203.0.113.9", "203.0.113.{0}", "203.{0}.113.9", "2001:db8:{0}::1"])
@pytest.mark.parametrize("home", [OFFICE, "2001:db8:ffff:1::7"])
async def test_no_strangers_guesses_lock_the_owner_out(setting: Setting, guessers: str, home: str) -> None:
    first, elsewhere = "10.9.9.9", "10.8.8.8"
    await setting.identity().sign_in(HEAD.username, PASSWORD, first)

    await guess(setting, 150, address=guessers)

    assert [await signs_in(setting, place) for place in (first, home, elsewhere)] == [True] * 3


async def test_other_names_guessed_at_an_owners_home_do_not_count(setting: Setting) -> None:
    await setting.identity().sign_in(COLLEAGUE.username, PASSWORD, OFFICE)

    await guess(setting, 61, name="ten-{0}", address=OFFICE)

    assert await signs_in(setting, OFFICE, name=COLLEAGUE.username)
    assert not await signs_in(setting, OFFICE)


async def test_at_home_guessing_is_stopped_too(setting: Setting) -> None:
    await setting.identity().sign_in(HEAD.username, PASSWORD, OFFICE)

    assert await guess(setting, 30, address=OFFICE) == PAIR_LIMIT
    assert await guess(setting, 200, address="10.0.0.{0}") == NEAR_LIMIT - PAIR_LIMIT


async def test_a_known_network_is_one_persons_own(setting: Setting) -> None:
    await setting.identity().sign_in(COLLEAGUE.username, PASSWORD, OFFICE)
    await guess(setting, 1, address=OFFICE)
    await guess(setting, NAME_LIMIT, address="198.51.{0}.1")

    assert await guess(setting, 10, address="10.0.0.2") == STRANGER_LIMIT - 1


async def test_a_refused_attempt_counts_for_nobody(setting: Setting) -> None:
    await guess(setting, PAIR_LIMIT, address=OFFICE)
    before = dict(setting.attempts.wrong)

    await guess(setting, 100, address=OFFICE)

    assert {key: count for key, count in setting.attempts.wrong.items() if count} == before
    assert not any(setting.attempts.under_way.values())


async def test_right_passwords_never_count_however_many_are_under_way(setting: Setting) -> None:
    rush = [signs_in(setting, OFFICE, name=name) for name in (HEAD.username, COLLEAGUE.username) for _ in range(120)]

    assert all(await asyncio.gather(*rush))
    assert not any(setting.attempts.wrong.values())
    assert not any(setting.attempts.under_way.values())


async def test_guesses_at_once_are_no_more_than_one_after_the_other(setting: Setting) -> None:
    at_once = await asyncio.gather(*(guess(setting, 1, address="203.0.113.1") for _ in range(60)))

    assert sum(at_once) == PAIR_LIMIT


async def test_an_attempt_that_failed_for_other_reasons_is_given_back(setting: Setting) -> None:
    setting.accounts.is_away = True

    with pytest.raises(UnavailableError):
        await setting.identity().sign_in(HEAD.username, PASSWORD, OFFICE)

    assert not any(setting.attempts.under_way.values())


async def test_no_name_is_stored_with_the_attempts(setting: Setting) -> None:
    await guess(setting, 1, name="mat-khau-go-nham", address=OFFICE)

    assert setting.attempts.wrong
    assert "mat-khau-go-nham" not in repr(setting.attempts)
