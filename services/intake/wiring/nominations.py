"""Nominations: over the API, and as a page."""

from services.intake.application.answering import RequestWithdrawal, SupplementNomination
from services.intake.application.corresponding import AnswerMessage, ListMessages
from services.intake.application.places import ListPlaces
from services.intake.application.showing import ShowDossier, ShowNomination
from services.intake.web.api.nominations import NominationUseCases
from services.intake.web.pages.nominations import NominationPageUseCases
from services.intake.web.pages.supplements import SupplementPageUseCases
from services.intake.wiring.attachments import attachments
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


def supplement_page(ports: Ports) -> SupplementPageUseCases:
    """The use cases of the page on which a unit supplies what was asked for."""
    made = nominations(ports)
    return SupplementPageUseCases(
        made.show_nomination,
        made.supplement_nomination,
        attachments(ports).upload,
        ListPlaces(ports.registry),
        ports.rule_sets,
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
