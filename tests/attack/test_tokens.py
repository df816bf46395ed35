"""Forged, dead and borrowed credentials: whoever is not signed in is told so, at every operation alike."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import httpx
import pytest

from ops.demo.people import Office
from ops.demo.waiting import until
from shared.directory.demo import DEMO_PASSWORD
from tests.attack.conftest import Mongo
from tests.attack.described import operations
from tests.running import System
from tests.servers.forking import run_forked

_OPEN = (
    "/api/v1/sessions",
    "/api/v1/rules",
    "/api/v1/places",
    "/health/",
    "/de-nghi",
    "/metrics",
    "/api/v1/password-resets",
    "/api/v1/mail-confirmations",
)
_UNKNOWN = "00000000-0000-4000-8000-000000000000"
WORKER = "chuyen-vien.thi-tran-yen-my"


@pytest.fixture
async def token(system: System) -> str:
    """A good token of somebody whom no other test needs."""
    return await _signed_in(system)


async def _signed_in(system: System, username: str = WORKER) -> str:
    async with httpx.AsyncClient(base_url=system.stack.address, trust_env=False) as http:
        response = await http.post("/api/v1/sessions", json={"username": username, "password": DEMO_PASSWORD})
    return str(response.raise_for_status().json()["token"])


def _forgeries(token: str) -> list[Mapping[str, str]]:
    return [
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        {"Authorization": token},
        {"Authorization": f"Basic {token}"},
        {"Authorization": f"Bearer {token[:-1]}"},
        {"Authorization": f"Bearer {token}x"},
        {"Authorization": f"Bearer {token.swapcase()}"},
        {"Authorization": f"Bearer {token} {token}"},
        {"Authorization": f"Bearer {sha256(token.encode()).hexdigest()}"},
        {"Authorization": 'Bearer {"$ne": null}'},
        {"Authorization": "Bearer " + "a" * 4000},
        {"Cookie": f"thidua_phien={token}x"},
        {"X-User-Id": "quan-tri", "X-Forwarded-User": "quan-tri", "Remote-User": "quan-tri"},
    ]


async def test_no_operation_takes_a_forged_token(system: System, token: str) -> None:
    guarded = [one for one in operations(system) if not one.path.startswith(_OPEN) and one.path != "/"]

    async with httpx.AsyncClient(trust_env=False) as http:
        for operation in guarded:
            for headers in _forgeries(token):
                address = f"{system.stack.address_of(operation.service)}{operation.path_to(_UNKNOWN)}"
                response = await http.request(operation.method.upper(), address, headers=headers)

                assert response.status_code == 401, (str(operation), headers, response.text)

    assert len(guarded) > 15


async def test_a_cookie_opens_pages_and_not_the_programs_door(system: System, token: str) -> None:
    async with httpx.AsyncClient(base_url=system.stack.address, trust_env=False) as http:
        response = await http.get("/api/v1/levels/commune/cases", headers={"Cookie": f"thidua_phien={token}"})

    assert response.status_code == 401


async def test_of_two_tokens_none_is_taken(system: System, token: str) -> None:
    both = [("Authorization", f"Bearer {token}x"), ("Authorization", f"Bearer {token}")]

    async with httpx.AsyncClient(base_url=system.stack.address, trust_env=False) as http:
        response = await http.get("/api/v1/levels/commune/cases", headers=both)

    assert response.status_code in {400, 401}


async def test_a_session_that_is_over_opens_nothing(system: System, mongo: Mongo, token: str) -> None:
    hashed = {"_id": sha256(token.encode()).hexdigest()}
    over = {"$set": {"expires_at": datetime.now(UTC) - timedelta(seconds=1)}}

    changed = mongo["directory"]["sessions"].update_one(hashed, over)

    assert changed.matched_count == 1
    await _ends(system, token)


async def test_a_session_that_was_closed_opens_nothing_anywhere(system: System, token: str) -> None:
    async with httpx.AsyncClient(
        base_url=system.stack.address, trust_env=False, headers={"Authorization": f"Bearer {token}"}
    ) as http:
        assert (await http.get("/api/v1/levels/commune/cases")).status_code == 200
        assert (await http.delete("/api/v1/sessions/current")).status_code == 204

    await _ends(system, token)


async def test_whoever_is_locked_out_is_out_at_once_and_in_again_after(system: System, token: str) -> None:
    try:
        _administer(system, "lock")
        await _ends(system, token)
    finally:
        _administer(system, "unlock")

    assert await _signed_in(system)


async def test_the_password_of_a_service_signs_nobody_in(system: System, office: Office) -> None:
    http = (await office.person("nop.thcs-yen-phu")).http

    for user in ("intake", "notifier", "appraisal-commune"):
        for kind in ("amqp", "mongo"):
            password = system.stack.secrets.password(f"{kind}-{user}")
            response = await http.post("/api/v1/sessions", json={"username": user, "password": password})

            assert response.status_code == 401, (user, kind)


async def _ends(system: System, token: str) -> None:
    """Every service refuses the token, at the latest when it has forgotten that it knew it."""
    for path in ("/api/v1/levels/commune/cases", "/api/v1/levels/province/cases", "/api/v1/dossiers"):
        async with httpx.AsyncClient(base_url=system.stack.address, trust_env=False) as http:

            async def refused(http: httpx.AsyncClient = http, path: str = path) -> bool | None:
                response = await http.get(path, headers={"Authorization": f"Bearer {token}"})
                return True if response.status_code == 401 else None

            await until(refused, what=f"{path} refuses", seconds=15)


def _administer(system: System, verb: str) -> None:
    ended = run_forked(["ops.admin", "account", verb, WORKER], os.environ | system.stack.operator_environment())
    assert ended.code == 0, ended.err
