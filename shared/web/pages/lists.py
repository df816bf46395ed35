"""Lists whose filters, order and place are their address: links that change one part of it and keep the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request

CURSOR = "sau"


@dataclass(frozen=True)
class Chip:
    """A filter that holds: what it says, and the address of the list without it."""

    label: str
    without: str


@dataclass(frozen=True)
class ListAddress:
    """The address of a list: its path and what it is filtered by, in order."""

    path: str
    query: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, request: Request, names: Sequence[str]) -> "ListAddress":
        """The address that was asked for, with the filters that the list knows; empty ones are left out."""
        asked = request.query_params
        query = tuple((name, value) for name in names for value in asked.getlist(name) if value.strip())
        return cls(request.url.path, query)

    def get(self, name: str) -> str:
        """What the filter is set to; nothing where it is not."""
        return next((value for known, value in self.query if known == name), "")

    def plain(self) -> str:
        """The list without any filter."""
        return self.path

    def with_(self, **values: str) -> str:
        """The list with these set, from its beginning: a cursor belongs to the list that it was made for."""
        kept = tuple((name, value) for name, value in self.query if name not in values and name != CURSOR)
        return self._written((*kept, *((name, value) for name, value in values.items() if value)))

    def without(self, name: str, value: str = "") -> str:
        """The list without the filter, or without this value of it, from its beginning."""
        kept = (
            (known, held)
            for known, held in self.query
            if known != CURSOR and not (known == name and value in {"", held})
        )
        return self._written(tuple(kept))

    def following(self, cursor: str | None) -> str:
        """The next part of the list; nothing where there is none."""
        if not cursor:
            return ""
        kept = tuple((name, value) for name, value in self.query if name != CURSOR)
        return self._written((*kept, (CURSOR, cursor)))

    def first(self) -> str:
        """The beginning of the list; nothing where that is what is shown."""
        return self.without(CURSOR) if self.get(CURSOR) else ""

    def chips(self, labels: Mapping[str, str], values: Mapping[str, Mapping[str, str]]) -> list[Chip]:
        """Each filter that holds, in words: `labels` by name, `values` by name and value; others are shown as typed."""
        return [
            Chip(f"{labels[name]}: {values.get(name, {}).get(value, value)}", self.without(name, value))
            for name, value in self.query
            if name in labels
        ]

    def _written(self, query: Sequence[tuple[str, str]]) -> str:
        return f"{self.path}?{urlencode(query)}" if query else self.path
