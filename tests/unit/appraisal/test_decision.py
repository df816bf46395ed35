"""Numbers, lists and the fact of a decision."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from services.appraisal.domain.case import CaseKey, CaseState
from services.appraisal.domain.consequence import award
from services.appraisal.domain.decision import (
    Draft,
    begin,
    check_draft,
    issue,
)
from services.appraisal.domain.reservable import NotReservableError, refuse_unreservable
from services.appraisal.domain.transitions import ActionNotAllowedError
from shared.events.cases import DecisionIssued
from shared.events.content import Person
from shared.events.envelope import MAX_BYTES, outgoing
from shared.refusals import InvalidError
from tests.unit.appraisal.samples import NOW, SIGNED_HEAD, TODAY, YEN_PHU, approved, in_state, nominations

KEYS = tuple(CaseKey(nomination, 2) for nomination in nominations(500))
DRAFT = Draft("30/QĐ-UBND", TODAY, Person(name="Lê Văn Chủ", position="Chủ tịch"), KEYS)


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (replace(DRAFT, number="không số"), "number"),
        (replace(DRAFT, issued_on=TODAY + timedelta(days=1)), "issued_on"),
        (replace(DRAFT, signatory=Person(name="", position="Chủ tịch")), "signatory.name"),
        (replace(DRAFT, signatory=Person(name="Lê Mẫu Ổn", position="\u2800")), "signatory.position"),
        (replace(DRAFT, cases=()), "case_ids"),
        (replace(DRAFT, cases=(*KEYS, CaseKey(UUID(int=1), 2))), "case_ids"),
        (replace(DRAFT, cases=(KEYS[0], KEYS[0])), "case_ids"),
    ],
)
def test_a_document_that_cannot_be_is_refused_at_its_field(draft: Draft, field: str) -> None:
    with pytest.raises(InvalidError) as refusal:
        check_draft(draft, today=TODAY)

    assert [problem.field for problem in refusal.value.problems] == [field]


def test_a_decision_may_bear_an_earlier_day() -> None:
    check_draft(replace(DRAFT, issued_on=date(2021, 9, 30)), today=TODAY)


def test_the_fact_of_500_awards_fits_into_a_message() -> None:
    decision = begin(UUID(int=5), DRAFT, YEN_PHU, SIGNED_HEAD, at=NOW, combined={})

    [event] = issue(decision, [(key, 1234) for key in KEYS], at=NOW).events

    assert isinstance(event, DecisionIssued)
    assert len(outgoing(event, source="commune", at=NOW).body) < MAX_BYTES
    assert {item.sequence for item in event.items} == {1235}
    assert {item.nomination_id for item in event.items} == set(nominations(500))


@pytest.mark.parametrize("state", [state for state in CaseState if state is not CaseState.APPROVED])
def test_only_an_approved_case_is_awarded(state: CaseState) -> None:
    decision = begin(UUID(int=5), DRAFT, YEN_PHU, SIGNED_HEAD, at=NOW, combined={})

    with pytest.raises(ActionNotAllowedError):
        award(in_state(state), decision, at=NOW)


def test_an_award_is_the_version_that_the_decision_told() -> None:
    case = approved()
    decision = begin(UUID(int=5), DRAFT, YEN_PHU, SIGNED_HEAD, at=NOW, combined={})
    [event] = issue(decision, [(case.key, case.version)], at=NOW).events

    decided = award(case, decision, at=NOW)

    assert isinstance(event, DecisionIssued)
    assert decided.after.version == event.items[0].sequence
    assert decided.events == ()
    assert decided.after.award is not None


def test_every_case_that_cannot_be_in_it_is_named_with_why() -> None:
    found = [
        (KEYS[0], CaseState.APPROVED, False),
        (KEYS[1], CaseState.APPROVED, True),
        (KEYS[2], CaseState.AWARDED, False),
        (KEYS[3], CaseState.OPEN, False),
    ]

    with pytest.raises(NotReservableError) as refusal:
        refuse_unreservable(KEYS[:5], found)

    refused = refusal.value.details["not_reservable"]
    assert isinstance(refused, list)
    assert [each["case_id"] for each in refused] == [str(key) for key in KEYS[1:5]]
    assert len({each["reason"] for each in refused}) == 4
