"""Filling databases with what years of use leave behind.

`python -m benchmarks.filling FROM TO`, with FILL_MONGO_URL in the environment: the dossiers, nominations and cases of
that range. They are spread over three years and all communes, of which the measuring one has an eighth and its first
unit a fortieth; nine in ten are closed, and of the open ones most are somebody's, some nobody's, a few overdue.

Each kind of document is made once for each unit through the product's own mapping of its own values; what tells one
nomination from another is then stamped upon copies.
"""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cache
from itertools import count
from random import Random
from uuid import UUID, uuid5

from pymongo import MongoClient

from benchmarks.dossiers import COMMUNE, petition
from benchmarks.dossiers import nomination as nomination_body
from benchmarks.works import SIGNING_KEY
from services.appraisal.adapters.case_mapping import to_fields, words
from services.appraisal.domain.assignments import assign
from services.appraisal.domain.case import Case, CaseKey, CaseState
from services.appraisal.domain.lateness import delay
from services.appraisal.domain.opening import open_case
from services.appraisal.domain.people import By
from services.intake.adapters.nomination_mapping import plain, sort_name, to_dossier_record, to_nomination_record
from services.intake.domain.dossier import Dossier
from services.intake.domain.order import Position
from services.intake.domain.receipt import first_work, receive
from services.intake.domain.signature import sign
from shared.calendar.working_days import vietnam
from shared.directory.loading import load_directory
from shared.events.content import AuthorityRef, NominationContent, Petition, UnitRef
from shared.events.words import Level, PublicStatus
from shared.mongo.client import Document
from shared.nominees.keyed import IdentityKeys
from shared.nominees.lookup import kept_keys
from shared.nominees.matching import traits_of
from shared.rules.findings import priority
from shared.rules.loading import load_rule_sets
from shared.rules.slip import make_slip
from shared.text.folding import fold
from shared.text.numbering import number_of

_KEYS = IdentityKeys((b"of no deployment, for measuring only",))
_ORIGIN = UUID("5b0e3a52-0000-4000-8000-000000000000")
_PER_DOSSIER, _DOSSIERS_A_BATCH = 5, 200
_SHARE_OF_THE_COMMUNE = 8  # one in so many
_VARIANTS = 4_000
_DIGITS = 12
_LAST_STEP = 2
# The unit whose people measure stands among many: one of five in its commune.
_UNIT_NAMES = ("doan-thanh-nien", "truong-thcs", "tram-y-te", "hoi-phu-nu", "hoi-nong-dan")
_OFFICER, _HEAD = By("bench-officer", "Quách Mẫu Chuyên"), By("bench-head", "Quách Mẫu Chủ")
_RULES = next(iter(load_rule_sets().entries.values()))
_CALENDAR = vietnam()
_NOW = datetime.now(UTC).replace(microsecond=0)


class Kind(StrEnum):
    """Where a dossier's nominations stand."""

    CLOSED = "closed"
    ASSIGNED = "assigned"
    UNASSIGNED = "unassigned"
    OVERDUE = "overdue"


_SHARES = {Kind.CLOSED: 0.9, Kind.ASSIGNED: 0.06, Kind.UNASSIGNED: 0.035, Kind.OVERDUE: 0.005}
_DAYS = {Kind.CLOSED: (20, 900), Kind.ASSIGNED: (1, 12), Kind.UNASSIGNED: (0, 3), Kind.OVERDUE: (25, 40)}


@dataclass(frozen=True)
class Filled:
    """One dossier with all that it leaves in the databases."""

    dossier: Document
    nominations: list[Document]
    cases: list[Document]


@dataclass(frozen=True)
class _Nominee:
    fields: Document
    content: NominationContent
    name: Document  # of the nomination: what it is sorted and searched by
    words: frozenset[str]


@cache
def units() -> list[UnitRef]:
    """Five units in each commune."""
    data = load_directory()
    bodies = {body.code: body for body in data.authorities}
    found = []
    for commune in data.communes:
        own = next(body for code, body in bodies.items() if code.endswith(f".{commune.code}"))
        above = bodies[str(own.parent)]
        chain = (
            AuthorityRef(code=own.code, name=own.name, level=Level.COMMUNE),
            AuthorityRef(code=above.code, name=above.name, level=Level.DISTRICT),
        )
        found += [UnitRef(code=f"{own.code}.{name}", name=f"{name} {own.name}", chain=chain) for name in _UNIT_NAMES]
    return found


