"""Nominations: over the API, and as a page."""

from services.intake.application.answering import RequestWithdrawal, SupplementNomination
from services.intake.application.corresponding import AnswerMessage, ListMessages
from services.intake.application.showing import ShowDossier, ShowNomination
from services.intake.web.api.nominations import NominationUseCases
from services.intake.web.pages.nominations import NominationPageUseCases
from services.intake.wiring.ports import Ports


def nominations(ports: Ports) -> NominationUseCases:
    """The use cases of the API."""
    return NominationUseCases(
        ShowNomination(ports.nominations),
        RequestWithdrawal(ports.nominations, ports.now),
        SupplementNomination(
            ports.nominations,
            ports.registry,
            ports.rule_sets,
            ports.attaching,
            ports.now,
            ports.settings.identity_keys,
            ports.settings.signer,
        ),
    )


def nomination_page(ports: Ports) -> NominationPageUseCases:
    """The use cases of the page."""
    return NominationPageUseCases(
        ShowNomination(ports.nominations),
        ShowDossier(ports.dossiers),
        ListMessages(ports.nominations, ports.messages),
        AnswerMessage(ports.nominations, ports.messages, ports.rule_sets, ports.now),
        RequestWithdrawal(ports.nominations, ports.now),
        ports.rule_sets,
    )
