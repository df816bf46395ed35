"""Reading rule set files: checked whole on load, so that a wrong entry stops the start and not a dossier."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from shared.refusals import FieldProblem, InvalidError
from shared.rules.duties import Duties, DutySettings
from shared.rules.money import MoneyRules
from shared.rules.regime import Regime, Salaries
from shared.rules.regimes import Regimes
from shared.rules.rule_set import RuleSet, Schema
from shared.text.formats import show_day

DATA = Path(__file__).parent / "data"
FOLDER = DATA / "hung-yen"
SETTINGS = FOLDER / "settings"
COUNTRY = DATA / "viet-nam"
_REGIME, _SALARIES = "regime.toml", "base-salary.toml"
_Read = TypeVar("_Read", bound=Schema)


# By pydantic's type of error; others are shown in its own words.
_EXPECTED: Mapping[str, str] = {
    "missing": "chưa có; ghi thêm khóa này",
    "extra_forbidden": "không phải khóa của tệp này; sửa chính tả hoặc bỏ đi",
    "value_error": "{msg}",
    "enum": "ghi một trong: {expected}",
    "literal_error": "ghi một trong: {expected}",
    "greater_than": "ghi số lớn hơn {gt}",
    "greater_than_equal": "ghi số từ {ge} trở lên",
    "less_than_equal": "ghi số không quá {le}",
    "too_short": "ghi ít nhất {min_length} mục",
    "date_type": "ghi ngày dạng 2021-09-10, không có dấu nháy",
    "int_type": "ghi số nguyên, không có dấu nháy",
    "string_type": "ghi chữ trong dấu nháy",
    "tuple_type": "ghi danh sách trong ngoặc vuông",
    "bool_type": "ghi true hoặc false",
}


class RuleFileError(ValueError):
    """A file of rules or settings cannot be used; the message names file, key and fix, `problems` each key alone."""

    def __init__(self, message: str, problems: Sequence[FieldProblem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


@dataclass(frozen=True)
class RuleSets:
    """All rule sets, past ones too: a dossier keeps the one of its submission day. `duties` hold for all of them.

    `as_of` is the day whose law is taken for every day that is asked for: demos of past years run by it.
    """

    entries: Mapping[str, RuleSet]
    duties: Duties
    as_of: date | None = None

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

    def award_form_short_name(self, rule_set: str, form: str) -> str:
        """The same in few words, for tables."""
        rules = self.entries.get(rule_set)
        found = rules.award_forms_by_code.get(form) if rules else None
        return found.short_name if found else form

    def all_in_force(self, on: date) -> tuple[RuleSet, ...]:
        """The rule sets that hold on a day, at most one of each movement."""
        on = self.as_of or on
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


def check_file(path: Path) -> Schema:
    """What a file of rules holds, by the schema that its name says.

    Raises:
        RuleFileError: It is no TOML, or keys are missing, unknown or wrong; `problems` has each.
    """
    match path.name:
        case "regime.toml":
            return _read(path, Regime)
        case "base-salary.toml":
            return _read(path, Salaries)
        case name if name.startswith("duties-"):
            return _read(path, DutySettings)
        case _:
            return _read(path, RuleSet)


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
        raise RuleFileError(f"{folder.name}/: không có tệp duties-*.toml; đặt lại một tệp")
    files: dict[date, str] = {}
    for name, entry in loaded:
        if entry.valid_from in files:
            other = files[entry.valid_from]
            raise RuleFileError(f"{name}: valid_from: {other} bắt đầu cùng ngày; sửa một trong hai")
        files[entry.valid_from] = name
    return Duties(tuple(sorted((entry for _, entry in loaded), key=lambda entry: entry.valid_from)))


def load_regimes(folder: Path = FOLDER) -> Regimes:
    """Every regime of a province: a folder each, named by its id.

    Raises:
        RuleFileError: A file is wrong, lies in another folder than its id says, there is none, or two regimes overlap.
    """
    loaded = [(path, _read(path, Regime)) for path in sorted(folder.glob(f"*/{_REGIME}"))]
    if not loaded:
        raise RuleFileError(f"{folder.name}/: không có thư mục nào có {_REGIME}; đặt lại một tệp")
    for path, regime in loaded:
        if path.parent.name != regime.id:
            raise RuleFileError(f"{_shown(path)}: id: {regime.id!r} không phải tên thư mục; sửa một trong hai")
    ordered = sorted((regime for _, regime in loaded), key=lambda regime: regime.valid_from)
    for earlier, later in pairwise(ordered):
        if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
            raise RuleFileError(
                f"{earlier.id}/{_REGIME}: valid_to: {later.id} bắt đầu ngày {later.valid_from}; ghi ngày liền trước"
            )
        for fallback in later.fallbacks:
            if fallback.to not in {regime.id for regime in ordered}:
                raise RuleFileError(f"{later.id}/{_REGIME}: fallbacks: {fallback.to!r} không phải thời kỳ nào; sửa lại")
    return Regimes({regime.id: regime for regime in ordered})


def load_money_rules(folder: Path = FOLDER, country: Path = COUNTRY) -> MoneyRules:
    """What the money beside awards is worked out by.

    Raises:
        RuleFileError: A file is wrong.
    """
    return MoneyRules(load_regimes(folder), _read(country / _SALARIES, Salaries))


def load_rule_sets(folder: Path = FOLDER, *, as_of: date | None = None) -> RuleSets:
    """Every rule set of a province, each in the folder of its regime; with the province's settings.

    Raises:
        RuleFileError: A file is wrong, an id stands twice, two rule sets of a movement overlap, or one is in force on
            days that are not its regime's.
    """
    regimes = load_regimes(folder)
    paths = [
        path for path in sorted(folder.glob("*/*.toml")) if path.name != _REGIME and path.parent.name != "settings"
    ]
    loaded = [(path, load_rule_set(path)) for path in paths]
    for path, entry in loaded:
        _refuse_other_days(path, entry, regimes)
    _refuse_overlaps([entry for _, entry in loaded])
    return RuleSets({entry.id: entry for _, entry in loaded}, load_duties(folder / SETTINGS.name), as_of)


def _refuse_other_days(path: Path, entry: RuleSet, regimes: Regimes) -> None:
    regime = regimes.entries.get(path.parent.name)
    if regime is None:
        raise RuleFileError(f"{_shown(path)}: thư mục không có {_REGIME}; chuyển tệp vào thư mục của thời kỳ")
    ends_in_time = regime.valid_to is None or (entry.valid_to is not None and entry.valid_to <= regime.valid_to)
    if entry.valid_from < regime.valid_from or not ends_in_time:
        until = regime.valid_to or "khi có quy định mới"
        raise RuleFileError(
            f"{_shown(path)}: valid_from, valid_to: thời kỳ {regime.id} từ {regime.valid_from} đến {until}; ghi trong "
            "khoảng đó, phần còn lại ghi thành tệp riêng trong thư mục của thời kỳ sau"
        )


def _read(path: Path, schema: type[_Read]) -> _Read:
    try:
        return schema.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise RuleFileError(f"{_shown(path)}: không phải TOML đúng cú pháp: {error}") from error
    except ValidationError as error:
        problems = tuple(_problem(each) for each in error.errors())
        lines = "; ".join(
            f"{problem.field}: {problem.message}" if problem.field else problem.message for problem in problems
        )
        raise RuleFileError(f"{_shown(path)}: {lines}", problems) from error


def _problem(error: ErrorDetails) -> FieldProblem:
    """The mistake at its key. Where a rule of ours was broken, its own sentence; else what pydantic expected."""
    key = ".".join(str(part) for part in error["loc"])
    words = _EXPECTED.get(error["type"], "sửa lại: {msg}")
    return FieldProblem(
        key, words.format_map({"msg": error["msg"].removeprefix("Value error, "), **error.get("ctx", {})})
    )


def _shown(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def _refuse_overlaps(loaded: Iterable[RuleSet]) -> None:
    seen: list[RuleSet] = []
    for entry in loaded:
        for other in seen:
            if other.id == entry.id:
                raise RuleFileError(f"id {entry.id!r} có ở hai tệp; đổi một")
            apart = (other.valid_to or date.max) < entry.valid_from or (entry.valid_to or date.max) < other.valid_from
            if other.movement == entry.movement and not apart:
                raise RuleFileError(
                    f"{other.id} và {entry.id} cùng có hiệu lực trong một ngày; ghi valid_to của tệp trước"
                )
        seen.append(entry)