@cache
def _measuring() -> list[UnitRef]:
    return [unit for unit in units() if unit.chain[0].code == COMMUNE]


def filled(numbers: range) -> Iterator[Filled]:
    """The dossiers of these numbers, the same ones every time."""
    for number in numbers:
        turn, rest = divmod(number, _SHARE_OF_THE_COMMUNE)
        among = units() if rest else _measuring()
        yield _filled(number, among[(number if rest else turn) % len(among)])


def measuring_cases() -> Iterator[Document]:
    """Cases of the measuring commune, without end."""
    for turn in count():
        yield from _filled(turn * _SHARE_OF_THE_COMMUNE, _measuring()[turn % len(_measuring())]).cases


def _filled(number: int, unit: UnitRef) -> Filled:
    random = Random(number)  # noqa: S311 - the same every time, on purpose
    kind = random.choices(list(_SHARES), list(_SHARES.values()))[0]
    pattern = _pattern(unit.code, kind)
    at = _NOW - timedelta(days=random.randint(*_DAYS[kind]), seconds=random.randrange(86_400))
    identity = uuid5(_ORIGIN, str(number))
    ids = [uuid5(identity, str(place)) for place in range(_PER_DOSSIER)]
    shown = number_of(identity)
    dossier = pattern.dossier | {
        "_id": identity,
        "number": shown,
        "submitted_at": at,
        "nominations": ids,
        "route_of": [0] * _PER_DOSSIER,
        "search": fold(f"{pattern.dossier['petition']['number']} {shown}"),
        "petition_claim": f"{unit.code}|{shown}",
    }
    named = {"dossier_id": str(identity), "number": shown, "submitted_on": at.date().isoformat()}
    made = Filled(dossier, [], [])
    for one in ids:
        nominee = _nominees()[random.randrange(_VARIANTS)]
        personal = nominee.content.nominee.model_copy(
            update={"identity_number": f"{random.randrange(10**_DIGITS):012}"}
        )
        content = nominee.content.model_copy(update={"nominee": personal})
        fields = nominee.fields | {"nominee": nominee.fields["nominee"] | {"identity_number": personal.identity_number}}
        made.nominations.append(
            _nomination(pattern.nominations[0], one, identity, named, content, fields, nominee.name)
        )
        made.cases.append(_case(pattern.cases[0], one, at, named, content, fields, nominee.words))
    return made


def _nomination(
    pattern: Document, one: UUID, identity: UUID, named: Document, content: NominationContent, fields: Document,
    name: Document,
) -> Document:  # fmt: skip
    number = number_of(one)
    return pattern | {
        "_id": one,
        "number": number,
        "dossier_id": identity,
        "dossier": pattern["dossier"] | named,
        "content": fields,
        "sort_name": name["sort_name"],
        "search": f"{name['search']} {number.casefold()}",
        "keys": list(kept_keys(traits_of(content.nominee, _KEYS.keyed(content.nominee)))),
    }


def _case(
    pattern: Document, one: UUID, at: datetime, named: Document, content: NominationContent, fields: Document,
    searched: frozenset[str],
) -> Document:  # fmt: skip
    number, keyed = number_of(one), _KEYS.keyed(content.nominee)
    # What a level has of the nominee has no number.
    fields = fields | {"nominee": fields["nominee"] | {"identity_number": None}}
    due_on = (at.date() + (date.fromisoformat(pattern["due_on"]) - pattern["opened_at"].date())).isoformat()
    return pattern | {
        "_id": f"{one}:1",
        "key": {"nomination": str(one), "step": 1},
        "number": number,
        "dossier": pattern["dossier"] | named,
        "content": pattern["content"] | fields,
        "priority": priority(_RULES, content),
        "opened_at": at,
        "closed_at": pattern["closed_at"] and at + timedelta(days=5),
        "due_on": due_on,
        "concluded_on": pattern["concluded_on"] and (at + timedelta(days=5)).date().isoformat(),
        "untold_due_on": pattern["untold_due_on"] and due_on,
        "delay": pattern["delay"] and pattern["delay"] | {"missed": due_on},
        "began_on": content.achievement.began_on.isoformat(),
        "identity": keyed.model_dump(mode="json") if keyed else None,
        "likenesses": list(kept_keys(traits_of(content.nominee, keyed))),
        "words": sorted(
            {
                *pattern["words"],
                *searched,
                *words(number),
                *words(str(named["number"])),
                number.replace("-", "").casefold(),
            }
        ),
    }


