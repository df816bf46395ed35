"""Builds the correspondence between a level and the units."""

from services.appraisal.application.correspondence import ApplyAnswer, ReadCorrespondence, WriteNote
from services.appraisal.web.api.correspondence import CorrespondenceUseCases
from services.appraisal.wiring.ports import LevelPorts


def correspondence_use_cases(ports: LevelPorts) -> CorrespondenceUseCases:
    """Writing to a unit, and reading what it answered."""
    cases, notes = ports.stores.cases, ports.stores.correspondence
    return CorrespondenceUseCases(
        read=ReadCorrespondence(cases, notes), write=WriteNote(cases, notes, ports.common.now)
    )


def apply_answer(ports: LevelPorts) -> ApplyAnswer:
    """What takes in the unit's answer."""
    return ApplyAnswer(ports.stores.cases, ports.stores.correspondence)
