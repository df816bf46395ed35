"""Builds what records, amends and finishes decisions."""

from services.appraisal.application.amendments import AmendDecision, Amending, PreviewAmendment
from services.appraisal.application.decided_lists import ReadList
from services.appraisal.application.decisions import (
    FinishDecision,
    ListDecisions,
    PreviewDecision,
    RecordDecision,
    ShowDecision,
)
from services.appraisal.application.mail_preview import PreviewAwardMails
from services.appraisal.application.timers import FinishDecisions
from services.appraisal.web.api.amendments import AmendmentUseCases
from services.appraisal.web.api.decisions import DecisionUseCases
from services.appraisal.web.pages.amendments import AmendmentPageUseCases
from services.appraisal.web.pages.decisions import DecisionPageUseCases
from services.appraisal.wiring.ports import LevelPorts
from services.appraisal.wiring.worklist import worklist_use_cases
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


def decision_page_use_cases(ports: LevelPorts) -> DecisionPageUseCases:
    """The same for pages, with what waits for a decision and the lists in words."""
    api, common = decision_use_cases(ports), ports.common
    return DecisionPageUseCases(
        list=api.list,
        show=api.show,
        read_list=ReadList(ports.stores.reservable, common.rule_sets),
        list_cases=worklist_use_cases(ports).list,
        preview=api.preview,
        preview_mails=preview_award_mails(ports),
        record=api.record,
        rule_sets=common.rule_sets,
        now=common.now,
    )


def preview_award_mails(ports: LevelPorts) -> PreviewAwardMails:
    """What shows the mails of a decision before it is recorded."""
    common = ports.common
    return PreviewAwardMails(ports.stores.reservable, common.rule_sets, common.addressees, common.letters, common.now)


def amendment_use_cases(ports: LevelPorts) -> AmendmentUseCases:
    """Correcting and annulling a decision."""
    decisions, common = ports.stores.decisions, ports.common
    amending = Amending(ports.stores.reservable, decisions, common.rule_sets, common.now)
    return AmendmentUseCases(
        amend=AmendDecision(decisions, amending, _finish(ports), checkpoint),
        preview=PreviewAmendment(decisions, amending),
        show=ShowDecision(decisions),
    )


def amendment_page_use_cases(ports: LevelPorts) -> AmendmentPageUseCases:
    """The same for pages, with the lists in words."""
    api = amendment_use_cases(ports)
    return AmendmentPageUseCases(
        amend=api.amend,
        preview=api.preview,
        show=api.show,
        read_list=ReadList(ports.stores.reservable, ports.common.rule_sets),
    )


def finish_decisions(ports: LevelPorts) -> FinishDecisions:
    """What finishes the decisions that a crash left half-way."""
    stores, now = ports.stores, ports.common.now
    return FinishDecisions(stores.reservable, stores.decisions, _finish(ports), now)


def _finish(ports: LevelPorts) -> FinishDecision:
    return FinishDecision(ports.stores.reservable, ports.stores.decisions, ports.common.now, checkpoint)
