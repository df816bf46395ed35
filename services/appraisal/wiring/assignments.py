"""Builds what gives cases to officers."""

from services.appraisal.application.assignments import AssignCase, UnassignCase
from services.appraisal.web.api.assignments import AssignmentUseCases
from services.appraisal.wiring.cases import answer_case
from services.appraisal.wiring.ports import LevelPorts


def assignment_use_cases(ports: LevelPorts) -> AssignmentUseCases:
    """Giving a case to an officer, and taking it back."""
    cases, common = ports.stores.cases, ports.common
    return AssignmentUseCases(
        assign=AssignCase(cases, common.staff, common.now),
        unassign=UnassignCase(cases, common.now),
        answer=answer_case(ports),
    )
