"""Accounts for trying the system out; production refuses them and their password is public."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from uuid import NAMESPACE_URL, uuid5

from shared.directory.authorising import Authorisation, Paper
from shared.directory.bodies import Account
from shared.directory.roles import Role
from shared.directory.rows import Row, read_csv

DEMO_PASSWORD = "thu-nghiem-2021"  # noqa: S105 - printed by `make run`; admitted nowhere but in the demo
DEMO_OPERATOR = "van-hanh"
_NAMESPACE = uuid5(NAMESPACE_URL, "thidua:demo-account")
_AUTHORISED_ON = date(2021, 1, 1)
_COLUMNS = ("username", "name", "roles", "unit", "authorities", "authorised_until", "mail")


def demo_people(text: str, faults: list[str]) -> tuple[list[Account], list[Authorisation]]:
    """The demo's accounts, without a password hash, and its deputies' authorisations; `faults` gets what is wrong."""
    rows = read_csv(text, "demo-accounts.csv", _COLUMNS, faults)
    accounts = [_account(row) for row in rows]
    return accounts, _authorisations(rows, accounts)


def demo_account_id(username: str) -> str:
    """The id that this account has on every machine, for tests and scripts."""
    return str(uuid5(_NAMESPACE, username))


def _account(row: Row) -> Account:
    username = row.text("username")
    return Account(
        id=demo_account_id(username),
        username=username,
        name=row.text("name"),
        roles=frozenset(row.choices("roles", Role)),
        unit=row.optional_code("unit"),
        authorities=frozenset(row.list("authorities")),
        mail=row.mail("mail"),
        demo=True,
    )


def _authorisations(rows: Sequence[Row], accounts: Sequence[Account]) -> list[Authorisation]:
    return [
        _authorisation(row, account)
        for row, account in zip(rows, accounts, strict=True)
        if Role.DEPUTY in account.roles
    ]


def _authorisation(row: Row, account: Account) -> Authorisation:
    ends_on = row.day("authorised_until")
    if ends_on is None:
        row.fault("authorised_until", "ghi ngày hết ủy quyền của cấp phó, ví dụ 2099-12-31.")
    return Authorisation(
        id=str(uuid5(_NAMESPACE, f"{account.username}/uy-quyen")),
        account=account.id,
        authorities=account.authorities,
        begins_on=_AUTHORISED_ON,
        ends_on=ends_on or _AUTHORISED_ON,
        paper=Paper("01/UQ-DUNG-THU", _AUTHORISED_ON),
        given_by="",
        given_by_name="Thủ trưởng (dữ liệu thử)",
        given_at=datetime(2021, 1, 1, tzinfo=UTC),
    )
