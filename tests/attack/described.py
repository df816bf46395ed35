"""What the services say of themselves: every operation of every OpenAPI document, and who may be tried on it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from shared.directory.roles import Role
from tests.running import System

Json = dict[str, Any]
# Levels are one program: one of them speaks for all.
SERVICES = ("identity", "intake", "appraisal-commune", "notifier")
PEOPLE: Mapping[Role, str] = {
    Role.SUBMITTER: "nop.doan-yen-phu",
    Role.OFFICER: "chuyen-vien.xa-yen-phu",
    Role.HEAD: "lanh-dao.xa-yen-phu",
    Role.DEPUTY: "pho.xa-yen-phu",
    Role.CLERK: "van-thu.xa-yen-phu",
    Role.COUNCIL_MEMBER: "thanh-vien-1.hoi-dong",
    Role.COUNCIL_SECRETARY: "thu-ky.hoi-dong",
    Role.PRESS_EDITOR: "bien-tap",
    Role.ADMINISTRATOR: "quan-tri",
    Role.OPERATOR: "van-hanh",
}
# What any request may be answered whatever it asks for: its frame is refused before its route is looked at.
ANYWHERE = frozenset({400, 401, 403, 404, 405, 413, 415, 422, 429, 431})
_METHODS = frozenset({"get", "put", "post", "delete", "patch"})


@dataclass(frozen=True)
class Operation:
    """One method on one path of one service, as its document describes it."""

    service: str
    method: str
    path: str
    described: Json
    document: Json

    def __str__(self) -> str:
        return f"{self.service} {self.method.upper()} {self.path}"

    @property
    def body_example(self) -> Json | None:
        """The first example of its JSON body."""
        content = self.described.get("requestBody", {}).get("content", {}).get("application/json", {})
        examples = content.get("examples", {})
        for example in examples.values():
            return dict(example["value"])
        schema = _resolved(content.get("schema", {}), self.document)
        return next((dict(example) for example in schema.get("examples", ())), None)

    def path_to(self, reference: str) -> str:
        """Its path at the commune level, with the reference in every other place."""
        path = self.path.replace("{level}", "commune")
        for name in self.parameters("path"):
            path = path.replace(f"{{{name}}}", reference)
        return path

    def parameters(self, place: str) -> list[str]:
        """The names of its parameters in the path, the query or the headers."""
        return [each["name"] for each in self.described.get("parameters", ()) if each["in"] == place]


def document(system: System, service: str) -> Json:
    """The OpenAPI document that the running service serves."""
    answer = httpx.get(f"{system.stack.address_of(service)}/openapi.json", trust_env=False)
    return dict(answer.raise_for_status().json())


def operations(system: System) -> Iterator[Operation]:
    """All of all services."""
    for service in SERVICES:
        whole = document(system, service)
        for path, methods in whole["paths"].items():
            for method, described in methods.items():
                if method in _METHODS:
                    yield Operation(service, method, path, described, whole)


def _resolved(schema: Json, whole: Json) -> Json:
    reference = schema.get("$ref")
    if not reference:
        return schema
    found: Any = whole
    for name in str(reference).removeprefix("#/").split("/"):
        found = found[name]
    return dict(found)
