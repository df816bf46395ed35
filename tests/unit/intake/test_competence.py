"""Whose word intake takes: each step's own authority reports on it, and a referral appends steps and changes none."""

import pytest

from services.intake.domain.competence import extend_slip
from services.intake.domain.reports import FACTS
from shared.events.cases import CaseApproved, CaseDeclined, CaseEvent, CaseReferred
from shared.events.content import AuthorityRef, Slip
from shared.events.words import Level
from shared.refusals import MalformedMessageError, NotYetError
from tests.unit.intake.samples import (
    CHAIRMAN,
    LONGER_SLIP,
    SLIP,
    SO_NOI_VU,
    YEN_PHU,
    a_decision,
    a_nomination,
    case_fact,
    change_by,
)

NEIGHBOUR = AuthorityRef(code="33.327.12082", name="UBND xã bên", level=Level.COMMUNE)


def of(fact: CaseEvent, level: Level, authority: AuthorityRef) -> CaseEvent:
    return fact.model_copy(update={"level": level, "authority": authority})


def apply(fact: CaseEvent, slip: Slip = SLIP) -> None:
    change_by(a_nomination(slip), fact)


@pytest.mark.parametrize("kind", FACTS)
@pytest.mark.parametrize("authority", [NEIGHBOUR, CHAIRMAN], ids=["of the same level", "of a higher level"])
def test_a_fact_of_another_authoritys_step_is_refused(kind: type[CaseEvent], authority: AuthorityRef) -> None:
    fact = of(case_fact(kind, a_nomination()), authority.level, authority)

    with pytest.raises(MalformedMessageError):
        apply(fact)


def test_the_right_authoritys_code_does_not_help_another_level() -> None:
    fact = of(case_fact(CaseDeclined, a_nomination()), Level.DISTRICT, YEN_PHU)

    with pytest.raises(MalformedMessageError):
        apply(fact)


def test_an_authority_of_the_route_speaks_for_its_own_steps_only() -> None:
    nomination = a_nomination(LONGER_SLIP)

    with pytest.raises(MalformedMessageError):
        apply(of(case_fact(CaseApproved, nomination, step_number=5), SO_NOI_VU.level, SO_NOI_VU), LONGER_SLIP)


@pytest.mark.parametrize("kind", [kind for kind in FACTS if kind is not CaseReferred])
def test_a_fact_of_a_missing_step_waits_for_the_referral(kind: type[CaseEvent]) -> None:
    fact = case_fact(kind, a_nomination(), step_number=4)

    with pytest.raises(NotYetError):
        apply(fact)


def test_a_decision_awards_only_what_its_own_authority_decides() -> None:
    nomination = a_nomination()
    foreign = a_decision([nomination]).model_copy(update={"authority": NEIGHBOUR})

    with pytest.raises(MalformedMessageError):
        change_by(nomination, foreign)


def test_a_referral_may_not_give_a_known_step_to_somebody_else() -> None:
    taken_over = (SLIP[0], SLIP[1].model_copy(update={"authority": NEIGHBOUR}), *LONGER_SLIP[2:])
    fact = case_fact(CaseReferred, a_nomination()).model_copy(update={"slip": taken_over})

    with pytest.raises(MalformedMessageError):
        apply(fact)


def test_a_referral_told_late_leaves_the_longer_route() -> None:
    moved = tuple(step.model_copy(update={"expected_on": None}) for step in SLIP)

    assert extend_slip(LONGER_SLIP, moved) == LONGER_SLIP
    assert extend_slip(moved, LONGER_SLIP) == LONGER_SLIP
