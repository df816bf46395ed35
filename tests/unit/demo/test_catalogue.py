"""Every story of the demo fits the routes: its stops are the slip's steps, each at a desk that may work there."""

from collections.abc import Mapping

import pytest
from pydantic import JsonValue

from ops.demo.catalogue import STORIES, donation
from ops.demo.dossiers import Submission
from ops.demo.stories import VOTE, Story
from shared.directory.bodies import Account
from shared.directory.loading import load_directory
from shared.events.content import AuthorityRef, NominationContent, Slip, UnitRef
from shared.events.words import NomineeKind, Occasion, Outcome, StepRole
from shared.rules.loading import load_rule_sets
from shared.rules.slip import ALLOWED, SlipRefusedError, make_slip
from tests.unit.rules.test_slip import MONDAY

RULES = load_rule_sets().by_id("hung-yen-covid-19-2021")
DATA = load_directory()
AUTHORITIES = {one.code: one for one in DATA.authorities}
UNITS = {one.code: one for one in (*DATA.units, *DATA.demo_units)}
ACCOUNTS: Mapping[str, Account] = {one.username: one for one in DATA.demo_accounts}
STRAIGHT = [name for name, story in STORIES.items() if not any(stop.award_form for stop in story.stops)]


def unit_of(username: str) -> UnitRef:
    unit = UNITS[ACCOUNTS[username].unit or ""]
    chain, above = [], unit.managed_by
    while above:
        one = AUTHORITIES[above]
        chain.append(AuthorityRef(code=one.code, name=one.name, level=one.levels[0]))
        above = "" if one.block else one.parent or ""
    return UnitRef(code=unit.code, name=unit.name, chain=tuple(chain))


def content_of(submission: Submission) -> NominationContent:
    nominations = submission.body["nominations"]
    assert isinstance(nominations, list)
    first: JsonValue = nominations[0]
    return NominationContent.model_validate(first)


def slip_of(story: Story) -> Slip:
    content = content_of(story.submission())
    return make_slip(RULES, unit_of(story.submitter), content, Occasion.SPONTANEOUS, MONDAY)


@pytest.mark.parametrize("name", STRAIGHT)
def test_the_stops_are_the_steps_of_the_route(name: str) -> None:
    story = STORIES[name]

    slip = slip_of(story)

    assert [(stop.step, stop.desk.level) for stop in story.stops] == [(one.step, one.level.value) for one in slip]
    for stop, step in zip(story.stops, slip, strict=True):
        if stop.outcome == VOTE:
            assert step.role is StepRole.VOTE
        else:
            assert Outcome(stop.outcome) in ALLOWED[step.role]


@pytest.mark.parametrize("name", STRAIGHT)
def test_whoever_acts_works_for_the_authority_of_the_step(name: str) -> None:
    story = STORIES[name]

    for stop, step in zip(story.stops, slip_of(story), strict=True):
        decides = f"thu-ky.{stop.desk.place}" if stop.outcome == VOTE else stop.desk.head
        assert step.authority.code in ACCOUNTS[decides].authorities
        if stop.outcome != VOTE:
            prepare = ACCOUNTS[stop.desk.officer].authorities & ACCOUNTS[stop.desk.clerk].authorities
            assert prepare & {step.authority.code, AUTHORITIES[step.authority.code].worked_by}


def test_a_donor_below_the_threshold_is_offered_other_routes() -> None:
    content = content_of(donation(40)())
    assert content.nominee.kind is NomineeKind.ENTERPRISE

    with pytest.raises(SlipRefusedError) as refused:
        make_slip(RULES, unit_of("nop.mttq"), content, Occasion.SPONTANEOUS, MONDAY)

    assert "mục V.2.2 của Kế hoạch" in refused.value.message
    offered = refused.value.details["alternatives"]
    assert isinstance(offered, list)
    assert {one["award_form"] for one in offered} >= {"giay-khen-so", "bang-khen-tinh"}
