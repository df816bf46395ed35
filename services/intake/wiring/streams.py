"""Streams of live status."""

from services.intake.application.stream_limits import StreamLimits
from services.intake.application.streams import NominationStreams
from services.intake.wiring.ports import Ports


def following(ports: Ports) -> NominationStreams:
    """What follows nominations, with room for as many streams as the deployment says."""
    settings = ports.settings
    places = StreamLimits(settings.max_streams, settings.max_streams_each, settings.max_streams_same)
    return NominationStreams(ports.nominations, places=places)
