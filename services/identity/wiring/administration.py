"""Builds what administrators and heads do on the pages of administration."""

from dataclasses import dataclass

from services.identity.adapters.account_lists import MongoAccountLists
from services.identity.adapters.account_register import AccountRegister
from services.identity.adapters.audit import ReadableAudit
from services.identity.adapters.books import BooksApart
from services.identity.adapters.catalogue import MongoCatalogue
from services.identity.application.adding_accounts import AddAccount
from services.identity.application.administering import FindKept
from services.identity.application.authorising import AuthoriseDeputy, EndAuthorisation, ListAuthorisations
from services.identity.application.changing_accounts import ChangeAccount, Foresee, HandOver
from services.identity.application.ending_access import EndAccess, LockAccount, SendLink
from services.identity.application.importing_accounts import ImportAccounts
from services.identity.application.listing_accounts import DescribeAccounts, ListAccounts, ShowAccount
from services.identity.application.listing_bodies import ListBodies
from services.identity.application.reading_audit import ReadAudit
from services.identity.web.pages.account_access import AccessUseCases
from services.identity.web.pages.account_imports import ImportPages
from services.identity.web.pages.accounts import AccountsUseCases
from services.identity.web.pages.audit import AuditPages
from services.identity.web.pages.authorisations import AuthorisationPages
from services.identity.web.pages.bodies import BodyPages
from services.identity.web.pages.hand_overs import HandOverUseCases
from services.identity.web.pages.roles import RolePages
from services.identity.wiring.ports import Ports
from shared.audit.entry import Actor
from shared.mongo.client import Database
from shared.rules.loading import load_duties


@dataclass(frozen=True)
class Kept:
    """The accounts and bodies of one directory, as administration reads and keeps them."""

    directory: Database
    lists: MongoAccountLists
    catalogue: MongoCatalogue

    def register(self, by: Actor) -> AccountRegister:
        """The accounts, kept in somebody's name."""
        return AccountRegister(self.directory, by)


def accounts_use_cases(ports: Ports, kept: Kept) -> AccountsUseCases:
    """Accounts listed, shown, added and changed."""
    wake, now, find = ports.worker.wake, ports.now, FindKept(ports.credentials)
    describe = DescribeAccounts(ports.authorisations, now)
    return AccountsUseCases(
        list=ListAccounts(kept.lists, kept.catalogue, describe),
        show=ShowAccount(find, kept.catalogue, describe, ports.sessions, ports.factors, now),
        find=find,
        add=AddAccount(kept.lists, kept.register, kept.catalogue, wake, now),
        change=ChangeAccount(find, kept.register, kept.catalogue, _foresee(ports, kept), wake, now),
        catalogue=kept.catalogue,
    )


def access_use_cases(ports: Ports, kept: Kept) -> AccessUseCases:
    """What stops or helps somebody who signs in."""
    find, now = FindKept(ports.credentials), ports.now
    return AccessUseCases(
        lock=LockAccount(find, kept.register, _foresee(ports, kept), now),
        end=EndAccess(find, kept.register),
        send_link=SendLink(find, ports.credentials, ports.mails, ports.worker.wake, now),
    )


def import_pages_of(ports: Ports, kept: Kept) -> ImportPages:
    """Accounts from a list."""
    wake = ports.worker.wake
    return ImportPages(ImportAccounts(BooksApart(), kept.lists, kept.register, kept.catalogue, wake, ports.now))


def hand_over_use_cases(ports: Ports, kept: Kept) -> HandOverUseCases:
    """What somebody who leaves hands over."""
    find, foresee = FindKept(ports.credentials), _foresee(ports, kept)
    return HandOverUseCases(
        hand_over=HandOver(find, kept.lists, kept.register, kept.catalogue, foresee, ports.now),
        find=find,
        catalogue=kept.catalogue,
    )


def authorisation_pages_of(ports: Ports, kept: Kept) -> AuthorisationPages:
    """What heads sign over to deputies."""
    return AuthorisationPages(
        list=ListAuthorisations(ports.staff, ports.authorisations),
        authorise=AuthoriseDeputy(ports.staff, ports.authorisations, ports.now),
        end=EndAuthorisation(ports.authorisations, ports.now),
        catalogue=kept.catalogue,
        now=ports.now,
    )


def body_pages_of(kept: Kept) -> BodyPages:
    """Units and authorities, looked up."""
    return BodyPages(ListBodies(kept.catalogue, kept.lists))


def audit_pages_of(kept: Kept) -> AuditPages:
    """The audit record, read."""
    return AuditPages(ReadAudit(ReadableAudit(kept.directory), kept.lists, kept.catalogue))


def administration_use_cases(directory: Database, ports: Ports) -> tuple[object, ...]:
    """What all pages of administration call."""
    kept = Kept(directory, MongoAccountLists(directory), MongoCatalogue(directory, ports.now))
    return (
        accounts_use_cases(ports, kept),
        access_use_cases(ports, kept),
        hand_over_use_cases(ports, kept),
        import_pages_of(ports, kept),
        authorisation_pages_of(ports, kept),
        body_pages_of(kept),
        audit_pages_of(kept),
        RolePages(load_duties(), ports.now),
    )


def _foresee(ports: Ports, kept: Kept) -> Foresee:
    return Foresee(kept.register, ports.authorisations, kept.catalogue, ports.now)
