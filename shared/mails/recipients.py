"""Who is written to: the unit's official mailbox and the account that submitted, once when they share an address."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from shared.refusals import NotFoundError

RecipientKey = Literal["unit", "submitter", "authority", "officer"]
_AT_AUTHORITY: tuple[RecipientKey, ...] = ("authority", "officer")
_UNREACHABLE = "Đơn vị và người nộp đều chưa có địa chỉ thư. Bổ sung địa chỉ rồi gửi lại thông báo này."
_NO_AUTHORITY = "Cơ quan và chuyên viên đều chưa có địa chỉ thư. Bổ sung địa chỉ rồi gửi lại thông báo này."


@dataclass(frozen=True)
class Addressee:
    """Someone to tell; `address` is empty when they have none or have left."""

    key: RecipientKey
    address: str
    name: str


@dataclass(frozen=True)
class Recipient:
    """One address, and everyone who is told by telling it, the unit first."""

    keys: tuple[RecipientKey, ...]
    address: str
    name: str

    @property
    def key(self) -> RecipientKey:
        """Under which this recipient's mails are known."""
        return self.keys[0]


def recipients(addressees: Iterable[Addressee]) -> tuple[Recipient, ...]:
    """One recipient per distinct address; whoever has none is told through the others.

    Raises:
        NotFoundError: Nobody can be reached; the fact waits aside until the directory is mended.
    """
    everyone = tuple(addressees)
    reachable = [each for each in everyone if each.address]
    if not reachable:
        raise NotFoundError(_UNREACHABLE)
    unreachable = tuple(each.key for each in everyone if not each.address)
    found: dict[str, Recipient] = {}
    for each in reachable:
        met = found.get(each.address.casefold(), Recipient((), each.address, each.name))
        found[each.address.casefold()] = Recipient((*met.keys, each.key), met.address, met.name)
    first, *rest = found.values()
    return (Recipient((*first.keys, *unreachable), first.address, first.name), *rest)


def recipient_of_digest(addressees: Iterable[Addressee]) -> tuple[Recipient, ...]:
    """The person who works at the authority; nobody, when they have left or have no address any more."""
    *_, person = addressees
    return (Recipient(("officer",), person.address, person.name),) if person.address else ()


def recipient_at_authority(addressees: Iterable[Addressee]) -> Recipient:
    """The authority's official mailbox, or, where it has none, the officer; who is told is told for both.

    Raises:
        NotFoundError: Neither can be reached; the fact waits aside until the directory is mended.
    """
    for addressee in addressees:
        if addressee.address:
            return Recipient(_AT_AUTHORITY, addressee.address, addressee.name)
    raise NotFoundError(_NO_AUTHORITY)
