"""Opens what the notifier works on: its ledger, the broker's relay, the directory's addresses."""

from dataclasses import dataclass

from services.notifier.adapters.ledger import COLLECTION, MongoLedger
from services.notifier.application.ports import Clock
from services.notifier.settings import Settings
from shared.messaging.relay.relay import Relay
from shared.mongo.addressees import DirectoryAddresses
from shared.mongo.audit import MongoAudit
from shared.mongo.client import Client, connect
from shared.mongo.outbox import Outbox


@dataclass(frozen=True)
class Ports:
    """What the use cases are built from. `addresses` may be some seconds old, `fresh_addresses` are not."""

    client: Client
    ledger: MongoLedger
    outbox: Outbox
    relay: Relay
    addresses: DirectoryAddresses
    fresh_addresses: DirectoryAddresses
    audit: MongoAudit
    now: Clock


def open_ports(settings: Settings, now: Clock) -> Ports:
    """The ports, none of which has been reached yet."""
    client = connect(settings.mongo_url.get_secret_value())
    database, directory = client[settings.database], client[settings.directory_database]
    outbox = Outbox(database[COLLECTION])
    relay = Relay(settings.amqp_url.get_secret_value(), {COLLECTION: outbox}, clock=now)
    return Ports(
        client=client,
        ledger=MongoLedger(database, relay.offer),
        outbox=outbox,
        relay=relay,
        addresses=DirectoryAddresses(directory),
        # Whoever sends a mail again may have corrected its address the moment before.
        fresh_addresses=DirectoryAddresses(directory, remembered_seconds=0),
        audit=MongoAudit(directory),
        now=now,
    )
