"""Who goes on with whose work: bodies end on a day, others succeed them, and some have their work done by another."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

_LONGEST_LINE = 50


@dataclass(frozen=True, slots=True)
class Link:
    """A body's last day, where it has one; who goes on after it; and the body whose people do its work here."""

    ends_on: date | None = None
    successor: str | None = None
    worked_by: str | None = None


def is_circle(links: Mapping[str, Link], old: str, new: str) -> bool:
    """Whether `old` could not be succeeded by `new`, because `old` already comes after it."""
    current: str | None = new
    for _ in range(_LONGEST_LINE):
        if current is None or current == old:
            return current == old
        current = links[current].successor if current in links else None
    return True


@dataclass(frozen=True, slots=True)
class Succession:
    """The bodies that end, are succeeded or are worked for, as they stand on a day; every other goes on as it is."""

    links: Mapping[str, Link]
    day: date

    def is_over(self, code: str) -> bool:
        """Whether the body acts no more on this day."""
        link = self.links.get(code)
        return link is not None and link.ends_on is not None and link.ends_on < self.day

    def heir(self, code: str) -> str:
        """Who acts in the body's place on this day: itself while it goes on, and where nobody succeeds it."""
        *_, last = self._line(code)
        return last

    def workers(self, code: str) -> frozenset[str]:
        """The bodies whose people do this one's work on this day; none where it is over and nobody succeeds it."""
        reached = {code}
        rest = [code]
        while rest:
            current = rest.pop()
            above = [self.links[current].worked_by] if current in self.links else []
            for each in (*above, *self._line(current)):
                if each is not None and each not in reached:
                    reached.add(each)
                    rest.append(each)
        return frozenset(each for each in reached if not self.is_over(each))

    def acting(self, codes: Iterable[str]) -> frozenset[str]:
        """Every body whose work the people of these do on this day; a body that is over has none of its own."""
        own = frozenset(code for code in codes if not self.is_over(code))
        return own | frozenset(code for code in self.links if own & self.workers(code))

    def inherited(self, codes: Iterable[str]) -> frozenset[str]:
        """The bodies that these are on this day, with all that they have succeeded; not those that they work for."""
        own = frozenset(code for code in codes if not self.is_over(code))
        return own | frozenset(code for code in self.links if self.heir(code) in own)

    def forebears(self, code: str) -> frozenset[str]:
        """The body with all that it has succeeded by this day."""
        return frozenset({code, *(link for link in self.links if self.heir(link) == code)})

    def _line(self, code: str) -> Iterator[str]:
        current = code
        for _ in range(_LONGEST_LINE):
            yield current
            link = self.links.get(current)
            if link is None or link.successor is None or not self.is_over(current):
                return
            current = link.successor
