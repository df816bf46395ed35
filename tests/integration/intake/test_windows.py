"""A sơ kết or tổng kết dossier is taken in a window that the province has opened, and at no other time."""

from datetime import date, timedelta
from itertools import permutations
from uuid import UUID, uuid4

import pytest

from services.intake.application.incoming_facts import FollowWindow
from services.intake.domain.dossier import Dossier
from shared.clock.days import day_of
from shared.events.content import AuthorityRef
from shared.events.windows import Direction, WindowClosed, WindowEvent, WindowOpened
from shared.events.words import Level, Occasion
from shared.refusals import InvalidError
from tests.integration.intake.office import SUBMITTER, Office, named, submission

FORM = {"award_form": "bang-khen-tinh"}
REVIEWED = named("Đỗ Thị Xét").model_copy(update=FORM)


def today(office: Office) -> date:
    return day_of(office.now)


def told(
    office: Office,
    kind: type[WindowOpened] | type[WindowClosed] = WindowOpened,
    *,
    version: int = 1,
    occasion: Occasion = Occasion.FINAL_REVIEW,
    days: tuple[int, int] = (-5, 5),
    identity: UUID | None = None,
) -> WindowEvent:
    direction = Direction(number="1", issued_on=today(office), file="chi-dao.pdf")
    return kind(
        window_id=identity or uuid4(),
        version=version,
        level=Level.PROVINCE,
        authority=AuthorityRef(code="33.so-noi-vu", name="Sở Nội vụ", level=Level.PROVINCE),
        movement="covid-19",
        occasion=occasion,
        opens_on=today(office) + timedelta(days=days[0]),
        closes_on=today(office) + timedelta(days=days[1]),
        of_government=direction,
        of_province=direction,
        at=office.now,
    )


async def submitted(office: Office, occasion: str = "tong-ket") -> Dossier:
    return await office.submit(SUBMITTER, "k1", submission(REVIEWED, occasion=occasion))


async def refusal(office: Office, occasion: str = "tong-ket") -> str:
    with pytest.raises(InvalidError) as refused:
        await submitted(office, occasion)
    (problem,) = refused.value.problems
    assert problem.field == "petition.occasion"
    return problem.message


async def test_outside_of_every_window_it_is_refused_with_the_remedy(office: Office) -> None:
    message = await refusal(office)

    assert "Sở Nội vụ mở" in message
    assert "mục V.2.2 của Kế hoạch" in message
    assert "đột xuất" in message
    assert await office.stored("dossiers") == []


@pytest.mark.parametrize("days", [(0, 0), (-5, 0), (0, 5)])
async def test_a_window_holds_from_its_first_to_its_last_day(office: Office, days: tuple[int, int]) -> None:
    await FollowWindow(office.windows)(told(office, days=days))

    dossier = await submitted(office)

    assert [step.role.value for step in dossier.slips[0]][-3:] == ["appraise", "vote", "decide"]


@pytest.mark.parametrize(("occasion", "days"), [("tong-ket", (-5, -1)), ("tong-ket", (1, 5)), ("so-ket", (-5, 5))])
async def test_another_window_does_not_count(office: Office, occasion: str, days: tuple[int, int]) -> None:
    await FollowWindow(office.windows)(told(office, days=days))

    await refusal(office, occasion)


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_a_closed_window_stays_closed_in_any_order(office: Office, order: tuple[int, ...]) -> None:
    identity = uuid4()
    opened = told(office, identity=identity)
    closed = told(office, WindowClosed, version=2, identity=identity)
    follow = FollowWindow(office.windows)
    for place in order:
        await follow((opened, opened, closed)[place])

    await refusal(office)

    assert len(await office.stored("windows")) == 1


async def test_what_was_taken_in_a_window_is_answered_alike_later(office: Office) -> None:
    window = told(office)
    follow = FollowWindow(office.windows)
    await follow(window)
    first = await submitted(office)
    await follow(told(office, WindowClosed, version=2, identity=window.window_id))

    assert await submitted(office) == first
