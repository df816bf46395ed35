"""How a hand-over is told: by the next authority, or by its next step where it is the same one."""

import pytest

from shared.events.names import LEVELS, ROLES
from shared.events.words import Level, StepRole
from shared.rules.explaining import name_next


def test_another_authority_is_named() -> None:
    assert name_next("Sở Nội vụ", StepRole.APPRAISE, is_same=False) == "đến Sở Nội vụ"


@pytest.mark.parametrize("role", StepRole)
def test_the_same_authority_is_named_with_its_next_step(role: StepRole) -> None:
    told = name_next("UBND huyện Yên Mỹ", role, is_same=True)

    assert told == f"sang bước {ROLES[role]} tại UBND huyện Yên Mỹ"


def test_an_earlier_sender_names_no_step() -> None:
    assert name_next("UBND huyện Yên Mỹ", None, is_same=True) == "sang bước tiếp theo tại UBND huyện Yên Mỹ"


def test_every_role_and_level_has_its_name() -> None:
    assert (set(ROLES), set(LEVELS)) == (set(StepRole), set(Level))
