"""Correspondence between units and authorities."""

from services.intake.application.correspondence import AnswerNote, ReadCorrespondence
from services.intake.web.api.correspondence import CorrespondenceUseCases
from services.intake.wiring.ports import Ports


def correspondence(ports: Ports) -> CorrespondenceUseCases:
    """The use cases."""
    return CorrespondenceUseCases(
        ReadCorrespondence(ports.nominations, ports.correspondence),
        AnswerNote(ports.nominations, ports.correspondence, ports.rule_sets, ports.now),
    )
