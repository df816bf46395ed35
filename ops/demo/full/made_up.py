"""People and collectives that nobody is, with what they did: each has “Mẫu” in the name."""

import random
import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, JsonValue

from ops.demo.full.ways import Way

_OLDEST, _SPREAD_DAYS = date(1958, 1, 1), 44 * 365
_SHORT = "Có nhiều đóng góp trong phòng, chống dịch tại địa phương."
_COMMUNE = "12079"
# How often: a summary is too short, a priority is claimed, the nominee has consented, an identity number is given.
_SHORT_SHARE, _MARKED_SHARE, _CONSENT_SHARE, _NUMBER_SHARE = 0.04, 0.6, 0.95, 0.93
_CONTENTS = ("ii-1", "ii-2", "ii-3", "ii-4", "ii-5")


class _Achievement(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    topic: str
    kind: str
    name: str = ""
    position: str
    workplace: str
    criterion: str
    target_group: str
    marks: tuple[str, ...]
    text: str


class _Names(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    family: tuple[str, ...]
    middle: Mapping[str, tuple[str, ...]]
    given: Mapping[str, tuple[str, ...]]


class Inventor:
    """Invents nominees with their achievements; no two of them have the same name."""

    def __init__(self, dice: random.Random, today: date) -> None:
        self._dice = dice
        self._today = today
        self._taken: set[str] = set()
        self._groups = 0
        self._achievements = [_Achievement.model_validate(each) for each in _read("achievements")["achievements"]]
        self._names = _Names.model_validate(_read("names"))

    def invent(self, way: Way, *, ended_days_ago: int, is_hidden: bool = False) -> tuple[str, Mapping[str, JsonValue]]:
        """The nominee's name, and the nomination as the API takes it."""
        deed = self._dice.choice([each for each in self._achievements if each.topic == way.topic])
        nominee = self._individual(deed) if deed.kind == "ca-nhan" else self._group(deed)
        million = 10 * self._dice.randint(5, 40)
        ended = self._today - timedelta(days=ended_days_ago)
        achievement: dict[str, JsonValue] = {
            "summary": _SHORT if self._happens(_SHORT_SHARE) else self._fill(deed.text, money=million),
            "began_on": (ended - timedelta(days=self._dice.randint(30, 90))).isoformat(),
            "ended_on": ended.isoformat(),
            "place": {"commune": _COMMUNE},
        }
        is_marked = deed.marks == ("hi-sinh",) or self._happens(_MARKED_SHARE)
        content: dict[str, JsonValue] = {
            "nominee": nominee,
            "award_form": way.award_form,
            "achievement": achievement,
            "ground": "truc-tiep-phong-chong",
            "target_group": deed.target_group,
            "criteria": [deed.criterion],
            **_of_plan(str(nominee["name"])),
            "priority_marks": list(deed.marks) if is_marked else [],
            "consent": self._happens(_CONSENT_SHARE) and not is_hidden,
            "confidential": is_hidden,
        }
        return str(nominee["name"]), content | (self._gift(way.receiver, million) if way.receiver else {})

    def person(self, sex: str) -> str:
        """A person's name that was not given out before."""
        while True:
            family = self._dice.choice(self._names.family)
            middle, given = self._dice.choice(self._names.middle[sex]), self._dice.choice(self._names.given[sex])
            name = f"{family} Mẫu {middle} {given}"
            if name not in self._taken:
                self._taken.add(name)
                return name

    def _individual(self, deed: _Achievement) -> dict[str, JsonValue]:
        sex = self._dice.choice(("nam", "nu"))
        born = _OLDEST + timedelta(days=self._dice.randrange(_SPREAD_DAYS))
        return {
            "kind": "ca-nhan",
            "form_of_address": "Ông" if sex == "nam" else "Bà",
            "name": self.person(sex),
            "birth_date": born.isoformat(),
            "sex": sex,
            "duty": "lanh-dao" if deed.topic == "lanh-dao" else "truc-tiep",
            "position": deed.position,
            "workplace": deed.workplace,
            "place": {"commune": _COMMUNE},
            "identity_number": self._citizen_number(born, sex) if self._happens(_NUMBER_SHARE) else None,
            "posthumous": deed.topic == "hi-sinh",
        }

    def _group(self, deed: _Achievement) -> dict[str, JsonValue]:
        self._groups += 1
        name = deed.name.format(n=self._groups, person=self.person("nam"))
        return {"kind": deed.kind, "name": name, "place": {"commune": _COMMUNE}}

    def _gift(self, receiver: str, million: int) -> dict[str, JsonValue]:
        gift: dict[str, JsonValue] = {
            "money_vnd": million * 1_000_000,
            "given_on": (self._today - timedelta(days=60)).isoformat(),
            "receiver": "Quỹ phòng, chống dịch Covid-19 tỉnh",
            "receiver_authority": receiver,
        }
        return {"ground": "dong-gop-tu-50-trieu", "gift": gift}

    def _fill(self, text: str, **more: int) -> str:
        days, many, some = self._dice.randint(21, 120), self._dice.randint(310, 5_200), self._dice.randint(24, 290)
        numbers = {"a": days, "b": many, "c": some, **more}
        return text.format(**{name: f"{number:,}".replace(",", ".") for name, number in numbers.items()})

    def _citizen_number(self, born: date, sex: str) -> str:
        # Hưng Yên, century and sex, year (TT 59/2021/TT-BCA, Điều 4), then digits that are drawn.
        century_and_sex = (born.year // 100 - 19) * 2 + (sex == "nu")
        return f"033{century_and_sex}{born.year % 100:02}{self._dice.randrange(10**6):06}"

    def _happens(self, share: float) -> bool:
        return self._dice.random() < share


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text(encoding="utf-8"))


def _of_plan(name: str) -> dict[str, JsonValue]:
    """What the unit says of the plan; one of ten forgets it, which the checks find."""
    mark = sum(map(ord, name))
    return {} if mark % 10 == 0 else {"emulation_contents": [_CONTENTS[mark % 5]], "common_criterion_met": True}
