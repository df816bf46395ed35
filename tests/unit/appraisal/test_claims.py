"""Holding a case, letting go, taking over."""

from datetime import timedelta

import pytest

from services.appraisal.domain.case import CaseState
from services.appraisal.domain.claims import HOLD, HeldByAnotherError, claim, refuse_held, release
from services.appraisal.domain.people import By
from services.appraisal.domain.transitions import ActionNotAllowedError
from tests.unit.appraisal.samples import NOW, SIGNED_HEAD, SIGNED_OFFICER, in_state, opened

COLLEAGUE = By("a-colleague", "Vũ Thị Cùng")


def test_a_claim_bumps_no_version_and_writes_no_history() -> None:
    case = opened()

    held = claim(case, SIGNED_OFFICER, at=NOW)

    assert held.claim_at(NOW) is not None
    assert (held.version, held.history) == (case.version, case.history)


def test_another_is_told_who_holds_it_and_until_when() -> None:
    held = claim(opened(), SIGNED_OFFICER, at=NOW)

    with pytest.raises(HeldByAnotherError, match=SIGNED_OFFICER.name) as refusal:
        claim(held, COLLEAGUE, at=NOW)

    assert refusal.value.details["held_until"] == (NOW + HOLD).isoformat()


def test_taking_over_is_kept_on_record() -> None:
    held = claim(opened(), SIGNED_OFFICER, at=NOW)

    taken = claim(held, COLLEAGUE, at=NOW, take_over=True)

    assert taken.claim is not None
    assert taken.claim.by == COLLEAGUE
    assert [(take_over.taken_by, take_over.taken_from) for take_over in taken.take_overs] == [
        (COLLEAGUE, SIGNED_OFFICER)
    ]


def test_an_expired_claim_keeps_nobody_out() -> None:
    held = claim(opened(), SIGNED_OFFICER, at=NOW)

    refuse_held(held, COLLEAGUE, at=NOW + HOLD)
    taken = claim(held, COLLEAGUE, at=NOW + HOLD)

    assert taken.claim is not None
    assert taken.claim.by == COLLEAGUE
    assert taken.take_overs == ()


def test_claiming_again_prolongs() -> None:
    held = claim(opened(), SIGNED_OFFICER, at=NOW)

    longer = claim(held, SIGNED_OFFICER, at=NOW + timedelta(minutes=10))

    assert longer.claim is not None
    assert longer.claim.since == NOW
    assert longer.claim.until == NOW + timedelta(minutes=10) + HOLD


def test_only_the_holder_lets_go() -> None:
    held = claim(opened(), SIGNED_OFFICER, at=NOW)

    with pytest.raises(HeldByAnotherError):
        release(held, SIGNED_HEAD, at=NOW)

    assert release(held, SIGNED_OFFICER, at=NOW).claim is None


@pytest.mark.parametrize("state", [state for state in CaseState if state is not CaseState.OPEN])
def test_there_is_nothing_to_hold_in_a_case_that_is_not_open(state: CaseState) -> None:
    with pytest.raises(ActionNotAllowedError):
        claim(in_state(state), SIGNED_OFFICER, at=NOW)
