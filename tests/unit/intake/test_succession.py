"""What bodies that ended or were succeeded mean for a dossier that is handed in afterwards."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from services.intake.application.soundness import check_submission
from services.intake.domain.dossier import Submission
from services.intake.domain.succession import PassingCommune, Succession
from shared.events.content import AuthorityRef, UnitRef
from shared.events.words import Level
from shared.refusals import InvalidError
from tests.unit.intake.fakes import FakeWindows
from tests.unit.intake.samples import CONTENT, PETITION, YEN_PHU
from tests.unit.intake.test_window_check import RULES, TODAY, UNIT

HEIR = AuthorityRef(code="33.chu-tich-moi", name="Chủ tịch mẫu", level=Level.PROVINCE)
SUBMISSION = Submission(petition=PETITION, nominations=(CONTENT.model_copy(update={"award_form": "bang-khen-tinh"}),))


@dataclass(frozen=True)
class Registry:
    """A directory in which everything exists, and some of it no more."""

    standing_today: Succession

    async def unit(self, code: str) -> UnitRef:
        assert code == UNIT.code
        return UNIT

    async def unknown_communes(self, codes: AbstractSet[str]) -> frozenset[str]:
        return frozenset(codes - codes)

    async def succession(self, authorities: AbstractSet[str], communes: AbstractSet[str], _: date) -> Succession:
        known = self.standing_today
        over = {code: heir for code, heir in known.over.items() if code in authorities}
        return Succession(over, {code: one for code, one in known.passing.items() if code in communes})

    async def addressee(self, code: str) -> AuthorityRef | None:
        return YEN_PHU if code == YEN_PHU.code else None


async def routed(standing: Succession) -> list[str]:
    checked = await check_submission(Registry(standing), FakeWindows(), RULES, UNIT, SUBMISSION, TODAY)
    return [step.authority.code for step in checked.slips[0]]


async def test_a_slip_names_whoever_goes_on() -> None:
    before = await routed(Succession())

    after = await routed(Succession({"33.chu-tich": HEIR}))

    assert "33.chu-tich" in before
    assert after == [HEIR.code if code == "33.chu-tich" else code for code in before]


async def test_a_slip_through_an_ended_body_is_refused_with_a_remedy() -> None:
    with pytest.raises(InvalidError) as refused:
        await routed(Succession({"33.chu-tich": None}))

    [problem] = refused.value.problems
    assert problem.field == "nominations[0].award_form"
    assert "chưa có cơ quan kế thừa" in problem.message
    assert "quản trị viên" in problem.message


@pytest.mark.parametrize(
    ("passing", "is_refused"),
    [
        (PassingCommune("Xã Cũ", ends_on=CONTENT.achievement.began_on, successor="Xã Mới (12999)"), False),
        (
            PassingCommune("Xã Cũ", ends_on=CONTENT.achievement.began_on - timedelta(days=1), successor="Xã Mới (1)"),
            True,
        ),
        (PassingCommune("Xã Mới", begins_on=TODAY), False),
        (PassingCommune("Xã Mới", begins_on=TODAY + timedelta(days=1)), True),
    ],
)
async def test_a_commune_is_named_for_the_time_in_which_it_was(passing: PassingCommune, is_refused: bool) -> None:
    code = CONTENT.achievement.place.commune
    assert code is not None
    standing = Succession({}, {code: passing})

    problems = []
    try:
        await routed(standing)
    except InvalidError as refused:
        problems = [problem.field for problem in refused.problems]

    assert ("nominations[0].achievement.place.commune" in problems) is is_refused
