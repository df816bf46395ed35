"""Which duties of one nomination one account may have: the province's settings by day and level, checked on load."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import combinations
from typing import Literal, Self

from pydantic import model_validator

from shared.events.words import CaseDuty, Level
from shared.rules.rule_set import Schema

# What each is called in a sentence.
NAMES: Mapping[CaseDuty, str] = {
    CaseDuty.SUBMIT: "nộp hồ sơ",
    CaseDuty.PROPOSE: "đề xuất xử lý",
    CaseDuty.VOTE: "ghi kết quả bỏ phiếu",
    CaseDuty.DECIDE: "kết luận",
    CaseDuty.RECORD: "ghi quyết định khen thưởng",
}


class Setting(StrEnum):
    """What becomes of it when one account has both duties."""

    ALLOW = "allow"
    WARN = "warn"
    REFUSE = "refuse"


def pair_of(first: CaseDuty, other: CaseDuty) -> str:
    """Two duties as files and histories name them: `submit-propose`, the earlier in the work first."""
    return "-".join(duty for duty in CaseDuty if duty in {first, other})


# Nobody decides on their own work; no file may say otherwise.
NEVER = frozenset({pair_of(CaseDuty.SUBMIT, CaseDuty.DECIDE), pair_of(CaseDuty.PROPOSE, CaseDuty.DECIDE)})
PAIRS = tuple(pair for pair in (pair_of(*two) for two in combinations(CaseDuty, 2)) if pair not in NEVER)


class DutySettings(Schema):
    """What holds from `valid_from` on: for each pair of duties at every level, and what differs at single levels."""

    schema_version: Literal[1]
    valid_from: date
    sources: tuple[str, ...]
    every_level: Mapping[str, Setting]
    levels: Mapping[Level, Mapping[str, Setting]] = {}

    @model_validator(mode="after")
    def _pairs_are_known_and_all_there(self) -> Self:
        tables = {"every_level": self.every_level} | {f"levels.{at}": pairs for at, pairs in self.levels.items()}
        for name, pairs in tables.items():
            for pair in pairs:
                if pair in NEVER:
                    raise ValueError(f"{name}.{pair}: luôn bị từ chối, tệp nào cũng vậy; bỏ đi")
                if pair not in PAIRS:
                    raise ValueError(f"{name}.{pair}: không có cặp này; ghi một trong {', '.join(PAIRS)}")
        missing = [pair for pair in PAIRS if pair not in self.every_level]
        if missing:
            raise ValueError(f"every_level.{missing[0]}: chưa có; ghi allow, warn hoặc refuse")
        return self

    def at(self, level: Level) -> Mapping[str, Setting]:
        """The settings of a level, by pair."""
        return {**self.every_level, **self.levels.get(level, {})}


@dataclass(frozen=True)
class Duties:
    """The settings of all days, earliest first."""

    entries: tuple[DutySettings, ...]

    def at(self, level: Level, on: date) -> Mapping[str, Setting]:
        """The settings of a level on a day, by pair; days before the first file have its settings."""
        in_force = [entry for entry in self.entries if entry.valid_from <= on] or self.entries[:1]
        return in_force[-1].at(level)
