"""An account without use is told what it lacks."""

from dataclasses import replace

import pytest

from shared.directory.bodies import Account, account_faults
from shared.directory.roles import Role

DEPUTY = Account(
    id="1",
    username="pho.so-y-te",
    name="Lê Văn Ổn",
    roles=frozenset({Role.DEPUTY, Role.OFFICER}),
    authorities=frozenset({"33.so-y-te"}),
)


@pytest.mark.parametrize(
    ("account", "told"),
    [
        (replace(DEPUTY, username="Lê Văn Ổn"), "không dấu"),
        (replace(DEPUTY, username="a" * 101), "không dấu"),
        (replace(DEPUTY, roles=frozenset()), "Nêu ít nhất một vai trò"),
        (replace(DEPUTY, authorities=frozenset()), "nêu mã cơ quan"),
        (replace(DEPUTY, roles=frozenset({Role.SUBMITTER})), "nêu mã đơn vị"),
    ],
)
def test_an_account_of_no_use_is_told_what_it_lacks(account: Account, told: str) -> None:
    assert any(told in fault for fault in account_faults(account))


def test_a_fit_account_has_no_faults() -> None:
    assert account_faults(DEPUTY) == []
    assert account_faults(replace(DEPUTY, roles=frozenset({Role.OPERATOR}), authorities=frozenset())) == []
