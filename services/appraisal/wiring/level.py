"""Builds one level: what its routes call, what its queue brings, and what time brings about."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from services.appraisal.application.incoming_work import ApplyIdentity
from services.appraisal.application.signed_work import KeepSignature
from services.appraisal.application.timers import EndClaims, KeepTime, TellDelays
from services.appraisal.messaging.subscribers import subscribers
from services.appraisal.settings import LevelSettings, Settings
from services.appraisal.wiring.assignments import assignment_page_use_cases, assignment_use_cases
from services.appraisal.wiring.bulk import bulk_page_use_cases, bulk_use_cases, resume_bulks
from services.appraisal.wiring.cases import (
    apply_supplement,
    apply_withdrawal,
    case_page_use_cases,
    case_use_cases,
    check_outcome,
    check_vote,
    claim_use_cases,
    open_case,
    outcome_use_cases,
    preview_mail,
)
from services.appraisal.wiring.correspondence import apply_answer, correspondence_use_cases
from services.appraisal.wiring.decisions import (
    amendment_page_use_cases,
    amendment_use_cases,
    decision_page_use_cases,
    decision_use_cases,
    finish_decisions,
)
from services.appraisal.wiring.digests import send_digests
from services.appraisal.wiring.people import (
    end_claims_of_leavers,
    people_use_cases,
    refuse_strangers,
    staff_page_use_cases,
)
from services.appraisal.wiring.ports import CommonPorts, LevelPorts, open_stores
from services.appraisal.wiring.register import figures_use_cases, register_use_cases
from services.appraisal.wiring.windows import window_page_use_cases, window_use_cases
from services.appraisal.wiring.worklist import (
    find_neighbours,
    saved_view_use_cases,
    worklist_page_use_cases,
    worklist_use_cases,
)
from shared.events.words import Level
from shared.messaging.consumer.consumer import Consumer, Handlers
from shared.messaging.topology.queues import work_queue
from shared.mongo.preparing import answers
from shared.observability.metrics import CASES_OVERDUE


@dataclass(frozen=True)
class RunningLevel:
    """A level as this process runs it."""

    ports: LevelPorts
    consumer: Consumer
    keep_time: KeepTime

    @property
    def name(self) -> str:
        """The level's name in addresses, queues and metrics."""
        return self.ports.level.value

    async def readiness(self) -> Mapping[str, bool]:
        """Whether the level's work arrives, is kept, and leaves."""
        return {
            f"{self.name}.database": await answers(self.ports.stores.client),
            f"{self.name}.relay": self.ports.stores.relay.status().is_ready,
            f"{self.name}.consumer": self.consumer.status().is_ready,
        }

    async def start(self) -> None:
        """Begin to send what is stored, and to take work in."""
        self.ports.stores.relay.start()
        await self.consumer.start()

    def close(self) -> None:
        """Let go of the database."""
        self.ports.stores.client.close()


def run_level(level: Level, own: LevelSettings, settings: Settings, common: CommonPorts) -> RunningLevel:
    """The level, not started yet."""
    ports = LevelPorts(level, common, open_stores(level, own, common.now))
    consumer = Consumer(
        own.amqp_url.get_secret_value(),
        work_queue(level),
        _handlers(ports),
        prefetch=settings.prefetch,
        parked_days=settings.parked_days,
    )
    keep_time = KeepTime(level, ports.stores.prepare, _timers(ports, settings), settings.timer_seconds)
    return RunningLevel(ports, consumer, keep_time)


def use_cases(ports: LevelPorts) -> Sequence[object]:
    """What the routes of the level call, noun by noun."""
    return (
        refuse_strangers(ports),
        worklist_use_cases(ports),
        worklist_page_use_cases(ports),
        saved_view_use_cases(ports),
        find_neighbours(ports),
        case_use_cases(ports),
        case_page_use_cases(ports, find_neighbours(ports)),
        check_outcome(ports),
        check_vote(ports),
        claim_use_cases(ports),
        outcome_use_cases(ports),
        preview_mail(ports),
        assignment_use_cases(ports),
        decision_use_cases(ports),
        decision_page_use_cases(ports),
        amendment_use_cases(ports),
        amendment_page_use_cases(ports),
        bulk_use_cases(ports),
        bulk_page_use_cases(ports),
        window_use_cases(ports),
        window_page_use_cases(ports),
        people_use_cases(ports),
        staff_page_use_cases(ports),
        assignment_page_use_cases(ports),
        correspondence_use_cases(ports),
        register_use_cases(ports),
        figures_use_cases(ports),
    )


def _handlers(ports: LevelPorts) -> Handlers:
    cases = ports.stores.cases
    return subscribers(
        ports.level,
        open_case(ports),
        apply_supplement(ports),
        apply_withdrawal(ports),
        apply_answer(ports),
        ApplyIdentity(cases.identities, cases.signatures),
        KeepSignature(cases.signatures),
    )


def _timers(ports: LevelPorts, settings: Settings) -> Sequence[Callable[[], Awaitable[object]]]:
    cases, common = ports.stores.cases, ports.common
    report = CASES_OVERDUE.labels(ports.level.value).set
    return (
        EndClaims(cases, common.now),
        end_claims_of_leavers(ports),
        finish_decisions(ports),
        resume_bulks(ports),
        TellDelays(cases, common.rule_sets, common.calendar, common.now, report),
        send_digests(ports, settings.digest_at),
    )
