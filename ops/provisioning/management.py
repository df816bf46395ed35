"""RabbitMQ's management HTTP API, as far as provisioning, park and tests need it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Self
from urllib.parse import quote

import httpx

from ops.troubles import TroubleError

# They ask for the `configure` permission even of a passive declare, so that services without it cannot start.
REFUSED_VERSIONS = frozenset({"4.2.6", "4.3.0"})
_OLDEST = (3, 10)


@dataclass(frozen=True)
class Management:
    """One broker's management API with an administrator's rights; a context manager that closes its connections."""

    url: str
    user: str
    password: str = field(repr=False)
    _clients: list[httpx.Client] = field(default_factory=list, repr=False, compare=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        while self._clients:
            self._clients.pop().close()

    def is_up(self) -> bool:
        """It answers to this administrator."""
        try:
            return self._client().get("/api/overview").is_success
        except httpx.HTTPError:
            return False

    def version(self) -> str:
        """The broker's version.

        Raises:
            TroubleError: It is one that the services cannot work with.
        """
        version = str(self._send("GET", "overview").json()["rabbitmq_version"])
        numbers = tuple(int(part) for part in version.split("-", maxsplit=1)[0].split(".")[:2])
        if version in REFUSED_VERSIONS or numbers < _OLDEST:
            raise TroubleError(
                f"RabbitMQ {version} cannot be used: "
                + ("it demands the `configure` right of consumers." if numbers >= _OLDEST else "it is too old."),
                "Use 3.10 or later, but neither 4.2.6 nor 4.3.0; the release after each mends it.",
            )
        return version

    def put(self, *path: str, body: Mapping[str, object]) -> None:
        """Make the named thing be as `body` tells, whether it exists already or not."""
        self._send("PUT", *path, body=body)

    def post(self, *path: str, body: Mapping[str, object]) -> None:
        """Add what `body` tells."""
        self._send("POST", *path, body=body)

    def get(self, *path: str) -> list[dict[str, object]]:
        """The things listed there; none where there is no such list."""
        response = self._send("GET", *path, missing_is_fine=True)
        found: list[dict[str, object]] = response.json() if response.is_success else []
        return found

    def delete(self, *path: str) -> None:
        """Remove the thing, if it is there."""
        self._send("DELETE", *path, missing_is_fine=True)

    def _send(
        self, method: str, *path: str, body: Mapping[str, object] | None = None, missing_is_fine: bool = False
    ) -> httpx.Response:
        address = "/api/" + "/".join(quote(part, safe="") for part in path)
        try:
            response = self._client().request(method, address, json=body)
        except httpx.HTTPError as error:
            raise TroubleError(
                f"RabbitMQ's management API at {self.url} does not answer ({type(error).__name__}).",
                "Check that the broker runs with the rabbitmq_management plugin and that the address is right.",
            ) from error
        if response.is_error and not (missing_is_fine and response.status_code == HTTPStatus.NOT_FOUND):
            raise TroubleError(
                f"RabbitMQ refused {method} {address}: {response.status_code} {response.text[:300]}",
                "Check the administrator's password; after a change of settings remove what stands in the way.",
            )
        return response

    def _client(self) -> httpx.Client:
        if not self._clients:
            # Not the environment's proxies: the broker is a neighbour.
            self._clients.append(
                httpx.Client(base_url=self.url, auth=(self.user, self.password), timeout=30, trust_env=False)
            )
        return self._clients[0]
