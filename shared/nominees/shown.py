"""What may be told of a nominee, worked out here alone: by whose eyes, for what, and the class of each field.

Every way out of a service takes what it tells from here: answers, lists, mails, digests, facts, logs. A *confidential*
nomination keeps its name, too, from everybody but those who work on it.
"""

from collections.abc import Mapping
from enum import StrEnum

from pydantic import BaseModel

from shared.events.content import NominationContent, Nominee, Petition
from shared.nominees.identifiers import mask_number
from shared.nominees.initials import initials_of
from shared.refusals import NotFoundError


class Sight(StrEnum):
    """How near somebody is to a nomination, farthest last."""

    OWN = "own"
    """The unit that handed it in."""
    WORKING = "working"
    """Officers, head and authorised deputies of an authority whose step has come; its council, where it votes."""
    BESIDE = "beside"
    """Others of such an authority."""
    AHEAD = "ahead"
    """Authorities on the slip whose step has not come; deputies without a paper for the authority."""
    NONE = "none"
    """Everybody else."""
    PUBLIC = "public"
    """Everybody, about somebody who was awarded and agreed to be named in public."""


class Purpose(StrEnum):
    """What is told is for."""

    ANSWER = "answer"
    LIST = "list"
    WORK = "work"
    CORRESPONDENCE = "correspondence"
    MAIL = "mail"
    DIGEST = "digest"
    FACT = "fact"
    EXPORT = "export"
    LOG = "log"
    PUBLIC = "public"


class FieldClass(StrEnum):
    """What a field tells: how far a case is, who it is about, what they did, how they live, or their paper's number."""

    OPEN = "open"
    NAME = "name"
    DEED = "deed"
    PERSONAL = "personal"
    IDENTITY = "identity"


Classes = frozenset[FieldClass]
_OPEN, _NAMED = frozenset({FieldClass.OPEN}), frozenset({FieldClass.OPEN, FieldClass.NAME})
_HONOURED = _NAMED | {FieldClass.DEED}
_PERSONAL, _ALL = _HONOURED | {FieldClass.PERSONAL}, frozenset(FieldClass)

# Of a nominee, by field of `Nominee`.
NOMINEE_CLASSES: Mapping[str, FieldClass] = {
    "kind": FieldClass.OPEN,
    "form_of_address": FieldClass.DEED,
    "name": FieldClass.NAME,
    "birth_date": FieldClass.PERSONAL,
    "birth_year": FieldClass.PERSONAL,
    "sex": FieldClass.PERSONAL,
    "position": FieldClass.DEED,
    "duty": FieldClass.PERSONAL,
    "workplace": FieldClass.DEED,
    "place": FieldClass.PERSONAL,
    "identity_number": FieldClass.IDENTITY,
    "posthumous": FieldClass.PERSONAL,
}
# Free text may name anybody; dates alone name nobody, and a reader needs them.
ACHIEVEMENT_CLASSES: Mapping[str, FieldClass] = {
    "summary": FieldClass.DEED,
    "began_on": FieldClass.OPEN,
    "ended_on": FieldClass.OPEN,
    "place": FieldClass.DEED,
}
CONTENT_CLASSES: Mapping[str, FieldClass] = {
    "award_form": FieldClass.OPEN,
    "ground": FieldClass.OPEN,
    "target_group": FieldClass.OPEN,
    "criteria": FieldClass.OPEN,
    "emulation_contents": FieldClass.OPEN,
    "common_criterion_met": FieldClass.OPEN,
    "gift": FieldClass.PERSONAL,
    "priority_marks": FieldClass.PERSONAL,
    "earlier_awards": FieldClass.PERSONAL,
    "consent": FieldClass.OPEN,
    "confidential": FieldClass.OPEN,
    "attachments": FieldClass.PERSONAL,
}

