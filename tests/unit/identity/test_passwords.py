"""An unknown name costs as much as a known one, and weak passwords are not chosen."""

import unicodedata

import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from services.identity.adapters.hashing import Passwords
from services.identity.domain.passwords import password_fault


class Watched(PasswordHasher):
    """A hasher that remembers what it was asked to verify."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.verified: list[str | bytes] = []

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # noqa: A002 - the overridden name
        self.verified.append(hash)
        return super().verify(hash, password)


async def test_right_and_wrong() -> None:
    passwords = Passwords(Watched())
    hashed = passwords.hash("bon-tu")

    assert await passwords.verify(hashed, "bon-tu")
    assert not await passwords.verify(hashed, "ba-tu")


NFC, NFD = "b\u1ed1n t\u1eeb kh\xf4ng li\xean quan 9", "bo\u0302\u0301n tu\u031b\u0300 kho\u0302ng lie\u0302n quan 9"


@pytest.mark.parametrize("chosen", [NFC, NFD, NFC.replace(" ", "\xa0")])
@pytest.mark.parametrize("typed", [NFC, NFD, NFC.replace(" ", "\xa0")])
async def test_a_password_is_the_same_from_every_keyboard(chosen: str, typed: str) -> None:
    passwords = Passwords(Watched())

    assert await passwords.verify(passwords.hash(chosen), typed)
    assert not await passwords.verify(passwords.hash(chosen), typed + "x")


@pytest.mark.parametrize("chosen", [NFC, NFD])
@pytest.mark.parametrize("typed", [NFC, NFD])
async def test_a_hash_of_the_password_as_once_typed_still_works(chosen: str, typed: str) -> None:
    hasher = Watched()

    assert await Passwords(hasher).verify(hasher.hash(chosen), typed)


async def test_an_unknown_name_takes_as_many_tries_as_a_known_one() -> None:
    known, unknown = Watched(), Watched()

    await Passwords(known).verify(known.hash("khác"), NFD)
    await Passwords(unknown).verify(None, NFD)

    assert len(known.verified) == len(unknown.verified) == 2


def test_the_length_of_a_password_is_that_of_its_letters() -> None:
    short = "mật khẩu ngố"[:11]

    assert password_fault(unicodedata.normalize("NFD", short), "x") is not None


async def test_without_an_account_the_password_is_hashed_all_the_same() -> None:
    hasher = Watched()
    passwords = Passwords(hasher)

    is_right = await passwords.verify(None, "decoy")

    assert not is_right
    assert len(hasher.verified) == 1


async def test_a_hash_that_cannot_be_read_is_a_wrong_password() -> None:
    assert not await Passwords(Watched()).verify("", "x")
    assert not await Passwords(Watched()).verify("md5:abc", "x")


def test_the_hash_is_argon2id_at_the_cost_that_owasp_recommends() -> None:
    hashed = Passwords().hash("x")

    assert hashed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    with pytest.raises(VerifyMismatchError):
        PasswordHasher().verify(hashed, "y")


@pytest.mark.parametrize(
    ("password", "told"),
    [("ngan", "12 ký tự"), ("x" * 201, "200"), ("nop.ttyt-yen-my-1", "tên đăng nhập"), ("NOP.TTYT-YEN-MY-1", "tên")],
)
def test_a_weak_password_is_refused_with_what_to_choose(password: str, told: str) -> None:
    assert told in str(password_fault(password, "nop.ttyt-yen-my"))


def test_four_words_will_do() -> None:
    assert password_fault("bon tu khong lien quan", "nop.ttyt-yen-my") is None
