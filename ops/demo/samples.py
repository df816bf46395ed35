"""What the examples of the API's description name: the signed Tờ trình that each unit of the examples has uploaded."""

from pathlib import Path

from ops.demo.people import Office, RefusedError

PAPER = Path(__file__).parents[2] / "docs" / "examples" / "to-trinh.pdf"
UNITS = ("nop.doan-yen-phu", "nop.ttyt-yen-my")
_REFUSALS = 400


async def upload_papers(address: str) -> None:
    """Upload the paper for each unit; the same again keeps it for longer.

    Raises:
        RefusedError: The system does not take it.
    """
    async with Office(address) as office:
        for username in UNITS:
            unit = await office.person(username)
            response = await unit.http.post(
                "/api/v1/attachments", params={"name": PAPER.name}, content=PAPER.read_bytes()
            )
            if response.status_code >= _REFUSALS:
                raise RefusedError(response)
