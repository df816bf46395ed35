"""Wires appraisal together, a set of parts for each level, and serves it: `python -m services.appraisal.main`."""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from fastapi import FastAPI

from services.appraisal.adapters.bulk_acts import NAME as BULK_ACTS
from services.appraisal.adapters.bulk_acts import MongoBulkActs
from services.appraisal.adapters.cases import NAME as CASES
from services.appraisal.adapters.cases import MongoCases
from services.appraisal.adapters.decisions import NAME as DECISIONS
from services.appraisal.adapters.decisions import MongoDecisions
from services.appraisal.adapters.digests import NAME as DIGESTS
from services.appraisal.adapters.digests import MongoDigests
from services.appraisal.adapters.messages import NAME as MESSAGES
from services.appraisal.adapters.messages import MongoMessages
from services.appraisal.adapters.posting import Posting
from services.appraisal.adapters.reservable_cases import MongoReservableCases
from services.appraisal.adapters.windows import NAME as WINDOWS
from services.appraisal.adapters.windows import MongoWindows
from services.appraisal.application.amending import AmendDecision, Amending, PreviewAmendment
from services.appraisal.application.assigning import AssignCase, UnassignCase
from services.appraisal.application.belonging import RefuseStrangers
from services.appraisal.application.bulk import (
    FinishBulk,
    PreviewBulk,
    RecordBulk,
    ResumeBulks,
    ShowBulk,
    acting,
    looking,
)
from services.appraisal.application.colleagues import ListPeople
from services.appraisal.application.corresponding import ApplyAnswer, ListMessages, WriteMessage
from services.appraisal.application.deciding import DecideOutcome, EnterVote, SendBack
from services.appraisal.application.digesting import Readers, SendDigests
from services.appraisal.application.lapsing import EndClaimsOfLeavers, FindLapses
from services.appraisal.application.listing import CountCases, ListCases
from services.appraisal.application.opening import ApplyIdentity, ApplySupplement, ApplyWithdrawal, OpenCase
from services.appraisal.application.ports import Clock
from services.appraisal.application.recording import (
    FinishDecision,
    ListDecisions,
    PreviewDecision,
    RecordDecision,
    ShowDecision,
)
from services.appraisal.application.signed_work import CheckSignature, KeepSignature
from services.appraisal.application.timekeeping import KeepTime
from services.appraisal.application.timers import EndClaims, FinishDecisions, TellDelays
from services.appraisal.application.windows import CloseWindow, ListWindows, OpenWindow
from services.appraisal.application.working import ClaimCase, ProposeOutcome, ReleaseCase, ShowCase
from services.appraisal.messaging.subscribers import subscribers
from services.appraisal.settings import LevelSettings, Settings
from services.appraisal.web.answers import ANSWERS
from services.appraisal.web.bodies import LABELS
from services.appraisal.web.desk import Desk, Desks
from services.appraisal.web.routers import ROUTERS
from services.appraisal.web.showing import Showing
from shared.calendar.working_days import WorkingCalendar, vietnam
from shared.clock import as_set, utc_now
from shared.crashpoints import checkpoint
from shared.events.words import Level
from shared.messaging.consumer.consumer import Consumer
from shared.messaging.relay.relay import Relay
from shared.messaging.supervision import end, keep_running
from shared.messaging.topology.queues import work_queue
from shared.mongo.authorisations import MongoAuthorisations
from shared.mongo.client import Client, connect
from shared.mongo.directory import Directory
from shared.mongo.outbox import Outbox
from shared.mongo.preparing import answers, prepare
from shared.mongo.staff import MongoStaff
from shared.observability.logs import configure_logging, get_logger
from shared.observability.metrics import CASES_OVERDUE
from shared.observability.telemetry import Telemetry, traced
from shared.rules.loading import RuleSets, load_rule_sets
from shared.signing.keys import KeyFile, PublicKeys
from shared.web.http.application import Lifespan, create_app, limit
from shared.web.http.recognition import install_recognition
from shared.web.http.serving import serve

_log = get_logger(__name__)
_SENDING = (CASES, DECISIONS, WINDOWS, MESSAGES, DIGESTS)


@dataclass(frozen=True)
class _Law:
    rule_sets: RuleSets
    calendar: WorkingCalendar
    now: Clock
    staff: MongoStaff
    authorities: Directory
    authorisations: MongoAuthorisations
    keys: PublicKeys


