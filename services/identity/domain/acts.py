"""Which role does what, read from `acts.toml`; and which duties of one nomination are kept apart (decision 0034)."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from shared.directory.roles import Role
from shared.events.words import CaseDuty, Level
from shared.rules.duties import NAMES, NEVER, PAIRS, Setting

_FILE = Path(__file__).with_name("acts.toml")


class Act(BaseModel):
    """Something that people do, and whose it is; `api` are the acts of the API that are meant."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    area: str
    text: str
    roles: frozenset[Role]
    api: tuple[str, ...]


@dataclass(frozen=True)
class Pair:
    """Two duties of one nomination, and whether one account may have both, by level; `None` stands for every level."""

    first: str
    second: str
    settings: Mapping[Level | None, Setting]


@cache
def load_acts() -> Sequence[Act]:
    """All of them, in the order of the file."""
    content = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(Act.model_validate(each) for each in content["act"])


def areas_of(acts: Iterable[Act], role: Role | None) -> Mapping[str, Sequence[Act]]:
    """The acts by area, or those of one role alone."""
    found: dict[str, list[Act]] = {}
    for act in acts:
        if role is None or role in act.roles:
            found.setdefault(act.area, []).append(act)
    return found


def pairs_of(at: Mapping[Level, Mapping[str, Setting]]) -> Sequence[Pair]:
    """All pairs of duties, those first that are always refused; levels are named where they differ."""
    never = [Pair(*_names(pair), {None: Setting.REFUSE}) for pair in sorted(NEVER, key=_order)]
    return [*never, *(Pair(*_names(pair), _by_level({level: at[level][pair] for level in at})) for pair in PAIRS)]


def _by_level(settings: Mapping[Level, Setting]) -> Mapping[Level | None, Setting]:
    values = set(settings.values())
    return {None: values.pop()} if len(values) == 1 else {level: setting for level, setting in settings.items()}  # noqa: C416 - widens the key


def _names(pair: str) -> tuple[str, str]:
    first, second = (NAMES[CaseDuty(duty)] for duty in pair.split("-"))
    return first, second


def _order(pair: str) -> list[int]:
    return [list(CaseDuty).index(CaseDuty(duty)) for duty in pair.split("-")]
