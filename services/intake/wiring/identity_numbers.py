"""Identity numbers shown whole, and who had them shown."""

from services.intake.application.looking import ListLooks, ShowNumber
from services.intake.web.api.identity_numbers import IdentityNumberUseCases
from services.intake.wiring.ports import Ports
from shared.mongo.audit import MongoAudit


def identity_numbers(ports: Ports) -> IdentityNumberUseCases:
    """The use cases."""
    audit = MongoAudit(ports.client[ports.settings.directory_database])
    return IdentityNumberUseCases(
        ShowNumber(ports.nominations, ports.looks, audit, ports.now), ListLooks(ports.nominations, ports.looks)
    )
