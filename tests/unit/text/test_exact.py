"""Numbers, yes or no, and days are read from nothing but their own form."""

from datetime import UTC, date, datetime
from typing import Annotated

import pytest
from pydantic import BaseModel, ValidationError

from shared.events.content import Gift, Nominee
from shared.text.exact import Day, Flag, QueryFlag, QueryWhole, SaneDay, Whole
from shared.web.api.labels import LABELS
from shared.web.api.validation import problems_of


class _Sent(BaseModel):
    money_vnd: Whole = 0
    consent: Flag = False
    birth_date: Day | None = None
    signed_on: SaneDay | None = None


class _Asked(BaseModel):
    mine: QueryFlag = False
    limit: Annotated[int, QueryWhole(1, 100)] = 20


def messages(model: type[BaseModel], **typed: object) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        model.model_validate(typed)
    return [problem.message for problem in problems_of(refused.value.errors(), LABELS)]


@pytest.mark.parametrize(
    "typed", ["50.000", "80000.000", "50.0", "50_000_000", "50000000", 50000.0, 0.5, True, None, [5]]
)
def test_an_amount_is_a_whole_number(typed: object) -> None:
    assert messages(_Sent, money_vnd=typed) == ["Nhập số tiền (đồng) bằng số nguyên."]


@pytest.mark.parametrize("typed", ["true", "false", "off", "on", "yes", "1", "", 0, 1, 0.0, None])
def test_a_yes_or_no_is_true_or_false(typed: object) -> None:
    (message,) = messages(_Sent, consent=typed)

    assert message.startswith("Chọn có (true) hoặc không (false) cho sự đồng ý")


@pytest.mark.parametrize(
    "typed",
    [
        0,
        0.0,
        642902400,
        True,
        "0",
        "1633305600",
        "642902400",
        "1990-05-17T00:00:00Z",
        "1990-05-17 00:00",
        "1990-5-17",
        "19900517",
        "1990-W20-4",
        "17/05/1990",
        "1990-05-17 ",
        "１990-05-17",
        "1990-02-30",
        "90-05-17",
        datetime(1990, 5, 17, tzinfo=UTC),
    ],
)
@pytest.mark.parametrize("field", ["birth_date", "signed_on"])
def test_a_day_is_written_year_month_day(field: str, typed: object) -> None:
    (message,) = messages(_Sent, **{field: typed})

    assert "dạng năm-tháng-ngày" in message


@pytest.mark.parametrize("typed", ["0001-01-01", "0200-05-17", "1899-12-31", "2101-01-01", "9999-12-31"])
def test_a_day_of_a_request_lies_in_a_sane_century(typed: str) -> None:
    (message,) = messages(_Sent, signed_on=typed)

    assert message in {
        "Nhập ngày ký Tờ trình từ 1900-01-01 trở lên.",
        "Nhập ngày ký Tờ trình không quá 2100-12-31.",
    }
    assert _Sent(birth_date=date.fromisoformat(typed)).birth_date is not None


def test_what_is_meant_is_taken() -> None:
    sent = _Sent.model_validate(
        {"money_vnd": 50_000_000, "consent": True, "birth_date": "1990-05-17", "signed_on": "2021-10-05"}
    )

    assert sent == _Sent.model_validate_json(sent.model_dump_json())
    assert (sent.money_vnd, sent.consent, sent.birth_date) == (50_000_000, True, date(1990, 5, 17))


@pytest.mark.parametrize("typed", ["1", "yes", "on", "True", "TRUE", "", " true"])
def test_a_yes_or_no_in_a_query_is_one_of_two_words(typed: str) -> None:
    assert _Asked.model_validate({"mine": "true"}).mine
    assert not _Asked.model_validate({"mine": "false"}).mine
    assert messages(_Asked, mine=typed)


@pytest.mark.parametrize("typed", ["1.0", "5.", "1e1", "1_0", "+5", " 5", "５", "0x5", "", "0", "101", "-1", "9" * 400])
def test_a_number_in_a_query_is_digits_within_bounds(typed: str) -> None:
    assert _Asked.model_validate({"limit": "5"}).limit == 5
    assert messages(_Asked, limit=typed)


def test_the_bounds_of_a_query_are_described() -> None:
    assert _Asked.model_json_schema()["properties"]["limit"] == {
        "type": "integer",
        "minimum": 1,
        "maximum": 100,
        "default": 20,
        "title": "Limit",
    }


@pytest.mark.parametrize(
    ("model", "field", "typed"),
    [
        (Gift, "money_vnd", "50.000"),
        (Gift, "goods_vnd", 50.0),
        (Gift, "given_on", 0),
        (Nominee, "birth_date", "642902400"),
        (Nominee, "posthumous", "off"),
        (Nominee, "posthumous", 0),
    ],
)
def test_a_dossier_takes_no_kind_for_another(model: type[BaseModel], field: str, typed: object) -> None:
    with pytest.raises(ValidationError) as refused:
        model.model_validate({field: typed})

    assert (field,) in [error["loc"] for error in refused.value.errors() if error["type"] != "missing"]
