"""Streams of live status."""

from services.intake.application.following import Following
from services.intake.application.stream_places import StreamPlaces
from services.intake.wiring.ports import Ports


def following(ports: Ports) -> Following:
    """What follows nominations, with room for as many streams as the deployment says."""
    settings = ports.settings
    places = StreamPlaces(settings.max_streams, settings.max_streams_each, settings.max_streams_same)
    return Following(ports.nominations, places=places)
