"""Whatever one sender takes of every class of requests, a bystander signs in, acts and follows as on a quiet system.

All classes at once, in each way of taking, by a stranger and by an account; the bystander comes from another network.
"""

import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import httpx
import pytest
from _pytest.mark import ParameterSet

from ops.demo.desks import submit
from ops.demo.dossiers import volunteer
from ops.demo.people import Office
from ops.stack.mail import PROJECT
from shared.directory.demo import DEMO_PASSWORD
from shared.web.http.classes import CLASSES, FORM, class_of, for_stranger
from tests.attack.conftest import Mongo
from tests.attack.greed import HOW, PATHS
from tests.running import System

_BYSTANDER = "nop.doan-yen-phu"
_ELSEWHERE = "127.0.9.1"
_TURNS = 4
# Whoever waits for a place that another holds waits for the deadline of a body, ten seconds and more. What is below
# half of that is processor, which the sender's own work and other tests take: a figure, not a promise.
_SECONDS = 5.0
_LOOKS_AGAIN = 2


class Bystander:
    """Somebody at another address who does what people do, and how long each took at most."""

    def __init__(self, http: httpx.AsyncClient, followed: str) -> None:
        self._http = http
        self._followed = followed

    async def look(self, turns: int = _TURNS) -> Mapping[str, float]:
        """The usual time of each act, in seconds; an act that is refused fails."""
        times: dict[str, list[float]] = {"sign in": [], "act": [], "ask": [], "follow": []}
        acts = {"sign in": self._sign_in, "act": self._act, "ask": self._ask}
        # One stream: an account has twenty places for them, and gives one back some time after it has gone.
        for act_of in (*[acts] * turns, {"follow": self._follow}):
            for name, act in act_of.items():
                began = time.monotonic()
                await act()
                times[name].append(time.monotonic() - began)
        return {name: statistics.median(taken) for name, taken in times.items()}

    async def _sign_in(self) -> None:
        answer = await self._http.post("/api/v1/sessions", json={"username": _BYSTANDER, "password": DEMO_PASSWORD})
        assert answer.status_code == 201, answer.text
        self._http.headers["Authorization"] = f"Bearer {answer.json()['token']}"

    async def _act(self) -> None:
        answer = await self._http.post("/api/v1/nominations/none/withdrawal", json={"reason": "Thử"})
        assert answer.status_code in {404, 428}, answer.text

    async def _ask(self) -> None:
        assert (await self._http.get("/api/v1/dossiers", params={"limit": "1"})).status_code == 200

    async def _follow(self) -> None:
        async with self._http.stream("GET", f"/api/v1/nominations/{self._followed}/events") as stream:
            assert stream.status_code == 200
            async for line in stream.aiter_lines():
                if line.startswith("event: history"):
                    return


@contextmanager
def taking(address: str, how: str, token: str) -> Iterator[Callable[[], bool]]:
    """Somebody takes in that way while the block runs; what is given tells whether they still do."""
    command = [sys.executable, "-m", "tests.attack.greed", address, how, token]
    with subprocess.Popen(  # noqa: S603  our own
        command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        try:
            yield lambda: process.poll() is None
        finally:
            process.kill()


@pytest.fixture(autouse=True)
def _forgotten(mongo: Mongo) -> Iterator[None]:
    mongo["directory"]["sign_ins"].delete_many({})
    yield
    mongo["directory"]["sign_ins"].delete_many({})


def test_every_class_is_among_what_is_taken() -> None:
    kinds = {class_of(method, path.partition("?")[0]) for method, path, _ in PATHS}
    strangers = {for_stranger(class_of(method, path), path) for method, path, _ in PATHS}

    assert kinds | (strangers & {FORM}) == set(CLASSES)


def _senders() -> list[ParameterSet]:
    """Each way of taking by each sender; in each run every way once and either sender with every second."""
    return [
        pytest.param(how, is_known, id=f"{who}-{how}", marks=[] if (at + is_known) % 2 else [pytest.mark.matrix])
        for at, how in enumerate(HOW)
        for who, is_known in (("stranger", False), ("account", True))
    ]


@pytest.mark.parametrize(("how", "is_known"), _senders())
async def test_a_bystander_is_served_as_if_nobody_took(
    system: System, office: Office, how: str, *, is_known: bool
) -> None:
    taken = await submit(office, _BYSTANDER, volunteer())
    token = (await office.person("nop.mttq")).http.headers["Authorization"] if is_known else ""
    elsewhere = httpx.AsyncHTTPTransport(local_address=_ELSEWHERE)
    async with httpx.AsyncClient(
        base_url=system.stack.address, transport=elsewhere, trust_env=False, timeout=20
    ) as http:
        bystander = Bystander(http, taken.nominations[0].number)
        quiet = await bystander.look()
        with taking(system.stack.address, how, token) as goes_on:
            await asyncio.sleep(0)
            beside = await bystander.look()
            # A place that is held stays held; what the machine does beside passes.
            for _ in range(_LOOKS_AGAIN):
                if max(beside.values()) > _SECONDS:
                    beside = await bystander.look()
            assert goes_on()

    slow = {name: (quiet[name], beside[name]) for name in quiet if beside[name] > _SECONDS}
    assert not slow, f"quiet and beside, in seconds: {slow}"
