"""What the record says of an account that was changed: codes and names of fields, never a name, a mail or a secret."""

from datetime import datetime

from shared.audit.entry import Actor, Detail, Entry, Kind
from shared.directory.authorising import Authorisation
from shared.directory.bodies import Account
from shared.directory.changing import differences, ends_sessions

_NAMED = frozenset({"roles", "unit", "authorities"})


def describe_change(before: Account, after: Account, by: Actor, at: datetime, *, ended_sessions: int) -> Entry | None:
    """The entry for a change of the account; nothing where nothing changed."""
    changed = [each.field for each in differences(before, after)]
    if not changed and before.active == after.active:
        return None
    details: dict[str, Detail] = {"username": after.username}
    if changed:
        details["fields"] = tuple(changed)
    for field in changed:
        if field in _NAMED:
            details |= {f"{field}_before": _codes(before, field), f"{field}_after": _codes(after, field)}
    if ended_sessions:
        details["sessions_ended"] = ended_sessions
    return Entry(at, _kind(before, after), by, subject=after.id, details=details)


def describe_added(account: Account, by: Actor, at: datetime) -> Entry:
    """The entry for a new account."""
    details: dict[str, Detail] = {"username": account.username}
    details |= {field: _codes(account, field) for field in sorted(_NAMED)}
    return Entry(at, Kind.ACCOUNT_ADDED, by, subject=account.id, details=details)


def describe_authorisation(authorisation: Authorisation, kind: Kind, by: Actor, at: datetime) -> Entry:
    """The entry for an authorisation that is given or ended; its subject is the deputy's account."""
    details: dict[str, Detail] = {
        "authorisation": authorisation.id,
        "authorities": tuple(sorted(authorisation.authorities)),
        "begins_on": authorisation.begins_on.isoformat(),
        "ends_on": authorisation.ends_on.isoformat(),
        "paper": authorisation.paper.number,
    }
    return Entry(at, kind, by, subject=authorisation.account, details=details)


def _kind(before: Account, after: Account) -> Kind:
    if before.active != after.active:
        return Kind.ACCOUNT_UNLOCKED if after.active else Kind.ACCOUNT_LOCKED
    return Kind.ROLES_CHANGED if ends_sessions(before, after) else Kind.ACCOUNT_CHANGED


def _codes(account: Account, field: str) -> tuple[str, ...]:
    if field == "roles":
        return tuple(sorted(role.value for role in account.roles))
    if field == "unit":
        return (account.unit,) if account.unit else ()
    return tuple(sorted(account.authorities))
