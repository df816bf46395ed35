"""A decision bears no day before those that come before it, or says why."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.appraisal.domain.case import Case, CaseKey
from services.appraisal.domain.decision import Draft
from services.appraisal.domain.decision_dates import approved_on, refuse_early
from shared.events.content import Person
from shared.refusals import InvalidError
from tests.unit.appraisal.samples import TODAY, approved, nominations

FIRST, SECOND = (approved(nomination) for nomination in nominations(2))
SIGNED = FIRST.dossier.petition.signed_on
DRAFT = Draft("30/QĐ-UBND", TODAY, Person(name="Lê Văn Chủ", position="Chủ tịch"), (CaseKey(nominations(1)[0], 2),))


def signed_on(case: Case, day: date) -> Case:
    petition = case.dossier.petition.model_copy(update={"signed_on": day})
    return replace(case, dossier=case.dossier.model_copy(update={"petition": petition}))


def test_the_day_of_the_approval_will_do() -> None:
    refuse_early(replace(DRAFT, issued_on=approved_on(FIRST)), [FIRST, SECOND])


@pytest.mark.parametrize(
    "day", [date(1921, 1, 1), date(1, 1, 1), SIGNED - timedelta(days=1), SIGNED.replace(year=SIGNED.year - 1)]
)
@pytest.mark.parametrize("reason", ["", "Văn bản giấy đã ký trước"])
def test_no_decision_is_older_than_the_petition_of_any_case(day: date, reason: str) -> None:
    early = signed_on(SECOND, date(1, 1, 1))

    with pytest.raises(InvalidError) as refused:
        refuse_early(replace(DRAFT, issued_on=day, date_reason=reason), [early, FIRST])

    (problem,) = refused.value.problems
    assert problem.field == "issued_on"
    assert "trước ngày ký Tờ trình" in problem.message


def test_a_decision_older_than_an_approval_says_why() -> None:
    draft = replace(DRAFT, issued_on=approved_on(FIRST) - timedelta(days=1))

    with pytest.raises(InvalidError) as refused:
        refuse_early(draft, [FIRST])
    assert "date_reason" in refused.value.problems[0].message
    refuse_early(replace(draft, date_reason="Văn bản giấy đã ký trước"), [FIRST])


def test_without_a_reason_the_digest_stays_as_before() -> None:
    assert DRAFT.digest == "9f75197182975e07c35e29a7ef915616f5a9d0c2d6e3c0332d1d7cf5b005ae52"
    assert replace(DRAFT, date_reason="x").digest != DRAFT.digest
