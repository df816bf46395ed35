"""`thidua audit verify`: whoever changes a stored history is found out, at the record and the entry."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
from pymongo import MongoClient

from services.appraisal.adapters.case_mapping import to_fields
from services.appraisal.domain.case import CaseKey, CaseState
from services.intake.adapters.nomination_mapping import to_nomination_record
from shared.events.cases import CaseDeclined
from tests.integration.directory.test_admin_command import Run, runner, told
from tests.servers.fresh import FreshDatabases
from tests.unit.appraisal.samples import in_state
from tests.unit.intake.samples import a_nomination, apply_all, case_fact
from tests.unit.nominees.samples import KEYS

Change = Callable[[list[dict[str, Any]]], list[dict[str, Any]]]
CASE = in_state(CaseState.FORWARDED)
NOMINATION = apply_all(a_nomination(), case_fact(CaseDeclined, a_nomination()))
CHANGES: Mapping[str, tuple[Change, tuple[int, str]]] = {
    "changed": (lambda h: [h[0], {**h[1], "at": h[0]["at"], "step": 7, "by": "somebody"}], (2, "content")),
    "first removed": (lambda h: h[1:], (1, "number")),
    "last removed": (lambda h: h[:1], (2, "missing")),
    "all removed": (lambda _: [], (1, "missing")),
    "put in": (lambda h: [h[0], *h], (2, "number")),
}


@pytest.fixture
def run(databases: FreshDatabases) -> Run:
    return runner(databases)


@pytest.fixture
def stored(databases: FreshDatabases) -> Iterator[MongoClient[dict[str, Any]]]:
    """A case and a nomination with two entries each, and a marker, which has none."""
    with MongoClient[dict[str, Any]](databases.server.url(), uuidRepresentation="standard") as client:
        intake, level = (client[databases.name(name)] for name in ("intake", "appraisal_commune"))
        intake["nominations"].insert_one(to_nomination_record(NOMINATION, {}, KEYS))
        level["cases"].insert_one({"_id": str(CASE.key), **to_fields(CASE)})
        level["cases"].insert_one({"_id": "marker", "marker": True, "version": 1})
        yield client


@pytest.mark.usefixtures("stored")
def test_histories_as_they_were_written_are_whole(run: Run, databases: FreshDatabases) -> None:
    result = run("audit", "verify", "--json", prefix=databases.prefix)

    assert result.exit_code == 0, result.output
    assert told(result) == {"histories": 2, "entries": 4, "broken": [], "broken_histories": 0}


@pytest.mark.parametrize(("change", "found"), CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize(("database", "collection"), [("intake", "nominations"), ("appraisal_commune", "cases")])
def test_names_the_record_and_its_first_broken_entry(
    run: Run,
    stored: MongoClient[dict[str, Any]],
    databases: FreshDatabases,
    database: str,
    collection: str,
    change: Change,
    found: tuple[int, str],
) -> None:
    records = stored[databases.name(database)][collection]
    [document] = records.find({"history": {"$exists": True}})
    records.update_one({"_id": document["_id"]}, {"$set": {"history": change(document["history"])}})

    result = run("audit", "verify", "--json", prefix=databases.prefix)

    assert result.exit_code == 1
    [broken] = told(result)["broken"]
    assert (broken["database"], broken["record"]) == (database, str(document["_id"]))
    assert (broken["entry"], broken["differs"]) == found


def test_a_history_of_another_case_is_found(
    run: Run, stored: MongoClient[dict[str, Any]], databases: FreshDatabases
) -> None:
    other = replace(CASE, key=CaseKey(NOMINATION.id, CASE.key.step))
    stored[databases.name("appraisal_commune")]["cases"].insert_one({"_id": str(other.key), **to_fields(other)})

    result = run("audit", "verify", prefix=databases.prefix)

    assert result.exit_code == 1
    assert f"appraisal_commune, {other.key} (đề nghị {other.number}), mục 1: không nối tiếp" in result.stdout


@pytest.mark.usefixtures("stored")
def test_the_view_shows_nothing_of_a_person(databases: FreshDatabases) -> None:
    with MongoClient[dict[str, Any]](databases.url("administration")) as client:
        shown = [
            document
            for name in ("intake", "appraisal_commune")
            for document in client[databases.name(name)]["histories"].find()
        ]

    assert len(shown) == 2
    assert all(CASE.content.nominee.name not in str(document) for document in shown)
    assert all(NOMINATION.content.nominee.name not in str(document) for document in shown)
