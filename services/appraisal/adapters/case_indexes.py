"""The indexes of the cases: each question that the worklist or a timer asks reads about as much as it shows.

Each list index begins with what is asked for by equality and goes on with the order of the worklist, so that a page is
read from it and no further. Dates and priorities narrow within: there are few priorities, and each is skipped through.
"""

from pymongo import ASCENDING, IndexModel

from services.appraisal.adapters.case_queries import OCCASION, SORT, UNTOLD
from services.appraisal.domain.case import CaseState
from shared.mongo.client import Document

_AUTHORITY = ("authority", ASCENDING)
_STATE = ("state", ASCENDING)
OF_ASSIGNEE = "of_assignee"
OF_KEPT = "confidential"
OF_UNIT = "of_unit"


def _up(*names: str) -> list[tuple[str, int]]:
    return [(name, ASCENDING) for name in names]


def _present(field: str) -> Document:
    return {field: {"$exists": True}}


INDEXES = (
    IndexModel([_AUTHORITY, _STATE, *SORT], name="list"),
    IndexModel([_AUTHORITY, ("unit", ASCENDING), _STATE, *SORT], name=OF_UNIT),
    IndexModel([_AUTHORITY, ("content.award_form", ASCENDING), _STATE, *SORT], name="of_award_form"),
    IndexModel([_AUTHORITY, (OCCASION, ASCENDING), _STATE, *SORT], name="of_occasion"),
    IndexModel([_AUTHORITY, ("assignee", ASCENDING), _STATE, *SORT], name=OF_ASSIGNEE),
    IndexModel(
        _up("claim.by.account", "claim.until"), name="held", partialFilterExpression=_present("claim.by.account")
    ),
    IndexModel(_up("claim.until"), name="claims", partialFilterExpression=_present("claim.until")),
    # With the state, although each has the same: without it every case would be read to see that.
    IndexModel(_up("due_on", "state"), name="overdue", partialFilterExpression={"state": CaseState.OPEN.value}),
    IndexModel(_up("untold_due_on"), name="untold", partialFilterExpression=UNTOLD),
    IndexModel(_up("authority", "words"), name="words"),
    IndexModel(_up("likenesses", "movement"), name="likenesses"),
    IndexModel(_up("content.confidential"), name=OF_KEPT, partialFilterExpression={"content.confidential": True}),
    IndexModel(
        _up("reservation.decision", "state"),
        name="reserved",
        partialFilterExpression=_present("reservation.decision"),
    ),
)
