"""Which nominations the full demo has, who did what, and how far each has come: the same for every run on a day."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby

from pydantic import JsonValue

from ops.demo.full.made_up import Inventor
from ops.demo.full.ways import WAYS, Way

SEED = 20211
_LETTERS_BEGIN = 401  # numbers of Tờ trình from here on, so that they are told apart from those of the stories
_LARGEST_DECISION = 7
_LEAST_LATE_DAYS, _LATE_SPREAD_DAYS, _SOON_SPREAD_DAYS = 2, 9, 3
_FRESH_LETTER_DAYS, _OLD_LETTER_DAYS, _OLD_DEED_DAYS = 6, 45, 230


class Stage(StrEnum):
    """How far a nomination has come, and what happened where it stands."""

    RECEIVED = "vừa đến"
    CLAIMED = "có người giữ"
    ASSIGNED = "đã giao"
    PROPOSED = "đã đề xuất"
    SENT_BACK = "đề xuất bị trả lại"
    RETURNED = "chờ bổ sung"
    SUPPLEMENTED = "đã bổ sung"
    ASKED = "có thư trao đổi"
    ANSWERED = "đơn vị đã trả lời thư"
    OVERDUE = "quá hạn"
    DUE_SOON = "sắp hết hạn"
    REFERRED = "chuyển hình thức cao hơn"
    APPROVED = "chờ Quyết định"
    DECIDED = "đã có Quyết định"
    DECLINED = "không khen thưởng"
    WITHDRAWN = "đã rút"


# Of a hundred nominations; what is left over is received.
SHARES: Mapping[Stage, int] = {
    Stage.DECIDED: 20,
    Stage.PROPOSED: 11,
    Stage.APPROVED: 10,
    Stage.ASSIGNED: 7,
    Stage.RETURNED: 7,
    Stage.OVERDUE: 6,
    Stage.DUE_SOON: 5,
    Stage.DECLINED: 6,
    Stage.CLAIMED: 5,
    Stage.SUPPLEMENTED: 4,
    Stage.ASKED: 3,
    Stage.ANSWERED: 3,
    Stage.WITHDRAWN: 3,
    Stage.REFERRED: 2,
    Stage.SENT_BACK: 2,
}
ENDED = frozenset({Stage.APPROVED, Stage.DECIDED})
# Nobody holds or is given what the council votes on.
_AT_VOTE = frozenset({Stage.RECEIVED, Stage.DECLINED, Stage.WITHDRAWN, Stage.OVERDUE, Stage.DUE_SOON})
_PROMPT = "dot-xuat"
_REPEATED = frozenset({"giao-duc", "doan", "y-te"})
_REFERRED_FROM = frozenset({"giay-khen-xa", "giay-khen-huyen", "giay-khen-so"})


@dataclass(frozen=True)
class PlannedNomination:
    """A nomination: what is proposed, how many steps it has passed, and what happened at the one after them."""

    name: str
    content: Mapping[str, JsonValue]
    passed: int
    stage: Stage
    has_report: bool = False

    @property
    def step(self) -> int:
        """The step at which it stands."""
        return self.passed + 1


@dataclass(frozen=True)
class PlannedDossier:
    """A dossier that a unit handed in, by the number of its Tờ trình."""

    way: Way
    number: str
    signed_on: date
    nominations: Sequence[PlannedNomination]


@dataclass(frozen=True)
class PlannedDraft:
    """A dossier that a unit has begun; some names are there, others not yet."""

    submitter: str
    number: str
    contents: Sequence[Mapping[str, JsonValue]]


@dataclass(frozen=True)
class Plan:
    """Everything that the full demo leaves behind."""

    dossiers: Sequence[PlannedDossier]
    drafts: Sequence[PlannedDraft]

    @property
    def nominations(self) -> Sequence[PlannedNomination]:
        """All of them, dossier by dossier."""
        return [nomination for dossier in self.dossiers for nomination in dossier.nominations]


def make_plan(today: date, *, ways: Sequence[Way] = WAYS, drafts: int = 14, seed: int = SEED) -> Plan:
    """The plan, seen from that day: achievements ended before it, and no Tờ trình is signed after it."""
    planner = _Planner(today, seed)
    planned = [dossier for way in ways for dossier in planner.dossiers(way)]
    numbered = [
        replace(dossier, number=f"{number}/{dossier.way.mark}")
        for number, dossier in enumerate(planned, start=_LETTERS_BEGIN)
    ]
    return Plan(numbered, [planner.draft(number, ways[number % len(ways)]) for number in range(drafts)])


def limits_of(stages: Mapping[str, Stage]) -> Mapping[str, int]:
    """In how many days the limits of these cases run out, negative where they have; of the other stages nothing."""
    late = [case for case, stage in stages.items() if stage is Stage.OVERDUE]
    soon = [case for case, stage in stages.items() if stage is Stage.DUE_SOON]
    over = {case: -_LEAST_LATE_DAYS - place % _LATE_SPREAD_DAYS for place, case in enumerate(late)}
    return over | {case: place % _SOON_SPREAD_DAYS for place, case in enumerate(soon)}


def in_decisions(approved: Sequence[tuple[str, str]]) -> Iterator[tuple[str, Sequence[str]]]:
    """Cases by the authority that decides them, a few in each decision; `approved` are pairs of authority and case."""
    for authority, group in groupby(sorted(approved), key=lambda pair: pair[0]):
        cases = [case for _, case in group]
        for start in range(0, len(cases), _LARGEST_DECISION):
            yield authority, cases[start : start + _LARGEST_DECISION]


class _Planner:
    def __init__(self, today: date, seed: int) -> None:
        self._today = today
        self._dice = random.Random(seed)  # noqa: S311 draws names and stages, no secrets
        self._inventor = Inventor(self._dice, today)
        self._waiting: list[PlannedNomination] = []
        self._repeated: set[str] = set()

    def dossiers(self, way: Way) -> Iterator[PlannedDossier]:
        """The dossiers of one way, not numbered yet."""
        left = way.nominations
        while left:
            size = min(left, self._dice.randint(1, way.largest)) if way.occasion == _PROMPT else min(left, way.largest)
            left -= size
            age = _OLD_LETTER_DAYS if self._happens(0.05) else self._dice.randint(0, _FRESH_LETTER_DAYS)
            # Whoever wants to be kept unnamed goes in a dossier of their own.
            is_hidden = size == 1 and self._happens(0.3)
            nominations = [self._nomination(way, age, is_hidden=is_hidden) for _ in range(size)]
            self._waiting += [each for each in nominations if self._may_be_repeated(each)]
            yield PlannedDossier(way, "", self._today - timedelta(days=age), nominations)

    def draft(self, number: int, way: Way) -> PlannedDraft:
        """A draft with up to three nominees, and mostly one that is only begun: a name, and nothing of the deed."""
        whole = [self._inventor.invent(way, ended_days_ago=20)[1] for _ in range(self._dice.randint(0, 3))]
        begun: Mapping[str, JsonValue] = {"nominee": {"kind": "ca-nhan", "name": self._inventor.person("nu")}}
        return PlannedDraft(way.submitter, f"{number + 901}/{way.mark}", [*whole, begun] if number % 3 else whole)

    def _nomination(self, way: Way, letter_age: int, *, is_hidden: bool) -> PlannedNomination:
        is_fresh = letter_age <= _FRESH_LETTER_DAYS and not is_hidden
        if is_fresh and self._waiting and way.topic in _REPEATED and self._happens(0.06):
            # The same person for the same deed once more, while the first waits: a duplicate to be found.
            first = self._waiting.pop()
            self._repeated.add(first.name)
            return replace(first, content={**first.content, "award_form": way.award_form}, has_report=False)
        # What a Tờ trình tells of has ended before it is signed.
        ended_days = max(letter_age, _FRESH_LETTER_DAYS) + self._dice.randint(2, 50)
        if self._happens(0.04):
            ended_days = _OLD_DEED_DAYS
        name, content = self._inventor.invent(way, ended_days_ago=ended_days, is_hidden=is_hidden)
        stage = self._stage(way)
        passed = way.steps - 1 if stage in ENDED else self._dice.randrange(way.steps)
        if way.vote and passed == way.vote - 1 and stage not in _AT_VOTE:
            stage = Stage.RECEIVED
        return PlannedNomination(name, content, passed, stage, has_report=self._happens(0.25))

    def _stage(self, way: Way) -> Stage:
        rest = 100 - sum(SHARES.values())
        stage = self._dice.choices([Stage.RECEIVED, *SHARES], [rest, *SHARES.values()])[0]
        is_odd = stage is Stage.REFERRED and way.award_form not in _REFERRED_FROM
        return Stage.RECEIVED if is_odd else stage

    def _may_be_repeated(self, nomination: PlannedNomination) -> bool:
        is_new = nomination.name not in self._repeated and not nomination.content["confidential"]
        return is_new and nomination.step == 1 and nomination.stage is Stage.RECEIVED

    def _happens(self, share: float) -> bool:
        return self._dice.random() < share
