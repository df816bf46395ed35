"""The full demo's plan: the same each time, of every stage, by the rules, and of nobody who lives."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

import pytest

from ops.demo.desks import Desk
from ops.demo.full.plan import ENDED, Plan, Stage, in_decisions, limits_of, make_plan
from ops.demo.full.ways import DESKS, WAYS, Way
from ops.demo.stories import COUNCIL
from shared.events.content import NominationContent
from shared.events.words import Occasion, StepRole
from shared.rules.slip import make_slip
from tests.unit.demo.test_catalogue import ACCOUNTS, RULES, unit_of
from tests.unit.rules.test_slip import MONDAY

TODAY = date(2021, 11, 15)
LEAST_OF_A_STAGE = 3


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan(TODAY)


def first_content(plan: Plan, way: Way) -> NominationContent:
    dossier = next(each for each in plan.dossiers if each.way == way)
    return NominationContent.model_validate(dossier.nominations[0].content)


def test_two_plans_of_a_day_are_the_same(plan: Plan) -> None:
    assert make_plan(TODAY) == plan


def test_it_has_three_hundred_nominations_of_every_stage(plan: Plan) -> None:
    counts = Counter(nomination.stage for nomination in plan.nominations)

    assert counts.total() == 300
    assert {stage for stage in Stage if counts[stage] < LEAST_OF_A_STAGE} == set()


def test_every_content_is_one_that_the_api_takes(plan: Plan) -> None:
    for dossier in plan.dossiers:
        for nomination in dossier.nominations:
            content = NominationContent.model_validate(nomination.content)
            assert content.achievement.ended_on <= dossier.signed_on <= TODAY
            assert not (content.consent and content.confidential)


def test_nobody_is_a_real_person(plan: Plan) -> None:
    names = [nomination.name for nomination in plan.nominations]

    assert [name for name in names if "Mẫu" not in name] == []
    assert [dossier.way.signer[0] for dossier in plan.dossiers if "Mẫu" not in dossier.way.signer[0]] == []


def test_whoever_stays_unnamed_has_a_dossier_alone(plan: Plan) -> None:
    hidden = [
        dossier
        for dossier in plan.dossiers
        if any(nomination.content["confidential"] for nomination in dossier.nominations)
    ]

    assert hidden
    assert {len(dossier.nominations) for dossier in hidden} == {1}


def test_names_tell_nominations_of_a_dossier_apart(plan: Plan) -> None:
    for dossier in plan.dossiers:
        assert len({each.name for each in dossier.nominations}) == len(dossier.nominations)


def test_some_are_proposed_twice(plan: Plan) -> None:
    names = Counter(nomination.name for nomination in plan.nominations)

    assert max(names.values()) == 2


@pytest.mark.parametrize("way", WAYS, ids=lambda way: f"{way.submitter}-{way.award_form}")
def test_a_way_has_the_steps_of_its_slip(plan: Plan, way: Way) -> None:
    slip = make_slip(RULES, unit_of(way.submitter), first_content(plan, way), Occasion(way.occasion), MONDAY)

    assert len(slip) == way.steps
    votes = [step.step for step in slip if step.role is StepRole.VOTE]
    assert votes == ([way.vote] if way.vote else [])
    assert {(step.level.value, step.authority.code) for step in slip} <= set(DESKS)


@pytest.mark.parametrize("desk", [desk for desk in DESKS.values() if desk != COUNCIL], ids=lambda desk: desk.place)
def test_people_sit_at_each_desk(desk: Desk) -> None:
    assert {desk.officer, desk.head, desk.clerk} <= set(ACCOUNTS)


def test_what_has_ended_has_passed_all_steps_before(plan: Plan) -> None:
    for dossier in plan.dossiers:
        for nomination in dossier.nominations:
            assert 0 <= nomination.passed < dossier.way.steps
            if nomination.stage in ENDED:
                assert nomination.step == dossier.way.steps


def test_a_decision_is_of_one_authority_and_a_few_cases() -> None:
    cases = [("33.chu-tich", f"c{number:02}") for number in range(9)] + [("33.so-y-te", "h")]

    decisions: Sequence[tuple[str, Sequence[str]]] = list(in_decisions(cases))

    assert [(authority, len(of)) for authority, of in decisions] == [
        ("33.chu-tich", 7),
        ("33.chu-tich", 2),
        ("33.so-y-te", 1),
    ]


def test_limits_are_moved_for_what_is_late_or_nearly_so() -> None:
    stages = {"a": Stage.OVERDUE, "b": Stage.OVERDUE, "c": Stage.DUE_SOON, "d": Stage.RECEIVED}

    assert limits_of(stages) == {"a": -2, "b": -3, "c": 0}
