"""The file with the public keys of intake's signature: provisioning adds the one in use, operators take others out.

`python -m ops.provisioning.public_keys list`, or `forget <id>` once nothing under way is signed with that key any more.
Settings: THIDUA_PUBLIC_KEYS_FILE, THIDUA_SIGNING_KEY.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from ops.troubles import TroubleError, from_os_error
from shared.settings.secret_files import fill_from_files
from shared.signing.keys import PublicKey, SigningKey, keys_of

_READABLE = 0o644


def publish_key(path: Path, secret: str) -> PublicKey:
    """Have the public key that belongs to intake's secret in the file; those before it stay. Twice changes nothing.

    Raises:
        TroubleError: The secret is too short, or the file cannot be read or written.
    """
    try:
        key = SigningKey(secret.encode()).public
    except ValueError as error:
        raise TroubleError(str(error), "Run `sh ops/secrets.sh`.") from error
    known = _read(path)
    if key.id not in known:
        _write(path, [key, *known.values()])
    return key


def forget_key(path: Path, identity: str, secret: str) -> None:
    """Take a key out of the file: what is signed with it alone is taken by no level any more.

    Raises:
        TroubleError: There is no such key in the file, or it is the one in use.
    """
    known = dict(_read(path))
    if identity == SigningKey(secret.encode()).public.id:
        raise TroubleError(f"{identity} is the key that intake signs with.", "Change the secret `signing-key` first.")
    if known.pop(identity, None) is None:
        raise TroubleError(f"{path} has no key {identity}.", f"It has {', '.join(known) or 'none'}.")
    _write(path, list(known.values()))


def main(words: Sequence[str], environment: Mapping[str, str] = os.environ) -> int:
    """Do what the command line says; the answer is the exit status."""
    environment = fill_from_files(environment)
    path, secret = (environment.get(name, "") for name in ("THIDUA_PUBLIC_KEYS_FILE", "THIDUA_SIGNING_KEY"))
    if not path or not secret:
        print("Set THIDUA_PUBLIC_KEYS_FILE and THIDUA_SIGNING_KEY: see docs/runbook.md.", file=sys.stderr)
        return 1
    try:
        current = publish_key(Path(path), secret)
        match list(words):
            case ["list"]:
                pass
            case ["forget", identity]:
                forget_key(Path(path), identity, secret)
            case _:
                print("Say what to do: list, or forget <id>.", file=sys.stderr)
                return 1
    except TroubleError as trouble:
        print(trouble, file=sys.stderr)
        return 1
    for identity in _read(Path(path)):
        print(identity, "in use" if identity == current.id else "earlier")
    return 0


def _read(path: Path) -> Mapping[str, PublicKey]:
    try:
        return keys_of(path.read_text(encoding="ascii").splitlines()) if path.exists() else {}
    except OSError as error:
        raise from_os_error(error, path) from error
    except ValueError as error:
        raise TroubleError(f"{path}: {error}.", "Move it away: provisioning makes another.") from error


def _write(path: Path, keys: Sequence[PublicKey]) -> None:
    draft = path.with_suffix(".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text("".join(f"{key.text}  # {key.id}\n" for key in keys), encoding="ascii")
        draft.chmod(_READABLE)
        draft.replace(path)
    except OSError as error:
        raise from_os_error(error, path) from error


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
