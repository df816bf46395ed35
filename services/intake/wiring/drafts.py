"""Drafts of dossiers."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Annotated

from pydantic import TypeAdapter, ValidationError

from services.intake.adapters.books import BooksApart
from services.intake.application.drafts import DraftDesk, ShowDraft, StartDraft
from services.intake.application.importing import EndImport, ShowImport, StartImport
from services.intake.application.list_templates import MakeListTemplate
from services.intake.application.places import ListPlaces
from services.intake.application.reading_lists import ConfirmList, ReadList
from services.intake.application.submitting_drafts import CheckDraft, SubmitDraft
from services.intake.application.writing_drafts import WriteDraft
from services.intake.domain.dossier import Submission
from services.intake.web.api.drafts import DraftUseCases
from services.intake.web.pages.draft_petition import DraftFileUseCases
from services.intake.web.pages.drafts import DraftPageUseCases
from services.intake.web.pages.list_imports import ListImportUseCases
from services.intake.wiring.attachments import attachments
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


def draft_pages(ports: Ports) -> DraftPageUseCases:
    """The use cases of the pages."""
    made = drafts(ports)
    return DraftPageUseCases(
        start=made.start,
        show=made.show,
        write=made.write,
        check=made.check,
        submit=made.submit,
        list_places=ListPlaces(ports.registry),
        rule_sets=ports.rule_sets,
        now=ports.now,
    )


def draft_files(ports: Ports) -> DraftFileUseCases:
    """The use cases of the page of files."""
    made = attachments(ports)
    return DraftFileUseCases(made.upload, made.list)


def list_imports(ports: Ports) -> ListImportUseCases:
    """The use cases by which a list of nominees comes in."""
    read = ReadList(BooksApart(), ports.registry, ports.rule_sets, ports.now)
    return ListImportUseCases(
        start=StartImport(read, ports.imports, ports.now),
        show=ShowImport(ports.imports, ports.now),
        end=EndImport(ports.imports),
        confirm=ConfirmList(ports.rule_sets, ports.now),
        make_template=MakeListTemplate(ports.registry, ports.rule_sets, ports.now),
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
