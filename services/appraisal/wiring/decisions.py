"""Builds what records, amends and finishes decisions."""

from services.appraisal.application.amendments import AmendDecision, Amending, PreviewAmendment
from services.appraisal.application.decisions import (
    FinishDecision,
    ListDecisions,
    PreviewDecision,
    RecordDecision,
    ShowDecision,
)
from services.appraisal.application.timers import FinishDecisions
from services.appraisal.web.api.amendments import AmendmentUseCases
from services.appraisal.web.api.decisions import DecisionUseCases
from services.appraisal.wiring.ports import LevelPorts
from shared.crashpoints import checkpoint


def decision_use_cases(ports: LevelPorts) -> DecisionUseCases:
    """Recording a decision, and seeing those that were recorded."""
    level, stores, rule_sets, now = ports.level, ports.stores, ports.common.rule_sets, ports.common.now
    return DecisionUseCases(
        record=RecordDecision(level, stores.reservable, stores.decisions, _finish(ports), rule_sets, now),
        preview=PreviewDecision(level, stores.reservable, stores.decisions, rule_sets, now),
        show=ShowDecision(stores.decisions),
        list=ListDecisions(stores.decisions),
    )


def amendment_use_cases(ports: LevelPorts) -> AmendmentUseCases:
    """Correcting and annulling a decision."""
    decisions, common = ports.stores.decisions, ports.common
    amending = Amending(ports.stores.reservable, decisions, common.rule_sets, common.now)
    return AmendmentUseCases(
        amend=AmendDecision(decisions, amending, _finish(ports), checkpoint),
        preview=PreviewAmendment(decisions, amending),
        show=ShowDecision(decisions),
    )


def finish_decisions(ports: LevelPorts) -> FinishDecisions:
    """What finishes the decisions that a crash left half-way."""
    stores, now = ports.stores, ports.common.now
    return FinishDecisions(stores.reservable, stores.decisions, _finish(ports), now)


def _finish(ports: LevelPorts) -> FinishDecision:
    return FinishDecision(ports.stores.reservable, ports.stores.decisions, ports.common.now, checkpoint)
