"""Lists from people: how long they may be, and how far one with faults is read."""

import json
import tracemalloc
from typing import Annotated

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from services.intake.domain.dossier import Submission
from shared.rules.rule_set import Limits
from shared.text.exact import Whole
from shared.text.lists import MOST_FAULTS, AtMost
from shared.web.api.as_written import as_written
from shared.web.api.problems import install_problems

MIB = 1024 * 1024
FEW = TypeAdapter(Annotated[tuple[Whole, ...], AtMost(3, least=1)])
FILLED = {
    "nominee": {"kind": "individual", "name": "Người Mẫu"},
    "award_form": "bang-khen",
    "achievement": {"summary": "Việc mẫu", "began_on": "2021-01-01", "ended_on": "2021-01-02"},
    "ground": "covid-19",
    "target_group": "y-te",
}


class Line(BaseModel):
    """An entry with two fields that must be there."""

    one: Whole
    two: Whole


class Order(BaseModel):
    """Lists in a list."""

    lines: Annotated[tuple[Line, ...], AtMost(500)] = ()
    groups: Annotated[tuple[Annotated[tuple[Line, ...], AtMost(100)], ...], AtMost(500)] = ()


@pytest.mark.parametrize("given", [[1], [1, 2, 3], (1, 2)])
def test_a_list_within_its_bounds_is_taken(given: object) -> None:
    assert FEW.validate_python(given) == tuple(given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ([], "too_short"),
        ([1, 2, 3, 4], "too_long"),
        (["a"] * 4, "too_long"),
        ("abc", "tuple_type"),
        (None, "tuple_type"),
    ],
)
def test_a_list_beyond_its_bounds_is_refused_once(given: object, kind: str) -> None:
    with pytest.raises(ValidationError) as refused:
        FEW.validate_python(given)

    assert [error["type"] for error in refused.value.errors()] == [kind]


def test_the_faults_of_entries_bear_their_places() -> None:
    with pytest.raises(ValidationError) as refused:
        Order.model_validate({"lines": [{"one": 1, "two": 2}, {"one": 1}, {"one": "1", "two": 2}]})

    assert [error["loc"] for error in refused.value.errors()] == [("lines", 1, "two"), ("lines", 2, "one")]


def test_no_more_entries_are_read_than_give_enough_to_mend() -> None:
    with pytest.raises(ValidationError) as refused:
        Order.model_validate({"lines": [{}] * 500, "groups": [[{}] * 100] * 500})

    lines, groups = ([error for error in refused.value.errors() if error["loc"][0] == of] for of in ("lines", "groups"))
    assert len(lines) == MOST_FAULTS
    assert len(groups) == MOST_FAULTS


def test_the_bounds_are_described() -> None:
    described = FEW.json_schema()

    assert (described["minItems"], described["maxItems"]) == (1, 3)


def test_only_a_tuple_can_be_bounded_so() -> None:
    with pytest.raises(TypeError):
        TypeAdapter(Annotated[list[int], AtMost(3)])


BODIES = {
    "empty nominations": [{}] * 200_000,
    "a list of empty awards": [{**FILLED, "earlier_awards": [{}] * 100, "attachments": [{}] * 100}] * 500,
    "a nomination with two hundred thousand criteria": [{**FILLED, "criteria": [0] * 200_000}],
    "a nomination with numbers for criteria and marks": [{**FILLED, "criteria": [0] * 100, "priority_marks": [0] * 100}]
    * 500,
    "a nomination with a hundred thousand names": [{**FILLED, **{f"ten-{number}": 0 for number in range(100_000)}}],
    "a nominee with a hundred thousand names": [{"nominee": {f"ten-{number}": 0 for number in range(100_000)}}],
    "nominations with ninety unknown names": [{**FILLED, **{f"ten-{number}": 0 for number in range(90)}}] * 500,
}


@pytest.mark.parametrize("kind", BODIES)
def test_a_small_body_with_many_faults_is_answered_cheaply(kind: str) -> None:
    app = FastAPI()
    install_problems(app, {})

    @app.post("/dossiers")
    async def submit(_submission: Annotated[Submission, as_written(Submission)]) -> None: ...

    body = json.dumps({"petition": {}, "nominations": BODIES[kind]}).encode()
    with TestClient(app) as client:
        client.post("/dossiers", json={})
        tracemalloc.start()
        answer = client.post("/dossiers", content=body, headers={"content-type": "application/json"})
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()

    assert answer.status_code == 422
    assert 0 < len(answer.json()["errors"]) <= MOST_FAULTS
    # The parsed body is most of it: its sender chooses what a byte of it takes.
    assert most < 32 * MIB + 3 * len(body)


def test_a_misspelt_name_in_an_entry_is_found() -> None:
    written = TypeAdapter(Annotated[Submission, as_written(Submission)])

    with pytest.raises(ValidationError) as refused:
        written.validate_python({"nominations": [FILLED, {**FILLED, "awardform": "x"}]})

    places = {error["loc"]: error["type"] for error in refused.value.errors()}
    assert places["nominations", 1, "awardform"] == "extra_forbidden"


def test_too_many_nominations_are_told_in_words() -> None:
    with pytest.raises(ValidationError) as refused:
        Submission.model_validate({"petition": {}, "nominations": [{}] * 501})

    told = [error["msg"] for error in refused.value.errors() if error["loc"] == ("nominations",)]
    assert told == ["Tờ trình có 501 đề nghị. Chia thành các Tờ trình tối đa 500 đề nghị."]


def test_no_rule_set_allows_more_nominations_than_are_read() -> None:
    allowed = Limits.model_fields["nominations_per_dossier"]

    assert Field(le=500).metadata[0] in allowed.metadata
