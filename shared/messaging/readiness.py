"""Whether messages come and go, for `/health/ready`: a connection that the broker blocks does not count as there."""

from collections.abc import Mapping, Sequence

from shared.messaging.consumer.consumer import Consumer
from shared.messaging.relay.relay import Relay


def messaging_readiness(relays: Mapping[str, Relay], consumers: Sequence[Consumer]) -> Mapping[str, bool]:
    """One entry for each relay, by the name given, and for each consumer, by its queue."""
    parts = {f"relay {name}".strip(): relay.status().is_ready for name, relay in relays.items()}
    for consumer in consumers:
        status = consumer.status()
        parts[f"consumer {status.queue}"] = status.is_ready
    return parts
