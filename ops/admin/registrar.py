"""The whole directory of the command line: bodies by its own database user, accounts by identity's."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from services.identity.adapters.account_register import AccountRegister
from services.identity.adapters.authorisation_register import AuthorisationRegister
from shared.audit.entry import UNKNOWN, Actor
from shared.directory.authorising import Authorisation
from shared.directory.bodies import Account, Unit
from shared.mongo.client import Client
from shared.mongo.filling import Written
from shared.mongo.registering import BodyRegistrar


class Registrar(BodyRegistrar):
    """Bodies and units, and accounts and authorisations as identity keeps them.

    `identity` opens the connection of identity's user; a command that touches no account does not call it.
    """

    def __init__(self, client: Client, database: str, *, identity: Callable[[], Client], by: Actor = UNKNOWN) -> None:
        super().__init__(client, database, by=by)
        self._name = database
        self._open_identity = identity

    @cached_property
    def accounts(self) -> AccountRegister:
        """The accounts."""
        return AccountRegister(self._identity[self._name], self._by)

    @cached_property
    def authorisations(self) -> AuthorisationRegister:
        """The deputies' authorisations."""
        return AuthorisationRegister(self._identity[self._name], self._by)

    async def ensure_indexes(self) -> None:
        """Create what bodies, units and accounts are searched by; also the expiry of sessions and attempts."""
        await super().ensure_indexes()
        await self.accounts.ensure_indexes()

    async def save_demo(
        self, units: Sequence[Unit], accounts: Sequence[Account], authorisations: Sequence[Authorisation]
    ) -> Mapping[str, Written]:
        """Add what is missing of the demo; units first, so that no account names one that is not there."""
        of_units = await self.save_demo_units(units)
        return {**of_units, **await self.accounts.save_demo(accounts, authorisations)}

    @cached_property
    def _identity(self) -> Client:
        return self._open_identity()
