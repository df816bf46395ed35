"""Accounts for trying the system out; production refuses them and their password is public."""

from uuid import NAMESPACE_URL, uuid5

from shared.directory.bodies import Account
from shared.directory.roles import Role
from shared.directory.rows import Row, read_csv

DEMO_PASSWORD = "thu-nghiem-2021"  # noqa: S105 - printed by `make run`; admitted nowhere but in the demo
_NAMESPACE = uuid5(NAMESPACE_URL, "thidua:demo-account")
_COLUMNS = ("username", "name", "roles", "unit", "authorities", "authorised_until", "mail")


def demo_accounts(text: str, faults: list[str]) -> list[Account]:
    """The accounts of the demo, without a password hash; what is wrong with any is added to `faults`."""
    return [_account(row) for row in read_csv(text, "demo-accounts.csv", _COLUMNS, faults)]


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
        authorised_until=row.day("authorised_until"),
        demo=True,
    )
