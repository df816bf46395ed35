"""The SMTP sink's HTTP API, as far as the demo reads it."""

from types import TracebackType
from typing import Self

import httpx
from pydantic import AliasChoices, Field

from ops.demo.people import Shown

_PAGE = 200


class _Address(Shown):
    name: str = Field(alias="Name", default="")
    address: str = Field(alias="Address")


class Mail(Shown):
    """A mail as the sink received it."""

    id: str = Field(alias="ID")
    to: tuple[_Address, ...] = Field(alias="To")
    subject: str = Field(alias="Subject")
    # A list says `Created` and a single mail `Date`; not every sink says either.
    created: str = Field(validation_alias=AliasChoices("Created", "Date"), default="")
    text: str = Field(alias="Text", default="")

    @property
    def recipient(self) -> str:
        """The address that it went to."""
        return self.to[0].address if self.to else ""


class _Page(Shown):
    total: int
    messages: tuple[Mail, ...]


class Mailbox:
    """Everything that the sink received."""

    def __init__(self, address: str) -> None:
        self._http = httpx.AsyncClient(base_url=address, timeout=15)
        self._read: dict[str, Mail] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def about(self, numbers: frozenset[str]) -> list[Mail]:
        """The mails that name any of these numbers, oldest first; looks through the latest two hundred."""
        response = await self._http.get("/api/v1/messages", params={"limit": _PAGE})
        page = _Page.model_validate_json(response.raise_for_status().content)
        mails = [await self._whole(mail.id) for mail in reversed(page.messages)]
        return [mail for mail in mails if any(number in mail.text for number in numbers)]

    async def _whole(self, identity: str) -> Mail:
        if identity not in self._read:
            response = await self._http.get(f"/api/v1/message/{identity}")
            self._read[identity] = Mail.model_validate_json(response.raise_for_status().content)
        return self._read[identity]
