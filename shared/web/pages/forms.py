"""What people typed into a form, and what becomes of it: values for the API's own strict body, or problems at fields.

The name of a field is the path of its value in the body (`submission.signed_on`), so that a problem of the body is the
problem of the field. Nothing typed is lost: the page is rendered again with the same `TypedForm`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from fastapi import Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ValidationError
from pydantic_core import to_json
from starlette.datastructures import FormData, UploadFile

from shared.refusals import FieldProblem
from shared.text.formats import show_count, show_day, show_moment
from shared.text.seen import is_blank
from shared.text.typed import NotReadError, Reader
from shared.web.api.labels import LABELS
from shared.web.api.validation import problems_of

VERSION_FIELD = "phien_ban"
_FIRST_GROUPED = 10_000
_ISO_DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_PART = re.compile(r"([A-Za-z_][\w-]*)|\[(\d{1,4})\]")

_Body = TypeVar("_Body", bound=BaseModel)


@dataclass(frozen=True)
class TypedForm:
    """The texts of a form by field, as they were typed, and what is to be mended; `fields` are those that it has."""

    texts: Mapping[str, tuple[str, ...]]
    problems: tuple[FieldProblem, ...] = ()
    fields: frozenset[str] = frozenset()

    @classmethod
    def of(cls, values: Mapping[str, object]) -> "TypedForm":
        """A form that shows these values, each as people type it; a list is the choices that are ticked."""
        return cls({name: _shown(value) for name, value in values.items() if value is not None})

    def text(self, name: str) -> str:
        """What stands in the field."""
        return next(iter(self.texts.get(name, ())), "")

    def all(self, name: str) -> tuple[str, ...]:
        """What is chosen of several."""
        return self.texts.get(name, ())

    def is_ticked(self, name: str) -> bool:
        """Whether the box is ticked."""
        return self.text(name) not in {"", "false"}

    def problem(self, name: str) -> str:
        """What is to be mended at the field: the first of its problems; nothing where there is none."""
        for problem in self.problems:
            if problem.field == name:
                return problem.message
        return ""

    def with_problems(self, problems: Sequence[FieldProblem]) -> "TypedForm":
        """The same texts, with these to be mended beside those known."""
        known = {(each.field, each.message) for each in self.problems}
        return replace(self, problems=(*self.problems, *(p for p in problems if (p.field, p.message) not in known)))

    @property
    def version(self) -> int:
        """Which version of the record the form was made for; 0 where it does not say."""
        text = self.text(VERSION_FIELD)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004 - 32 bits


async def typed_form(request: Request) -> TypedForm:
    """The form that was sent, without its files."""
    return typed_of(await request.form())


def is_autosave(request: Request) -> bool:
    """Whether the page's script sent the form by itself, and wants to hear of it instead of another page."""
    return request.headers.get("accept", "").startswith("application/json")


def autosaved(version: int, at: datetime) -> JSONResponse:
    """What the script hears: the version to go on from, and the words that the page shows."""
    return JSONResponse({"version": version, "message": f"Đã tự lưu lúc {show_moment(at)}."})


def typed_of(form: FormData) -> TypedForm:
    """The texts of a form, line ends as one sign."""
    texts: dict[str, tuple[str, ...]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            texts[name] = (*texts.get(name, ()), value.replace("\r\n", "\n"))
    return TypedForm(texts)


def files_of(form: FormData, name: str) -> list[UploadFile]:
    """The files that were chosen in a field; none where the field stayed empty."""
    return [each for each in form.getlist(name) if isinstance(each, UploadFile) and each.filename]


def read_form(
    form: TypedForm,
    body: type[_Body],
    readers: Mapping[str, Reader],
    *,
    extra: Mapping[str, object] | None = None,
    labels: Mapping[str, str] | None = None,
) -> tuple[_Body | None, TypedForm]:
    """The body that the form says, or nothing; and the form with what is to be mended.

    `readers` are the fields that the body takes, each with what reads its text (`shared.text.typed`; `str` for text as
    it is; `choices` for several). Fields that are empty are left out, as programs do. `extra` are values by path that
    the page adds. `labels` call fields by name in messages, beside those that all know.
    """
    form = replace(form, fields=frozenset(readers))
    content, unread = read_part(form, readers)
    for name, value in (extra or {}).items():
        _put(content, name, _as_json(value))
    try:
        read = body.model_validate_json(to_json(content))
    except ValidationError as error:
        # One field, one sentence: what could not be read is also missing.
        of_unread = {problem.field for problem in unread}
        found = problems_of(error.errors(), {**LABELS, **(labels or {})})
        rest = [problem for problem in found if problem.field not in of_unread]
        return None, form.with_problems([*unread, *rest])
    return (None if unread else read), form.with_problems(unread)


def read_part(form: TypedForm, readers: Mapping[str, Reader]) -> tuple[dict[str, object], list[FieldProblem]]:
    """What could be read of the form, as the API's body as far as it goes, and the fields that could not be read."""
    content: dict[str, object] = {}
    unread: list[FieldProblem] = []
    for name, reader in readers.items():
        typed = form.all(name)
        if all(is_blank(text) for text in typed):
            continue
        try:
            value = list(typed) if reader is choices else reader(typed[0])
        except NotReadError as refusal:
            unread.append(FieldProblem(name, refusal.message))
        else:
            _put(content, name, _as_json(value))
    return content, unread


def form_of(body: Mapping[str, object], unread: Mapping[str, str]) -> TypedForm:
    """A form that shows a body of the API, each value as people type it; over it what could not be read."""
    return TypedForm({**dict(_leaves("", body)), **{name: (text,) for name, text in unread.items()}})


def _leaves(path: str, value: object) -> Iterator[tuple[str, tuple[str, ...]]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _leaves(f"{path}.{name}" if path else str(name), inner)
    elif isinstance(value, str) and _ISO_DAY.fullmatch(value):
        yield path, _shown_day(value)
    elif isinstance(value, list | tuple) and any(isinstance(each, Mapping) for each in value):
        for place, inner in enumerate(value):
            yield from _leaves(f"{path}[{place}]", inner)
    elif value is not None:
        yield path, _shown(value)


def _shown_day(text: str) -> tuple[str, ...]:
    try:
        return _shown(date.fromisoformat(text))
    except ValueError:
        return (text,)


def choices(_text: str) -> object:
    """Marks a field of which several may be chosen: its value is the list of them."""
    raise TypeError("read by read_form")


def _put(content: dict[str, object], path: str, value: object) -> None:
    """Put a value at its path; lists are filled up in the order of their numbers."""
    parts: list[str | int] = [found[1] or int(found[2]) for found in _PART.finditer(path)]
    place: dict[str, object] | list[object] = content
    for part, following in zip(parts, [*parts[1:], None], strict=True):
        new: object = value if following is None else ([] if isinstance(following, int) else {})
        if isinstance(place, dict):
            held = place.setdefault(str(part), new)
        else:
            while len(place) <= int(part):
                place.append(new if len(place) == int(part) else {})
            held = place[int(part)]
        if isinstance(held, dict | list):
            place = held


def _as_json(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else float(value) if isinstance(value, Decimal) else value


def _shown(value: object) -> tuple[str, ...]:
    match value:
        case bool():
            return ("on",) if value else ()
        case date():
            return (show_day(value),)
        case int():
            # A year is typed without a group, and each reader takes either.
            return (show_count(value) if value >= _FIRST_GROUPED else str(value),)
        case Decimal():
            return (f"{value:f}".replace(".", ","),)
        case list() | tuple() | frozenset() | set():
            return tuple(str(each) for each in value)
        case _:
            return (str(value),)
