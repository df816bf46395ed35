"""schemathesis over every OpenAPI document, signed in as each role: no 5xx, nothing that the document does not say.

THIDUA_ATTACK_EXAMPLES sets how many requests each operation gets from each role.
"""

import os
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import APIOperation, Case
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
)

from ops.demo.people import Office
from shared.directory.roles import Role
from tests.attack.described import ANYWHERE, PEOPLE, SERVICES, document
from tests.running import System

EXAMPLES = int(os.environ.get("THIDUA_ATTACK_EXAMPLES", "2"))
_PATIENCE_SECONDS = 20
_TRIED = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=EXAMPLES < 10,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
_CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance, status_code_conformance]
# Whoever signs out cannot be tried on the rest; and wrong passwords lock everybody out: `test_flooding.py`.
_ELSEWHERE = {
    ("delete", "/api/v1/sessions/current"),
    ("post", "/api/v1/sessions"),
    ("post", "/api/v1/account/password"),
    ("post", "/api/v1/account/mail"),
}
# Who hands in, who decides, and whom nothing of both is open to; the others are tried by `make matrix`.
_ALWAYS = {Role.SUBMITTER, Role.HEAD, Role.OPERATOR}
_ROLES = [pytest.param(role, marks=() if role in _ALWAYS else pytest.mark.matrix) for role in PEOPLE]
Operation = APIOperation[Any, Any, Any, Any]


@pytest.mark.parametrize("role", _ROLES)
@pytest.mark.parametrize("service", SERVICES)
async def test_whatever_is_asked_is_answered_as_the_document_says(
    system: System, office: Office, service: str, role: Role
) -> None:
    person = await office.person(PEOPLE[role])
    headers = {"Authorization": person.http.headers["Authorization"]}
    address = system.stack.address_of(service)
    tried = 0

    for found in schemathesis.openapi.from_dict(document(system, service)).get_all_operations():
        operation = found.ok()
        if (operation.method, operation.path) not in _ELSEWHERE:
            _bombard(operation, address, headers)
            tried += 1

    assert tried >= 3


def _bombard(operation: Operation, address: str, headers: dict[str, str]) -> None:
    @_TRIED
    @given(case=operation.as_strategy())
    def bombard(case: Case) -> None:
        response = case.call(base_url=address, headers=headers, timeout=_PATIENCE_SECONDS)
        case.validate_response(response, checks=list(_CHECKS))
        listed = {int(code) for code in operation.definition.raw["responses"] if code.isdigit()}
        assert response.status_code in listed | ANYWHERE, f"{operation.label}: {response.status_code} is not described"

    bombard()
