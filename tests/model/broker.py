"""Outboxes and queues: whatever may be left, doubled, overtaken or lost on the way is the caller's to choose."""

from dataclasses import dataclass, field
from uuid import UUID

from shared.events.envelope import Incoming, Outgoing
from shared.messaging.topology.queues import INTAKE_QUEUE, NOTIFIER_QUEUE


@dataclass(frozen=True)
class Sent:
    """A message with the AMQP user that sends it."""

    message: Outgoing
    sender: str

    @property
    def queue(self) -> str:
        """The queue that its key leads to."""
        if self.message.exchange == "thidua.work":
            return f"appraisal.{self.message.key.partition('.')[2]}"
        return NOTIFIER_QUEUE if self.message.type.startswith(("nomination.", "dossier.")) else INTAKE_QUEUE

    @property
    def incoming(self) -> Incoming:
        """As its consumer gets it."""
        one = self.message
        return Incoming(str(one.id), one.type, one.source, self.sender, one.body)


@dataclass
class FakeBroker:
    """`told` has all messages ever stored, `queued` what waits, `applied` and `parked` what became of it."""

    outbox: list[Sent] = field(default_factory=list)
    queued: list[Sent] = field(default_factory=list)
    told: dict[UUID, bytes] = field(default_factory=dict)
    published: set[UUID] = field(default_factory=set)
    applied: set[UUID] = field(default_factory=set)
    parked: list[tuple[str, str]] = field(default_factory=list)

    def stored(self, message: Outgoing, sender: str) -> None:
        """A message was stored in an outbox, in one write with what it tells."""
        assert self.told.get(message.id, message.body) == message.body, f"two facts under one id: {message.type}"
        assert message.id not in self.told, f"told twice: {message.type}"
        self.told[message.id] = message.body
        self.outbox.append(Sent(message, sender))

    def publish(self, which: int, *, is_confirmed: bool) -> None:
        """Publish one; without a confirmation it stays in its outbox and is published again."""
        place = which % len(self.outbox)
        sent = self.outbox[place]
        self.queued.append(sent)
        self.published.add(sent.message.id)
        if is_confirmed:
            del self.outbox[place]

    def acknowledge(self, sent: Sent) -> None:
        """One copy of it is gone; another may still come."""
        self.applied.add(sent.message.id)
        if sent in self.queued:
            self.queued.remove(sent)
