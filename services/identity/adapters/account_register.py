"""The accounts as administrators write them, with what ends where one is locked or moved."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from services.identity.adapters.account_mails import MongoAccountMails
from services.identity.adapters.kept_authorisations import KeptAuthorisations, authorisation_fields
from services.identity.domain.account_mails import AccountMail, MailKind, notify
from services.identity.domain.accounts import Ended, Kept
from shared.audit.accounts import describe_added, describe_authorisation, describe_change
from shared.audit.entry import Actor, Detail, Entry, Kind
from shared.clock import utc_now
from shared.directory.authorising import Authorisation, ended
from shared.directory.bodies import Account
from shared.directory.changing import ends_sessions, lapsing
from shared.directory.roles import ROLE_NAMES, Role
from shared.mongo.audit import MongoAudit
from shared.mongo.authorisations import NAME as AUTHORISATIONS
from shared.mongo.client import Database, Document, translated
from shared.mongo.digest_choices import DigestChoices
from shared.mongo.directory import to_account
from shared.mongo.errors import DuplicateError
from shared.mongo.filling import Written, describe_filling, insert_missing
from shared.mongo.second_factors import NAME as SECOND_FACTORS
from shared.mongo.transactions import Transaction, together
from shared.refusals import ConflictError, NotFoundError, StaleError
from shared.text.seen import compose_line

# A sign-in that read the account before writes its session after: it carries the older version and opens nothing.
_BEGINS_ANEW: Document = {"$inc": {"credential_version": 1}}


class AccountRegister:
    """Accounts by the name under which people sign in; what `by` does to them is recorded in the same transaction."""

    def __init__(self, directory: Database, by: Actor) -> None:
        self._database = directory
        self._accounts = directory["accounts"]
        self._authorisations = KeptAuthorisations(directory)
        self._digest_choices = DigestChoices(directory)
        self._audit = MongoAudit(directory)
        self._mails = MongoAccountMails(directory)
        self._by = by

    async def ensure_indexes(self) -> None:
        """Create what accounts are found by, and the expiry of sessions and counted attempts."""
        with translated():
            await self._accounts.create_index("username", unique=True)
            await self._accounts.create_index("authorities")
            await self._accounts.create_index("unit")
            await self._database["sessions"].create_index("expires_at", expireAfterSeconds=0)
            await self._database["sessions"].create_index("account_id")
            await self._database["sign_ins"].create_index("expires_at", expireAfterSeconds=0)
        await self._mails.ensure_indexes()

    async def save_demo(
        self, accounts: Sequence[Account], authorisations: Sequence[Authorisation]
    ) -> Mapping[str, Written]:
        """Add the demo's accounts and authorisations that are missing; what was changed by hand stays."""

        async def act(transaction: Transaction) -> Mapping[str, Written]:
            papers = self._database[AUTHORISATIONS]
            written = {
                "demo_accounts": await insert_missing(self._accounts, map(account_fields, accounts), transaction),
                "demo_authorisations": await insert_missing(
                    papers, map(authorisation_fields, authorisations), transaction
                ),
            }
            for entry in describe_filling(written, self._by):
                await self._audit.append(entry, transaction)
            return written

        return await together(self._database.client, act)

    async def add(self, account: Account) -> None:
        """Add an account.

        Raises:
            ConflictError: The username is taken.
        """
        try:
            await self.add_all([account])
        except DuplicateError as error:
            raise ConflictError(f"Đã có tài khoản “{account.username}”. Chọn tên đăng nhập khác.") from error

    async def add_all(self, accounts: Sequence[Account], invitations: Sequence[AccountMail] = ()) -> None:
        """Add all of them with the mails by which their owners set their passwords, or none.

        Raises:
            DuplicateError: A username is taken, or one of the accounts is there already.
        """
        at = utc_now()

        async def act(transaction: Transaction) -> None:
            await self._accounts.insert_many(map(account_fields, accounts), session=transaction)
            await self._audit.append_all([describe_added(each, self._by, at) for each in accounts], transaction)
            await self._mails.add_all(invitations, transaction)

        await together(self._database.client, act)

    async def get(self, username: str) -> Account:
        """The account with this name.

        Raises:
            NotFoundError: There is none.
        """
        account = await self.known(username)
        if account is None:
            raise NotFoundError(f"Không có tài khoản “{username}”. Xem danh sách: thidua account list")
        return account

    async def known(self, username: str) -> Account | None:
        """The account with this name, or nothing."""
        with translated():
            document = await self._accounts.find_one({"username": compose_line(username).casefold()})
        return (await self._digest_choices.apply([to_account(document)]))[0] if document else None

    async def found(self, authority: str | None, unit: str | None) -> tuple[Account, ...]:
        """The accounts, or those of one authority or unit, by name."""
        query = {key: value for key, value in (("authorities", authority), ("unit", unit)) if value}
        with translated():
            documents = await self._accounts.find(query).sort("username").to_list(None)
        return await self._digest_choices.apply(map(to_account, documents))

    async def replace(self, before: Account, after: Account, *, by_name: str, at: datetime) -> Ended:
        """Store the change, and end what no longer fits it, all or nothing.

        Raises:
            StaleError: Somebody changed the account meanwhile.
        """
        return await self.replace_all([Kept(before, after)], by_name=by_name, at=at)

    async def replace_all(self, changes: Sequence[Kept], *, by_name: str, at: datetime) -> Ended:
        """The same for several accounts, together all or nothing, each for its reason and told to its owner.

        Raises:
            StaleError: Somebody changed one of the accounts meanwhile.
        """
        given = await self._authorisations.of_accounts([each.before.id for each in changes])
        standing = [one for one in given if not one.is_over(at)]

        async def act(transaction: Transaction) -> Ended:
            done = [await self._store(each, standing, by_name, at, transaction) for each in changes]
            return Ended(sum(one.sessions for one in done), sum(one.authorisations for one in done))

        return await together(self._database.client, act)

    async def _store(
        self,
        kept: Kept,
        standing: Sequence[Authorisation],
        by_name: str,
        at: datetime,
        transaction: Transaction,
    ) -> Ended:
        before, after = kept.before, kept.after
        stays = after.active and not ends_sessions(before, after)
        update: Document = {"$set": _changeable(after)}
        if not stays or before.active != after.active:
            update |= _BEGINS_ANEW
        query = _changeable(before) | {"_id": before.id}
        result = await self._accounts.update_one(query, update, session=transaction)
        if result.matched_count == 0:
            raise StaleError("Tài khoản vừa được người khác thay đổi. Xem lại bằng lệnh account show rồi chạy lại.")
        sessions = 0 if stays else await self._remove_sessions(before.id, transaction)
        changed = describe_change(before, after, self._by, at, ended_sessions=sessions)
        if changed:
            entry = replace(changed, reason=kept.reason, details={**changed.details, **kept.details})
            await self._audit.append(entry, transaction)
        over = [ended(one, by_name, at) for one in lapsing(standing, after) if one.account == before.id]
        for one in over:
            await self._authorisations.end(one, transaction)
            await self._audit.append(describe_authorisation(one, Kind.AUTHORISATION_ENDED, self._by, at), transaction)
        await self._mails.add_all(kept.notices, transaction)
        return Ended(sessions, len(over))

    async def open_sessions(self, account: Account, at: datetime) -> int:
        """How many sessions of it are open."""
        with translated():
            query = {"account_id": account.id, "expires_at": {"$gt": at}}
            return await self._database["sessions"].count_documents(query)

    async def set_active(self, username: str, *, active: bool) -> Ended:
        """Lock an account and end its sessions and authorisations, or unlock it."""
        account = await self.get(username)
        changed = replace(account, active=active)
        return await self.replace(account, changed, by_name=ROLE_NAMES[Role.ADMINISTRATOR], at=utc_now())

    async def set_password(self, username: str, password_hash: str) -> int:
        """Give an account a password for one sign-in, and end its sessions; how many ended."""
        change: Document = {"$set": {"password_hash": password_hash, "password_is_temporary": True}}
        return await self._begin_anew(username, Kind.PASSWORD_SET, change)

    async def revoke_sessions(self, username: str, reason: str = "") -> int:
        """End all sessions of an account, also one that is just being opened; services notice within ten seconds."""
        return await self._begin_anew(username, Kind.SESSION_ENDED, {}, reason)

    async def remove_second_factor(self, username: str, reason: str = "") -> int:
        """Let an account be signed in to by its password alone, and end its sessions; how many ended.

        Raises:
            ConflictError: It has no second factor.
        """
        account = await self.get(username)

        async def act(transaction: Transaction) -> int:
            removed = await self._database[SECOND_FACTORS].delete_one({"_id": account.id}, session=transaction)
            if removed.deleted_count == 0:
                raise ConflictError(f"Tài khoản “{username}” chưa bật xác thực hai lớp. Chưa thay đổi gì.")
            await self._accounts.update_one({"_id": account.id}, _BEGINS_ANEW, session=transaction)
            sessions = await self._remove_sessions(account.id, transaction)
            entry = self._entry(Kind.SECOND_FACTOR_OFF, account, sessions_ended=sessions)
            await self._audit.append(replace(entry, reason=reason), transaction)
            await self._tell(account, MailKind.SECOND_FACTOR_OFF, transaction)
            return sessions

        return await together(self._database.client, act)

    async def remove_demo(self) -> int:
        """Remove the demo's accounts with their sessions; how many accounts there were.

        Nobody removes an authorisation: those of the demo end.
        """
        with translated():
            identities = await self._accounts.distinct("_id", {"demo": True})
        at, by_name = utc_now(), ROLE_NAMES[Role.ADMINISTRATOR]
        given = await self._authorisations.of_accounts(identities)
        over = [ended(one, by_name, at) for one in given if not one.is_over(at)]

        async def act(transaction: Transaction) -> int:
            of_them = {"$in": identities}
            await self._database["sessions"].delete_many({"account_id": of_them}, session=transaction)
            for one in over:
                await self._authorisations.end(one, transaction)
            result = await self._accounts.delete_many({"_id": of_them, "demo": True}, session=transaction)
            if result.deleted_count:
                details = {"accounts": result.deleted_count}
                await self._audit.append(Entry(at, Kind.ACCOUNTS_REMOVED, self._by, details=details), transaction)
            return result.deleted_count

        return await together(self._database.client, act)

    async def _begin_anew(self, username: str, kind: Kind, change: Document, reason: str = "") -> int:
        account = await self.get(username)

        async def act(transaction: Transaction) -> int:
            await self._accounts.update_one({"_id": account.id}, change | _BEGINS_ANEW, session=transaction)
            ended_sessions = await self._remove_sessions(account.id, transaction)
            entry = self._entry(kind, account, sessions_ended=ended_sessions)
            await self._audit.append(replace(entry, reason=reason), transaction)
            if kind is Kind.PASSWORD_SET:
                await self._tell(account, MailKind.PASSWORD_SET, transaction)
            return ended_sessions

        return await together(self._database.client, act)

    async def _remove_sessions(self, account_id: str, transaction: Transaction) -> int:
        result = await self._database["sessions"].delete_many({"account_id": account_id}, session=transaction)
        return result.deleted_count

    async def _tell(self, account: Account, kind: MailKind, transaction: Transaction) -> None:
        if notice := notify(account, kind, utc_now()):
            await self._mails.add(notice, transaction)

    def _entry(self, kind: Kind, account: Account, **details: Detail) -> Entry:
        return Entry(utc_now(), kind, self._by, subject=account.id, details={"username": account.username, **details})


def _changeable(account: Account) -> Document:
    fields = account_fields(account)
    return {name: fields[name] for name in ("name", "roles", "unit", "authorities", "mail", "active")}


def account_fields(account: Account) -> Document:
    """All fields of an account."""
    return {
        "_id": account.id,
        "username": account.username,
        "name": account.name,
        "roles": sorted(role.value for role in account.roles),
        "unit": account.unit,
        "authorities": sorted(account.authorities),
        "mail": account.mail,
        "password_hash": account.password_hash,
        "active": account.active,
        "demo": account.demo,
        "password_is_temporary": account.password_is_temporary,
        "wants_digest": account.wants_digest,
        "schema": 1,
    }


def with_password(accounts: Iterable[Account], password_hash: str) -> list[Account]:
    """The accounts, each with this hash."""
    return [replace(account, password_hash=password_hash) for account in accounts]
