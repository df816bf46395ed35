"""An unknown name costs as much as a known one, and weak passwords are not chosen."""

import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from shared.identity.passwords import Passwords, password_fault


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


async def test_without_an_account_a_password_is_hashed_all_the_same_and_never_right() -> None:
    hasher = Watched()
    passwords = Passwords(hasher)

    is_right = await passwords.verify(None, "decoy")

    assert not is_right
    assert len(hasher.verified) == 1


async def test_a_hash_that_cannot_be_read_is_a_wrong_password() -> None:
    assert not await Passwords(Watched()).verify("", "x")
    assert not await Passwords(Watched()).verify("md5:abc", "x")


def test_the_hash_is_argon2id_with_the_cost_that_owasp_recommends() -> None:
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
