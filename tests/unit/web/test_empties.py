"""What is empty counts as left out wherever it may be left out, and nowhere else."""

import pytest
from pydantic import TypeAdapter, ValidationError

from services.appraisal.web.api.decisions import DecisionBody
from services.appraisal.web.api.outcomes import OutcomeBody
from services.intake.domain.dossier import Submission
from shared.web.api.as_written import as_written
from shared.web.api.empties import leave_out_empty
from tests.unit.intake.samples import SUBMISSION

NOTHING = [None, "", " ", "\u200b", "\u3164"]
_BODY = SUBMISSION.model_dump(mode="json")


def submission(**changes: object) -> object:
    [first, *_] = _BODY["nominations"]
    return {**_BODY, "nominations": [{**first, **changes}]}


@pytest.mark.parametrize("nothing", NOTHING)
@pytest.mark.parametrize(
    "field", ["criteria", "priority_marks", "gift", "earlier_awards", "consent", "confidential", "attachments"]
)
def test_an_optional_field_may_be_sent_empty(field: str, nothing: str | None) -> None:
    plain = {name: value for name, value in _BODY["nominations"][0].items() if name != field}

    taken = TypeAdapter(Submission).validate_python(leave_out_empty(submission(**{field: nothing}), Submission))

    assert taken == Submission.model_validate({**_BODY, "nominations": [plain]})


@pytest.mark.parametrize("nothing", NOTHING)
@pytest.mark.parametrize("field", ["form_of_address", "position", "workplace", "identity_number", "posthumous", "sex"])
def test_so_may_a_field_of_a_part(field: str, nothing: str | None) -> None:
    body = leave_out_empty(submission(nominee={**_BODY["nominations"][0]["nominee"], field: nothing}), Submission)

    assert not getattr(Submission.model_validate(body).nominations[0].nominee, field)


@pytest.mark.parametrize("nothing", NOTHING)
def test_required_and_unknown_empty_fields_stay_for_the_refusal(nothing: str | None) -> None:
    read = as_written(Submission).func

    with pytest.raises(ValidationError) as refused:
        read(submission(ground=None, awardform=nothing))  # type: ignore[call-arg] # a function of the value alone

    assert {error["loc"][-1] for error in refused.value.errors()} >= {"ground", "awardform"}


@pytest.mark.parametrize("nothing", NOTHING)
def test_bodies_of_levels_read_it_alike(nothing: str | None) -> None:
    decision = {
        "number": "1/QĐ",
        "issued_on": "2026-11-30",
        "signatory": {"name": "Lê Mẫu Ổn", "position": "Chủ tịch"},
        "case_ids": ["x"],
    }

    assert DecisionBody.model_validate({**decision, "dry_run": nothing, "date_reason": nothing}).dry_run is False
    assert OutcomeBody.model_validate({"confirm": True, "outcome": nothing, "missing": nothing}).missing == ()


def test_a_body_as_deep_as_its_sender_likes_is_not_followed() -> None:
    deep: object = None
    for _ in range(100_000):
        deep = [deep]

    assert leave_out_empty({"nominations": deep}, Submission) == {"nominations": deep[:1]}  # type: ignore[index]
