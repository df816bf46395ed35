"""The fields of an account as forms have them, and the account or the change that they say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from services.identity.domain.catalogue import Bodies, Catalogue
from shared.directory.bodies import Account
from shared.directory.changing import Wish
from shared.directory.roles import Role
from shared.refusals import FieldProblem
from shared.text.fields import MailAddress, line, lines
from shared.text.typed import NotReadError, Reader
from shared.web.pages.forms import TypedForm, choices, read_form

LABELS: Mapping[str, str] = {
    "authorities": "cơ quan",
    "mail": "địa chỉ thư",
    "name": "họ và tên",
    "reason": "lý do",
    "roles": "vai trò",
    "unit": "đơn vị",
    "username": "tên đăng nhập",
}
_CHANGED: Mapping[str, Reader] = {"name": str, "mail": str, "roles": choices, "unit": str, "authorities": str}


class _Fields(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    # What is left out is said by the rules of accounts, together with all else that they say.
    name: Annotated[str, line()] = ""
    mail: MailAddress = ""
    roles: list[Role] = Field(default_factory=list)
    unit: Annotated[str, line()] = ""
    authorities: Annotated[str, lines()] = ""


class _NewFields(_Fields):
    username: Annotated[str, line()] = ""


@dataclass(frozen=True)
class Places:
    """The unit and the authorities that somebody named."""

    unit: str | None
    authorities: frozenset[str]


def read_new(form: TypedForm, catalogue: Catalogue) -> tuple[Account | None, TypedForm]:
    """The account that the form says, or nothing; and the form with what is to be mended."""
    body, form = read_form(form, _NewFields, {"username": str, **_CHANGED}, labels=LABELS)
    places, problems = read_places(form, catalogue)
    if body is None or problems:
        return None, form.with_problems(problems)
    account = Account(
        id="",
        username=body.username.casefold(),
        name=body.name,
        roles=frozenset(body.roles),
        unit=places.unit,
        authorities=places.authorities,
        mail=body.mail or None,
    )
    return account, form


def read_change(form: TypedForm, catalogue: Catalogue) -> tuple[Wish | None, TypedForm]:
    """What the form wishes an account to be, or nothing; and the form with what is to be mended."""
    body, form = read_form(form, _Fields, _CHANGED, labels=LABELS)
    places, problems = read_places(form, catalogue)
    if body is None or problems:
        return None, form.with_problems(problems)
    return Wish(body.name, body.mail, frozenset(body.roles), places.unit or "", places.authorities), form


def read_places(form: TypedForm, catalogue: Catalogue) -> tuple[Places, Sequence[FieldProblem]]:
    """The unit and the authorities, a line each or with semicolons between, and what of it is not known."""
    problems: list[FieldProblem] = []
    units = _read_each("unit", [form.text("unit")], catalogue.units, problems)
    parts = form.text("authorities").replace(";", "\n").split("\n")
    authorities = _read_each("authorities", parts, catalogue.authorities, problems)
    return Places(next(iter(units), None), frozenset(authorities)), problems


def show_account(account: Account, catalogue: Catalogue) -> TypedForm:
    """A form that shows the account as it is."""
    return TypedForm.of(
        {
            "username": account.username,
            "name": account.name,
            "mail": account.mail or "",
            "roles": [role.value for role in Role if role in account.roles],
            "unit": catalogue.units.show(account.unit) if account.unit else "",
            "authorities": "\n".join(catalogue.authorities.show(code) for code in sorted(account.authorities)),
        }
    )


def _read_each(field: str, typed: Sequence[str], bodies: Bodies, problems: list[FieldProblem]) -> list[str]:
    codes = []
    for text in typed:
        if not text.strip():
            continue
        try:
            codes.append(bodies.read(text))
        except NotReadError as refusal:
            problems.append(FieldProblem(field, refusal.message))
    return codes
