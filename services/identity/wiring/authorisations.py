"""Builds what heads sign over to deputies by."""

from services.identity.application.authorising import AuthoriseDeputy, EndAuthorisation
from services.identity.web.api.authorisations import AuthorisationUseCases
from services.identity.wiring.ports import Ports


def authorisation_use_cases(ports: Ports) -> AuthorisationUseCases:
    """Giving and ending authorisations."""
    return AuthorisationUseCases(
        authorise=AuthoriseDeputy(ports.staff, ports.authorisations, ports.now),
        end=EndAuthorisation(ports.authorisations, ports.now),
        now=ports.now,
    )
