"""Two thousand open streams of live status: how fast dossiers are still taken, how soon streams tell, what it holds."""

import json
from collections.abc import Iterable
from itertools import islice
from uuid import UUID

import httpx

from benchmarks.bench import Bench
from benchmarks.dossiers import OFFICER, SUBMITTER, Dossiers
from benchmarks.figures import Figure, against, at_most
from benchmarks.load.plan import LoadReport
from benchmarks.load.starting import following, pounded
from benchmarks.load.streams import StreamsPlan, StreamsReport
from benchmarks.progress import seconds_until
from benchmarks.rows.accepting import plan_for
from benchmarks.system import CpuMeter, System
from ops.provisioning.databases import DIRECTORY
from shared.identity.tokens import new_token, token_hash

_INTAKE = "intake"
_STREAMS = 2_000
_WATCHED = 1_000  # each by its unit and by the authority that has it
_A_DOSSIER = 500
_CHANGES_A_SECOND = 4
_GOAL, _P99_GOAL = 0.5, 4_000.0
_MEMORY_MIB = 300.0  # its container has 512
_SECONDS_EACH = 120
_MARGIN_SECONDS = 1.0


def measure(bench: Bench) -> Iterable[Figure]:
    """Before, with and after the streams, so that a slow moment of the machine tells; everything runs."""
    system = bench.system
    with system.services():
        bench.tell(f"{_WATCHED} nominations to be followed")
        plan = _plan(system, _handed_in(system), bench.seconds)
        bench.tell("accepting without streams")
        before = pounded(plan_for(system, bench.seconds, seed=11))
        _come_to_rest(system)
        idle = system.resident_mib([_INTAKE])[_INTAKE]
        bench.tell(f"opening {_STREAMS} streams")
        client = following(plan)
        client.await_word()
        bench.tell("accepting with all of them open")
        meter = CpuMeter(system)
        system.forget_most_resident([_INTAKE])
        during = pounded(plan_for(system, bench.seconds, seed=12))
        seen, cost = client.report(), meter.milliseconds_each(during.accepted_with_warm_up)
        most = system.most_resident_mib([_INTAKE])[_INTAKE]
        _come_to_rest(system)
        bench.tell("accepting without streams again")
        after = pounded(plan_for(system, bench.seconds, seed=13))
    yield from _figures(before, during, after, seen, cost)
    yield at_most(
        "  memory of intake meanwhile", most, goal=_MEMORY_MIB, unit="MiB", beside=f"no stream, at rest: {idle:.0f} MiB"
    )


def _figures(
    before: LoadReport, during: LoadReport, after: LoadReport, seen: StreamsReport, cost: str
) -> Iterable[Figure]:
    yield against(
        f"dossiers of 1 accepted, 64 clients, {seen.opened:,} open streams",
        during.rate,
        (before.rate + after.rate) / 2,
        goal=_GOAL,
        beside="no stream",
        note=f"p50 {during.p50:.0f}, p99 {during.p99:.0f} ms, {during.statuses}, {during.lost} lost; {cost}. Without:"
        f" before {before.rate:,.0f}/s, p50 {before.p50:.0f} ms, after {after.rate:,.0f}/s, p50 {after.p50:.0f} ms",
    )
    yield Figure(
        "  changes told by the streams meanwhile",
        f"{seen.told}, {seen.missed} missed, {seen.ended} streams ended",
        goal="none missed or ended",
        met=not seen.missed and not seen.ended,
        note=f"all opened in {seen.opening_seconds:.1f} s; the client used {seen.client_cpu:.0%} of a core",
    )
    note = f"p50 {seen.p50:.0f}, slowest {seen.slowest:.0f} ms; histories are looked at once a second"
    yield at_most("  from a change's answer to its event: p99", seen.p99, goal=_P99_GOAL, unit="ms", note=note)


def _plan(system: System, nominations: tuple[UUID, ...], seconds: float) -> StreamsPlan:
    length = plan_for(system, seconds).warm_up_seconds + seconds + _MARGIN_SECONDS
    return StreamsPlan(
        port=system.port("intake"),
        submitter=system.token(SUBMITTER),
        sessions=(*_sessions(system, SUBMITTER), *_sessions(system, OFFICER)),
        nominations=nominations,
        changes=min(int(_CHANGES_A_SECOND * length), len(nominations)),
        seconds=length,
    )


def _handed_in(system: System) -> tuple[UUID, ...]:
    """The nominations, once their cases are open and all is quiet."""
    found: list[UUID] = []
    address = f"{system.stack.address_of('intake')}/api/v1/dossiers"
    for body in islice(Dossiers(_A_DOSSIER, 10), _WATCHED // _A_DOSSIER):
        headers = {
            "Authorization": f"Bearer {system.token(SUBMITTER)}",
            "Idempotency-Key": body.key,
            "Content-Type": "application/json",
        }
        answer = httpx.post(address, content=body.content, headers=headers, timeout=_SECONDS_EACH, trust_env=False)
        found += [UUID(one["id"]) for one in json.loads(answer.raise_for_status().content)["nominations"]]
    _come_to_rest(system)
    return tuple(found)


def _come_to_rest(system: System) -> None:
    """Wait until every nomination was opened as a case, and intake knows."""
    with system.mongo() as mongo:
        nominations = mongo["intake"]["nominations"]
        opened = {"history.fact": "opened"}
        seconds_until(lambda: nominations.count_documents(opened), nominations.estimated_document_count(), since=None)


def _sessions(system: System, username: str) -> list[str]:
    """A thousand more sessions of that account: nobody's stream shares another's."""
    tokens = [new_token() for _ in range(_STREAMS // 2)]
    with system.mongo() as mongo:
        sessions = mongo[DIRECTORY]["sessions"]
        own = sessions.find_one({"_id": token_hash(system.token(username))}) or {}
        sessions.insert_many([{**own, "_id": token_hash(token)} for token in tokens])
    return tokens
