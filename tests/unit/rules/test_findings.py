"""What an appraiser is shown before reading."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from shared.events.content import Finding
from shared.events.words import Occasion
from shared.rules.findings import findings
from tests.unit.appraisal.samples import CONTENT, RULES, TODAY, a_dossier, work

SLIP = work().slip
ENDED = CONTENT.achievement.ended_on
PROMPT = timedelta(days=RULES.limits.prompt_days)
FRESH = timedelta(days=RULES.limits.petition_days)


def found(submitted: date, signed: date, occasion: Occasion = Occasion.SPONTANEOUS) -> Mapping[str, Finding]:
    dossier = a_dossier()
    petition = dossier.petition.model_copy(update={"signed_on": signed, "occasion": occasion})
    handed_in = dossier.model_copy(update={"petition": petition, "submitted_on": submitted})
    return {one.code: one for one in findings(RULES, CONTENT, handed_in, SLIP, is_identified=True)}


@pytest.mark.parametrize("signed", [ENDED, ENDED + timedelta(days=1), ENDED + PROMPT, date(2001, 1, 1)])
def test_promptness_goes_by_the_day_of_submission(signed: date) -> None:
    late = found(ENDED + PROMPT + timedelta(days=1), signed)

    assert "181 ngày" in late["khong-kip-thoi"].message
    assert not late["khong-kip-thoi"].blocking


def test_the_last_day_is_still_prompt() -> None:
    assert "khong-kip-thoi" not in found(ENDED + PROMPT, ENDED + PROMPT)


@pytest.mark.parametrize("occasion", [Occasion.INTERIM_REVIEW, Occasion.FINAL_REVIEW])
def test_only_awards_on_the_spot_must_be_prompt(occasion: Occasion) -> None:
    assert "khong-kip-thoi" not in found(ENDED + 2 * PROMPT, ENDED + 2 * PROMPT, occasion)


@pytest.mark.parametrize("occasion", Occasion)
def test_a_petition_much_older_than_its_dossier_is_asked_about(occasion: Occasion) -> None:
    old = found(TODAY, TODAY - FRESH - timedelta(days=1), occasion)["to-trinh-cu"]

    assert f"{FRESH.days + 1} ngày" in old.message
    assert not old.blocking


def test_a_petition_may_be_as_old_as_the_rule_set_says() -> None:
    assert "to-trinh-cu" not in found(TODAY, TODAY - FRESH)
