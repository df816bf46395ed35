"""Nominations: over the API, and as a page."""

from services.intake.application.correspondence import AnswerNote, ReadCorrespondence
from services.intake.application.dossiers import ShowDossier
from services.intake.application.nominations import ShowNomination
from services.intake.application.places import ListPlaces
from services.intake.application.supplements import SupplementNomination
from services.intake.application.withdrawals import RequestWithdrawal
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
            ports.fill_attachments,
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
        ReadCorrespondence(ports.nominations, ports.correspondence),
        AnswerNote(ports.nominations, ports.correspondence, ports.rule_sets, ports.now),
        RequestWithdrawal(ports.nominations, ports.now),
        ports.rule_sets,
    )
