"""Keyed hashes: nothing can be told from them without the key, and the key can be changed."""

import hashlib

import pytest

from shared.events.content import Nominee
from shared.events.words import NomineeKind
from shared.nominees.keyed import IdentityKeys, unkeyed
from tests.unit.intake.samples import NOMINEE
from tests.unit.nominees.samples import BOTH_KEYS, EARLIER_KEYS, KEYS, SECRET

NUMBER = str(NOMINEE.identity_number)


def with_number(number: str | None, kind: NomineeKind = NomineeKind.INDIVIDUAL) -> Nominee:
    return NOMINEE.model_copy(update={"identity_number": number, "kind": kind})


def hashes(keys: IdentityKeys, number: str = NUMBER, kind: NomineeKind = NomineeKind.INDIVIDUAL) -> tuple[str, ...]:
    keyed = keys.keyed(with_number(number, kind))
    return keyed.hashes if keyed else ()


def test_one_number_has_one_hash_under_one_key() -> None:
    assert hashes(KEYS) == hashes(KEYS, "033 190-001.234")
    assert hashes(KEYS) != hashes(KEYS, "033190001235")
    assert hashes(KEYS) != hashes(EARLIER_KEYS)


def test_numbers_of_two_papers_never_have_one_hash() -> None:
    assert hashes(KEYS, "145678901") != hashes(KEYS, "145678901", NomineeKind.FOREIGNER)


def test_a_branch_has_the_hash_of_its_enterprise() -> None:
    firm = NomineeKind.ENTERPRISE

    assert hashes(KEYS, "0100109106-001", firm) == hashes(KEYS, "0100109106", firm)


def test_while_the_key_is_changed_there_is_a_hash_under_both() -> None:
    assert hashes(BOTH_KEYS) == hashes(KEYS) + hashes(EARLIER_KEYS)
    assert hashes(KEYS)[0].startswith(f"{KEYS.current_id}:")


@pytest.mark.parametrize("number", [None, "", "khong phai so"])
def test_without_a_number_there_is_none(number: str | None) -> None:
    assert KEYS.keyed(with_number(number)) is None


def test_neither_number_nor_bare_hash_nor_key_leaves_intake() -> None:
    keyed = KEYS.keyed(NOMINEE)
    assert keyed is not None
    sent = keyed.model_dump_json()
    bare = {hashlib.sha256(f"{start}{NUMBER}".encode()).hexdigest()[:16] for start in ("", "thidua:", "cccd:")}

    assert NUMBER[-2:] in sent
    assert not [one for one in (NUMBER, SECRET, *bare) if one in sent]
    assert SECRET not in repr(KEYS)


def test_a_number_from_before_there_were_keys_is_held_under_none() -> None:
    old = unkeyed(NOMINEE)

    assert old is not None
    assert old.hashes[0].startswith("bare:")
    assert unkeyed(with_number(None)) is None


@pytest.mark.parametrize("keys", [(), (b"short",), (SECRET.encode(), b"short")])
def test_a_key_that_could_be_guessed_is_refused(keys: tuple[bytes, ...]) -> None:
    with pytest.raises(ValueError, match="at least 32 characters"):
        IdentityKeys(keys)
