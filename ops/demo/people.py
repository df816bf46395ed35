"""People at their desks: signed in to the system over HTTP, each as an account of its own."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import httpx
from pydantic import BaseModel, ConfigDict, JsonValue

from shared.directory.demo import DEMO_PASSWORD

_PATIENCE = 15.0
_CREATED = 201
_REFUSALS = 400
Transport = Callable[[str], httpx.AsyncBaseTransport]


class Shown(BaseModel):
    """A part of an answer: what the reader needs of it, and no more."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class _Account(Shown):
    name: str


class _Session(Shown):
    token: str
    account: _Account


class RefusedError(Exception):
    """The system answered that it cannot be done; the message says why."""

    def __init__(self, response: httpx.Response) -> None:
        request = response.request
        super().__init__(f"{request.method} {request.url.path}: {response.status_code} {response.text[:600]}")
        self.status = response.status_code
        self.response = response


@dataclass(frozen=True)
class Person:
    """Somebody signed in."""

    username: str
    name: str
    http: httpx.AsyncClient

    async def see(self, path: str, params: Mapping[str, str] | None = None) -> httpx.Response | None:
        """What stands there; nothing when there is nothing (yet).

        Raises:
            RefusedError: It may not be seen.
        """
        response = await self.http.get(path, params=params)
        if response.status_code == httpx.codes.NOT_FOUND:
            return None
        return _accepted(response)

    async def do(
        self, path: str, body: JsonValue = None, *, method: str = "POST", key: str = "", version: int | None = None
    ) -> httpx.Response:
        """The answer to a change that was made.

        Raises:
            RefusedError: It was not made.
        """
        return _accepted(await self.ask(path, body, method=method, key=key, version=version))

    async def ask(
        self, path: str, body: JsonValue = None, *, method: str = "POST", key: str = "", version: int | None = None
    ) -> httpx.Response:
        """The answer to a wish, whatever it is."""
        headers = {"Idempotency-Key": key} if key else {}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        return await self.http.request(method, path, json=body, headers=headers)


class Office:
    """The system at its address, and everybody who has signed in to it; each signs in once."""

    def __init__(self, address: str, transport: Transport | None = None) -> None:
        self.address = address
        self._transport = transport or _plain()
        self._people: dict[str, Person] = {}
        self._doors: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for person in self._people.values():
            await person.http.aclose()

    @property
    def signed_in(self) -> tuple[Person, ...]:
        """Everybody who has signed in."""
        return tuple(self._people.values())

    async def person(self, username: str, password: str = DEMO_PASSWORD) -> Person:
        """The person behind an account, of the demo unless there is another password.

        Raises:
            RefusedError: The account is not admitted.
        """
        async with self._doors[username]:
            if username not in self._people:
                self._people[username] = await self._sign_in(username, password)
        return self._people[username]

    async def _sign_in(self, username: str, password: str) -> Person:
        http = httpx.AsyncClient(
            base_url=self.address, transport=self._transport(username), timeout=_PATIENCE, trust_env=False
        )
        response = await http.post("/api/v1/sessions", json={"username": username, "password": password})
        if response.status_code != _CREATED:
            await http.aclose()
            raise RefusedError(response)
        session = _Session.model_validate_json(response.content)
        http.headers["Authorization"] = f"Bearer {session.token}"
        return Person(username, session.account.name, http)


def _plain() -> Transport:
    # Reading the machine's certificates takes long enough to do it once.
    certificates = httpx.create_ssl_context()
    return lambda _: httpx.AsyncHTTPTransport(verify=certificates)


def _accepted(response: httpx.Response) -> httpx.Response:
    if response.status_code >= _REFUSALS:
        raise RefusedError(response)
    return response
