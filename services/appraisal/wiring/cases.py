"""Builds what is done with a case, and what arrives for it."""

from services.appraisal.application.cases import ShowCase
from services.appraisal.application.checking import CheckOutcome, CheckVote
from services.appraisal.application.claims import ClaimCase, ReleaseCase
from services.appraisal.application.correspondence import ReadCorrespondence
from services.appraisal.application.incoming_work import ApplySupplement, ApplyWithdrawal, OpenCase
from services.appraisal.application.lapses import FindLapses
from services.appraisal.application.list_reading import FindNeighboursInList
from services.appraisal.application.mail_preview import PreviewMail
from services.appraisal.application.outcomes import DecideOutcome, EnterVote, ProposeOutcome, SendBack
from services.appraisal.application.overview import ReadOverview
from services.appraisal.application.signed_work import CheckSignature
from services.appraisal.web.api.cases import AnswerCase, CaseUseCases
from services.appraisal.web.api.claims import ClaimUseCases
from services.appraisal.web.api.outcomes import OutcomeUseCases
from services.appraisal.web.api.terms import Terms
from services.appraisal.web.pages.case_visit import CasePageUseCases
from services.appraisal.wiring.ports import LevelPorts
from shared.crashpoints import checkpoint


def terms(ports: LevelPorts) -> Terms:
    """The names and the calendar that cases are shown with."""
    common = ports.common
    return Terms(common.rule_sets, common.calendar, common.now)


def find_lapses(ports: LevelPorts) -> FindLapses:
    """What finds whose work is nobody's any more."""
    return FindLapses(ports.stores.cases, ports.common.staff)


def answer_case(ports: LevelPorts) -> AnswerCase:
    """What shows the case that something was done with."""
    return AnswerCase(find_lapses(ports), terms(ports))


def case_use_cases(ports: LevelPorts) -> CaseUseCases:
    """Seeing a case."""
    return CaseUseCases(ShowCase(ports.stores.cases), answer_case(ports))


def case_page_use_cases(ports: LevelPorts, neighbours: FindNeighboursInList) -> CasePageUseCases:
    """The page of a case."""
    stores, common = ports.stores, ports.common
    read = ReadOverview(
        show=ShowCase(stores.cases),
        correspondence=ReadCorrespondence(stores.cases, stores.correspondence),
        find_lapses=find_lapses(ports),
        staff=common.staff,
        places=common.authorities,
        rule_sets=common.rule_sets,
        calendar=common.calendar,
        now=common.now,
    )
    return CasePageUseCases(read, neighbours, common.rule_sets)


def claim_use_cases(ports: LevelPorts) -> ClaimUseCases:
    """Holding a case."""
    cases, now = ports.stores.cases, ports.common.now
    return ClaimUseCases(ClaimCase(cases, now), ReleaseCase(cases, now), answer_case(ports))


def outcome_use_cases(ports: LevelPorts) -> OutcomeUseCases:
    """Proposing and deciding."""
    cases, rule_sets, now = ports.stores.cases, ports.common.rule_sets, ports.common.now
    return OutcomeUseCases(
        propose=ProposeOutcome(cases, rule_sets, now),
        decide=DecideOutcome(cases, rule_sets, now, checkpoint),
        send_back=SendBack(cases, now),
        enter_vote=EnterVote(cases, rule_sets, now),
        answer=answer_case(ports),
    )


def check_outcome(ports: LevelPorts) -> CheckOutcome:
    """What tells what an outcome would do, before it is given."""
    common = ports.common
    return CheckOutcome(DecideOutcome(ports.stores.cases, common.rule_sets, common.now, checkpoint))


def check_vote(ports: LevelPorts) -> CheckVote:
    """The same of the council's vote."""
    common = ports.common
    return CheckVote(EnterVote(ports.stores.cases, common.rule_sets, common.now))


def preview_mail(ports: LevelPorts) -> PreviewMail:
    """What shows the mail of an outcome before it is given."""
    common = ports.common
    return PreviewMail(ports.stores.cases, common.rule_sets, common.addressees, common.letters, common.now)


def open_case(ports: LevelPorts) -> OpenCase:
    """What opens the case that a hand-over brings."""
    common, cases = ports.common, ports.stores.cases
    check = _check(ports)
    return OpenCase(ports.level, cases, common.rule_sets, common.calendar, common.now, checkpoint, check)


def apply_supplement(ports: LevelPorts) -> ApplySupplement:
    """What takes in the unit's supplement."""
    common = ports.common
    return ApplySupplement(ports.stores.cases, common.rule_sets, common.calendar, common.now, _check(ports))


def apply_withdrawal(ports: LevelPorts) -> ApplyWithdrawal:
    """What answers the unit's withdrawal."""
    return ApplyWithdrawal(ports.stores.cases, ports.common.now)


def _check(ports: LevelPorts) -> CheckSignature:
    return CheckSignature(ports.common.keys, ports.stores.cases.signatures)
