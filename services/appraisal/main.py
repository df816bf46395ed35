"""Composes appraisal, level by level, and serves it: `python -m services.appraisal.main`."""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from fastapi import FastAPI

from services.appraisal.application.ports import Clock
from services.appraisal.settings import Settings
from services.appraisal.web.api import (
    amendments,
    assignments,
    bulk,
    cases,
    claims,
    correspondence,
    decisions,
    outcomes,
    people,
    windows,
    worklist,
)
from services.appraisal.web.api.labels import LABELS
from services.appraisal.web.pages import annulments as annulment_pages
from services.appraisal.web.pages import assignments as assignment_pages
from services.appraisal.web.pages import bulk as bulk_pages
from services.appraisal.web.pages import cases as case_pages
from services.appraisal.web.pages import claims as claim_pages
from services.appraisal.web.pages import corrections as correction_pages
from services.appraisal.web.pages import correspondence as correspondence_pages
from services.appraisal.web.pages import counts as count_pages
from services.appraisal.web.pages import decisions as decision_pages
from services.appraisal.web.pages import figures as figures_pages
from services.appraisal.web.pages import level as level_pages
from services.appraisal.web.pages import new_decisions as new_decision_pages
from services.appraisal.web.pages import operations as operations_pages
from services.appraisal.web.pages import outcomes as outcome_pages
from services.appraisal.web.pages import people as people_pages
from services.appraisal.web.pages import register as register_pages
from services.appraisal.web.pages import saved_views as saved_view_pages
from services.appraisal.web.pages import votes as vote_pages
from services.appraisal.web.pages import windows as window_pages
from services.appraisal.web.pages import worklist as worklist_pages
from services.appraisal.web.pages.frame import page_frame
from services.appraisal.wiring.level import RunningLevel, run_level, use_cases
from services.appraisal.wiring.operations import operations
from services.appraisal.wiring.ports import open_common
from shared.clock import as_set, utc_now
from shared.messaging.supervision import end, keep_running
from shared.mongo.audit import MongoAudit
from shared.mongo.client import Client, connect
from shared.observability.logs import configure_logging
from shared.observability.telemetry import Telemetry, traced
from shared.web.http.application import Lifespan, create_app, limit
from shared.web.http.recognition import install_recognition
from shared.web.http.serving import serve
from shared.web.http.use_cases import provide
from shared.web.pages.frame import install_pages

# In the order in which they are described; `/cases/counts` is found before `/cases/{case_id}`.
_NOUNS = (
    worklist,
    cases,
    claims,
    outcomes,
    decisions,
    amendments,
    windows,
    bulk,
    people,
    assignments,
    correspondence,
)
# A path without a name in it comes before one with: `/viec/so-luong` before `/viec/{case_id}`.
_PAGES = (
    level_pages,
    worklist_pages,
    saved_view_pages,
    bulk_pages,
    count_pages,
    case_pages,
    new_decision_pages,
    decision_pages,
    claim_pages,
    outcome_pages,
    vote_pages,
    correspondence_pages,
    people_pages,
    assignment_pages,
    register_pages,
    figures_pages,
    operations_pages,
    correction_pages,
    annulment_pages,
    window_pages,
)


def create(settings: Settings, *, now: Clock = utc_now) -> FastAPI:
    """The application, ready to be served."""
    directory = connect(settings.directory_url.get_secret_value())
    common = open_common(settings, directory, now)
    audit = MongoAudit(directory[settings.directory_database])
    levels = [run_level(level, own, settings, common) for level, own in settings.served.items()]

    async def readiness() -> Mapping[str, bool]:
        parts = await asyncio.gather(*(level.readiness() for level in levels))
        return {name: is_ready for part in parts for name, is_ready in part.items()}

    app = create_app(
        "Xét duyệt khen thưởng",
        [noun.router for noun in (*_NOUNS, *_PAGES)],
        _lifespan(levels, directory),
        readiness=readiness,
        labels=LABELS,
        service="appraisal",
    )
    for level in levels:
        provide(app, *use_cases(level.ports), operations(level, audit), at=level.name)
    install_pages(app, page_frame(settings.public_url))
    install_recognition(app, directory, settings.directory_database, settings.env)
    limit(app, hosts=settings.hosts, is_rated=settings.is_rated)
    app.state.before_shutdown += [level.consumer.stop_consuming for level in levels]
    return app


def _lifespan(levels: Sequence[RunningLevel], directory: Client) -> Lifespan:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        timers = [asyncio.create_task(keep_running(f"timers.{level.name}", level.keep_time)) for level in levels]
        for level in levels:
            await level.start()
        yield
        await end(*timers)
        await asyncio.gather(*(level.consumer.close() for level in levels))
        await asyncio.gather(*(level.ports.stores.relay.stop() for level in levels))
        for level in levels:
            level.close()
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