@cache
def _nominees() -> list[_Nominee]:
    random = Random(0)  # noqa: S311 - the same every time, on purpose
    marks = [[], *([mark] for mark in _RULES.priority)]
    bodies = [
        {**nomination_body(place, random, ""), "priority_marks": marks[place % 10] if place % 10 < len(marks) else []}
        for place in range(_VARIANTS)
    ]
    found = []
    for content in (NominationContent.model_validate(body) for body in bodies):
        nominee = content.nominee
        text = fold(f"{nominee.name} {nominee.workplace}")
        name = {"sort_name": sort_name(content), "search": text}
        found.append(_Nominee(plain(content), content, name, frozenset(words(text))))
    return found


@cache
def _pattern(unit_code: str, kind: Kind) -> Filled:
    unit = next(unit for unit in units() if unit.code == unit_code)
    at = _NOW - timedelta(days=_DAYS[kind][0])
    content, asked = _nominees()[0].content, Petition.model_validate(petition())
    slip = make_slip(_RULES, unit, content, asked.occasion, at.date())
    dossier = Dossier(
        id=_ORIGIN,
        unit=unit,
        submitter="demo",
        petition=asked,
        rule_set=_RULES.id,
        submitted_at=at,
        digest="",
        distinct_slips=(slip,),
        slip_of=(0,),
    )
    # All have this one's signature: it need not fit where none of them is handed over, only be under the key in use.
    unsigned = receive(dossier.ref, dossier.nomination_ids[0], content, slip, at)
    new = sign(unsigned, SIGNING_KEY, at, identity=None, found=())
    case = replace(_in_hand(open_case(first_work(new, (), at), rules=_RULES, calendar=_CALENDAR, at=at).after, kind))
    if kind is Kind.CLOSED:
        new = replace(new, standing=PublicStatus.AWARDED, position=Position(_LAST_STEP, 3, 0))
    pattern = {"_id": str(CaseKey(new.id, 1)), **to_fields(case)}
    common = {*words(asked.number), *words(unit.name)}
    nomination = to_nomination_record(new, plain(dossier.ref), _KEYS)
    return Filled(to_dossier_record(dossier), [nomination], [pattern | {"words": common}])


def _in_hand(case: Case, kind: Kind) -> Case:
    match kind:
        case Kind.CLOSED:
            return replace(case, state=CaseState.FORWARDED, closed_at=case.opened_at)
        case Kind.ASSIGNED:
            return assign(case, _OFFICER, _HEAD, reason="", at=_NOW).after
        case Kind.OVERDUE:
            return delay(case, rules=_RULES, calendar=_CALENDAR, at=_NOW).after
        case Kind.UNASSIGNED:
            return case


def fill(mongo_url: str, first: int, last: int) -> None:
    """Insert the dossiers of these numbers with all that belongs to them."""
    client: MongoClient[Document] = MongoClient(mongo_url, w=1, journal=False, uuidRepresentation="standard")
    dossiers, nominations = client["intake"]["dossiers"], client["intake"]["nominations"]
    cases = client["appraisal_commune"]["cases"]
    for start in range(first, last, _DOSSIERS_A_BATCH):
        batch = list(filled(range(start, min(start + _DOSSIERS_A_BATCH, last))))
        dossiers.insert_many([one.dossier for one in batch], ordered=False)
        nominations.insert_many([each for one in batch for each in one.nominations], ordered=False)
        cases.insert_many([each for one in batch for each in one.cases], ordered=False)


def main() -> None:
    """Read the range of nominations and fill."""
    first, last = (int(argument) // _PER_DOSSIER for argument in sys.argv[1:3])
    fill(os.environ["FILL_MONGO_URL"], first, last)


if __name__ == "__main__":
    main()
