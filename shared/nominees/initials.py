"""The initials that stand for a name which is kept, and the same in texts that people wrote."""

import re
from dataclasses import Field, fields, is_dataclass, replace
from enum import Enum
from typing import Any, ClassVar, Protocol, TypeVar

from pydantic import BaseModel

from shared.events.content import AuthorityRef, NominationContent
from shared.events.event import Event

_AnyEvent = TypeVar("_AnyEvent", bound=Event)
_Part = TypeVar("_Part", bound=BaseModel)


class _Value(Protocol):
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


_AnyValue = TypeVar("_AnyValue", bound=_Value)
_WORD = re.compile(r"\w+")


def initials_of(name: str) -> str:
    """`N.V.A.` for Nguyễn Văn An; a mark where the name has no letter."""
    return "".join(f"{word[0].upper()}." for word in _WORD.findall(name)) or "•"


def cover_name(text: str, content: NominationContent) -> str:
    """The text with initials wherever it writes out a name that is kept."""
    name = content.nominee.name
    if not content.confidential or not name:
        return text
    if text.casefold() == name.casefold():
        return initials_of(name)
    words = name.split()
    if len(words) == 1:
        # One word is also a word of the language: it is covered only where nothing else is said.
        return text
    written = r"(?<!\w)" + r"\s+".join(map(re.escape, words)) + r"(?!\w)"
    return re.sub(written, initials_of(name), text, flags=re.IGNORECASE)


def seal(event: _AnyEvent, content: NominationContent) -> _AnyEvent:
    """The fact with initials for a name that is kept, whoever wrote it where; work for a level is left as it is."""
    if not content.confidential or event.exchange != "thidua.events":
        return event
    return cover_texts(event, content)


def cover_texts(part: _Part, content: NominationContent) -> _Part:
    """The same with initials in all its texts, wherever they write out a name that is kept."""
    return part.model_copy(update={name: _covered(getattr(part, name), content) for name in type(part).model_fields})


def cover_values(value: _AnyValue, content: NominationContent) -> _AnyValue:
    """The same of a frozen value, with its parts."""
    changes: dict[str, Any] = {part.name: _covered(getattr(value, part.name), content) for part in fields(value)}
    return replace(value, **changes)


def _covered(value: object, content: NominationContent) -> object:
    # An authority may be called like the collective that is nominated: its name is no secret.
    if isinstance(value, AuthorityRef | Enum):
        return value
    if isinstance(value, BaseModel):
        return cover_texts(value, content)
    if is_dataclass(value) and not isinstance(value, type):
        return cover_values(value, content)
    if isinstance(value, tuple):
        return tuple(_covered(each, content) for each in value)
    return cover_name(value, content) if isinstance(value, str) else value
