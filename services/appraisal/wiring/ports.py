"""What the use cases of a level are built from: what all levels look up, and the stores of this one."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.appraisal.adapters.bulk_acts import NAME as BULK_ACTS
from services.appraisal.adapters.bulk_acts import MongoBulkActs
from services.appraisal.adapters.cases import NAME as CASES
from services.appraisal.adapters.cases import MongoCases
from services.appraisal.adapters.correspondence import NAME as CORRESPONDENCE
from services.appraisal.adapters.correspondence import MongoCorrespondence
from services.appraisal.adapters.decisions import NAME as DECISIONS
from services.appraisal.adapters.decisions import MongoDecisions
from services.appraisal.adapters.digests import NAME as DIGESTS
from services.appraisal.adapters.digests import MongoDigests
from services.appraisal.adapters.figures import MongoFigures
from services.appraisal.adapters.posting import Posting
from services.appraisal.adapters.register import MongoRegister
from services.appraisal.adapters.reservable_cases import MongoReservableCases
from services.appraisal.adapters.saved_views import NAME as SAVED_VIEWS
from services.appraisal.adapters.saved_views import MongoSavedViews
from services.appraisal.adapters.windows import NAME as WINDOWS
from services.appraisal.adapters.windows import MongoWindows
from services.appraisal.application.ports import Clock
from services.appraisal.settings import LevelSettings, Settings
from shared.calendar.working_days import WorkingCalendar, vietnam
from shared.events.words import Level
from shared.mails.preview import PreviewLetters
from shared.messaging.relay.relay import Relay
from shared.mongo.addressees import DirectoryAddresses
from shared.mongo.authorisations import MongoAuthorisations
from shared.mongo.client import Client, connect
from shared.mongo.directory import Directory
from shared.mongo.outbox import Outbox
from shared.mongo.preparing import prepare
from shared.mongo.staff import MongoStaff
from shared.observability.logs import get_logger
from shared.observability.versions import OF_RULES, tell_version
from shared.rules.loading import RuleSets, load_rule_sets
from shared.signing.keys import KeyFile, PublicKeys

_log = get_logger(__name__)
_SENDING = (CASES, DECISIONS, WINDOWS, CORRESPONDENCE, DIGESTS)


@dataclass(frozen=True)
class CommonPorts:
    """What all levels look up: the rules, the calendar, the clock, who is who, intake's keys, the words of mails."""

    rule_sets: RuleSets
    calendar: WorkingCalendar
    now: Clock
    staff: MongoStaff
    authorities: Directory
    authorisations: MongoAuthorisations
    keys: PublicKeys
    addressees: DirectoryAddresses
    letters: PreviewLetters


@dataclass(frozen=True)
class Stores:
    """The collections of one level, and the relay that sends what is stored in them."""

    client: Client
    cases: MongoCases
    register: MongoRegister
    figures: MongoFigures
    reservable: MongoReservableCases
    decisions: MongoDecisions
    windows: MongoWindows
    bulk_acts: MongoBulkActs
    saved_views: MongoSavedViews
    correspondence: MongoCorrespondence
    digests: MongoDigests
    outboxes: Mapping[str, Outbox]
    relay: Relay

    async def prepare(self) -> None:
        """Create the indexes."""
        kept = (self.cases, self.register, self.decisions, self.bulk_acts, self.saved_views, self.correspondence)
        await prepare((*kept, *self.outboxes.values()))
        _log.info("appraisal.prepared", outboxes=sorted(self.outboxes))


@dataclass(frozen=True)
class LevelPorts:
    """What one level works with."""

    level: Level
    common: CommonPorts
    stores: Stores


def open_common(settings: Settings, directory: Client, now: Clock) -> CommonPorts:
    """What all levels of this process look up."""
    people, rule_sets = directory[settings.directory_database], load_rule_sets(as_of=settings.law_day)
    tell_version(OF_RULES, *rule_sets.entries)
    return CommonPorts(
        rule_sets,
        vietnam(),
        now,
        MongoStaff(people, now=now),
        Directory(people),
        MongoAuthorisations(people),
        KeyFile(settings.public_keys_file),
        DirectoryAddresses(people),
        PreviewLetters(settings.public_url, rule_sets),
    )


def open_stores(level: Level, own: LevelSettings, now: Clock) -> Stores:
    """The stores of one level, not prepared yet."""
    client = connect(own.mongo_url.get_secret_value())
    database = client[own.database]
    # Several levels in one process: their outboxes are told apart by level, in offers and in metrics.
    outboxes = {f"{level.value}.{name}": Outbox(database[name]) for name in _SENDING}
    relay = Relay(own.amqp_url.get_secret_value(), outboxes, clock=now)
    posting = Posting(level, relay.offer)
    return Stores(
        client=client,
        cases=MongoCases(database[CASES], posting, now),
        register=MongoRegister(database[CASES]),
        figures=MongoFigures(database[CASES]),
        reservable=MongoReservableCases(database[CASES]),
        decisions=MongoDecisions(database[DECISIONS], posting, now),
        windows=MongoWindows(database[WINDOWS], posting, now),
        bulk_acts=MongoBulkActs(database[BULK_ACTS]),
        saved_views=MongoSavedViews(database[SAVED_VIEWS]),
        correspondence=MongoCorrespondence(database[CORRESPONDENCE], posting, now),
        digests=MongoDigests(database[DIGESTS], posting, now),
        outboxes=outboxes,
        relay=relay,
    )
