"""All routes of a level, in the order in which they are described."""

from services.appraisal.web.amendments import amendments as amendment_routes
from services.appraisal.web.assignments import assignments as assignment_routes
from services.appraisal.web.bulk import bulk as bulk_routes
from services.appraisal.web.cases import cases as case_routes
from services.appraisal.web.decisions import decisions as decision_routes
from services.appraisal.web.messages import messages as message_routes
from services.appraisal.web.people import people as people_routes
from services.appraisal.web.windows import windows as window_routes

ROUTERS = (
    case_routes,
    decision_routes,
    amendment_routes,
    window_routes,
    bulk_routes,
    people_routes,
    assignment_routes,
    message_routes,
)
