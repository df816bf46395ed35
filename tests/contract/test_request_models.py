"""What people's words and numbers enter: each field of a request has a type that says what it takes."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

import pytest
from fastapi.routing import APIRoute
from pydantic import BaseModel, Field, TypeAdapter

from shared.events.words import Outcome
from shared.text.exact import Day, Flag, QueryFlag, SaneDay, Whole
from shared.text.fields import BLANK_IS_ABSENT, Line, MailAddress, RequiredLine, TextField
from shared.text.lists import AtMost
from shared.web.api.json_route import JsonRoute, takes_json
from shared.web.api.validation import label_of
from tests.contract.request_fields import Leaf, leaves_of, lists_of, parameters_of, request_leaves, routes_of
from tests.contract.test_openapi import services

# Kept as typed on purpose: `services.identity.adapters.hashing` tries the forms in which a keyboard may give it.
AS_TYPED = {
    "POST /api/v1/sessions password",
    "POST /api/v1/account/password old_password",
    "POST /api/v1/account/password new_password",
    "POST /api/v1/account/mail password",
    "POST /api/v1/password-resets/confirmation new_password",
    "POST /api/v1/account/second-factor/removal password",
    "POST /api/v1/account/second-factor/recovery-codes password",
}
_READ_DAY = TypeAdapter(Day).core_schema["function"]["function"]
_BOUNDED = frozenset(
    # Values of a list in the code, or of a form that has one length.
    {"enum", "literal", "uuid", "bool", "none", "date", "is-instance"}
)
_LIST = "a list must be a tuple with `AtMost`, which looks at its length before its entries"
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
        is_ours = any(isinstance(_method_of(one), TextField) for one in leaf.around)
        return None if is_ours else "a text from people must take its type from `shared.text.fields`"
    if kind == "date" and any(_reads_days(one) for one in leaf.around):
        return None
    return None if leaf.schema.get("strict") else _LOOSE.get(kind)


def unbounded(leaf: Leaf) -> str | None:
    """Why nothing says how much of it there may be; nothing where something does."""
    kind = leaf.schema["type"]
    if kind in _BOUNDED:
        return None
    if kind in {"int", "float", "decimal"}:
        is_bounded = {"ge", "gt"} & leaf.schema.keys() and {"le", "lt"} & leaf.schema.keys()
        return None if is_bounded else "a number must have a least and a most"
    if kind == "str":
        is_bounded = "max_length" in leaf.schema or any(isinstance(_method_of(one), TextField) for one in leaf.around)
        return None if is_bounded else "a text must say how long it may be"
    if kind == "tuple":
        return None if any(isinstance(_method_of(one), AtMost) for one in leaf.around[-1:]) else _LIST
    return _LIST if kind in {"list", "set", "frozenset"} else f"nothing bounds a value of the kind {kind}"


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


def _method_of(schema: Mapping[str, object]) -> object:
    return getattr(_function_of(schema), "__self__", None)


def _reads_days(schema: Mapping[str, object]) -> bool:
    return _function_of(schema) is _READ_DAY


@pytest.mark.parametrize("leaf", LEAVES, ids=[leaf.name for leaf in LEAVES])
def test_a_field_takes_only_what_it_says(leaf: Leaf) -> None:
    fault = fault_of(leaf)

    assert fault is None or leaf.name in AS_TYPED, f"{leaf.name}: {fault}"


@pytest.mark.parametrize("leaf", [*LEAVES, *lists_of(LEAVES)], ids=lambda leaf: f"{leaf.name} {leaf.schema['type']}")
def test_a_field_says_how_much_it_takes(leaf: Leaf) -> None:
    fault = unbounded(leaf)

    assert fault is None, f"{leaf.name}: {fault}"


class _Inner(BaseModel):
    well: Line
    bare: str


class _Endless(BaseModel):
    least: Annotated[int, Field(ge=0)]
    most: Annotated[int, Field(le=9)]
    both: Annotated[int, Field(ge=0, lt=9)]
    text: str
    short: Annotated[str, Field(max_length=9)]
    line: Line
    many: tuple[Line, ...]
    late: Annotated[tuple[Line, ...], Field(max_length=9)]
    few: Annotated[tuple[Line, ...], AtMost(9)]
    deep: Annotated[tuple[tuple[Line, ...], ...], AtMost(9)]
    every: list[Line]
    those: frozenset[Outcome]
    by_name: dict[Line, Line]
    anything: object


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


def test_the_walk_finds_what_has_no_bound() -> None:
    leaves = list(leaves_of(TypeAdapter(_Endless).core_schema, "POST /x"))

    endless = [leaf.place[0] for leaf in (*leaves, *lists_of(leaves)) if unbounded(leaf)]

    assert set(endless) == {
        "least", "most", "text", "many", "late", "deep", "every", "those", "by_name", "anything"
    }  # fmt: skip


@pytest.mark.parametrize("name", services())
def test_every_body_is_read_by_the_bounded_reader(name: str) -> None:
    unbounded = [route.path for route in routes_of(services()[name].routes) if not _is_bounded(route)]

    assert not unbounded, f"{unbounded}: give the router `route_class=JsonRoute`"


def _is_bounded(route: APIRoute) -> bool:
    return not takes_json(route) or isinstance(route, JsonRoute)


def test_the_requests_that_matter_most_are_among_those_looked_at() -> None:
    places = {leaf.name for leaf in LEAVES}

    assert {
        "POST /api/v1/dossiers nominations.nominee.name",
        "POST /api/v1/dossiers petition.number",
        "POST /api/v1/dossiers nominations.gift.money_vnd",
        "POST /api/v1/levels/{level}/decisions signatory.name",
        "GET /api/v1/dossiers search",
        "GET /api/v1/levels/{level}/cases search",
    } <= places
