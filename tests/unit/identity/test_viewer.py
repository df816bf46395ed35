"""A role lets its acts pass; without it, the refusal names who may do them."""

import pytest

from shared.directory.roles import ROLE_NAMES
from shared.identity.viewer import Role, Viewer
from shared.refusals import NotAllowedError

HEAD = Viewer("1", "Nguyễn Khắc Minh", frozenset({Role.HEAD}), None, frozenset({"33.so-noi-vu"}))


def test_any_of_the_roles_suffices() -> None:
    HEAD.require(Role.DEPUTY, Role.HEAD)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.HEAD])
def test_without_the_role_the_refusal_names_who_may(role: Role) -> None:
    with pytest.raises(NotAllowedError, match=ROLE_NAMES[role]):
        HEAD.require(role)


def test_several_are_named_together() -> None:
    with pytest.raises(NotAllowedError, match="chuyên viên hoặc văn thư"):
        HEAD.require(Role.OFFICER, Role.CLERK)
    with pytest.raises(NotAllowedError, match="chuyên viên, văn thư hoặc cấp phó được ủy quyền thực hiện"):
        HEAD.require(Role.OFFICER, Role.CLERK, Role.DEPUTY)


@pytest.mark.parametrize("role", Role)
def test_lent_work_takes_officers_clerks_and_secretaries_alone(role: Role) -> None:
    viewer = Viewer("1", "Mẫu", frozenset({role}), authorities=frozenset({"a", "b"}), lent=frozenset({"b"}))
    viewer.require_for("a", role)

    if role in {Role.OFFICER, Role.CLERK, Role.COUNCIL_SECRETARY}:
        viewer.require_for("b", role)
    else:
        with pytest.raises(NotAllowedError, match="ghi nhận thay"):
            viewer.require_for("b", role)


def test_acting_for_an_authority_is_a_matter_of_belonging() -> None:
    assert HEAD.acts_for("33.so-noi-vu")
    assert not HEAD.acts_for("33.so-y-te")
