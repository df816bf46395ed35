"""Correspondence between units and authorities."""

from services.intake.application.corresponding import AnswerMessage, ListMessages
from services.intake.web.api.correspondence import CorrespondenceUseCases
from services.intake.wiring.ports import Ports


def correspondence(ports: Ports) -> CorrespondenceUseCases:
    """The use cases."""
    return CorrespondenceUseCases(
        ListMessages(ports.nominations, ports.messages),
        AnswerMessage(ports.nominations, ports.messages, ports.rule_sets, ports.now),
    )
