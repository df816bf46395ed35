"""The link that ends a digest: bound to one account and to this one purpose, and to nothing that others can make."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from shared.identity.digest_links import DigestLinks

ACCOUNT = "7c1d5a52-0a5e-4a59-9a43-0c4a2a3f7d11"
LINKS = DigestLinks("k" * 48)


@given(some.text(min_size=1, max_size=80).filter(lambda text: text.isprintable()))
def test_a_token_is_read_back_as_its_account(account: str) -> None:
    assert LINKS.account(LINKS.token(account)) == account


@given(some.integers(0, 80), some.sampled_from("AZaz09-_."))
def test_a_token_with_one_other_character_is_none(place: int, other: str) -> None:
    token = LINKS.token(ACCOUNT)
    place %= len(token)
    changed = token[:place] + other + token[place + 1 :]

    assert LINKS.account(changed) == (ACCOUNT if changed == token else None)


@pytest.mark.parametrize("token", ["", ".", "a.b", "ấ.ấ", "=.=", "\x00", ACCOUNT, "x" * 5_000, "YQ.", ".YQ"])
def test_what_was_made_by_nobody_is_none(token: str) -> None:
    assert LINKS.account(token) is None


def test_another_deployment_s_token_is_none() -> None:
    assert LINKS.account(DigestLinks("other").token(ACCOUNT)) is None


def test_without_a_key_there_are_no_links_and_none_is_believed() -> None:
    without = DigestLinks("")

    assert without.token(ACCOUNT) == ""
    assert without.account(LINKS.token(ACCOUNT)) is None
    assert without.account("YQ.") is None


def test_the_key_is_not_shown() -> None:
    assert "kkk" not in repr(LINKS)
