"""A sơ kết or tổng kết is held to the windows, a khen đột xuất is not; only the province says which there are."""

from collections.abc import Set as AbstractSet
from datetime import date

import pytest

from ops.demo.dossiers import many
from services.intake.application.soundness import check_submission
from services.intake.domain.dossier import Submission
from services.intake.domain.succession import Succession
from services.intake.messaging.subscribers import subscribers
from shared.events.content import AuthorityRef, UnitRef
from shared.events.envelope import Incoming, decode, event_id
from shared.events.event import Event
from shared.events.windows import WindowClosed, WindowOpened
from shared.events.words import Level, Occasion
from shared.messaging.topology.queues import INTAKE, NOTIFIER, level_user
from shared.refusals import InvalidError, MalformedMessageError
from shared.rules.loading import load_rule_sets
from tests.contract.frozen import frozen
from tests.unit.intake.fakes import FakeWindows
from tests.unit.intake.samples import CONTENT, PETITION, YEN_PHU

RULES = load_rule_sets().by_id("hung-yen-covid-19-2021")
UNIT = UnitRef(code="33.327.12079.doan-thanh-nien", name="Đoàn xã Yên Phú", chain=(YEN_PHU,))
TODAY = date(2021, 12, 15)
REVIEWS = (Occasion.INTERIM_REVIEW, Occasion.FINAL_REVIEW)


class Pages:
    """A directory in which everything exists."""

    async def unit(self, code: str) -> UnitRef:
        assert code == UNIT.code
        return UNIT

    async def succession(self, authorities: AbstractSet[str], communes: AbstractSet[str], today: date) -> Succession:  # noqa: ARG002
        return Succession()

    async def unknown_communes(self, codes: AbstractSet[str]) -> frozenset[str]:
        return frozenset(codes - codes)

    async def addressee(self, code: str) -> AuthorityRef | None:
        return YEN_PHU if code == YEN_PHU.code else None


def dossier(occasion: Occasion) -> Submission:
    content = CONTENT.model_copy(update={"award_form": "bang-khen-tinh"})
    return Submission(petition=PETITION.model_copy(update={"occasion": occasion}), nominations=(content,))


@pytest.mark.parametrize("occasion", REVIEWS)
async def test_a_review_without_its_window_names_paragraph_and_remedy(occasion: Occasion) -> None:
    other = next(one for one in REVIEWS if one is not occasion)
    windows = FakeWindows(frozenset({("covid-19", other, TODAY)}))

    with pytest.raises(InvalidError) as refused:
        await check_submission(Pages(), windows, RULES, UNIT, dossier(occasion), TODAY)

    (problem,) = refused.value.problems
    assert problem.field == "petition.occasion"
    for words in ("mục V.2.2 của Kế hoạch", "Sở Nội vụ mở", "Gửi lại khi có thông báo mở đợt", "đột xuất"):
        assert words in problem.message


@pytest.mark.parametrize("occasion", REVIEWS)
async def test_a_review_in_its_window_is_routed_through_the_council(occasion: Occasion) -> None:
    windows = FakeWindows(frozenset({("covid-19", occasion, TODAY)}))

    checked = await check_submission(Pages(), windows, RULES, UNIT, dossier(occasion), TODAY)

    assert [step.role.value for step in checked.slips[0]][-3:] == ["appraise", "vote", "decide"]


async def test_a_khen_dot_xuat_needs_no_window() -> None:
    checked = await check_submission(Pages(), FakeWindows(), RULES, UNIT, dossier(Occasion.SPONTANEOUS), TODAY)

    assert len(checked.slips) == 1


async def test_the_demos_review_of_thirty_is_sound() -> None:
    body = many(30, "tong-ket").body
    thirty = Submission.model_validate(body)
    day = thirty.petition.signed_on
    windows = FakeWindows(frozenset({("covid-19", Occasion.FINAL_REVIEW, day)}))

    checked = await check_submission(Pages(), windows, RULES, UNIT, thirty, day)

    assert len(checked.slips) == 30


@pytest.mark.parametrize("kind", ["window.opened.v1", "window.closed.v1"])
@pytest.mark.parametrize(
    "sender", [INTAKE, NOTIFIER, *(level_user(level) for level in Level if level is not Level.PROVINCE)]
)
async def test_a_window_told_by_anybody_but_the_province_is_parked(kind: str, sender: str) -> None:
    heard: list[Event] = []

    async def hear(event: Event) -> None:
        heard.append(event)

    promised = frozen(kind)
    classes = {"window.opened.v1": WindowOpened, "window.closed.v1": WindowClosed}
    known = classes[kind].model_validate_json(promised.body)
    message = Incoming(id=str(event_id(known)), type=kind, source=promised.source, sender=sender, body=promised.body)
    event = decode(message)

    with pytest.raises(MalformedMessageError, match="does not serve province"):
        await subscribers(*(hear,) * 5)[type(event)](event, message)  # type: ignore[arg-type]  # stands for use cases

    assert heard == []
