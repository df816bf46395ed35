"""Reading rule set files: checked whole on load, so that a wrong entry stops the start and not a dossier."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from shared.refusals import FieldProblem, InvalidError
from shared.rules.duties import Duties, DutySettings
from shared.rules.rule_set import RuleSet, Schema
from shared.text.formats import show_day

FOLDER = Path(__file__).parent
SETTINGS = FOLDER / "settings"
_Read = TypeVar("_Read", bound=Schema)


class RuleFileError(ValueError):
    """A file of rules or settings cannot be used; the message names file, key and fix."""


@dataclass(frozen=True)
class RuleSets:
    """All rule sets, past ones too: a dossier keeps the one of its submission day. `duties` hold for all of them."""

    entries: Mapping[str, RuleSet]
    duties: Duties

    def by_id(self, rule_set: str) -> RuleSet:
        """The rule set that a dossier was bound to.

        Raises:
            LookupError: The file has been removed although dossiers use it.
        """
        try:
            return self.entries[rule_set]
        except KeyError:
            raise LookupError(f"rule set {rule_set!r} is in no file of {FOLDER.name}/; put the file back") from None

    def award_form_name(self, rule_set: str, form: str) -> str:
        """What that rule set calls an award form; its code where rule set or form is gone.

        A dossier keeps the names of its own rule set: a later one may call another form by the same code.
        """
        rules = self.entries.get(rule_set)
        found = rules.award_forms_by_code.get(form) if rules else None
        return found.name if found else form

    def all_in_force(self, on: date) -> tuple[RuleSet, ...]:
        """The rule sets that hold on a day, at most one of each movement."""
        return tuple(
            entry
            for entry in self.entries.values()
            if entry.valid_from <= on and (entry.valid_to is None or on <= entry.valid_to)
        )

    def in_force(self, movement: str, on: date) -> RuleSet:
        """The rule set of a movement on a day.

        Raises:
            InvalidError: No such movement, or none of its rule sets is in force that day.
        """
        known = {entry.movement for entry in self.entries.values()}
        if movement not in known:
            message = f"Chọn phong trào có trong danh mục: {', '.join(sorted(known))}"
            raise InvalidError([FieldProblem("petition.movement", message)])
        for entry in self.all_in_force(on):
            if entry.movement == movement:
                return entry
        message = f"Phong trào không nhận hồ sơ ngày {show_day(on)}. Chọn phong trào đang triển khai."
        raise InvalidError([FieldProblem("petition.movement", message)])


def load_rule_set(path: Path) -> RuleSet:
    """The rule set in a file.

    Raises:
        RuleFileError: It is no TOML, or a key is missing, unknown or wrong.
    """
    return _read(path, RuleSet)


def load_duties(folder: Path = SETTINGS) -> Duties:
    """The province's settings of all days: which duties one account may have.

    Raises:
        RuleFileError: A file is wrong, there is none, or two begin on the same day.
    """
    loaded = [(path.name, _read(path, DutySettings)) for path in sorted(folder.glob("duties-*.toml"))]
    if not loaded:
        raise RuleFileError(f"{folder.name}/: no file duties-*.toml; put one back")
    files: dict[date, str] = {}
    for name, entry in loaded:
        if entry.valid_from in files:
            other = files[entry.valid_from]
            raise RuleFileError(f"{name}: valid_from: {other} begins on the same day; correct one of them")
        files[entry.valid_from] = name
    return Duties(tuple(sorted((entry for _, entry in loaded), key=lambda entry: entry.valid_from)))


def _read(path: Path, schema: type[_Read]) -> _Read:
    try:
        return schema.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise RuleFileError(f"{path.name}: not TOML: {error}") from error
    except ValidationError as error:
        lines = (f"{'.'.join(str(part) for part in each['loc']) or 'file'}: {each['msg']}" for each in error.errors())
        raise RuleFileError(f"{path.name}: " + "; ".join(lines)) from error


def load_rule_sets(folder: Path = FOLDER) -> RuleSets:
    """Every rule set in a folder, with the province's settings.

    Raises:
        RuleFileError: A file is wrong, an id stands twice, or two rule sets of a movement overlap.
    """
    loaded = [load_rule_set(path) for path in sorted(folder.glob("*.toml"))]
    _refuse_overlaps(loaded)
    return RuleSets({entry.id: entry for entry in loaded}, load_duties())


def _refuse_overlaps(loaded: Iterable[RuleSet]) -> None:
    seen: list[RuleSet] = []
    for entry in loaded:
        for other in seen:
            if other.id == entry.id:
                raise RuleFileError(f"id {entry.id!r} stands in two files; give one another id")
            apart = (other.valid_to or date.max) < entry.valid_from or (entry.valid_to or date.max) < other.valid_from
            if other.movement == entry.movement and not apart:
                raise RuleFileError(
                    f"{other.id} and {entry.id} are in force on the same day; set valid_to of the earlier"
                )
        seen.append(entry)
