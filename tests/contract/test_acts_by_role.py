"""The page of roles says of each act of the API whose it is: as the attack's table has it, tried by every account."""

from services.identity.domain.acts import load_acts
from tests.attack.credentials.test_accounts import ACTS


def test_each_act_of_a_role_is_in_one_row_with_its_roles() -> None:
    shown = [(act, row.roles) for row in load_acts() for act in row.api]

    assert len(shown) == len({act for act, _ in shown})
    assert dict(shown) == {act: roles for act, roles in ACTS.items() if roles}
