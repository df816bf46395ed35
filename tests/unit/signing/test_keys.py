"""Intake's keys: made of a secret, named by themselves, read from a file that provisioning writes."""

import re
from pathlib import Path

import pytest

from ops.provisioning.public_keys import forget_key, main, publish_key
from ops.troubles import TroubleError
from shared.signing.keys import KeyFile, SigningKey, keys_of
from tests.unit.signing.samples import OTHERS_KEY, PUBLIC_KEYS_FILE, SIGNING_KEY

BEFORE, NOW = "the secret of last year " * 2, "the secret of this year " * 2


def id_of(secret: str) -> str:
    return SigningKey(secret.encode()).public.id


def test_one_secret_makes_one_key_and_another_another() -> None:
    assert id_of(NOW) == id_of(NOW)
    assert id_of(NOW) != id_of(BEFORE)


def test_a_secret_that_could_be_guessed_makes_none() -> None:
    with pytest.raises(ValueError, match="at least 32 characters"):
        SigningKey(b"short")


@pytest.mark.parametrize("signature", ["", "?", "AAAA", "é", "A" * 88])
def test_what_is_no_signature_is_none_of_the_key(signature: str) -> None:
    assert not SIGNING_KEY.public.has_signed(b"words", signature)


def test_a_signature_is_over_all_its_bytes() -> None:
    signature = SIGNING_KEY.sign(b"words")

    assert SIGNING_KEY.public.has_signed(b"words", signature)
    assert not SIGNING_KEY.public.has_signed(b"word", signature)
    assert not OTHERS_KEY.public.has_signed(b"words", signature)


def test_a_file_has_a_key_to_a_line() -> None:
    lines = ["", "# of intake", f"{SIGNING_KEY.public.text}  # {SIGNING_KEY.public.id}", OTHERS_KEY.public.text]

    assert set(keys_of(lines)) == {SIGNING_KEY.public.id, OTHERS_KEY.public.id}


@pytest.mark.parametrize("line", ["abc", "0" * 62, "0" * 66, "khóa"])
def test_a_line_that_is_no_key_is_named(line: str) -> None:
    with pytest.raises(ValueError, match="line 2 is no public key"):
        keys_of([SIGNING_KEY.public.text, line])


@pytest.mark.parametrize("content", [None, "", "# none yet\n", "abc\n"])
def test_a_level_does_not_start_without_a_key(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "keys"
    if content is not None:
        path.write_text(content)

    with pytest.raises(ValueError, match=re.escape(str(path))):
        KeyFile(path)


def test_a_key_that_comes_later_is_found_without_a_start(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    publish_key(path, BEFORE)
    keys = KeyFile(path)
    assert keys.find(id_of(NOW)) is None

    publish_key(path, NOW)

    assert keys.find(id_of(NOW)) is not None
    assert keys.find(id_of(BEFORE)) is not None


def test_while_the_file_is_away_the_known_keys_hold(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    publish_key(path, NOW)
    keys = KeyFile(path)
    path.unlink()

    assert keys.find(id_of(BEFORE)) is None
    assert keys.find(id_of(NOW)) is not None


def test_provisioning_writes_a_key_once_and_keeps_those_before(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "keys"
    for secret in (BEFORE, NOW, NOW):
        publish_key(path, secret)

    lines = path.read_text().splitlines()

    assert [line.rpartition(" ")[2] for line in lines] == [id_of(NOW), id_of(BEFORE)]
    assert not any(secret.strip() in path.read_text() for secret in (NOW, BEFORE))


def test_an_operator_removes_an_old_key_but_not_the_current(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    for secret in (BEFORE, NOW):
        publish_key(path, secret)

    with pytest.raises(TroubleError, match="is the key that intake signs with"):
        forget_key(path, id_of(NOW), NOW)
    forget_key(path, id_of(BEFORE), NOW)
    with pytest.raises(TroubleError, match="has no key"):
        forget_key(path, id_of(BEFORE), NOW)

    assert set(keys_of(path.read_text().splitlines())) == {id_of(NOW)}


def test_the_command_lists_and_forgets(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "keys"
    publish_key(path, BEFORE)
    environment = {"THIDUA_PUBLIC_KEYS_FILE": str(path), "THIDUA_SIGNING_KEY": NOW}

    done = [main(words, environment) for words in (["list"], ["forget", id_of(BEFORE)], ["forget"], ["list"])]

    assert done == [0, 0, 1, 0]
    listed = capsys.readouterr().out.splitlines()
    assert listed[:2] == [f"{id_of(NOW)} in use", f"{id_of(BEFORE)} earlier"]
    assert listed[-1] == f"{id_of(NOW)} in use"
    assert main(["list"], {}) == 1


def test_the_sample_file_has_the_samples_key() -> None:
    assert KeyFile(PUBLIC_KEYS_FILE).find(SIGNING_KEY.public.id) == SIGNING_KEY.public
