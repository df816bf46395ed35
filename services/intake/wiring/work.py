"""Where somebody of authorities begins."""

from services.intake.application.work import FindLevels
from services.intake.web.pages.work import WorkPageUseCases
from services.intake.wiring.ports import Ports


def work_page(ports: Ports) -> WorkPageUseCases:
    """The use cases of the page."""
    return WorkPageUseCases(FindLevels(ports.registry))
