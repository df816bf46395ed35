"""A draft as the dossiers that it is handed in as: parts of at most so many nominations under one Tờ trình."""

import re
from collections.abc import Mapping, Sequence

from services.intake.domain.drafts.draft import Draft, Entry
from services.intake.domain.drafts.sections import DraftProblem, entry_problem, petition_problem
from shared.events.content import MOST_NOMINATIONS
from shared.refusals import FieldProblem

_NOMINATION = re.compile(r"nominations\[(\d+)\](?:\.|$)")


def parts_of(entries: Sequence[Entry], most: int = MOST_NOMINATIONS) -> list[Sequence[Entry]]:
    """The nominees in order, in parts of nearly the same size, none larger than `most`; of none, one empty part."""
    count = max(1, -(-len(entries) // most))
    size, larger = divmod(len(entries), count)
    parts, at = [], 0
    for number in range(count):
        until = at + size + (number < larger)
        parts.append(entries[at:until])
        at = until
    return parts


def submission_body(draft: Draft, part: Sequence[Entry]) -> Mapping[str, object]:
    """The API's body of the dossier that this part is."""
    petition = {**draft.petition, "attachments": draft.files} if draft.files else draft.petition
    body: dict[str, object] = {"petition": petition, "nominations": [entry.body for entry in part]}
    return body | {"confirm_repeat": True} if draft.confirm_repeat else body


def place_problems(draft: Draft, part: Sequence[Entry], problems: Sequence[FieldProblem]) -> list[DraftProblem]:
    """Each problem of a part in its section, those of a nomination at its nominee."""
    placed = []
    for problem in problems:
        found = _NOMINATION.match(problem.field)
        if found is None:
            placed.append(petition_problem(draft, problem))
        else:
            inside = FieldProblem(problem.field[found.end() :], problem.message)
            placed.append(entry_problem(part[int(found[1])], inside))
    return placed
