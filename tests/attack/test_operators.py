"""MongoDB's operators, and numbers it cannot keep, in every JSON field, parameter and path: refused in words."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import httpx
import pytest

from ops.demo.people import Office, Person
from tests.attack.conftest import Mongo, state
from tests.attack.described import Json, Operation, operations
from tests.journey.acts import COMMUNE, YOUTH, opened, submitted
from tests.running import System

OPERATORS: Sequence[Any] = (
    {"$ne": None},
    {"$gt": ""},
    {"$where": "sleep(10000) || true"},
    [{"$regex": ".*"}],
    {"$set": {"status": "awarded"}},
)
IN_TEXT = (str(2**70), '{"$ne":null}', "[$exists]", "$where", "$[all]", "nominee.name")
# Who may come as far as the body is looked at, for at least one operation of each service.
CALLERS: Sequence[str] = (
    *("nop.doan-yen-phu", "chuyen-vien.xa-yen-phu", "lanh-dao.xa-yen-phu", "van-thu.xa-yen-phu"),
    *("thu-ky.hoi-dong", "lanh-dao.so-noi-vu", "quan-tri", "van-hanh"),
)
# Those of them who would find something if a condition were taken for one, and who looks after the system.
OWNERS: Sequence[str] = (YOUTH, "lanh-dao.xa-yen-phu", "van-hanh")
_KEYED = {"Idempotency-Key": "tan-cong-0001", "If-Match": '"1"'}
_UNKNOWN = "00000000-0000-4000-8000-000000000000"


# A draft keeps whatever was typed, as text (`tests/integration/intake/test_drafts.py`): there is nothing to refuse.
_KEPT_AS_TYPED = {
    "intake POST /api/v1/drafts",
    "intake PUT /api/v1/drafts/{draft_id}/petition",
    "intake POST /api/v1/drafts/{draft_id}/nominations",
    "intake PUT /api/v1/drafts/{draft_id}/nominations/{entry_id}",
}


@pytest.fixture(scope="module")
def with_bodies(system: System) -> list[Operation]:
    """The operations that take JSON and judge it."""
    return [one for one in operations(system) if one.body_example is not None and str(one) not in _KEPT_AS_TYPED]


@pytest.mark.parametrize("every_caller", [False, pytest.param(True, marks=pytest.mark.matrix)])
async def test_an_operator_in_place_of_a_value_is_refused(
    system: System, office: Office, mongo: Mongo, with_bodies: list[Operation], *, every_caller: bool
) -> None:
    before = state(mongo)
    asked = 0

    for operation in with_bodies:
        refused_by_the_body = False
        for caller in CALLERS:
            if refused_by_the_body and not every_caller:
                break  # all callers' bodies are read by the same reader
            person = await office.person(caller)
            for body in _spoiled(operation.body_example or {}):
                response = await _asked(system, person, operation, body)
                asked += 1
                assert 400 <= response.status_code < 500, (str(operation), caller, body, response.text)
                assert response.json()["detail"], response.text
                if response.status_code != 422:
                    break  # somebody who may not do this at all learns nothing more by trying on
                refused_by_the_body |= bool(response.json()["errors"])
        assert refused_by_the_body, f"nobody came as far as the body of {operation}"

    assert asked > len(with_bodies) * len(OPERATORS)
    assert state(mongo) == before


@pytest.fixture(scope="module")
async def there(office: Office) -> None:
    """A dossier of the youth union that is in its own list and, as a case, in the commune's: something to be found."""
    taken = await submitted(office)
    await opened(office, COMMUNE, f"{taken.nominations[0].id}:1")
    for username, path in ((YOUTH, "/api/v1/dossiers"), ("lanh-dao.xa-yen-phu", "/api/v1/levels/commune/cases")):
        listed = await (await office.person(username)).do(path, method="GET")
        assert listed.json()["items"], path


@pytest.mark.usefixtures("there")
@pytest.mark.parametrize("callers", [OWNERS, pytest.param(CALLERS, marks=pytest.mark.matrix)], ids=["owners", "all"])
async def test_an_operator_in_a_parameter_or_a_path_finds_nothing(
    system: System, office: Office, mongo: Mongo, callers: Sequence[str]
) -> None:
    before = state(mongo)
    asked = 0

    for operation in [one for one in operations(system) if one.method == "get" and "/events" not in one.path]:
        for caller in callers:
            person = await office.person(caller)
            for text in IN_TEXT:
                for params, path in _addresses(operation, text):
                    response = await person.http.get(
                        f"{system.stack.address_of(operation.service)}{path}", params=params
                    )
                    asked += 1
                    found = response.json().get("items") if response.status_code == 200 else None
                    assert response.status_code < 500, (str(operation), params, path, response.text)
                    assert not found, (str(operation), params, path, found)

    assert asked > 100
    assert state(mongo) == before


@pytest.mark.usefixtures("there")
async def test_a_parameter_in_brackets_is_not_taken_for_a_condition(office: Office) -> None:
    unit = await office.person("nop.thcs-yen-phu")
    plain = (await unit.do("/api/v1/dossiers", method="GET")).json()

    for name in ("unit", "unit_id", "status", "_id", "viewers"):
        for operator in ("$ne", "$gt", "$exists"):
            bracketed = await unit.http.get("/api/v1/dossiers", params={f"{name}[{operator}]": "1"})

            assert bracketed.status_code in {200, 422}
            if bracketed.status_code == 200:
                assert bracketed.json()["items"] == plain["items"]


@pytest.mark.parametrize("operator", OPERATORS, ids=json.dumps)
async def test_nobody_signs_in_by_an_operator(office: Office, operator: object) -> None:
    anybody = await office.person("nop.thcs-yen-phu")

    for body in (
        {"username": operator, "password": operator},
        {"username": "quan-tri", "password": operator},
        {"username": operator, "password": "thu-nghiem-2021"},
    ):
        response = await anybody.http.post("/api/v1/sessions", json=body)

        assert response.status_code == 422, response.text
        assert "token" not in response.text


async def _asked(system: System, person: Person, operation: Operation, body: object) -> httpx.Response:
    address = f"{system.stack.address_of(operation.service)}{operation.path_to(f'{_UNKNOWN}:1')}"
    return await person.http.request(operation.method.upper(), address, json=body, headers=_KEYED)


def _spoiled(example: Json) -> Iterator[Json]:
    """The example again and again, with an operator in place of one of its values, or beside them."""
    places = list(_places(example))
    for turn, place in enumerate(places):
        yield _with(example, place, OPERATORS[turn % len(OPERATORS)])
        if isinstance(_at(example, place), int):
            yield _with(example, place, 2**70)
    for operator in OPERATORS:
        yield _with(example, places[0], operator)
        if isinstance(operator, dict):
            yield example | operator


def _places(value: object, here: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _places(inner, (*here, name))
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from _places(inner, (*here, at))
    else:
        yield here


def _at(example: Json, place: Sequence[str | int]) -> object:
    inner: Any = example
    for step in place:
        inner = inner[step]
    return inner


def _with(example: Json, place: Sequence[str | int], value: object) -> Json:
    copy: Any = json.loads(json.dumps(example))
    inner = copy
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    return dict(copy)


def _addresses(operation: Operation, text: str) -> Iterator[tuple[dict[str, str], str]]:
    known = operation.path.replace("{level}", "commune")
    for name in operation.parameters("path"):
        if name == "level":
            continue
        yield {}, known.replace(f"{{{name}}}", text.replace("/", "%2F").replace("..", "%2E%2E"))
    for name in operation.parameters("query"):
        yield {name: text}, operation.path_to(f"{_UNKNOWN}:1")
