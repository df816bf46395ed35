"""Builds the acts over many cases."""

from services.appraisal.application.bulk import (
    FinishBulk,
    PreviewBulk,
    RecordBulk,
    ResumeBulks,
    ShowBulk,
    act_on_cases,
    try_on_cases,
)
from services.appraisal.application.worklist import ShowRows
from services.appraisal.web.api.bulk import BulkUseCases
from services.appraisal.web.pages.bulk import BulkPageUseCases
from services.appraisal.wiring.ports import LevelPorts
from services.appraisal.wiring.worklist import read_list, worklist_use_cases
from shared.crashpoints import checkpoint


def bulk_use_cases(ports: LevelPorts) -> BulkUseCases:
    """Trying, carrying out and seeing an act over many cases."""
    stores, common = ports.stores, ports.common
    return BulkUseCases(
        preview=PreviewBulk(try_on_cases(stores.cases, common.rule_sets, common.staff, common.calendar, common.now)),
        record=RecordBulk(ports.level, stores.bulk_acts, _finish(ports), common.now, checkpoint),
        show=ShowBulk(stores.bulk_acts),
    )


def bulk_page_use_cases(ports: LevelPorts) -> BulkPageUseCases:
    """The same as pages, which choose the cases from the list."""
    common, listing, acting = ports.common, worklist_use_cases(ports), bulk_use_cases(ports)
    return BulkPageUseCases(
        read=read_list(ports),
        list=listing.list,
        rows=ShowRows(ports.stores.cases.worklist),
        preview=acting.preview,
        record=acting.record,
        show=acting.show,
        rule_sets=common.rule_sets,
        calendar=common.calendar,
        now=common.now,
    )


def resume_bulks(ports: LevelPorts) -> ResumeBulks:
    """What carries on with the acts that a crash left half-way."""
    return ResumeBulks(ports.stores.bulk_acts, _finish(ports), ports.common.now)


def _finish(ports: LevelPorts) -> FinishBulk:
    common = ports.common
    act_on = act_on_cases(ports.stores.cases, common.rule_sets, common.staff, common.calendar, common.now, checkpoint)
    return FinishBulk(act_on, ports.stores.bulk_acts, common.now, checkpoint)
