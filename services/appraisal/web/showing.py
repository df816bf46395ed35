"""Cases and decisions as the API tells them: with names beside codes, and identity numbers covered."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from services.appraisal.application.working import Shown
from services.appraisal.application.worklist import Row
from services.appraisal.domain.case import Case
from services.appraisal.domain.lapses import LAPSE_NAMES, Lapse
from services.appraisal.domain.people import Claim
from services.appraisal.domain.ruling import OUTCOME_NAMES, may_override
from services.appraisal.domain.transitions import STATE_NAMES
from services.appraisal.web import views, worklist_views
from services.appraisal.web.duty_warnings import noted_in
from services.appraisal.web.identity_shown import cover_content, show_identity
from shared.calendar.working_days import WorkingCalendar
from shared.clock.days import day_of
from shared.events.words import Outcome, StepRole
from shared.identity.seeing import sight_at
from shared.identity.viewer import Viewer
from shared.nominees.initials import cover_texts
from shared.nominees.shown import FieldClass, Purpose, classes_shown, sees, show_called
from shared.rules.loading import RuleSets
from shared.rules.slip import ALLOWED


@dataclass(frozen=True)
class Showing:
    """Knows the names and the calendar that the views need."""

    rule_sets: RuleSets
    calendar: WorkingCalendar
    now: Callable[[], datetime]

    def row(self, row: Row, viewer: Viewer, lapse: Lapse | None = None) -> worklist_views.RowView:
        """A line of the worklist."""
        at, sight = self.now(), sight_at(viewer, row.authority.code, row.role)
        told = classes_shown(sight, Purpose.LIST, is_confidential=row.is_confidential)
        held = row.claim if row.claim is not None and row.claim.until > at else None
        return worklist_views.RowView(
            id=row.case_id,
            version=row.version,
            number=row.number,
            nominee=show_called(row.nominee, sight, Purpose.LIST, is_confidential=row.is_confidential),
            unit=views.Named(code=row.unit, name=row.unit_name),
            authority=row.authority,
            award_form=self._form(row.rule_set, row.award_form),
            occasion=row.occasion,
            role=row.role,
            state=row.state,
            state_name=STATE_NAMES[row.state],
            round=row.round,
            priority=row.priority,
            priority_marks=row.priority_marks if FieldClass.PERSONAL in told else (),
            due_on=row.due_on,
            days_left=self.calendar.between(day_of(at), row.due_on),
            opened_at=row.opened_at,
            blocking_findings=row.findings,
            proposed=row.proposed,
            claim=_claim(held),
            assigned_to=None if row.assigned_to is None else views.PersonView.model_validate(row.assigned_to),
            assignment_lapsed=None if lapse is None else LAPSE_NAMES[lapse],
        )

    def shown(self, shown: Shown, viewer: Viewer, lapse: Lapse | None = None) -> views.CaseView:
        """A case with what was found out about it."""
        return self.case(replace(shown.case, findings=shown.findings), viewer, lapse)

    def case(self, case: Case, viewer: Viewer, lapse: Lapse | None = None) -> views.CaseView:
        """A case, with what the viewer may be told of it."""
        at, sight = self.now(), sight_at(viewer, case.authority.code, case.step.role)
        computed = {
            "id": str(case.key),
            "nomination_id": case.key.nomination,
            "step": case.key.step,
            "role": case.step.role,
            "state_name": STATE_NAMES[case.state],
            "award_form": self._form(case.dossier.rule_set, case.content.award_form),
            "days_left": self.calendar.between(_counted_to(case, at), case.due_on),
            "content": cover_content(case, sight),
            "identity": show_identity(case, sight),
            "allowed": _allowed(case),
            "may_override": may_override(case),
            "council_share_percent": self._share(case),
            "duty_warnings": noted_in(case),
            "claim": _claim(case.claim_at(at)),
            "assignment_lapsed": None if lapse is None else LAPSE_NAMES[lapse],
        }
        view = views.CaseView.model_validate(dict(views.CaseStored.model_validate(case)) | computed)
        return view if sees(case.content, sight, FieldClass.PERSONAL) else _without_words(view, case)

    def _share(self, case: Case) -> int | None:
        rules = self.rule_sets.entries.get(case.dossier.rule_set)
        return rules.council.share_percent if rules and case.step.role is StepRole.VOTE else None

    def _form(self, rule_set: str, code: str) -> views.Named:
        return views.Named(code=code, name=self.rule_sets.form_name(rule_set, code))


def _allowed(case: Case) -> tuple[views.Named, ...]:
    allowed = ALLOWED[case.step.role]
    return tuple(views.Named(code=one.value, name=OUTCOME_NAMES[one]) for one in Outcome if one in allowed)


def _without_words(view: views.CaseView, case: Case) -> views.CaseView:
    """What is left for those who may not be told of the nominee: how far the case is, and what was decided."""
    petition = view.dossier.petition.model_copy(update={"attachments": ()})
    silent = {
        "findings": (),
        "supplements": (),
        "withdrawal": None,
        "dossier": view.dossier.model_copy(update={"petition": petition}),
    }
    return cover_texts(view.model_copy(update=silent), case.content)


def _claim(claim: Claim | None) -> views.ClaimView | None:
    return None if claim is None else views.ClaimView.model_validate(claim)


def _counted_to(case: Case, at: datetime) -> date:
    # While the unit is asked for more the clock stands, and after the outcome it has stopped.
    return case.paused_on or day_of(case.closed_at or at)