@dataclass(frozen=True)
class _Stores:
    client: Client
    cases: MongoCases
    reservable: MongoReservableCases
    decisions: MongoDecisions
    windows: MongoWindows
    bulk_acts: MongoBulkActs
    messages: MongoMessages
    digests: MongoDigests
    outboxes: Mapping[str, Outbox]
    relay: Relay

    async def prepare(self) -> None:
        """Create the indexes."""
        await prepare((self.cases, self.decisions, self.bulk_acts, self.messages, *self.outboxes.values()))
        _log.info("appraisal.prepared", outboxes=sorted(self.outboxes))


@dataclass(frozen=True)
class _LevelParts:
    level: Level
    stores: _Stores
    consumer: Consumer
    desk: Desk
    keep_time: KeepTime

    async def readiness(self) -> Mapping[str, bool]:
        """Whether the level's work arrives, is kept, and leaves."""
        return {
            f"{self.level.value}.database": await answers(self.stores.client),
            f"{self.level.value}.relay": self.stores.relay.status().is_ready,
            f"{self.level.value}.consumer": self.consumer.status().is_ready,
        }


def create(settings: Settings, *, now: Clock = utc_now) -> FastAPI:
    """The application, ready to be served."""
    directory = connect(settings.directory_url.get_secret_value())
    who_is_who = directory[settings.directory_database]
    readers = MongoStaff(who_is_who, now=now), Directory(who_is_who), MongoAuthorisations(who_is_who)
    law = _Law(load_rule_sets(), vietnam(), now, *readers, keys=KeyFile(settings.public_keys_file))
    levels = [_level(level, own, settings, law) for level, own in settings.served.items()]

    async def readiness() -> Mapping[str, bool]:
        parts = await asyncio.gather(*(level.readiness() for level in levels))
        return {name: is_ready for part in parts for name, is_ready in part.items()}

    app = create_app(
        "Xét duyệt khen thưởng",
        ROUTERS,
        _lifespan(levels, directory),
        readiness=readiness,
        labels=LABELS,
        answers=ANSWERS,
        service="appraisal",
    )
    app.state.desks = Desks({level.level.value: level.desk for level in levels})
    install_recognition(app, directory, settings.directory_database, settings.env)
    limit(app, hosts=settings.hosts, is_rated=settings.is_rated)
    app.state.before_shutdown += [level.consumer.stop_consuming for level in levels]
    return app


def _level(level: Level, own: LevelSettings, settings: Settings, law: _Law) -> _LevelParts:
    stores = _stores(level, own, law.now)
    finish = FinishDecision(stores.reservable, stores.decisions, law.now, checkpoint)
    act_on = acting(stores.cases, law.rule_sets, law.calendar, law.now, checkpoint)
    finish_bulk = FinishBulk(act_on, stores.bulk_acts, law.now, checkpoint)
    check = CheckSignature(law.keys, stores.cases.signatures)
    handlers = subscribers(
        level,
        OpenCase(level, stores.cases, law.rule_sets, law.calendar, law.now, checkpoint, check),
        ApplySupplement(stores.cases, law.rule_sets, law.calendar, law.now, check),
        ApplyWithdrawal(stores.cases, law.now),
        ApplyAnswer(stores.cases, stores.messages),
        ApplyIdentity(stores.cases.identities, stores.cases.signatures),
        KeepSignature(stores.cases.signatures),
    )
    amqp_url = own.amqp_url.get_secret_value()
    people, due_at = Readers(law.staff, law.authorisations), settings.digest_at
    lapses = FindLapses(stores.cases, law.staff)
    timers = (
        EndClaims(stores.cases, law.now),
        EndClaimsOfLeavers(stores.cases, law.staff, law.now),
        FinishDecisions(stores.reservable, stores.decisions, finish, law.now),
        ResumeBulks(stores.bulk_acts, finish_bulk, law.now),
        TellDelays(stores.cases, law.rule_sets, law.calendar, law.now, CASES_OVERDUE.labels(level.value).set),
        SendDigests(
            level,
            stores.cases,
            stores.digests,
            people,
            lapses,
            law.rule_sets,
            law.calendar,
            due_at,
            law.now,
            checkpoint,
        ),
    )
    return _LevelParts(
        level=level,
        stores=stores,
        consumer=Consumer(
            amqp_url,
            work_queue(level),
            handlers,
            prefetch=settings.prefetch,
            parked_days=settings.parked_days,
        ),
        desk=_desk(level, stores, finish, finish_bulk, law),
        keep_time=KeepTime(level, stores.prepare, timers, settings.timer_seconds),
    )


