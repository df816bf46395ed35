"""Looking at everything that the system shows, after quiet, as the people who may see it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeVar

import httpx
from pydantic import JsonValue

from tests.oracle.broker import Broker
from tests.oracle.entries import (
    Done,
    Entry,
    Happened,
    Listed,
    SeenCase,
    SeenDecision,
    SeenDossier,
    SeenNomination,
    SeenOutbox,
    SeenQueue,
)
from tests.oracle.evidence import rows, table, text
from tests.oracle.mails import SmtpRecord

_AT_ONCE = 8
_TOLD = frozenset({"issued", "annulled"})
_TABS = ("chua-xong", "da-xong")
_PAGE = "100"
_PENDING = ("thidua_outbox_pending_documents", "thidua_mails{")
_GIVEN_UP = 'state="failed"'
_One = TypeVar("_One")
_Got = TypeVar("_Got")


@dataclass(frozen=True)
class Windows:
    """Where the oracle looks in: readers by their signed-in HTTP, servers by address."""

    submitters: Sequence[httpx.AsyncClient]
    readers: Sequence[tuple[str, httpx.AsyncClient]]  # level, somebody of an authority there
    services: Mapping[str, str]  # name -> own address
    broker: Broker
    smtp: SmtpRecord
    metrics: httpx.AsyncClient = field(default_factory=lambda: httpx.AsyncClient(trust_env=False))


async def sights(windows: Windows) -> list[Entry]:
    """Everything there is to see."""
    found: list[Entry] = []
    for http in windows.submitters:
        found += await _submitted(http)
    for level, http in windows.readers:
        found += await _worked(level, http)
    found += windows.smtp.mails()
    return [*found, *await leftovers(windows)]


async def leftovers(windows: Windows) -> list[SeenQueue | SeenOutbox]:
    """What lies in queues and outboxes at this moment; mails that wait to be sent count as the notifier's."""
    queues = [SeenQueue(name=name, messages=held) for name, held in (await windows.broker.queues()).items()]
    outboxes = [
        SeenOutbox(service=name, pending=await _pending(windows.metrics, address))
        for name, address in windows.services.items()
    ]
    return [*queues, *outboxes]


async def _submitted(http: httpx.AsyncClient) -> list[Entry]:
    dossiers = [row async for row in _listed(http, "/api/v1/dossiers")]
    found: list[Entry] = []
    for entries in await _each(dossiers, lambda row: _dossier(http, text(row.get("id")))):
        found += entries
    return found


async def _dossier(http: httpx.AsyncClient, identity: str) -> list[Entry]:
    shown = await _shown(http, f"/api/v1/dossiers/{identity}")
    nominations = [text(each.get("id")) for each in rows(shown.get("nominations"))]
    dossier = SeenDossier(
        id=text(shown.get("id")),
        number=text(shown.get("number")),
        petition=text(table(shown.get("petition")).get("number")),
        nominations=tuple(nominations),
        mails=_mails(shown),
    )
    return [dossier, *[await _nomination(http, each) for each in nominations]]


async def _nomination(http: httpx.AsyncClient, identity: str) -> SeenNomination:
    shown = await _shown(http, f"/api/v1/nominations/{identity}")
    return SeenNomination(
        id=text(shown.get("id")),
        number=text(shown.get("number")),
        dossier=text(shown.get("dossier_id")),
        status=text(shown.get("status")),
        content=dict(table(shown.get("content"))),
        history=tuple(_happened(each) for each in rows(shown.get("history"))),
        mails=_mails(shown),
    )


def _mails(shown: Mapping[str, JsonValue]) -> tuple[Listed, ...]:
    return tuple(Listed(id=text(each.get("id")), state=text(each.get("state"))) for each in rows(shown.get("mails")))


def _happened(entry: Mapping[str, JsonValue]) -> Happened:
    return Happened.model_validate(
        {name: entry.get(name) for name in ("version", "fact", "step", "at", "prev", "hash")}
    )


async def _worked(level: str, http: httpx.AsyncClient) -> list[Entry]:
    start = f"/api/v1/levels/{level}"
    cases = [row for tab in _TABS async for row in _listed(http, f"{start}/cases", {"tab": tab})]
    found: list[Entry] = list(await _each(cases, lambda row: _case(http, f"{start}/cases/{text(row.get('id'))}")))
    decisions = [row async for row in _listed(http, f"{start}/decisions") if row.get("state") in _TOLD]
    found += await _each(decisions, lambda row: _decision(http, f"{start}/decisions/{text(row.get('id'))}"))
    return found


async def _case(http: httpx.AsyncClient, path: str) -> SeenCase:
    shown = await _shown(http, path)
    identity = text(shown.get("id"))
    nomination, _, step = identity.partition(":")
    ruling = table(shown.get("ruling"))
    return SeenCase(
        id=identity,
        nomination=nomination,
        step=int(step),
        state=text(shown.get("state")),
        by=text(table(ruling.get("by")).get("name")),
        history=tuple(
            Done.model_validate({name: each.get(name) for name in ("version", "action", "at")})
            for each in rows(shown.get("history"))
        ),
    )


async def _decision(http: httpx.AsyncClient, path: str) -> SeenDecision:
    shown = await _shown(http, path)
    return SeenDecision(
        id=text(shown.get("id")),
        number=text(shown.get("number")),
        authority=text(table(shown.get("authority")).get("code")),
        nominations=tuple(text(each.get("nomination_id")) for each in rows(shown.get("items"))),
    )


async def _listed(
    http: httpx.AsyncClient, path: str, asked: Mapping[str, str] = MappingProxyType({})
) -> AsyncIterator[Mapping[str, JsonValue]]:
    after = ""
    while True:
        page = await _shown(http, path, {"limit": _PAGE, **asked} | ({"after": after} if after else {}))
        for row in rows(page.get("items")):
            yield row
        after = text(page.get("next"))
        if not after:
            return


async def _shown(
    http: httpx.AsyncClient, path: str, params: Mapping[str, str] | None = None
) -> Mapping[str, JsonValue]:
    response = await http.get(path, params=params)
    parsed: JsonValue = response.raise_for_status().json()
    return table(parsed)


async def _each(things: Iterable[_One], look: Callable[[_One], Awaitable[_Got]]) -> list[_Got]:
    turn = asyncio.Semaphore(_AT_ONCE)

    async def in_turn(thing: _One) -> _Got:
        async with turn:
            return await look(thing)

    return list(await asyncio.gather(*(in_turn(thing) for thing in things)))


async def _pending(http: httpx.AsyncClient, address: str) -> int:
    response = await http.get(f"{address}/metrics")
    lines = response.raise_for_status().text.splitlines()
    waiting = [line for line in lines if line.startswith(_PENDING) and _GIVEN_UP not in line]
    return round(sum(float(line.rpartition(" ")[2]) for line in waiting))


async def pause() -> None:
    """Between two looks."""
    await asyncio.sleep(0.25)
