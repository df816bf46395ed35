"""A rule set in words: how a hand-over is told, who may propose for a form, and how long its ways take."""

import pytest

from shared.events.names import LEVELS, ROLES
from shared.events.words import Level, StepRole
from shared.rules.explaining import count_days, name_next, name_proposers
from shared.rules.loading import FOLDER, load_rule_set

HUNG_YEN = load_rule_set(FOLDER / "2017-10" / "covid-19.toml")


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


@pytest.mark.parametrize(
    ("form", "days"),
    [
        ("giay-khen-xa", (15, 15)),
        ("giay-khen-huyen", (15, 20)),
        # From Sở Y tế, Sở Nội vụ and the Chairman to those, a khối member, who received the gift, and the council.
        ("bang-khen-tinh", (35, 50)),
    ],
)
def test_the_days_of_a_form_are_those_of_its_ways(form: str, days: tuple[int, int]) -> None:
    assert count_days(HUNG_YEN, form) == days


def test_a_giay_khen_is_proposed_by_units_of_who_gives_it() -> None:
    proposers = {code: name_proposers(form) for code, form in HUNG_YEN.award_forms_by_code.items()}

    assert "xã" in proposers["giay-khen-xa"]
    assert "sở" in proposers["giay-khen-so"]
    assert proposers["bang-khen-tinh"].startswith("Mọi đơn vị")
