"""Who may take how much at once: bodies count as they arrive, and a place is taken when there is something to do."""

import ipaddress
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from shared.web.http.classes import CLASSES, RequestClass

RETRY_AFTER_SECONDS = 2
_OWN_SHARE = 2  # nobody's bodies fill more than half of a pool


def retry_headers(status: int) -> dict[str, str]:
    """When to come back, for an answer that says that there was no room; nothing for any other."""
    return {"Retry-After": str(RETRY_AFTER_SECONDS)} if status in {429, 503} else {}


class TurnedAwayError(Exception):
    """No room: for anybody (`status` 503), for this sender (429), or for a body of this size (413)."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass
class Room:
    """What is in hand of one class of requests."""

    kind: RequestClass
    bytes: int = 0
    served: int = 0
    bytes_of: Counter[str] = field(default_factory=Counter)
    served_of: Counter[str] = field(default_factory=Counter)


class Ticket:
    """One request's share: what has arrived of its body, and its place once it is whole."""

    __slots__ = ("_bytes", "_has_place", "_room", "_sender")

    def __init__(self, room: Room, sender: str) -> None:
        self._room = room
        self._sender = sender
        self._bytes = 0
        self._has_place = False

    @property
    def kind(self) -> RequestClass:
        """What the request is for."""
        return self._room.kind

    def add(self, size: int) -> None:
        """Count bytes that have arrived and are kept.

        Raises:
            TurnedAwayError: They are too many for one body, for this sender, or for all.
        """
        room, kind = self._room, self._room.kind
        if self._bytes + size > kind.body_bytes:
            raise TurnedAwayError(413)
        is_first = room.bytes_of[self._sender] == self._bytes
        if not is_first and room.bytes_of[self._sender] + size > kind.pool_bytes // _OWN_SHARE:
            raise TurnedAwayError(429)
        if room.bytes != self._bytes and room.bytes + size > kind.pool_bytes:
            raise TurnedAwayError(503)
        self._bytes += size
        room.bytes += size
        room.bytes_of[self._sender] += size

    def enter(self) -> None:
        """Take a place to be served.

        Raises:
            TurnedAwayError: All are taken, or as many as this sender may have.
        """
        room = self._room
        if self._has_place:
            return
        if room.served_of[self._sender] >= room.kind.places_each:
            raise TurnedAwayError(429)
        if room.served >= room.kind.places:
            raise TurnedAwayError(503)
        self._has_place = True
        room.served += 1
        room.served_of[self._sender] += 1

    def leave(self) -> None:
        """Give everything back; once is enough, twice does no harm."""
        room = self._room
        room.bytes -= self._bytes
        _take_off(room.bytes_of, self._sender, self._bytes)
        if self._has_place:
            room.served -= 1
            _take_off(room.served_of, self._sender, 1)
        self._bytes, self._has_place = 0, False


class Admission:
    """The rooms of one process."""

    def __init__(self, classes: Sequence[RequestClass] = CLASSES) -> None:
        self._rooms: Mapping[str, Room] = {kind.name: Room(kind) for kind in classes}

    def ticket(self, kind: RequestClass, sender: str) -> Ticket:
        """A share for one request, with nothing in it yet."""
        return Ticket(self._rooms[kind.name], sender)


def network_of(address: str) -> str:
    """The neighbourhood of an address: one house is one sender, however many addresses it has (/24, /64)."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    return str(ipaddress.ip_network((parsed, 24 if parsed.version == 4 else 64), strict=False))  # noqa: PLR2004


def _take_off(counter: Counter[str], sender: str, amount: int) -> None:
    counter[sender] -= amount
    if counter[sender] <= 0:
        del counter[sender]
