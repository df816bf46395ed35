"""The page of the audit record: who did what to accounts, authorisations and bodies, when and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Annotated

from fastapi import Request
from fastapi.responses import Response

from services.identity.application.reading_audit import ADMINISTERING, ReadAudit, Wanted
from services.identity.web.pages.areas import AUDIT
from shared.audit.entry import Detail, Entry, Kind
from shared.audit.words import DETAIL_NAMES, KIND_NAMES
from shared.clock.days import VIETNAM
from shared.directory.roles import ROLE_NAMES, Role
from shared.refusals import FieldProblem
from shared.text.typed import NotReadError, read_day
from shared.web.http.use_cases import use
from shared.web.pages.forms import TypedForm
from shared.web.pages.frame import Frame, pages_router
from shared.web.pages.lists import CURSOR, ListAddress
from shared.web.pages.viewer import PageViewer

_KIND, _ACTOR, _SUBJECT, _SINCE, _UNTIL = "viec", "nguoi-lam", "doi-tuong", "tu-ngay", "den-ngay"
_ALL = "tat-ca"
_SLICE, _LONGEST = 50, 200
_UNPROCESSABLE = 422
_FIELDS = {"name": "họ và tên", "mail": "địa chỉ thư", "roles": "vai trò", "unit": "đơn vị", "authorities": "cơ quan"}


@dataclass(frozen=True)
class AuditPages:
    """What the page calls."""

    read: ReadAudit


Uses = Annotated[AuditPages, use(AuditPages)]
router = pages_router()


@router.get(AUDIT)
async def list_entries(request: Request, frame: Frame, viewer: PageViewer, uses: Uses) -> Response:
    """The entries, latest first; without a choice of acts those of administration."""
    viewer.require(Role.ADMINISTRATOR)
    place = ListAddress.of(request, [_KIND, _ACTOR, _SUBJECT, _SINCE, _UNTIL, CURSOR])
    form, wanted = _read(place)
    found = await uses.read(viewer, wanted, most=_SLICE, after=place.get(CURSOR)[:_LONGEST] or None)
    labels = {_KIND: "Việc", _ACTOR: "Người làm", _SUBJECT: "Đối tượng", _SINCE: "Từ ngày", _UNTIL: "Đến ngày"}
    names = {kind.value: KIND_NAMES[kind] for kind in Kind} | {_ALL: "mọi việc"}
    return frame.render(
        request,
        "audit/audit.html",
        _UNPROCESSABLE if form.problems else 200,
        found=found,
        place=place,
        form=form,
        kinds=[(kind.value, _capital(KIND_NAMES[kind])) for kind in Kind],
        chips=place.chips(labels, {_KIND: names}),
        kind_names=KIND_NAMES,
        describe=_describe,
        is_dense=True,
    )


def _read(place: ListAddress) -> tuple[TypedForm, Wanted]:
    problems: list[FieldProblem] = []
    days: dict[str, datetime | None] = {}
    for name in (_SINCE, _UNTIL):
        try:
            typed = place.get(name)
            days[name] = datetime.combine(read_day(typed), time(), VIETNAM) if typed else None
        except NotReadError as refusal:
            problems.append(FieldProblem(name, refusal.message))
    until = days.get(_UNTIL)
    form = TypedForm({name: (value,) for name, value in place.query}, tuple(problems), frozenset({_SINCE, _UNTIL}))
    return form, Wanted(
        since=days.get(_SINCE),
        before=until + timedelta(days=1) if until else None,
        kinds=_kinds_of(place.get(_KIND)),
        actor=place.get(_ACTOR)[:_LONGEST].strip(),
        subject=place.get(_SUBJECT)[:_LONGEST].strip(),
    )


def _kinds_of(asked: str) -> Sequence[Kind]:
    if asked == _ALL:
        return ()
    return [kind for kind in Kind if kind.value == asked] or ADMINISTERING


def _describe(entry: Entry) -> Sequence[tuple[str, str]]:
    """The details in words; what the line says already is left out."""
    return [(DETAIL_NAMES.get(name, name), _show(value)) for name, value in entry.details.items() if name != "of"]


def _show(value: Detail) -> str:
    roles: Mapping[str, str] = {role.value: name for role, name in ROLE_NAMES.items()}
    match value:
        case bool():
            return "có" if value else "không"
        case tuple():
            return ", ".join(roles.get(each, _FIELDS.get(each, each)) for each in value) or "không có"
        case _:
            return str(value) or "không có"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
