"""Every route of the plan lived through on the running system: to its decision, or to the refusal with its remedy."""

from collections import Counter

import httpx
import pytest

from ops.demo.__main__ import arrived
from ops.demo.catalogue import STORIES, donation
from ops.demo.mailbox import Mailbox
from ops.demo.people import Office
from ops.demo.review import FINAL, INTERIM, LOST_AT_EACH, NOMINEES, SUBMITTER, review, submitted_in_window
from ops.demo.stories import tell
from tests.journey.acts import nomination, post
from tests.journey.test_stories import EXPECTED
from tests.running import System

# The two that `test_stories` follows down to each mail are not told again.
ROUTES = [name for name, story in STORIES.items() if story not in {one for one, _ in EXPECTED.values()}]
# Others of their kind are lived through in each run, these in `make matrix`.
ALIKE = frozenset({"giay-khen-huyen", "giay-khen-mttq", "ung-ho-chu-thap-do"})


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.matrix] if name in ALIKE else []) for name in ROUTES]
)
async def test_a_nomination_travels_its_route_to_the_decision(system: System, office: Office, name: str) -> None:
    story = STORIES[name]

    end = await tell(office, story, print)

    seen = await nomination(office, story.submitter, end.nomination.id)
    passed = [entry.step for entry in seen.history if entry.fact in {"forwarded", "approved"}]
    assert passed == [stop.step for stop in story.stops]
    assert seen.ending("awarded").details["decision_number"] == end.decision_number
    async with Mailbox(system.stack.mail.api) as mailbox:
        assert await arrived(mailbox, end)


async def test_a_donor_of_forty_million_is_told_what_is_open_instead(office: Office) -> None:
    unit = await office.person("nop.mttq")

    response = await post(unit, donation(40)())

    refusal = response.json()
    assert response.status_code == httpx.codes.UNPROCESSABLE_ENTITY
    assert [error["field"] for error in refusal["errors"]] == ["nominations[0].gift"]
    assert "mục V.2.2 của Kế hoạch" in refusal["errors"][0]["message"]
    assert {one["award_form"] for one in refusal["alternatives"]} >= {"giay-khen-so", "bang-khen-tinh"}


@pytest.mark.parametrize(
    ("occasion", "nominees"), [pytest.param(FINAL, NOMINEES, marks=pytest.mark.matrix), (INTERIM, 8)]
)
async def test_a_review_dossier_in_its_window_is_awarded_in_part(office: Office, occasion: str, nominees: int) -> None:
    taken = await submitted_in_window(office, occasion, nominees)

    end = await review(office, taken, print)

    assert len(end.awarded) == nominees - 3 * LOST_AT_EACH
    assert len(end.declined) == 3 * LOST_AT_EACH
    ended = [(await nomination(office, SUBMITTER, one.id)).ending("declined") for one in end.declined]
    by_step = Counter((entry.step, entry.details["reason_code"]) for entry in ended)
    assert by_step == {
        (1, "khong-du-tieu-chuan"): LOST_AT_EACH,
        (2, "khong-du-tieu-chuan"): LOST_AT_EACH,
        (3, "khong-dat-phieu"): LOST_AT_EACH,
    }