def _stores(level: Level, own: LevelSettings, now: Clock) -> _Stores:
    client = connect(own.mongo_url.get_secret_value())
    database = client[own.database]
    # Several levels in one process: their outboxes are told apart by level, in offers and in metrics.
    outboxes = {f"{level.value}.{name}": Outbox(database[name]) for name in _SENDING}
    relay = Relay(own.amqp_url.get_secret_value(), outboxes, clock=now)
    posting = Posting(level, relay.offer)
    return _Stores(
        client=client,
        cases=MongoCases(database[CASES], posting, now),
        reservable=MongoReservableCases(database[CASES]),
        decisions=MongoDecisions(database[DECISIONS], posting, now),
        windows=MongoWindows(database[WINDOWS], posting, now),
        bulk_acts=MongoBulkActs(database[BULK_ACTS]),
        messages=MongoMessages(database[MESSAGES], posting, now),
        digests=MongoDigests(database[DIGESTS], posting, now),
        outboxes=outboxes,
        relay=relay,
    )


def _desk(level: Level, stores: _Stores, finish: FinishDecision, finish_bulk: FinishBulk, law: _Law) -> Desk:
    cases, decisions, now = stores.cases, stores.decisions, law.now
    lapses = FindLapses(cases, law.staff)
    amending = Amending(stores.reservable, decisions, law.rule_sets, now)
    return Desk(
        refuse_strangers=RefuseStrangers(level, law.authorities),
        list_cases=ListCases(cases, law.calendar, law.rule_sets, lapses, now),
        count_cases=CountCases(cases, law.calendar, law.rule_sets, lapses, now),
        show_case=ShowCase(cases),
        claim=ClaimCase(cases, now),
        release=ReleaseCase(cases, now),
        propose=ProposeOutcome(cases, law.rule_sets, now),
        decide=DecideOutcome(cases, law.rule_sets, now, checkpoint),
        send_back=SendBack(cases, now),
        enter_vote=EnterVote(cases, law.rule_sets, now),
        record=RecordDecision(level, stores.reservable, decisions, finish, law.rule_sets, now),
        preview_decision=PreviewDecision(level, stores.reservable, decisions, law.rule_sets, now),
        list_decisions=ListDecisions(decisions),
        show_decision=ShowDecision(decisions),
        amend_decision=AmendDecision(decisions, amending, finish, checkpoint),
        preview_amendment=PreviewAmendment(decisions, amending),
        open_window=OpenWindow(level, stores.windows, law.rule_sets, now),
        close_window=CloseWindow(stores.windows, now),
        list_windows=ListWindows(stores.windows),
        preview_bulk=PreviewBulk(looking(cases, law.rule_sets, law.calendar, now)),
        record_bulk=RecordBulk(level, stores.bulk_acts, finish_bulk, now, checkpoint),
        show_bulk=ShowBulk(stores.bulk_acts),
        assign=AssignCase(cases, law.staff, now),
        unassign=UnassignCase(cases, now),
        find_lapses=lapses,
        list_people=ListPeople(law.staff, law.authorisations),
        list_messages=ListMessages(cases, stores.messages),
        write_message=WriteMessage(cases, stores.messages, now),
        showing=Showing(law.rule_sets, law.calendar, now),
    )


def _lifespan(levels: Sequence[_LevelParts], directory: Client) -> Lifespan:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        timers = [asyncio.create_task(keep_running(f"timers.{at.level.value}", at.keep_time)) for at in levels]
        for level in levels:
            level.stores.relay.start()
            await level.consumer.start()
        yield
        await end(*timers)
        await asyncio.gather(*(level.consumer.close() for level in levels))
        await asyncio.gather(*(level.stores.relay.stop() for level in levels))
        for level in levels:
            level.stores.client.close()
        directory.close()

    return lifespan


def main() -> None:
    """Serve until told to stop."""
    settings = Settings()
    configure_logging("appraisal", settings.log_level)
    with traced("-".join(("appraisal", *settings.appraisal_levels)), Telemetry.of_deployment()):
        serve(create(settings, now=as_set(utc_now, os.environ)), settings.host, settings.port)


if __name__ == "__main__":
    main()
