"""What a page shows of a parked message: only what is known to say nothing of a person, whatever the message holds.

A message is parked because something is wrong with it, so its own words decide nothing: a value is shown where it is a
number of this system, a moment, or one of the system's words; a code where its field is known to hold codes. All else
is masked, names of fields that no event has included.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from hashlib import sha256

from aio_pika.abc import AbstractIncomingMessage

from shared.events import words
from shared.events.envelope import EVENTS
from shared.messaging.consumer.judging import known_type
from shared.messaging.parked.orders import name_of
from shared.messaging.parked.reasons import DELIVERED_TOO_OFTEN, explain_reason
from shared.messaging.topology.queues import OWNERS
from shared.messaging.wire import REASON, attempt_of, parked_since, sender_of, subject_of, text
from shared.observability.privacy import MASK, is_personal
from shared.text.numbering import parse_number

_MOST_FIELDS = 200
_MOST_NUMBER = 100_000
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SUBJECT = re.compile(rf"([a-z]{{1,20}}/)?{_UUID.pattern}(:\d{{1,4}}(:[a-z-]{{1,20}})?)?")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_PLACE = re.compile(r"\d{1,3}")
# Of the rules (`giay-khen-xa`), or of a place and a body in it (`33.327.12079.doan-xa`): never a number alone.
_WORD = r"[a-z][a-z0-9]{0,19}(-[a-z0-9]{1,20}){0,7}"
_CODE = re.compile(rf"{_WORD}(\.{_WORD}){{0,3}}|\d\d(\.(\d{{3}}|\d{{5}}|{_WORD})){{0,4}}")
_LONG_NUMBER = re.compile(r"\d{6,}")
# Fields of events that hold a code of a list of the province's, or of the rules.
_CODED = frozenset({
    *("code", "authority", "unit", "rule_set", "award_form", "movement", "source", "reason_code", "target_group"),
})  # fmt: skip
_DAYS = frozenset({
    *("due_on", "issued_on", "expected_on", "promised_on", "submitted_on", "soon_on", "opens_on", "closes_on"),
})  # fmt: skip
_WORDS = frozenset(
    each.value
    for kind in vars(words).values()
    if isinstance(kind, type) and issubclass(kind, StrEnum)
    for each in kind
)  # fmt: skip
_UNFIT = re.compile(r"\S+: does not fit at (.+)")


@dataclass(frozen=True)
class SeenMessage:
    """A parked message, masked. `ref` names it in addresses; `type` is blank where the system has no such type."""

    ref: str
    type: str
    subject: str
    sender: str
    reason: str
    parked_at: datetime | None
    attempts: int
    size: int
    fields: tuple[tuple[str, str], ...]
    is_cut: bool

    @property
    def is_named(self) -> bool:
        """Whether `ref` is its event id, by which the command line knows it, too."""
        return _UUID.fullmatch(self.ref) is not None


def ref_of(raw: AbstractIncomingMessage) -> str:
    """How pages name a parked message: its event id, or a digest of whatever it is named by."""
    name = name_of(raw)
    return name if _UUID.fullmatch(name) else f"x{sha256(name.encode()).hexdigest()[:20]}"


def see(raw: AbstractIncomingMessage, owner: str) -> SeenMessage:
    """What may be shown of it."""
    kind, subject, sender = (
        text(raw.headers, "cloudEvents:type") or raw.type or "",
        subject_of(raw),
        sender_of(raw, owner),
    )
    fields = tuple(fields_of(raw.body))
    return SeenMessage(
        ref=ref_of(raw),
        type="" if known_type(kind) != kind else kind,
        subject=subject if _SUBJECT.fullmatch(subject) else MASK if subject else "",
        sender=sender if sender in OWNERS.values() else MASK if sender else "",
        # What the broker parked by itself has all headers of its sender, who may have written anything there.
        reason=_explain(text(raw.headers, REASON)) if raw.user_id == owner else DELIVERED_TOO_OFTEN,
        parked_at=parked_since(raw, owner),
        attempts=attempt_of(raw),
        size=len(raw.body),
        fields=fields[:_MOST_FIELDS],
        is_cut=len(fields) > _MOST_FIELDS,
    )


def _explain(note: str) -> str:
    if unfit := _UNFIT.match(note):
        places = [".".join(_field(part) for part in place.split(".")) for place in unfit[1].split(", ")]
        return f"Không đọc được: nội dung không khớp ở {', '.join(places)}."
    return explain_reason(note)


def fields_of(body: bytes) -> Iterator[tuple[str, str]]:
    """The fields of a body, each by its path with what may be shown of its value; none where it has no fields."""
    try:
        content: object = json.loads(body)
    except (ValueError, RecursionError):
        return
    if isinstance(content, Mapping):
        yield from _leaves(content, "", "")


def _leaves(value: object, path: str, key: str) -> Iterator[tuple[str, str]]:
    if is_personal(key) and value not in (None, "", [], {}):
        yield path, MASK
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            shown = _field(str(name))
            yield from _leaves(inner, f"{path}.{shown}" if path else shown, str(name))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _leaves(inner, f"{path}[{place}]", key)
    else:
        yield path, _shown(value, key)


def _field(name: str) -> str:
    return name if name in _known_fields() or _PLACE.fullmatch(name) else MASK


@cache
def _known_fields() -> frozenset[str]:
    """The names of all fields of all events."""
    schemas = [event.model_json_schema() for event in EVENTS.values()]
    parts = [part for schema in schemas for part in (schema, *schema.get("$defs", {}).values())]
    return frozenset(name for part in parts for name in part.get("properties", {}))


def _shown(value: object, key: str) -> str:
    match value:
        case None | bool():
            return json.dumps(value)
        case int():
            return str(value) if abs(value) < _MOST_NUMBER else MASK
        case str():
            return value if not value or _is_plain(value, key) else MASK
        case _:
            return MASK


def _is_plain(value: str, key: str) -> bool:
    if (
        value in _WORDS
        or any(form.fullmatch(value) for form in (_UUID, _SUBJECT, _MOMENT))
        or parse_number(value) == value
    ):
        return True
    if key in _DAYS:
        return _DAY.fullmatch(value) is not None
    if key == "type":
        return known_type(value) == value
    return key in _CODED and _CODE.fullmatch(value) is not None and not _LONG_NUMBER.search(value)
