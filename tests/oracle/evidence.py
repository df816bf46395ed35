"""The record, put in order for judging: requests with what became of them, and what was found after quiet."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import unquote

from pydantic import JsonValue

from tests.oracle.entries import (
    Answered,
    Asked,
    Entry,
    Person,
    Poisoned,
    Quiet,
    Sampled,
    SeenCase,
    SeenDecision,
    SeenDossier,
    SeenMail,
    SeenNomination,
    SeenOutbox,
    SeenQueue,
    Unanswered,
)

_SERVER_FAULTS = 500
_REFUSALS = 400


@dataclass(frozen=True)
class Call:
    """A request and its answer; none when the connection ended first, or the record does."""

    asked: Asked
    answer: Answered | None

    @property
    def is_done(self) -> bool:
        """Answered 2xx."""
        return self.answer is not None and self.answer.status < _REFUSALS

    @property
    def is_open(self) -> bool:
        """Nobody can know from outside whether it was carried out."""
        return self.answer is None or self.answer.status >= _SERVER_FAULTS

    @property
    def reply(self) -> Mapping[str, JsonValue]:
        """The answer's JSON object; empty without one."""
        return table(self.answer.body if self.answer else None)

    @property
    def request(self) -> Mapping[str, JsonValue]:
        """The request's JSON object."""
        return table(self.asked.body)


_Kind = TypeVar("_Kind")


class Evidence:
    """Everything that the judgement rests on. Where something was seen twice, the later sight counts."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = list(entries)
        self.submissions: Mapping[str, list[Call]] = self._posted("/dossiers", lambda call: call.asked.key)
        self.outcomes: Mapping[str, list[Call]] = self._posted("/outcome", lambda call: _case_of(call.asked.path))
        self.resent = frozenset(self._posted("/resend", lambda call: _mail_of(call.asked.path)))
        self.dossiers = self._all(SeenDossier)
        self.nominations = {each.id: each for each in self._all(SeenNomination)}
        self.cases = {each.id: each for each in self._all(SeenCase)}
        self.decisions = self._all(SeenDecision)
        self.mails = self._all(SeenMail)
        self.queues = self._all(SeenQueue)
        self.outboxes = self._all(SeenOutbox)
        self.names = {each.account: each.name for each in self._all(Person)}
        self.poisoned = Counter(each.queue for each in self._all(Poisoned))
        self.quiet = max(self._all(Quiet), key=lambda each: each.after_seconds, default=None)
        self.samples = self._all(Sampled)

    def _all(self, kind: type[_Kind]) -> list[_Kind]:
        return [entry for entry in self._entries if isinstance(entry, kind)]

    def _posted(self, end: str, key: Callable[[Call], str]) -> Mapping[str, list[Call]]:
        found: dict[str, list[Call]] = defaultdict(list)
        for call in _calls(self._entries):
            if call.asked.method == "POST" and call.asked.path.endswith(end):
                found[key(call)].append(call)
        return found


def table(value: JsonValue) -> Mapping[str, JsonValue]:
    """The value as a JSON object; anything else as an empty one."""
    return value if isinstance(value, dict) else {}


def rows(value: JsonValue) -> Sequence[Mapping[str, JsonValue]]:
    """The value as a list of JSON objects; anything else as an empty one."""
    return [table(each) for each in value] if isinstance(value, list) else []


def text(value: JsonValue) -> str:
    """The value as text; nothing as blank."""
    return "" if value is None else str(value)


def petition_of(submission: Call) -> str:
    """The number of the Tờ trình that was sent; the load gives each its own."""
    return text(table(submission.request.get("petition")).get("number"))


def _case_of(path: str) -> str:
    return path.removesuffix("/outcome").rpartition("/")[2]


def _mail_of(path: str) -> str:
    return unquote(path.removesuffix("/resend").rpartition("/")[2])


def _calls(entries: Iterable[Entry]) -> Iterator[Call]:
    asked: dict[int, Asked] = {}
    for entry in entries:
        match entry:
            case Asked():
                asked[entry.id] = entry
            case Answered():
                yield Call(asked.pop(entry.id), entry)
            case Unanswered():
                yield Call(asked.pop(entry.id), None)
            case _:
                pass
    # Whoever kept the record was stopped in between.
    for entry in asked.values():
        yield Call(entry, None)
