"""Where a nomination is on its route: what was asked, what waits, and what nobody is asked any more."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import uuid4

import pytest

from services.intake.domain.history import HistoryEntry
from services.intake.domain.nomination import Nomination
from services.intake.domain.status import Fact
from services.intake.domain.step_states import STATE_TEXTS, StepState, step_state
from shared.events.content import Slip
from shared.events.words import PublicStatus, StepRole
from tests.unit.intake.samples import LONGER_SLIP, NOW, SLIP, SO_NOI_VU, YEN_PHU, a_nomination, step

# A refusal at the commune, and the step that a reconsideration appends for it.
RECONSIDERED: Slip = (*SLIP, step(3, YEN_PHU, StepRole.APPRAISE, after=1), step(4, SO_NOI_VU, StepRole.DECIDE))
Told = tuple[int, Fact, int]


@dataclass(frozen=True)
class Story:
    """What happened, as (step, fact, the case's version); where it stands, and what is shown step by step."""

    happened: Sequence[Told]
    standing: PublicStatus
    shown: str
    slip: Slip = SLIP


OPENED, FORWARDED = (1, Fact.OPENED, 1), (1, Fact.FORWARDED, 2)
STORIES = {
    "just received": Story([], PublicStatus.IN_REVIEW, "dang-xet chua-den"),
    "opened": Story([OPENED], PublicStatus.IN_REVIEW, "dang-xet chua-den"),
    "returned": Story([OPENED, (1, Fact.RETURNED, 2)], PublicStatus.RETURNED, "cho-bo-sung chua-den"),
    "reopened": Story(
        [OPENED, (1, Fact.RETURNED, 2), (1, Fact.REOPENED, 3)], PublicStatus.IN_REVIEW, "dang-xet chua-den"
    ),
    "handed over, not opened yet": Story([OPENED, FORWARDED], PublicStatus.IN_REVIEW, "da-xong dang-xet"),
    "at the last step": Story([OPENED, FORWARDED, (2, Fact.OPENED, 1)], PublicStatus.IN_REVIEW, "da-xong dang-xet"),
    "returned at the last step": Story(
        [OPENED, FORWARDED, (2, Fact.OPENED, 1), (2, Fact.RETURNED, 2)], PublicStatus.RETURNED, "da-xong cho-bo-sung"
    ),
    "declined at the first step": Story(
        [OPENED, (1, Fact.DECLINED, 2)], PublicStatus.DECLINED, "da-xong khong-xet-den"
    ),
    "declined at the last step": Story(
        [OPENED, FORWARDED, (2, Fact.DECLINED, 2)], PublicStatus.DECLINED, "da-xong da-xong"
    ),
    "withdrawn while it was worked on": Story(
        [OPENED, (1, Fact.WITHDRAWN, 2)], PublicStatus.WITHDRAWN, "da-dung khong-xet-den"
    ),
    "withdrawn while it was returned": Story(
        [OPENED, (1, Fact.RETURNED, 2), (1, Fact.WITHDRAWN, 3)], PublicStatus.WITHDRAWN, "da-dung khong-xet-den"
    ),
    "withdrawn before anybody saw it": Story(
        [(1, Fact.OPENED, 1), (1, Fact.WITHDRAWN, 1)], PublicStatus.WITHDRAWN, "khong-xet-den khong-xet-den"
    ),
    "withdrawn before the second step saw it": Story(
        [OPENED, FORWARDED, (2, Fact.OPENED, 1), (2, Fact.WITHDRAWN, 1)],
        PublicStatus.WITHDRAWN,
        "da-xong khong-xet-den",
    ),
    "approved": Story(
        [OPENED, FORWARDED, (2, Fact.OPENED, 1), (2, Fact.APPROVED, 2)], PublicStatus.APPROVED, "da-xong da-xong"
    ),
    "awarded": Story(
        [OPENED, FORWARDED, (2, Fact.APPROVED, 2), (2, Fact.AWARDED, 3)], PublicStatus.AWARDED, "da-xong da-xong"
    ),
    "annulled": Story(
        [OPENED, FORWARDED, (2, Fact.APPROVED, 2), (2, Fact.AWARDED, 3), (2, Fact.AWARD_ANNULLED, 4)],
        PublicStatus.ANNULLED,
        "da-xong da-xong",
    ),
    "referred": Story(
        [OPENED, (1, Fact.REFERRED, 2)],
        PublicStatus.IN_REVIEW,
        "da-xong khong-qua dang-xet chua-den chua-den",
        LONGER_SLIP,
    ),
    "referred, then declined": Story(
        [OPENED, (1, Fact.REFERRED, 2), (3, Fact.OPENED, 1), (3, Fact.DECLINED, 2)],
        PublicStatus.DECLINED,
        "da-xong khong-qua da-xong khong-xet-den khong-xet-den",
        LONGER_SLIP,
    ),
    "referred, then withdrawn": Story(
        [OPENED, (1, Fact.REFERRED, 2), (3, Fact.OPENED, 1), (3, Fact.WITHDRAWN, 2)],
        PublicStatus.WITHDRAWN,
        "da-xong khong-qua da-dung khong-xet-den khong-xet-den",
        LONGER_SLIP,
    ),
    "declined, then considered again": Story(
        [OPENED, (1, Fact.DECLINED, 2), (3, Fact.OPENED, 1)],
        PublicStatus.IN_REVIEW,
        "da-xong khong-xet-den dang-xet chua-den",
        RECONSIDERED,
    ),
}


def told(story: Story) -> Nomination:
    nomination = a_nomination(story.slip)
    next_step = {Fact.FORWARDED: "2", Fact.REFERRED: "3"}
    entries = tuple(
        HistoryEntry(
            version=number,
            fact=fact,
            step=at,
            sequence=version,
            at=NOW,
            event_id=uuid4(),
            details={"next_step": next_step[fact]} if fact in next_step else {},
        )
        for number, (at, fact, version) in enumerate(story.happened, start=2)
    )
    at, _, version = story.happened[-1] if story.happened else (0, None, 0)
    position = type(nomination.position)(at, version, 1)
    history = (*nomination.history, *entries)
    return replace(nomination, history=history, standing=story.standing, position=position)


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_each_step_is_shown_as_it_stands(story: Story) -> None:
    nomination = told(story)

    assert " ".join(step_state(nomination, one) for one in nomination.slip) == story.shown


def test_every_state_has_words() -> None:
    assert set(STATE_TEXTS) == set(StepState)
