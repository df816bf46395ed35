"""Every field of every request that the services take: bodies and queries, down to texts and numbers."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.routing import BaseRoute

# As pydantic-core describes a type: mappings by "type", each with others inside.
Schema = Mapping[str, Any]
_INSIDE = ("schema", "items_schema", "keys_schema", "values_schema", "choices", "fields", "definitions")
_LISTS = ("list", "tuple", "set", "frozenset", "dict", "generator")


@dataclass(frozen=True)
class Leaf:
    """A text, number, day or choice in a request; `around` are the schemas that it stands in, innermost last."""

    route: str
    place: tuple[str, ...]
    schema: Schema
    around: tuple[Schema, ...]

    @property
    def name(self) -> str:
        """The field as a person would look for it."""
        return f"{self.route} {'.'.join(self.place)}"


def request_leaves(app: FastAPI) -> Iterator[Leaf]:
    """Those of the application's routes that are described."""
    for route in routes_of(app.routes):
        named = f"{' '.join(sorted(route.methods))} {route.path}"
        for dependant in _with_dependencies(route.dependant):
            for given in dependant.body_params:
                yield from leaves_of(given._type_adapter.core_schema, named)  # noqa: SLF001 - shown nowhere else
            for given in dependant.query_params:
                # A model in the query stands for its fields; its own name is nobody's.
                is_model = isinstance(given.field_info.annotation, type) and issubclass(
                    given.field_info.annotation, BaseModel
                )
                place = () if is_model else (given.alias,)
                yield from leaves_of(given._type_adapter.core_schema, named, place)  # noqa: SLF001 - as above


def parameters_of(app: FastAPI) -> set[str]:
    """What the described routes take from paths and headers, by name."""
    told = [one for route in routes_of(app.routes) for one in _with_dependencies(route.dependant)]
    return {given.alias for one in told for given in (*one.path_params, *one.header_params)}


def _with_dependencies(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for one in dependant.dependencies:
        yield from _with_dependencies(one)


def routes_of(routes: list[BaseRoute]) -> Iterator[APIRoute]:
    """The described routes among these and within."""
    for route in routes:
        if isinstance(route, APIRoute):
            if route.include_in_schema:
                yield route
        else:
            # A router that was included stands for its routes, in an object that FastAPI keeps to itself.
            yield from routes_of(getattr(getattr(route, "original_router", None), "routes", []))


def leaves_of(schema: Schema, route: str, place: tuple[str, ...] = ()) -> Iterator[Leaf]:
    """The leaves of a type as pydantic-core describes it."""
    known = {one["ref"]: one for one in schema.get("definitions", ())}
    yield from _walk(schema, known, Leaf(route, place, schema, ()))


def lists_of(leaves: Iterable[Leaf]) -> Iterator[Leaf]:
    """The lists and mappings that the leaves stand in, each once."""
    known: set[tuple[str, int]] = set()
    for leaf in leaves:
        for depth, schema in enumerate(leaf.around):
            if schema["type"] in _LISTS and (leaf.route, id(schema)) not in known:
                known.add((leaf.route, id(schema)))
                yield Leaf(leaf.route, leaf.place, schema, leaf.around[:depth])


def _walk(schema: Schema, known: Mapping[str, Schema], at: Leaf) -> Iterator[Leaf]:
    kind = schema["type"]
    if kind == "definition-ref":
        target = known[schema["schema_ref"]]
        if not any(one is target for one in at.around):
            yield from _walk(target, known, at)
        return
    around = (*at.around, schema)
    inside = [(at.place, one) for key in _INSIDE if key != "fields" for one in _schemas(schema.get(key))]
    inside += [((*at.place, name), one["schema"]) for name, one in _fields(schema)]
    if kind == "definitions":
        inside = [(at.place, schema["schema"])]
    if not inside:
        yield Leaf(at.route, at.place, schema, at.around)
    for place, one in inside:
        yield from _walk(one, known, Leaf(at.route, place, one, around))


def _schemas(value: object) -> Iterator[Schema]:
    """The schemas in a value: itself, or those of a list, where a choice may stand with its label."""
    if isinstance(value, Mapping) and "type" in value:
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _schemas(one[0] if isinstance(one, tuple) else one)


def _fields(schema: Schema) -> Iterator[tuple[str, Schema]]:
    fields = schema.get("fields")
    if isinstance(fields, Mapping):
        yield from fields.items()
