"""A mutation as data: what is broken, by which edit, and which tests must notice."""

from dataclasses import dataclass
from pathlib import Path

HEAVY = ("tests/integration/", "tests/attack/", "tests/journey/")


class StaleMutationError(Exception):
    """The text that a mutation replaces is not there exactly once: the code moved on, and it must follow."""


@dataclass(frozen=True)
class Edit:
    """In `file`, `old` becomes `new`; `old` stands there exactly once."""

    file: str
    old: str
    new: str

    def applied_to(self, text: str) -> str:
        """The file's text after the edit.

        Raises:
            StaleMutationError: `old` is not there, or more than once.
        """
        found = text.count(self.old)
        if found != 1:
            raise StaleMutationError(f"{self.file}: found {found} times, not once:\n{self.old}")
        return text.replace(self.old, self.new)


@dataclass(frozen=True)
class Mutation:
    """One broken promise. `caught_by` names the tests, as pytest does, of which at least one must fail."""

    name: str
    breaks: str
    edits: tuple[Edit, ...]
    caught_by: tuple[str, ...]

    @property
    def is_heavy(self) -> bool:
        """Whether servers must be started for it."""
        return any(test.startswith(HEAVY) for test in self.caught_by)

    def texts(self, tree: Path) -> dict[str, str]:
        """The changed files of a tree, each with its text after all edits.

        Raises:
            StaleMutationError: One of the edits no longer fits.
        """
        changed: dict[str, str] = {}
        for edit in self.edits:
            before = changed.get(edit.file) or (tree / edit.file).read_text(encoding="utf-8")
            changed[edit.file] = edit.applied_to(before)
        return changed
