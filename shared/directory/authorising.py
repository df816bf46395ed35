"""Văn bản ủy quyền: by which paper a deputy decides in the head's place, for whom, and on which days."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from shared.clock.days import day_of
from shared.refusals import ConflictError, FieldProblem, InvalidError
from shared.text.exact import EARLIEST, LATEST
from shared.text.formats import show_day
from shared.text.seen import has_word

_REMEDY = "Chuyển việc cho thủ trưởng, hoặc đề nghị thủ trưởng ghi văn bản ủy quyền mới."


class AuthorisationOverError(ConflictError):
    """It has ended already: there is nothing left to end."""


@dataclass(frozen=True, slots=True)
class Paper:
    """Number and date of a document."""

    number: str
    signed_on: date

    def __str__(self) -> str:
        return f"{self.number} ngày {show_day(self.signed_on)}"


@dataclass(frozen=True, slots=True)
class Authorisation:
    """What a head signed over to a deputy: both days are inside, and `ended_at` cuts it short.

    `authorities` are those that the deputy decides for by it. `given_by` is empty where an administrator recorded it.
    """

    id: str
    account: str
    authorities: frozenset[str]
    begins_on: date
    ends_on: date
    paper: Paper
    given_by: str
    given_by_name: str
    given_at: datetime
    ended_at: datetime | None = None
    ended_by_name: str = ""

    def holds(self, at: datetime) -> bool:
        """Whether the deputy decides by it at this moment."""
        return self.begins_on <= day_of(at) <= self.ends_on and (self.ended_at is None or at < self.ended_at)

    def is_within(self, authorities: frozenset[str]) -> bool:
        """Whether it covers no other: what also covers another authority is not one head's alone to see or to end."""
        return bool(self.authorities) and self.authorities <= authorities

    def is_over(self, at: datetime) -> bool:
        """Whether it will never hold again."""
        return self.ended_at is not None or self.ends_on < day_of(at)


def authorisation_faults(authorisation: Authorisation, *, today: date) -> list[FieldProblem]:
    """What must be mended before it is recorded, each thing at its field; none when it is fine."""
    problems = []
    if authorisation.begins_on > authorisation.ends_on:
        problems.append(FieldProblem("ends_on", "Chọn ngày hết ủy quyền không trước ngày bắt đầu ủy quyền."))
    elif authorisation.ends_on > LATEST:
        problems.append(FieldProblem("ends_on", f"Chọn ngày hết ủy quyền không sau năm {LATEST.year}."))
    elif authorisation.ends_on < today:
        problems.append(FieldProblem("ends_on", "Chọn ngày hết ủy quyền từ hôm nay trở đi."))
    if not has_word(authorisation.paper.number):
        problems.append(FieldProblem("paper.number", "Nhập số văn bản ủy quyền."))
    if authorisation.paper.signed_on > today:
        problems.append(FieldProblem("paper.signed_on", "Chọn ngày ký văn bản ủy quyền không sau hôm nay."))
    elif not EARLIEST <= authorisation.paper.signed_on <= authorisation.begins_on:
        message = "Chọn ngày ký văn bản ủy quyền không sau ngày bắt đầu ủy quyền, đúng như ghi trên văn bản."
        problems.append(FieldProblem("paper.signed_on", message))
    return problems


def checked(authorisation: Authorisation, *, today: date) -> Authorisation:
    """The same, fit to be recorded.

    Raises:
        InvalidError: Something must be mended; all is named.
    """
    problems = authorisation_faults(authorisation, today=today)
    if problems:
        raise InvalidError(problems)
    return authorisation


def ended(authorisation: Authorisation, by_name: str, at: datetime) -> Authorisation:
    """The authorisation, ended from this moment on.

    Raises:
        AuthorisationOverError: It is over already.
    """
    if authorisation.is_over(at):
        raise AuthorisationOverError(f"{_lapse(authorisation, at)} Không còn gì để kết thúc.")
    return replace(authorisation, ended_at=at, ended_by_name=by_name)


def why_not(authorisations: Iterable[Authorisation], authority: str | None, at: datetime) -> str:
    """Why a deputy with these may not decide now, until or from when they might, and what to do; for one authority.

    Without an authority it is asked whether they may decide for any.
    """
    known = list(authorisations)
    theirs = [each for each in known if authority is None or authority in each.authorities]
    if not theirs:
        lacks = "Ủy quyền hiện có không gồm cơ quan này." if known else "Chưa ghi nhận văn bản ủy quyền nào."
        return f"{lacks} {_REMEDY}"
    return f"{_lapse(_nearest(theirs, at), at)} {_REMEDY}"


def _nearest(authorisations: Sequence[Authorisation], at: datetime) -> Authorisation:
    # One that is still to come says more than any that is past.
    coming = [authorisation for authorisation in authorisations if not authorisation.is_over(at)]
    if coming:
        return min(coming, key=lambda each: each.begins_on)
    return max(authorisations, key=lambda each: day_of(each.ended_at) if each.ended_at else each.ends_on)


def _lapse(authorisation: Authorisation, at: datetime) -> str:
    paper = f"Ủy quyền theo văn bản {authorisation.paper}"
    if authorisation.ended_at is not None:
        return f"{paper} đã được kết thúc sớm vào ngày {show_day(day_of(authorisation.ended_at))}."
    if authorisation.is_over(at):
        return f"{paper} đã hết vào ngày {show_day(authorisation.ends_on)}."
    return f"{paper} chỉ bắt đầu từ ngày {show_day(authorisation.begins_on)}."
