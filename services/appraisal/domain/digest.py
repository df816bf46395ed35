"""The daily digest: when it is due, who is told, and which cases are named in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import NAMESPACE_URL, UUID, uuid5

from services.appraisal.domain import entitlement
from shared.calendar.working_days import WorkingCalendar
from shared.clock.days import VIETNAM, day_of
from shared.directory.authorising import Authorisation
from shared.directory.bodies import Account
from shared.directory.roles import Role
from shared.events.content import AuthorityRef
from shared.events.digests import DigestDue, DigestLine
from shared.events.words import Level

MOST_LINES = 20
_NAMESPACE = uuid5(NAMESPACE_URL, "thidua:digest")


@dataclass(frozen=True)
class PressingCase:
    """An open case that is overdue, or will be soon; `assigned_to` is the account whose work it is, if anybody's."""

    number: str
    nominee: str
    award_form: str
    due_on: date
    assigned_to: str = ""


@dataclass(frozen=True)
class Workload:
    """How many cases of an authority are in which state, and which press; `theirs` are the open ones by account."""

    authority: AuthorityRef
    open: int
    overdue: int
    due_soon: int
    returned: int
    approved: int
    theirs: int
    unassigned: int
    pressing: Sequence[PressingCase]

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits for the authority: what was returned waits for the unit."""
        return self.open == 0 and self.approved == 0


def is_time(at: datetime, due_at: time, calendar: WorkingCalendar) -> bool:
    """Whether the digests of the day are due: on a working day, from this time on, on the clocks of Vietnam."""
    return at.astimezone(VIETNAM).time() >= due_at and calendar.is_working_day(day_of(at))


def choose_readers(
    staff: Iterable[Account], authorisations: Iterable[Authorisation], at: datetime
) -> tuple[Account, ...]:
    """Who of the staff is told: officers, the head, deputies while authorised; none who declined or has no address."""
    holding = {authorisation.account for authorisation in authorisations if authorisation.holds(at)}

    def works(account: Account) -> bool:
        roles = account.roles if account.id in holding else account.roles - {Role.DEPUTY}
        return not roles.isdisjoint(entitlement.WORKERS)

    return tuple(account for account in staff if account.wants_digest and account.mail and works(account))


def choose_cases(pressing: Iterable[PressingCase], account: str) -> tuple[PressingCase, ...]:
    """The cases that the digest names: the reader's own first, then the longest due; no more than fit in a mail."""
    ordered = sorted(pressing, key=lambda case: (case.assigned_to != account, case.due_on, case.number))
    return tuple(ordered[:MOST_LINES])


def digest_id(level: Level, authority: str, account: str, day: date) -> UUID:
    """The one name that the digest has, whichever process writes it and however often."""
    return uuid5(_NAMESPACE, f"{level.value}/{authority}/{account}/{day.isoformat()}")


def write_digest(level: Level, standing: Workload, account: str, *, soon_on: date, at: datetime) -> DigestDue:
    """What the person is told today."""
    day = day_of(at)
    lines = tuple(
        DigestLine(
            number=case.number,
            nominee=case.nominee,
            award_form=case.award_form,
            due_on=case.due_on,
            is_theirs=case.assigned_to == account,
        )
        for case in choose_cases(standing.pressing, account)
    )
    return DigestDue(
        digest_id=digest_id(level, standing.authority.code, account, day),
        account=account,
        level=level,
        authority=standing.authority,
        on=day,
        soon_on=soon_on,
        open=standing.open,
        overdue=standing.overdue,
        due_soon=standing.due_soon,
        theirs=standing.theirs,
        unassigned=standing.unassigned,
        returned=standing.returned,
        approved=standing.approved,
        lines=lines,
        at=at,
    )
