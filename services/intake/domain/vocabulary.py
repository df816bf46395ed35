"""The codes and limits that a submission is held to: those of the rule set and the directory on its day."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from services.intake.domain.dossier import Submission
from services.intake.domain.succession import PassingCommune


@dataclass(frozen=True)
class Vocabulary:
    """Which codes exist; `unknown_communes` are those that the submission names in vain.

    `passing_communes` are those that it names and that did not always exist.
    """

    award_forms: AbstractSet[str]
    grounds: AbstractSet[str]
    target_groups: AbstractSet[str]
    criteria: AbstractSet[str]
    emulation_contents: AbstractSet[str] = field(default_factory=frozenset)
    unknown_communes: AbstractSet[str] = field(default_factory=frozenset)
    passing_communes: Mapping[str, PassingCommune] = field(default_factory=dict)
    max_nominations: int = 500
    achievement_chars: int = 8000


def own_words(submission: Submission, *, unknown_communes: AbstractSet[str]) -> Vocabulary:
    """A vocabulary of the codes that the submission itself uses: for all checks that need no rule set."""
    contents = submission.nominations
    return Vocabulary(
        award_forms=frozenset(content.award_form for content in contents),
        grounds=frozenset(content.ground for content in contents),
        target_groups=frozenset(content.target_group for content in contents),
        criteria=frozenset(code for content in contents for code in content.criteria),
        emulation_contents=frozenset(code for content in contents for code in content.emulation_contents),
        unknown_communes=unknown_communes,
        max_nominations=len(contents),
    )


def communes_named(submission: Submission) -> frozenset[str]:
    """The commune codes that the submission uses."""
    return frozenset(_communes(submission))


def _communes(submission: Submission) -> Iterator[str]:
    for content in submission.nominations:
        for place in (content.nominee.place, content.achievement.place):
            if place.commune is not None:
                yield place.commune
