"""Which use cases an application's routes call: `main` puts them in by noun, a route's parameter takes them out."""

from collections.abc import Hashable
from typing import Any, TypeVar

from fastapi import Depends, FastAPI, Request

_Group = TypeVar("_Group")
_Entries = dict[tuple[Hashable, type], object]


def provide(app: FastAPI, *groups: object, at: Hashable = None) -> None:
    """Have the routes of `app` find each group under its own class.

    A process that serves several levels puts in a group for each of them, `at` that level.

    Raises:
        ValueError: A group of that class is there already.
    """
    entries = _entries_of(app)
    for group in groups:
        key = (at, type(group))
        if key in entries:
            raise ValueError(f"{type(group).__name__} is provided twice")
        entries[key] = group


def find(app: FastAPI, kind: type[_Group], *, at: Hashable = None) -> _Group:
    """The group of that class.

    Raises:
        LookupError: `main` put none in, or none at that level.
    """
    match _entries_of(app).get((at, kind)):
        case kind() as group:
            return group
        case _:
            raise LookupError(f"{kind.__name__} is not provided")


def use(kind: type[_Group]) -> Any:  # noqa: ANN401 - as FastAPI's own Depends, for use in Annotated
    """The dependency of a route that takes its group: the metadata of an annotated parameter of that class."""

    # A coroutine, although it waits for nothing: FastAPI sends plain functions through a thread for each request.
    async def provided(request: Request) -> _Group:
        return find(request.app, kind)

    return Depends(provided)


def _entries_of(app: FastAPI) -> _Entries:
    if not hasattr(app.state, "use_cases"):
        app.state.use_cases = {}
    entries: _Entries = app.state.use_cases
    return entries
