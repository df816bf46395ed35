"""Who ends the daily digest, and how."""

from services.intake.adapters.digest_choices import DirectoryChoices
from services.intake.application.digests import ChooseDigest
from services.intake.web.pages.digests import DigestPageUseCases
from services.intake.wiring.ports import Ports
from shared.identity.digest_links import DigestLinks


def digest_pages(ports: Ports) -> DigestPageUseCases:
    """The use cases of the pages."""
    choices = DirectoryChoices(ports.client[ports.settings.directory_database])
    links = DigestLinks(ports.settings.digest_key.get_secret_value())
    return DigestPageUseCases(ChooseDigest(choices, links))
