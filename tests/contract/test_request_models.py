"""What people's words and numbers enter: each field of a request has a type that says what it takes."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

import pytest
from pydantic import BaseModel, TypeAdapter

from shared.text.exact import Day, Flag, QueryFlag, SaneDay, Whole
from shared.text.fields import BLANK_IS_ABSENT, Line, MailAddress, RequiredLine, TextField
from shared.web.validation import label_of
from tests.contract.request_fields import Leaf, leaves_of, parameters_of, request_leaves
from tests.contract.test_openapi import services

# Kept as typed on purpose: `shared.identity.passwords` tries the forms in which a keyboard may give it.
AS_TYPED = {"POST /api/v1/sessions password"}
_READ_DAY = TypeAdapter(Day).core_schema["function"]["function"]
LEAVES = [leaf for app in services().values() for leaf in request_leaves(app)]
_LOOSE = {
    "int": "a number must be `Whole` or `QueryWhole`: others are read out of text",
    "bool": "a yes or no must be `Flag` or `QueryFlag`: others are read out of numbers and words",
    "float": "no amount here is a fraction",
    "decimal": "no amount here is a fraction",
    "date": "a day must be `Day` or `SaneDay`: others are read out of numbers and moments",
    "datetime": "nobody types a moment",
}


def fault_of(leaf: Leaf) -> str | None:
    """Why the field takes what it should not; nothing when it is well typed."""
    kind = leaf.schema["type"]
    if kind == "str":
        is_ours = any(isinstance(getattr(_function_of(one), "__self__", None), TextField) for one in leaf.around)
        return None if is_ours else "a text from people must take its type from `shared.text.fields`"
    if kind == "date" and any(_reads_days(one) for one in leaf.around):
        return None
    return None if leaf.schema.get("strict") else _LOOSE.get(kind)


@pytest.mark.parametrize("name", services())
def test_every_field_has_a_name_for_people(name: str) -> None:
    app = services()[name]
    places = {leaf.place[:depth] for leaf in request_leaves(app) for depth in range(1, len(leaf.place) + 1)}
    places |= {(name,) for name in parameters_of(app)}

    nameless = {".".join(place) for place in places if "“" in label_of(place, app.state.labels)}

    assert places
    assert not nameless


def _function_of(schema: Mapping[str, object]) -> object:
    told = schema.get("function")
    return told.get("function") if isinstance(told, Mapping) else None


def _reads_days(schema: Mapping[str, object]) -> bool:
    return _function_of(schema) is _READ_DAY


@pytest.mark.parametrize("leaf", LEAVES, ids=[leaf.name for leaf in LEAVES])
def test_a_field_takes_only_what_it_says(leaf: Leaf) -> None:
    fault = fault_of(leaf)

    assert fault is None or leaf.name in AS_TYPED, f"{leaf.name}: {fault}"


class _Inner(BaseModel):
    well: Line
    bare: str


class _Asked(BaseModel):
    name: RequiredLine
    mail: MailAddress | None = None
    inner: tuple[_Inner, ...] = ()
    count: int
    counted: Whole
    is_so: bool
    is_really_so: Flag
    asked: QueryFlag = False
    born: int
    due: Annotated[date | None, BLANK_IS_ABSENT] = None
    on: Day
    by: SaneDay | None = None


def test_the_walk_finds_what_is_loosely_typed_at_any_depth() -> None:
    leaves = list(leaves_of(TypeAdapter(_Asked).core_schema, "POST /x"))

    assert {leaf.place for leaf in leaves} >= {("name",), ("mail",), ("inner", "well"), ("inner", "bare"), ("by",)}
    loose = {leaf.place for leaf in leaves if fault_of(leaf)}
    assert loose == {("inner", "bare"), ("count",), ("is_so",), ("born",), ("due",)}


def test_the_requests_that_matter_most_are_among_those_looked_at() -> None:
    places = {leaf.name for leaf in LEAVES}

    assert {
        "POST /api/v1/dossiers nominations.nominee.name",
        "POST /api/v1/dossiers petition.number",
        "POST /api/v1/dossiers nominations.gift.money_vnd",
        "POST /api/v1/levels/{level}/decisions signatory.name",
        "GET /api/v1/dossiers text",
        "GET /api/v1/levels/{level}/cases q",
    } <= places
