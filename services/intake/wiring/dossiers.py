"""Dossiers that were handed in: over the API, and as a page."""

from services.intake.application.dossiers import ListDossiers, ListNominations, ShowDossier
from services.intake.application.nominations import ShowNomination
from services.intake.web.api.dossiers import DossierUseCases
from services.intake.web.pages.dossiers import DossierPageUseCases
from services.intake.wiring.drafts import drafts
from services.intake.wiring.ports import Ports


def dossiers(ports: Ports) -> DossierUseCases:
    """The use cases of the API."""
    return DossierUseCases(
        ListDossiers(ports.dossiers), ShowDossier(ports.dossiers), ListNominations(ports.dossiers, ports.nominations)
    )


def dossier_page(ports: Ports) -> DossierPageUseCases:
    """The use cases of the page."""
    return DossierPageUseCases(
        ListDossiers(ports.dossiers),
        drafts(ports).show,
        ShowDossier(ports.dossiers),
        ShowNomination(ports.nominations),
        ListNominations(ports.dossiers, ports.nominations),
        ports.rule_sets,
    )
