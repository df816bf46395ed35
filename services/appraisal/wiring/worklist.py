"""Builds the worklist."""

from services.appraisal.application.worklist import CountCases, ListCases
from services.appraisal.web.api.worklist import WorklistUseCases
from services.appraisal.wiring.cases import find_lapses, terms
from services.appraisal.wiring.ports import LevelPorts


def worklist_use_cases(ports: LevelPorts) -> WorklistUseCases:
    """Listing and counting cases."""
    common, cases, lapses = ports.common, ports.stores.cases, find_lapses(ports)
    return WorklistUseCases(
        list=ListCases(cases, common.calendar, common.rule_sets, lapses, common.now),
        count=CountCases(cases, common.calendar, common.rule_sets, lapses, common.now),
        terms=terms(ports),
    )
