"""Where the signed Tờ trình is required, a dossier without it is refused and one with it travels with its file."""

from collections.abc import AsyncIterator

import pytest

from ops.demo.desks import Desk, submit
from ops.demo.dossiers import volunteer
from ops.demo.people import Office
from tests.journey.acts import COMMUNE, YOUTH, opened, post, stopped
from tests.running import System


@pytest.fixture
async def strict(system: System) -> AsyncIterator[Desk]:
    """The commune's desk, while intake requires the signed Tờ trình."""
    async with stopped(system, "intake"):
        system.stack.start_part("intake", {"THIDUA_SIGNED_PETITION_REQUIRED": "true"})
        yield COMMUNE
        system.stack.stop_part("intake")


async def test_a_dossier_travels_with_its_signed_petition(strict: Desk, office: Office) -> None:
    unit, officer = await office.person(YOUTH), await office.person("chuyen-vien.xa-yen-phu")

    bare = await post(unit, volunteer())
    taken = await submit(office, YOUTH, volunteer())

    assert bare.status_code == 422
    assert [error["field"] for error in bare.json()["errors"]] == ["petition.attachments"]
    identity = taken.nominations[0].id
    await opened(office, strict, f"{identity}:1")
    shown = await officer.do(f"/api/v1/nominations/{identity}", method="GET")
    [file] = shown.json()["petition"]["attachments"]
    content = (await officer.do(f"/api/v1/attachments/{file['id']}", method="GET")).content
    assert len(content) == file["size"]