_BY_SIGHT: Mapping[Sight, Classes] = {
    Sight.OWN: _ALL,
    Sight.WORKING: _ALL,
    Sight.BESIDE: _PERSONAL,
    # What is coming is planned by name, form and limit; how somebody lives is nobody's business before the step.
    Sight.AHEAD: _NAMED,
    Sight.NONE: frozenset(),
    Sight.PUBLIC: _HONOURED,
}
_BY_PURPOSE: Mapping[Purpose, Classes] = {
    Purpose.ANSWER: _ALL,
    Purpose.LIST: _PERSONAL,
    Purpose.WORK: _PERSONAL,
    Purpose.CORRESPONDENCE: _PERSONAL,
    Purpose.MAIL: _NAMED,
    Purpose.DIGEST: _NAMED,
    Purpose.FACT: _NAMED,
    Purpose.EXPORT: _NAMED,
    Purpose.LOG: frozenset(),
    # To eyes that are `PUBLIC` alone: `show_in_public` says whose.
    Purpose.PUBLIC: _HONOURED,
}
NONE_HERE = "Không có đề nghị này trong phạm vi của bạn. Kiểm tra lại mã đề nghị."
_NEAR = frozenset({Sight.OWN, Sight.WORKING})
_INSIDE = frozenset({Purpose.ANSWER, Purpose.LIST, Purpose.WORK, Purpose.CORRESPONDENCE})
# Achievements are required to have one.
_EMPTY: Mapping[str, object] = {"summary": ""}


def classes_shown(sight: Sight, purpose: Purpose, *, is_confidential: bool) -> Classes:
    """The classes of fields that eyes at this distance may be told for this purpose."""
    if (sight is Sight.PUBLIC) is not (purpose is Purpose.PUBLIC):
        return frozenset()
    shown = _BY_SIGHT[sight] & _BY_PURPOSE[purpose]
    if is_confidential and purpose is Purpose.PUBLIC:
        return frozenset()
    if is_confidential and not (sight in _NEAR and purpose in _INSIDE):
        return shown & _OPEN
    return shown


def sees(content: NominationContent, sight: Sight, what: FieldClass, purpose: Purpose = Purpose.ANSWER) -> bool:
    """Whether the class of fields is told."""
    return what in classes_shown(sight, purpose, is_confidential=content.confidential)


def show_name(content: NominationContent, sight: Sight, purpose: Purpose) -> str:
    """The nominee's name, its initials where the name is kept, or nothing where nothing may be told."""
    return show_called(content.nominee.name, sight, purpose, is_confidential=content.confidential)


def show_called(name: str, sight: Sight, purpose: Purpose, *, is_confidential: bool) -> str:
    """As `show_name`, for lists that have the name alone."""
    shown = classes_shown(sight, purpose, is_confidential=is_confidential)
    if FieldClass.NAME in shown:
        return name
    return initials_of(name) if shown else ""


def show_content(content: NominationContent, sight: Sight, purpose: Purpose = Purpose.ANSWER) -> NominationContent:
    """The content with nothing but what may be told: other fields are empty, the name is initials.

    Nobody but the unit sees an identity number whole: whoever works on the nomination asks for it, with a reason.

    Raises:
        NotFoundError: Nothing may be told, not even that there is something.
    """
    shown = classes_shown(sight, purpose, is_confidential=content.confidential)
    if not shown:
        raise NotFoundError(NONE_HERE)
    named = {
        "name": show_name(content, sight, purpose),
        "identity_number": _number(content.nominee, sight, shown),
    }
    nominee, achievement = content.nominee, content.achievement
    return content.model_copy(
        update={
            **_emptied(content, CONTENT_CLASSES, shown),
            "nominee": nominee.model_copy(update=_emptied(nominee, NOMINEE_CLASSES, shown) | named),
            "achievement": achievement.model_copy(update=_emptied(achievement, ACHIEVEMENT_CLASSES, shown)),
        }
    )


def show_in_public(content: NominationContent) -> NominationContent | None:
    """What everybody may read of somebody awarded; nothing without their consent, nor where the name is kept."""
    if not content.consent or content.confidential:
        return None
    return show_content(content, Sight.PUBLIC, Purpose.PUBLIC)


def show_petition(petition: Petition, content: NominationContent, sight: Sight) -> Petition:
    """The petition without its files where what the nominee's own files tell may not be told: these list them all."""
    return petition if sees(content, sight, FieldClass.PERSONAL) else petition.model_copy(update={"attachments": ()})


def _number(nominee: Nominee, sight: Sight, shown: Classes) -> str | None:
    if FieldClass.IDENTITY not in shown or not nominee.identity_number:
        return None
    return nominee.identity_number if sight is Sight.OWN else mask_number(nominee.kind, nominee.identity_number)


def _emptied(part: BaseModel, classes: Mapping[str, FieldClass], shown: Classes) -> dict[str, object]:
    fields = type(part).model_fields
    return {
        name: _EMPTY[name] if name in _EMPTY else fields[name].get_default()
        for name, what in classes.items()
        if what not in shown
    }
