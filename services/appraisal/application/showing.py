"""A case as somebody may be told of it: one reckoning for answers and pages alike."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from services.appraisal.domain.case import Case
from shared.calendar.working_days import WorkingCalendar
from shared.clock.days import day_of
from shared.events.content import KeyedIdentity, NominationContent
from shared.events.words import Outcome, StepRole
from shared.identity.seeing import sight_at
from shared.identity.viewer import Viewer
from shared.nominees.initials import cover_values
from shared.nominees.shown import FieldClass, Sight, sees, show_content
from shared.rules.loading import RuleSets
from shared.rules.slip import ALLOWED


@dataclass(frozen=True)
class ShownCase:
    """A case with nothing in it but what the viewer may be told.

    `identity` is the paper and the covered number, where that is shown; `is_whole` says whether they are told what the
    nominee's own files tell. `days_left` are working days, negative when late. `allowed` are the step's outcomes.
    """

    case: Case
    identity: KeyedIdentity | None
    is_whole: bool
    days_left: int
    allowed: tuple[Outcome, ...]


def cover_case(case: Case, viewer: Viewer, calendar: WorkingCalendar, at: datetime) -> ShownCase:
    """The case as the viewer may be told of it at that moment.

    Raises:
        NotFoundError: They may not be told that there is one.
    """
    sight = sight_at(viewer, case.authority.code, case.step.role)
    identity, is_whole = _shown_identity(case, sight), sees(case.content, sight, FieldClass.PERSONAL)
    content = _covered_content(case, identity, sight)
    told = replace(case, content=content, identity=None, signature=None)
    return ShownCase(
        case=told if is_whole else _without_words(told, case.content),
        identity=identity,
        is_whole=is_whole,
        days_left=calendar.between(_clock_day(case, at), case.due_on),
        allowed=tuple(outcome for outcome in Outcome if outcome in ALLOWED[case.step.role]),
    )


def council_share(case: Case, rule_sets: RuleSets) -> int | None:
    """Where the council votes: how many of a hundred members must agree."""
    rules = rule_sets.entries.get(case.dossier.rule_set)
    return rules.council.share_percent if rules and case.step.role is StepRole.VOTE else None


def _shown_identity(case: Case, sight: Sight) -> KeyedIdentity | None:
    """What is shown of the number that the unit gave; nothing when it gave none, or to whom none is shown."""
    return case.known_identity if sees(case.content, sight, FieldClass.IDENTITY) else None


def _covered_content(case: Case, identity: KeyedIdentity | None, sight: Sight) -> NominationContent:
    """The content as it may be told, with the covered number in the number's place.

    Nothing at a level needs the number itself: it stays with intake, and what it says of the nominee comes as findings.
    """
    shown = show_content(case.content, sight)
    nominee = shown.nominee.model_copy(update={"identity_number": identity.covered if identity else None})
    return shown.model_copy(update={"nominee": nominee})


def _without_words(case: Case, content: NominationContent) -> Case:
    """What is left for those who may not be told of the nominee: how far the case is, and what was decided."""
    petition = case.dossier.petition.model_copy(update={"attachments": ()})
    dossier = case.dossier.model_copy(update={"petition": petition})
    return cover_values(replace(case, findings=(), supplements=(), withdrawal=None, dossier=dossier), content)


def _clock_day(case: Case, at: datetime) -> date:
    # While the unit is asked for more the clock stands, and after the outcome it has stopped.
    return case.paused_on or day_of(case.closed_at or at)
