"""The roll of honour as everybody reads it."""

from services.intake.application.roll import ListRoll, ShowAward
from services.intake.web.pages.roll import RollPageUseCases
from services.intake.wiring.ports import Ports


def roll_pages(ports: Ports) -> RollPageUseCases:
    """The use cases of the pages and feeds."""
    return RollPageUseCases(
        ListRoll(ports.roll),
        ShowAward(ports.roll),
        ports.registry,
        ports.rule_sets,
        ports.now,
        ports.settings.public_url,
    )
