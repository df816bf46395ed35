"""How far each section of a draft is: known from what is there and from what is wrong with it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from services.intake.domain.drafts.draft import Body, Draft, Entry, Section
from shared.refusals import FieldProblem

_STEPS = re.compile(r"[^.\[\]]+")


class SectionState(StrEnum):
    """How far a section is; complete says that it is all there, not that it is handed in."""

    NOT_BEGUN = "not_begun"
    UNDER_WAY = "under_way"
    COMPLETE = "complete"
    TO_MEND = "to_mend"


@dataclass(frozen=True)
class DraftProblem:
    """Something to mend before the draft is handed in: where, at which nominee, and how.

    `field` is a path in the Tờ trình's body, or in the nomination's where there is an `entry`.
    """

    section: Section
    field: str
    message: str
    is_missing: bool = False
    entry: str = ""
    nominee: str = ""


def petition_problem(draft: Draft, problem: FieldProblem) -> DraftProblem:
    """The problem of a dossier, placed in the draft's own part of it."""
    field, body = problem.field, {"petition": {**draft.petition, "attachments": draft.files}}
    if field.startswith("petition.attachments"):
        section = Section.FILES
    else:
        section = Section.NOMINEES if field.startswith("nominations") else Section.PETITION
    is_missing = draft.entries == 0 if section is Section.NOMINEES else not has_value(body, field)
    return DraftProblem(section, field, problem.message, is_missing)


def entry_problem(entry: Entry, problem: FieldProblem) -> DraftProblem:
    """The problem of a nomination, placed at the nominee of the draft."""
    field = problem.field
    if field.startswith("attachments"):
        section = Section.FILES
    else:
        section = Section.ACHIEVEMENTS if field.startswith(("achievement", "gift")) else Section.NOMINEES
    is_missing = not has_value(entry.body, field)
    return DraftProblem(section, field, problem.message, is_missing, str(entry.id), entry.name)


def section_states(draft: Draft, problems: Sequence[DraftProblem]) -> dict[Section, SectionState]:
    """How far each section is.

    A section is to be mended where something that stands in it is wrong, under way where something is only missing.
    """
    typed = {name for name, value in draft.petition.items() if value not in (None, "")}
    begun = {
        Section.PETITION: bool(typed - {"movement", "occasion"} or draft.unread),
        Section.NOMINEES: draft.entries > 0,
        Section.ACHIEVEMENTS: draft.entries > 0,
        Section.FILES: bool(draft.files),
        Section.DECLARATION: draft.declared,
    }
    of_section: dict[Section, list[DraftProblem]] = {section: [] for section in Section}
    for problem in problems:
        of_section[problem.section].append(problem)
    return {section: _state(is_begun=begun[section], problems=of_section[section]) for section in Section}


def has_value(body: Body, path: str) -> bool:
    """Whether something stands in the body at this path: `achievement.place.commune`, `attachments[0].id`."""
    at: object = body
    for step in _STEPS.findall(path):
        if isinstance(at, Mapping):
            at = at.get(step)
        elif isinstance(at, list | tuple) and step.isdigit() and int(step) < len(at):
            at = at[int(step)]
        else:
            return False
    return at not in (None, "", [], (), {})


def _state(*, is_begun: bool, problems: Sequence[DraftProblem]) -> SectionState:
    if any(not problem.is_missing for problem in problems):
        return SectionState.TO_MEND
    if not is_begun:
        return SectionState.NOT_BEGUN
    return SectionState.UNDER_WAY if problems else SectionState.COMPLETE
