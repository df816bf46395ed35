"""All routes of intake, in the order in which they are described."""

from services.intake.web.api.attachments import router as attachments
from services.intake.web.api.correspondence import router as correspondence
from services.intake.web.api.dossiers import router as dossiers
from services.intake.web.api.drafts import router as drafts
from services.intake.web.api.identity_numbers import router as identity_numbers
from services.intake.web.api.nominations import router as nominations
from services.intake.web.api.places import router as places
from services.intake.web.api.rules import router as rules
from services.intake.web.api.streams import router as streams
from services.intake.web.api.submissions import router as submissions
from services.intake.web.pages.digests import router as digest_pages
from services.intake.web.pages.dossiers import router as dossier_pages
from services.intake.web.pages.draft_nominees import router as draft_nominee_pages
from services.intake.web.pages.draft_petition import router as draft_petition_pages
from services.intake.web.pages.drafts import router as draft_pages
from services.intake.web.pages.files import router as file_pages
from services.intake.web.pages.help import router as help_pages
from services.intake.web.pages.list_imports import router as list_import_pages
from services.intake.web.pages.live import router as live_pages
from services.intake.web.pages.nominations import router as nomination_pages
from services.intake.web.pages.operations import router as operations_pages
from services.intake.web.pages.roll import router as roll_pages
from services.intake.web.pages.start import router as start_pages
from services.intake.web.pages.supplements import router as supplement_pages
from services.intake.web.pages.work import router as work_pages

ROUTERS = (
    submissions,
    dossiers,
    drafts,
    nominations,
    attachments,
    correspondence,
    identity_numbers,
    streams,
    rules,
    places,
    start_pages,
    help_pages,
    roll_pages,
    nomination_pages,
    live_pages,
    supplement_pages,
    file_pages,
    dossier_pages,
    draft_pages,
    draft_petition_pages,
    draft_nominee_pages,
    list_import_pages,
    digest_pages,
    work_pages,
    operations_pages,
)
