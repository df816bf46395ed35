"""Deputies act only while they are authorised, and an account without use is told what it lacks."""

from dataclasses import replace
from datetime import date

import pytest

from shared.directory.bodies import Account, account_faults
from shared.directory.roles import Role

DEPUTY = Account(
    id="1",
    username="pho.so-y-te",
    name="Lê Văn Ổn",
    roles=frozenset({Role.DEPUTY, Role.OFFICER}),
    authorities=frozenset({"33.so-y-te"}),
    authorised_from=date(2021, 10, 1),
    authorised_until=date(2021, 10, 31),
)


@pytest.mark.parametrize(
    ("day", "is_deputy"),
    [
        (date(2021, 9, 30), False),
        (date(2021, 10, 1), True),
        (date(2021, 10, 31), True),
        (date(2021, 11, 1), False),
    ],
)
def test_a_deputy_is_one_from_the_first_to_the_last_day_of_the_authorisation(day: date, *, is_deputy: bool) -> None:
    roles = DEPUTY.roles_on(day)

    assert (Role.DEPUTY in roles) is is_deputy
    assert Role.OFFICER in roles


@pytest.mark.parametrize(
    ("account", "told"),
    [
        (replace(DEPUTY, username="Lê Văn Ổn"), "không dấu"),
        (replace(DEPUTY, username="a" * 101), "không dấu"),
        (replace(DEPUTY, roles=frozenset()), "Nêu ít nhất một vai trò"),
        (replace(DEPUTY, authorities=frozenset()), "nêu mã cơ quan"),
        (replace(DEPUTY, authorised_until=None), "ngày hết ủy quyền"),
        (replace(DEPUTY, authorised_until=date(2021, 9, 1)), "phải trước"),
        (replace(DEPUTY, roles=frozenset({Role.SUBMITTER})), "nêu mã đơn vị"),
    ],
)
def test_an_account_of_no_use_is_told_what_it_lacks(account: Account, told: str) -> None:
    assert any(told in fault for fault in account_faults(account))


def test_a_fit_account_has_no_faults() -> None:
    assert account_faults(DEPUTY) == []
    assert account_faults(replace(DEPUTY, roles=frozenset({Role.OPERATOR}), authorities=frozenset())) == []
