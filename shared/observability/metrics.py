"""What is counted for Prometheus; every part of a process counts into the one registry."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, PlatformCollector, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)
PlatformCollector(registry=REGISTRY)

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


def _counter(name: str, text: str, *labels: str) -> Counter:
    return Counter(f"thidua_{name}", text, labels, registry=REGISTRY)


def _gauge(name: str, text: str, *labels: str) -> Gauge:
    return Gauge(f"thidua_{name}", text, labels, registry=REGISTRY)


def _histogram(name: str, text: str, *labels: str) -> Histogram:
    return Histogram(f"thidua_{name}", text, labels, registry=REGISTRY, buckets=_SECONDS)


OUTBOX_PENDING = _gauge("outbox_pending_documents", "Documents with unpublished messages", "collection")
OUTBOX_AGE = _gauge("outbox_oldest_seconds", "Age of the oldest unpublished message", "collection")
RELAY_CONNECTED = _gauge("relay_connected", "1 while the relay has a connection that may publish", "user")
CONFIRM_SECONDS = _histogram("confirm_seconds", "From writing a message to the broker's confirmation")
PUBLISHED = _counter("published", "Messages that the broker confirmed", "type")
UNPUBLISHED = _counter("publish_failures", "Attempts that the broker did not confirm", "outcome")
UNROUTED = _counter("unrouted", "Messages that no queue was bound for; held back and tried again", "type")
OFFERS_DROPPED = _counter("offers_dropped", "Messages left to the sweep")
RESTARTS = _counter("restarts", "Loops that ended by themselves and were started again", "loop")

CONSUMED = _counter("consumed", "Messages taken from a queue, by what became of them", "queue", "type", "outcome")
HANDLER_SECONDS = _histogram("handler_seconds", "Time in the handler", "type")
REDELIVERED = _counter("redelivered", "Messages that were delivered before", "queue")
RETRIED = _counter("retried", "Messages put into a retry queue", "queue", "tier")
PARKED = _counter("parked", "Messages put aside", "queue", "reason")
PARKED_OLDEST = _gauge("parked_oldest_seconds", "Age of the oldest parked message, looked at each hour", "queue")
PARKED_LYING = _gauge("parked_messages", "Parked messages, looked at each hour", "queue")
PARKED_EXPIRED = _counter("parked_expired", "Parked messages removed past their time", "queue")
HOLDING = _gauge("holding", "Messages held while something they need is away", "queue")
DUPLICATES = _counter("duplicates", "Messages whose change was there already", "type")
FORGED = _counter("work_not_signed", "Work that intake's signature does not vouch for, by who handed it over", "sender")
REBUILT = _counter("consumers_rebuilt", "Consumers that the watchdog had to build anew", "queue")

LOOKED_AT = _gauge(
    "files_looked_at", "1 where uploaded files are looked at, by whether the network is out of reach", "network"
)
LOOKS_ENDED = _counter("file_looks_ended", "Looks at a file that ended without a finding: the file is refused", "why")

VERSION = _gauge("version", "1 for each version at work, by what it is of", "of", "version")

CASES_OVERDUE = _gauge("cases_overdue", "Open cases whose limit has run out, counted up to 10,000", "level")


def count_duplicate(event_type: str) -> None:
    """A handler met a change that was there already and left everything as it was."""
    DUPLICATES.labels(event_type).inc()


def count_forged(sender: str) -> None:
    """Some work was not taken, because intake's signature does not vouch for it."""
    FORGED.labels(sender).inc()


def exposition() -> tuple[bytes, str]:
    """The body of `/metrics` and its content type."""
    return generate_latest(REGISTRY), CONTENT_TYPE_LATEST
