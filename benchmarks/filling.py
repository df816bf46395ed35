"""Filling databases with what years of use leave behind, through the product's own mapping of its own values.

`python -m benchmarks.filling FROM TO`, with FILL_MONGO_URL in the environment: the dossiers, nominations and cases of
that range, spread over all communes and three years, nine in ten of them closed.
"""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID, uuid5

from pymongo import MongoClient

from benchmarks.dossiers import nomination as nomination_body
from benchmarks.dossiers import petition
from services.appraisal.adapters.case_documents import to_fields
from services.appraisal.domain.case import State
from services.appraisal.domain.opening import open_case
from services.intake.adapters.documents import plain, to_dossier_document, to_nomination_document
from services.intake.domain.dossier import Dossier
from services.intake.domain.nomination import Position
from services.intake.domain.receiving import first_work, received
from shared.calendar.working_days import vietnam
from shared.directory.loading import load_directory
from shared.events.content import AuthorityRef, NominationContent, Petition, UnitRef
from shared.events.words import Level, PublicStatus
from shared.mongo.client import Document
from shared.rules.loading import load_rule_sets
from shared.rules.routing import route

_ORIGIN = UUID("5b0e3a52-0000-4000-8000-000000000000")
_PER_DOSSIER, _DOSSIERS_A_BATCH = 5, 200
_CLOSED_SHARE = 0.9
_OPEN_DAYS, _CLOSED_DAYS = 10, 900
_LAST_STEP = 2
# The unit whose people measure stands among many: one of five in its commune.
_UNIT_NAMES = ("doan-thanh-nien", "truong-thcs", "tram-y-te", "hoi-phu-nu", "hoi-nong-dan")
_CALENDAR = vietnam()


_RULES = next(iter(load_rule_sets().entries.values()))


@dataclass(frozen=True)
class Filled:
    """One dossier with all that it leaves in the databases."""

    dossier: Document
    nominations: list[Document]
    cases: list[Document]


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


def filled(numbers: range) -> Iterator[Filled]:
    """The dossiers of these numbers, the same ones every time."""
    everyone = units()
    for number in numbers:
        yield _filled(number, everyone[number % len(everyone)])


def _filled(number: int, unit: UnitRef) -> Filled:
    random = Random(number)  # noqa: S311 - the same every time, on purpose
    is_closed = random.random() < _CLOSED_SHARE
    at = datetime.now(UTC) - timedelta(days=random.randint(1, _CLOSED_DAYS if is_closed else _OPEN_DAYS))
    bodies = [nomination_body(place, random, f"{random.randrange(10**12):012}") for place in range(_PER_DOSSIER)]
    contents = [NominationContent.model_validate(body) for body in bodies]
    asked = Petition.model_validate(petition())
    slip = route(_RULES, unit, contents[0], asked.occasion, at.date())
    dossier = Dossier(
        id=uuid5(_ORIGIN, str(number)),
        unit=unit,
        submitter="demo",
        petition=asked,
        rule_set=_RULES.id,
        submitted_at=at,
        digest="",
        routes=(slip,),
        route_of=(0,) * _PER_DOSSIER,
    )
    reference, nominations, cases = plain(dossier.ref), [], []
    for place, content in enumerate(contents):
        new = received(dossier.ref, place, content, slip, at)
        case = open_case(first_work(new, (), at), rules=_RULES, calendar=_CALENDAR, at=at).case
        if is_closed:
            new = replace(new, standing=PublicStatus.AWARDED, position=Position(_LAST_STEP, 3, 0))
            case = replace(case, state=State.FORWARDED, closed_at=at + timedelta(days=5))
        nominations.append(to_nomination_document(new, reference))
        cases.append({"_id": str(case.key), **to_fields(case)})
    return Filled(to_dossier_document(dossier), nominations, cases)


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
