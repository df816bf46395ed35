"""The demo's two stories as tests: what the histories say, and what the mails say, is the same and complete."""

from collections.abc import Mapping, Sequence

import pytest

from ops.demo.people import Office
from ops.demo.stories import NURSE, VOLUNTEER, Story, tell
from ops.demo.waiting import until
from tests.journey.acts import Nomination, nomination, told
from tests.running import System

MAILED = frozenset({"forwarded", "referred", "approved", "awarded"})
Happening = tuple[str, int]  # fact, step
EXPECTED: Mapping[str, tuple[Story, Sequence[Happening]]] = {
    "nurse": (
        NURSE,
        (
            *(("received", 0), ("opened", 1), ("forwarded", 1), ("opened", 2), ("forwarded", 2)),
            *(("opened", 3), ("approved", 3), ("awarded", 3)),
        ),
    ),
    "volunteer": (
        VOLUNTEER,
        (
            *(("received", 0), ("opened", 1), ("referred", 1), ("opened", 3), ("forwarded", 3), ("opened", 4)),
            *(("forwarded", 4), ("opened", 5), ("forwarded", 5), ("opened", 6), ("approved", 6), ("awarded", 6)),
        ),
    ),
}
# The unit's mailbox and the account that submitted, as the demo's data has them.
RECIPIENTS: Mapping[str, Sequence[str]] = {
    "nop.ttyt-yen-my": ("nop.ttyt-yen-my@hung-yen.example", "van-thu@ttyt-yen-my.hung-yen.example"),
    "nop.doan-yen-phu": ("nop.doan-yen-phu@hung-yen.example", "doan@yen-phu.hung-yen.example"),
}


@pytest.mark.parametrize("name", EXPECTED)
async def test_a_nomination_travels_to_its_decision_and_its_mails(system: System, office: Office, name: str) -> None:
    story, expected = EXPECTED[name]

    end = await tell(office, story, print)

    async def all_happened() -> Nomination | None:
        now = await nomination(office, story.submitter, end.nomination.id)
        return now if len(now.history) >= len(expected) else None

    # That a case was opened may come after its outcome: the fact waits where it overtook the referral.
    seen = await until(all_happened, what="the whole history")
    assert sorted((entry.step, entry.fact) for entry in seen.history) == sorted((step, fact) for fact, step in expected)
    assert [entry.version for entry in seen.history] == list(range(1, len(expected) + 1))
    assert seen.ending("awarded").details["decision_number"] == end.decision_number
    changes = [entry.fact for entry in seen.history if entry.fact in MAILED]
    assert await told(system, seen.number, changes) == _each_recipient(story, changes)
    assert await told(system, end.taken.number, ["received"]) == _each_recipient(story, ["received"])


def _each_recipient(story: Story, facts: list[str]) -> dict[str, list[str]]:
    return {recipient: list(facts) for recipient in RECIPIENTS[story.submitter]}
