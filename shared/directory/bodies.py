"""Authorities, communes, units and accounts as values; codes are official where the State gives one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Self

from shared.directory.roles import OF_AUTHORITIES, OF_UNITS, Role
from shared.events.words import Level
from shared.refusals import FieldProblem
from shared.text.seen import has_word

_NOBODY = "chưa có ai; quản trị viên của tỉnh thêm tài khoản"
_USERNAME = re.compile(r"[a-z0-9]([a-z0-9.-]{0,98}[a-z0-9])?")


class UnitKind(StrEnum):
    """What a submitting unit is."""

    AGENCY = "co-quan"
    LOCALITY = "dia-phuong"
    PUBLIC_SERVICE = "su-nghiep"
    MASS_ORGANISATION = "doan-the"
    ENTERPRISE = "doanh-nghiep"


@dataclass(frozen=True, slots=True)
class Former:
    """What an authority was called until a day, which is the last with these names."""

    ends_on: date
    name: str
    short_name: str
    head_title: str


@dataclass(frozen=True, slots=True)
class Authority:
    """A body that endorses, compiles, appraises, votes or decides.

    `block` is the khối thi đua of a provincial-level member; `worked_by` the body whose people do this one's work here.
    It acts from `begins_on` to `ends_on`, both days inside; `successor` goes on after it. `sign` stands in the numbers
    of its papers: 30/QĐ-UBND.
    """

    code: str
    name: str
    short_name: str
    levels: tuple[Level, ...]
    head_title: str
    parent: str | None = None
    block: str | None = None
    worked_by: str | None = None
    begins_on: date | None = None
    ends_on: date | None = None
    successor: str | None = None
    former: tuple[Former, ...] = ()
    sign: str = "UBND"

    def on(self, day: date) -> Self:
        """The authority as it is called on that day."""
        names = min((each for each in self.former if each.ends_on >= day), key=lambda each: each.ends_on, default=None)
        if names is None:
            return self
        return replace(self, name=names.name, short_name=names.short_name, head_title=names.head_title)


@dataclass(frozen=True, slots=True)
class Commune:
    """A xã, phường or thị trấn with its official code and its district's, from `begins_on` to `ends_on` where given."""

    code: str
    name: str
    kind: str
    district: str
    begins_on: date | None = None
    ends_on: date | None = None
    successor: str | None = None

    def overlaps(self, first: date, last: date) -> bool:
        """Whether it exists on some day of this time."""
        return (self.begins_on is None or self.begins_on <= last) and (self.ends_on is None or self.ends_on >= first)

    @property
    def authority(self) -> str:
        """The code of its People's Committee."""
        return f"33.{self.district}.{self.code}"


@dataclass(frozen=True, slots=True)
class Unit:
    """A body that submits dossiers; `managed_by` is the authority that must endorse what it sends upwards.

    After `ends_on` its people and dossiers are the successor's.
    """

    code: str
    name: str
    kind: UnitKind
    managed_by: str
    commune: str | None = None
    mailbox: str | None = None
    active: bool = True
    ends_on: date | None = None
    successor: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """A person who acts for a unit, for authorities, or for the province; a deputy only while authorised."""

    id: str
    username: str
    name: str
    roles: frozenset[Role]
    unit: str | None = None
    authorities: frozenset[str] = frozenset()
    mail: str | None = None
    password_hash: str = ""
    active: bool = True
    demo: bool = False
    wants_digest: bool = True
    # Counts what ends all sessions begun before: another password, locking, unlocking, revoking.
    credential_version: int = 0
    # Set by an administrator: its owner must choose another before doing anything else.
    password_is_temporary: bool = False


def choice_of(people: Sequence[Account]) -> str:
    """Who may be named, for the sentence that asks for one of them."""
    return "; ".join(f"{person.name} ({person.id})" for person in people) or _NOBODY


def account_problems(account: Account) -> list[FieldProblem]:
    """Why this account would be of no use to its owner, at each field, saying what to change; none when it is fine."""
    problems = []
    if not _USERNAME.fullmatch(account.username):
        message = "Đặt tên đăng nhập bằng chữ thường không dấu, chữ số, dấu chấm và gạch nối, ví dụ nop.so-y-te."
        problems.append(FieldProblem("username", message))
    if not has_word(account.name):
        problems.append(FieldProblem("name", "Nhập họ và tên của người dùng tài khoản."))
    if not account.roles:
        problems.append(FieldProblem("roles", "Nêu ít nhất một vai trò."))
    if account.roles & OF_UNITS and account.unit is None:
        problems.append(FieldProblem("unit", "Người nộp hồ sơ phải thuộc một đơn vị: nêu mã đơn vị."))
    if account.roles & OF_AUTHORITIES and not account.authorities:
        problems.append(FieldProblem("authorities", "Vai trò này phải thuộc ít nhất một cơ quan: nêu mã cơ quan."))
    return problems


def account_faults(account: Account) -> list[str]:
    """The same as sentences alone."""
    return [problem.message for problem in account_problems(account)]
