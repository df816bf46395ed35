"""Identity numbers shown whole, and who had them shown."""

from services.intake.application.identity_numbers import ListDisclosures, ShowIdentityNumber
from services.intake.web.api.identity_numbers import IdentityNumberUseCases
from services.intake.wiring.ports import Ports
from shared.mongo.audit import MongoAudit


def identity_numbers(ports: Ports) -> IdentityNumberUseCases:
    """The use cases."""
    audit = MongoAudit(ports.client[ports.settings.directory_database])
    return IdentityNumberUseCases(
        ShowIdentityNumber(ports.nominations, ports.disclosures, audit, ports.now),
        ListDisclosures(ports.nominations, ports.disclosures),
    )
