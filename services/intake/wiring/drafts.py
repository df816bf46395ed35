"""Drafts of dossiers."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Annotated

from pydantic import TypeAdapter, ValidationError

from services.intake.application.drafts import DraftDesk, ShowDraft, StartDraft
from services.intake.application.submitting_drafts import CheckDraft, SubmitDraft
from services.intake.application.writing_drafts import WriteDraft
from services.intake.domain.dossier import Submission
from services.intake.web.api.drafts import DraftUseCases
from services.intake.wiring.ports import Ports
from services.intake.wiring.submissions import submissions
from shared.refusals import FieldProblem
from shared.web.api.as_written import as_written
from shared.web.api.labels import LABELS
from shared.web.api.validation import problems_of

_SUBMISSION: TypeAdapter[Submission] = TypeAdapter(Annotated[Submission, as_written(Submission)])


def drafts(ports: Ports) -> DraftUseCases:
    """The use cases."""
    desk = DraftDesk(ports.drafts, ports.now, timedelta(days=ports.settings.draft_kept_days))
    submit = submissions(ports).submit_dossier
    check = CheckDraft(desk, submit, read_submission, explain)
    return DraftUseCases(
        start=StartDraft(desk),
        show=ShowDraft(desk),
        write=WriteDraft(desk, ports.attachments),
        check=check,
        submit=SubmitDraft(desk, submit, check),
    )


def read_submission(body: Mapping[str, object]) -> Submission:
    """The submission in a body that JSON has been read from, as the API reads it.

    Raises:
        ValidationError: It does not fit the form.
    """
    return _SUBMISSION.validate_python(body)


def explain(error: ValidationError) -> Sequence[FieldProblem]:
    """Why it does not fit, in the API's words."""
    return problems_of(error.errors(), LABELS)
