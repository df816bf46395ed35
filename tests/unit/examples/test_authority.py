"""The example of an authority's own software: what it remembers, and what it makes of the API's answers."""

import ast
import json
from pathlib import Path

import pytest

from docs.examples import authority
from docs.examples.authority import Api, Refused, Store
from tests.unit.examples.scripted import Reply, scripted

CASE = "7a4b0f0e-5d0c-5d7e-9a38-1f6f0d3c2b11:1"
PATH = f"/api/v1/levels/department/cases/{CASE}"
VERDICT = {"outcome": "forward", "text": "Đủ điều kiện."}
READ_3, READ_4 = (Reply(200, {"version": version, "proposal": None}) for version in (3, 4))
IS_IN = Reply(200, {"version": 5, "proposal": {"verdict": {**VERDICT, "reason_code": ""}}})


def fact(kind: str, version: int, **more: str) -> tuple[str, bytes]:
    nomination, step = CASE.split(":")
    body = {"nomination_id": nomination, "step": int(step), "level": "department", "version": version, **more}
    return f"case.{kind}.v1", json.dumps(body).encode()


def test_it_imports_nothing_of_the_system() -> None:
    tree = ast.parse(Path(authority.__file__).read_text(encoding="utf-8"))

    names = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    names += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    assert {name.partition(".")[0] for name in names} & {"services", "shared", "ops", "tests"} == set()
    assert "httpx" in names


def test_an_event_that_comes_twice_is_kept_once(tmp_path: Path) -> None:
    kind, body = fact("opened", 1)

    taken = [Store(tmp_path / "so.sqlite").take("e-1", kind, body) for _ in range(2)]

    assert taken == [True, False]


def test_the_highest_version_stands_whatever_the_order(tmp_path: Path) -> None:
    store = Store(tmp_path / "so.sqlite")
    facts = [fact("forwarded", 3), fact("opened", 1, due_on="2021-10-19"), fact("returned", 2)]

    for number, (kind, body) in enumerate(facts):
        store.take(str(number), kind, body)

    [case] = store.cases()
    assert (case["id"], case["fact"], case["version"]) == (CASE, "forwarded", 3)


def test_a_decision_tells_of_every_case_in_it(tmp_path: Path) -> None:
    store = Store(tmp_path / "so.sqlite")
    nomination = CASE.split(":", maxsplit=1)[0]
    items = [{"nomination_id": one, "step": 1, "sequence": 4} for one in (nomination, "another")]
    store.take("1", *fact("approved", 3))

    store.take("2", "decision.issued.v1", json.dumps({"level": "department", "items": items}).encode())

    assert {(one["id"], one["fact"], one["version"]) for one in store.cases()} == {
        (CASE, "issued", 4),
        ("another:1", "issued", 4),
    }


def test_of_a_case_speaks_only_the_level_that_it_is_at(tmp_path: Path) -> None:
    store = Store(tmp_path / "so.sqlite")
    kind, body = fact("opened", 1)
    store.take("1", kind, body)

    store.take("2", *fact("approved", 9, level="commune"))

    [case] = store.cases()
    assert (case["fact"], case["level"]) == ("opened", "department")


def test_a_fact_from_the_level_that_it_speaks_of_is_taken() -> None:
    assert authority.is_authors("appraisal-department", "department", *fact("opened", 1))
    assert authority.is_authors("appraisal-department", "department", "decision.issued.v1", b'{"level": "department"}')


@pytest.mark.parametrize(
    ("user", "source", "kind", "body"),
    [
        (None, "department", *fact("approved", 2)),
        ("", "department", *fact("approved", 2)),
        ("notifier", "department", *fact("approved", 2)),
        ("notifier", "notifier", *fact("approved", 2)),
        ("operator", "department", *fact("approved", 2)),
        ("appraisal-commune", "department", *fact("approved", 2)),
        ("appraisal-commune", "commune", *fact("approved", 2)),
        ("appraisal-department", "commune", *fact("approved", 2)),
        ("appraisal-department", "None", *fact("approved", 2)),
        ("intake", "intake", "nomination.awarded.v1", fact("approved", 2)[1]),
        ("appraisal-department", "department", "nomination.awarded.v1", fact("approved", 2)[1]),
        ("appraisal-department", "department", "case.approved.v1", b"[]"),
        ("appraisal-department", "department", "case.approved.v1", b"\xff"),
    ],
)
def test_a_fact_from_anybody_else_is_not_taken(user: str | None, source: str, kind: str, body: bytes) -> None:
    assert not authority.is_authors(user, source, kind, body)


@pytest.mark.parametrize("body", [b"", b"\xff", b"[]", b'"x"', b"{}"])
def test_what_it_does_not_know_is_kept_and_stops_nothing(tmp_path: Path, body: bytes) -> None:
    store = Store(tmp_path / "so.sqlite")

    assert store.take("e-1", "case.newly_invented.v9", body) is True
    assert store.cases() == []


@pytest.mark.parametrize("status", [429, 503])
def test_it_waits_as_long_as_the_system_says_and_asks_again(status: int) -> None:
    waits: list[float] = []
    with scripted(Reply(status, headers={"Retry-After": "7"}), READ_3) as (address, asked):
        answer = Api(address, "a", "b", waits.append).case("department", CASE)

    assert answer["version"] == 3
    assert waits == [7.0]
    assert [one.line for one in asked] == [f"GET {PATH}"] * 2


@pytest.mark.parametrize("status", [409, 412])
def test_a_changed_case_is_read_anew_before_proposing(status: int) -> None:
    with scripted(READ_3, Reply(status), READ_4, READ_4, IS_IN) as (address, asked):
        Api(address, "a", "b").propose("department", CASE, VERDICT)

    assert [one.headers["If-Match"] for one in asked if one.line.startswith("PUT")] == ['"3"', '"4"']


def test_a_proposal_whose_answer_was_lost_is_not_put_in_again() -> None:
    with scripted(READ_3, Reply(409), READ_4, IS_IN) as (address, asked):
        Api(address, "a", "b").propose("department", CASE, VERDICT)

    assert [one.line for one in asked].count(f"PUT {PATH}/proposal") == 1


def test_a_refusal_that_is_not_about_the_version_is_told() -> None:
    told = Reply(409, {"detail": "Việc đang do người khác giữ."})
    with scripted(READ_3, told, READ_3) as (address, _), pytest.raises(Refused, match="người khác giữ"):
        Api(address, "a", "b").propose("department", CASE, VERDICT)


def test_a_session_that_ran_out_is_begun_anew() -> None:
    with scripted(Reply(401), READ_3) as (address, asked):
        answer = Api(address, "a", "b", lambda _: None).case("department", CASE)

    assert answer["version"] == 3
    assert len(asked) == 2


def test_the_same_words_to_the_unit_carry_the_same_key() -> None:
    with scripted(Reply(503), Reply(201), Reply(201)) as (address, asked):
        api = Api(address, "a", "b", lambda _: None)
        for _ in range(2):
            api.write("department", CASE, "Đã nhận.")

    assert len({one.headers["Idempotency-Key"] for one in asked}) == 1
    assert len(asked) == 3
