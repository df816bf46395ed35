"""Passwords and keys of one local system: made once, in files that only their owner reads, never in the repository."""

import secrets
from pathlib import Path

from ops.troubles import from_os_error


class Secrets:
    """Secrets by name, each in a file of its own under `folder` (mode 600), made on first use."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def password(self, name: str) -> str:
        """The one that belongs to the name; letters and digits only, so that it may stand in an address as it is."""
        return self.file(name).read_text(encoding="ascii")

    def file(self, name: str) -> Path:
        """Where it is kept, for programs that want it in a file.

        Raises:
            TroubleError: The folder cannot be written.
        """
        path = self._folder / name
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not path.exists():
                draft = path.with_suffix(".new")
                draft.touch(mode=0o600)
                draft.write_text(secrets.token_hex(24), encoding="ascii")
                draft.replace(path)
        except OSError as error:
            raise from_os_error(error, path) from error
        return path
