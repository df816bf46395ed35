"""Every route of the notifier × every role; an unlisted route fails. Mails are no unit's own: operators see them."""

import httpx
import pytest
from fastapi import FastAPI

from shared.identity.viewer import Role, Viewer
from tests.integration.appraisal.walking import Door, unlisted, vanished
from tests.recognising import recognise_as

OPERATORS = frozenset({Role.OPERATOR})
MARKING = {"reason": "Nhật ký máy chủ thư ghi đã nhận"}
RETURN = {"report": "9f86d081884c7d659a2feaa0c55ad015", "status": "5.1.1"}
DOORS = (
    Door("GET", "/api/v1/mails", OPERATORS, own=200, other=200),
    Door("GET", "/api/v1/mails/{mail_id}", OPERATORS, own=404, other=404),
    Door("POST", "/api/v1/mails/{mail_id}/resend", OPERATORS, own=404, other=404),
    Door("POST", "/api/v1/mails/{mail_id}/mark-sent", OPERATORS, own=404, other=404),
    Door("POST", "/api/v1/mails/{mail_id}/returned", OPERATORS, own=404, other=404),
)


def body_of(door: Door) -> dict[str, str]:
    """What the door takes, where it takes something."""
    return RETURN if door.path.endswith("/returned") else MARKING


async def test_every_route_is_in_the_table_and_the_reverse(app: FastAPI) -> None:
    assert unlisted(app, DOORS) == frozenset()
    assert vanished(app, DOORS) == frozenset()


@pytest.mark.parametrize("door", DOORS, ids=str)
async def test_nobody_goes_through_a_door_unknown(client: httpx.AsyncClient, door: Door) -> None:
    response = await client.request(door.method, door.path.format(mail_id="m-1"), json=body_of(door))

    assert response.status_code == 401


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("door", DOORS, ids=str)
async def test_each_door_opens_to_operators_alone(
    app: FastAPI, client: httpx.AsyncClient, door: Door, role: Role
) -> None:
    recognise_as(app, Viewer("a", "Người Mẫu", frozenset({role})))

    response = await client.request(door.method, door.path.format(mail_id="m-1"), json=body_of(door))

    assert response.status_code == door.expected(role, is_own=True)
