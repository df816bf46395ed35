"""The money beside an award: by the law and the base salary of the day of the decision."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from shared.events.words import NomineeKind
from shared.rules.loading import load_money_rules
from shared.rules.money import UnknownMoneyError
from shared.rules.regime import Mark

MONEY = load_money_rules()
PERSON, GROUP, HOUSEHOLD = NomineeKind.INDIVIDUAL, NomineeKind.COLLECTIVE, NomineeKind.HOUSEHOLD
_SURE = ("giay-khen-so", "bang-khen-tinh", "bang-khen-thu-tuong", "huan-chuong-lao-dong-ba")


@pytest.mark.parametrize(
    ("form", "kind", "day", "paid"),
    [
        ("bang-khen-tinh", PERSON, date(2021, 10, 5), 1_490_000),
        ("bang-khen-tinh", GROUP, date(2021, 10, 5), 2_980_000),
        ("giay-khen-so", PERSON, date(2021, 10, 5), 450_000),
        ("giay-khen-huyen", GROUP, date(2021, 10, 5), 900_000),
        ("giay-khen-xa", PERSON, date(2021, 10, 5), 230_000),
        ("giay-khen-xa", GROUP, date(2021, 10, 5), 450_000),
        ("bang-khen-thu-tuong", PERSON, date(2021, 10, 5), 5_220_000),
        ("bang-khen-thu-tuong", GROUP, date(2021, 10, 5), 10_430_000),
        ("bang-khen-tinh", PERSON, date(2023, 6, 30), 1_490_000),
        ("bang-khen-tinh", PERSON, date(2023, 7, 1), 1_800_000),
        ("bang-khen-tinh", PERSON, date(2024, 6, 30), 2_700_000),
        ("bang-khen-tinh", PERSON, date(2024, 7, 1), 3_510_000),
        ("bang-khen-tinh", NomineeKind.ENTERPRISE, date(2024, 8, 5), 7_020_000),
        ("bang-khen-tinh", HOUSEHOLD, date(2025, 10, 1), 5_270_000),
        ("giay-khen-xa", PERSON, date(2025, 10, 1), 710_000),
        ("giay-khen-so", GROUP, date(2025, 10, 1), 1_410_000),
        ("giay-khen-xa", HOUSEHOLD, date(2025, 10, 1), 1_060_000),
        ("bang-khen-tinh", PERSON, date(2026, 6, 30), 3_510_000),
        ("bang-khen-tinh", PERSON, date(2026, 7, 1), 3_800_000),
        ("bang-khen-tinh", HOUSEHOLD, date(2026, 8, 1), 5_700_000),
        ("giay-khen-xa", HOUSEHOLD, date(2026, 8, 1), 1_140_000),
        ("bang-khen-thu-tuong", PERSON, date(2026, 8, 1), 8_860_000),
    ],
)
def test_amounts_are_those_of_the_law_of_the_day(form: str, kind: NomineeKind, day: date, paid: int) -> None:
    assert MONEY.amount(form, kind, day).paid_vnd == paid


@pytest.mark.parametrize(
    ("form", "kind", "day", "told"),
    [
        ("bang-khen-tinh", HOUSEHOLD, date(2021, 10, 5), "hộ gia đình: chưa xác định"),
        ("bang-khen-tinh", HOUSEHOLD, date(2024, 10, 5), "hộ gia đình: chưa xác định"),
        ("giay-khen-xa", PERSON, date(2024, 10, 5), "giay-khen-xa: chưa xác định"),
        ("giay-khen-huyen", PERSON, date(2025, 7, 1), "không có hình thức này .*Thay bằng: Giấy khen cấp xã"),
        ("bang-khen-so", PERSON, date(2021, 10, 5), "không có hình thức này"),
        ("bang-khen-tinh", PERSON, date(2018, 10, 5), "Mức lương cơ sở ngày 05/10/2018: chưa khai báo"),
    ],
)
def test_what_is_not_known_is_named(form: str, kind: NomineeKind, day: date, told: str) -> None:
    with pytest.raises(UnknownMoneyError, match=told):
        MONEY.amount(form, kind, day)


def test_a_foreigner_gets_a_gift_of_the_same_value() -> None:
    gift = MONEY.amount("bang-khen-tinh", NomineeKind.FOREIGNER, date(2021, 10, 5))

    assert (gift.is_gift, gift.paid_vnd) == (True, 1_490_000)


def test_an_amount_says_how_sure_it_is() -> None:
    unsure, sure = (MONEY.amount("bang-khen-tinh", GROUP, day) for day in (date(2021, 10, 5), date(2026, 8, 1)))

    assert (unsure.least_sure, sure.least_sure) == (Mark.OPEN, Mark.READ)
    assert "NĐ 161/2026/NĐ-CP Điều 3.2" in sure.bases


@given(some.sampled_from(_SURE), some.dates(date(2019, 7, 1), date(2030, 1, 1)))
def test_amounts_are_rounded_up_and_grow_with_the_kind(form: str, day: date) -> None:
    person, group = (MONEY.amount(form, kind, day) for kind in (PERSON, GROUP))

    assert person.paid_vnd % 10_000 == 0
    assert 0 <= person.paid_vnd - person.exact_vnd < 10_000
    assert group.exact_vnd == 2 * person.exact_vnd
    assert person.exact_vnd == person.factor * Decimal(person.base_vnd)
