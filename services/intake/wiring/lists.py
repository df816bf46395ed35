"""The public lists: places of the province, and rule sets."""

from services.intake.application.places import ListPlaces
from services.intake.web.api.places import PlaceUseCases
from services.intake.web.api.rules import RuleLists
from services.intake.web.pages.start import StartPage
from services.intake.wiring.ports import Ports


def places(ports: Ports) -> PlaceUseCases:
    """The use cases of places."""
    return PlaceUseCases(ListPlaces(ports.registry))


def rule_lists(ports: Ports) -> RuleLists:
    """The rule sets as they are shown."""
    return RuleLists(ports.rule_sets, ports.now, requires_petition=ports.settings.requires_petition)


def start_page(ports: Ports) -> StartPage:
    """What the start page says of the rule sets."""
    settings = ports.settings
    return StartPage(
        ports.rule_sets,
        ports.now,
        requires_petition=settings.requires_petition,
        largest_file=settings.attachment_max_bytes,
    )
