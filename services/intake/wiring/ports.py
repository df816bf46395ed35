"""Everything outside of intake that its use cases need, made once for the process."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from services.intake.adapters.attachments import MongoAttachments
from services.intake.adapters.correspondence import MESSAGES, MongoCorrespondence
from services.intake.adapters.disclosures import MongoDisclosures
from services.intake.adapters.dossiers import MongoDossiers
from services.intake.adapters.drafts import DRAFTS, MongoDrafts
from services.intake.adapters.imports import MongoImports
from services.intake.adapters.nominations import MongoNominations
from services.intake.adapters.registry import DirectoryRegistry
from services.intake.adapters.roll import MongoRoll
from services.intake.adapters.submissions import DOSSIERS, NOMINATIONS
from services.intake.adapters.windows import MongoWindows
from services.intake.application.attachments import FillAttachments
from services.intake.application.ports import Clock
from services.intake.domain.attachments import Quota
from services.intake.settings import Settings
from shared.messaging.relay.relay import Relay
from shared.mongo.client import Client, connect
from shared.mongo.directory import Directory
from shared.mongo.outbox import Outbox
from shared.mongo.preparing import prepare
from shared.observability.logs import get_logger
from shared.observability.versions import OF_RULES, tell_version
from shared.rules.loading import RuleSets, load_rule_sets

_log = get_logger(__name__)


@dataclass(frozen=True)
class Ports:
    """The stores, the relay, the law, the clock, and what the deployment says."""

    settings: Settings
    now: Clock
    rule_sets: RuleSets
    client: Client
    relay: Relay
    outboxes: Mapping[str, Outbox]
    registry: DirectoryRegistry
    dossiers: MongoDossiers
    nominations: MongoNominations
    windows: MongoWindows
    attachments: MongoAttachments
    correspondence: MongoCorrespondence
    disclosures: MongoDisclosures
    roll: MongoRoll
    imports: MongoImports
    drafts: MongoDrafts

    async def prepare(self) -> None:
        """Create the indexes, and have what looks at files run."""
        await self.attachments.start_checks()
        stores = (
            self.dossiers,
            self.nominations,
            self.windows,
            self.attachments,
            self.correspondence,
            self.disclosures,
            self.roll,
            self.imports,
            self.drafts,
        )
        await prepare((*stores, *self.outboxes.values()))
        _log.info("intake.prepared")

    def lag(self) -> float:
        """The age in seconds of the oldest message that waits to be published."""
        return self.relay.oldest_age.total_seconds()

    @property
    def quota(self) -> Quota:
        """How much a unit may have waiting to be handed in."""
        return Quota(self.settings.unused_max_files, self.settings.unused_max_bytes)

    @property
    def unused_kept(self) -> timedelta:
        """How long a file waits to be handed in before it is removed."""
        return timedelta(days=self.settings.unused_kept_days)

    @property
    def fill_attachments(self) -> FillAttachments:
        """How files become attachments of what is handed in."""
        return FillAttachments(self.attachments, self.settings.requires_petition, self.now, self.unused_kept)


def make_ports(settings: Settings, now: Clock) -> Ports:
    """The ports; nothing is connected to yet."""
    client = connect(settings.mongo_url.get_secret_value())
    database = client[settings.database]
    outboxes = {name: Outbox(database[name]) for name in (DOSSIERS, NOMINATIONS, MESSAGES, DRAFTS)}
    relay = Relay(settings.amqp_url.get_secret_value(), outboxes, clock=now)
    rule_sets = load_rule_sets(as_of=settings.law_day)
    tell_version(OF_RULES, *rule_sets.entries)
    return Ports(
        settings=settings,
        now=now,
        rule_sets=rule_sets,
        client=client,
        relay=relay,
        outboxes=outboxes,
        registry=DirectoryRegistry(Directory(client[settings.directory_database])),
        dossiers=MongoDossiers(database, relay.offer, settings.identity_keys),
        nominations=MongoNominations(database, relay.offer, relay.mind, settings.identity_keys, settings.signer),
        windows=MongoWindows(database),
        attachments=MongoAttachments(
            database, Quota(settings.unused_max_files, settings.unused_max_bytes), settings.new_file_id
        ),
        correspondence=MongoCorrespondence(database, relay.offer),
        disclosures=MongoDisclosures(database),
        roll=MongoRoll(database),
        imports=MongoImports(database),
        drafts=MongoDrafts(database, relay.offer),
    )
