"""Builds what gives cases to officers."""

from services.appraisal.application.assigning import AssignMany
from services.appraisal.application.assignments import AssignCase, UnassignCase
from services.appraisal.application.people import ListPeople
from services.appraisal.web.api.assignments import AssignmentUseCases
from services.appraisal.web.pages.assignments import AssignmentPageUseCases
from services.appraisal.wiring.cases import answer_case
from services.appraisal.wiring.ports import LevelPorts
from services.appraisal.wiring.worklist import worklist_use_cases


def assignment_use_cases(ports: LevelPorts) -> AssignmentUseCases:
    """Giving a case to an officer, and taking it back."""
    return AssignmentUseCases(_assign(ports), _unassign(ports), answer_case(ports))


def assignment_page_use_cases(ports: LevelPorts) -> AssignmentPageUseCases:
    """Giving many."""
    common = ports.common
    people = ListPeople(common.staff, common.authorisations)
    many = AssignMany(ports.stores.cases, _assign(ports), _unassign(ports))
    return AssignmentPageUseCases(worklist_use_cases(ports).list, people, many, common.rule_sets)


def _assign(ports: LevelPorts) -> AssignCase:
    return AssignCase(ports.stores.cases, ports.common.staff, ports.common.now)


def _unassign(ports: LevelPorts) -> UnassignCase:
    return UnassignCase(ports.stores.cases, ports.common.now)
