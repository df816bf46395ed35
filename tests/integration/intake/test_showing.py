"""Lists and single views: who sees what, pages without gaps, names in Vietnamese order."""

import pytest

from services.intake.application.ports import Filters
from shared.events.cases import CaseDeclined, CaseReferred
from shared.events.words import PublicStatus
from shared.identity.viewer import Role, Viewer
from shared.refusals import InvalidError, NotAllowedError, NotFoundError
from tests.integration.intake.office import (
    ELSEWHERE,
    NOBODY,
    OFFICER,
    STRANGER,
    SUBMITTER,
    Office,
    named,
    submission,
)
from tests.unit.intake.samples import case_fact

ANYTHING = Filters()
DEPARTMENT = Viewer("acc-9", "Sở Y tế", frozenset({Role.OFFICER}), authorities=frozenset({"33.so-y-te"}))


@pytest.mark.parametrize("viewer", [SUBMITTER, OFFICER])
async def test_unit_and_authorities_see_it_by_id_and_number(office: Office, viewer: Viewer) -> None:
    dossier = await office.submitted()
    identity = dossier.nomination_ids[0]

    by_id = await office.show_nomination(viewer, identity)
    by_number = await office.show_nomination(viewer, by_id.number.lower().replace("-", ""))

    assert by_id == by_number
    assert (await office.show_dossier(viewer, dossier.number)).dossier == dossier


@pytest.mark.parametrize("viewer", [STRANGER, ELSEWHERE, NOBODY])
async def test_nobody_else_learns_that_it_exists(office: Office, viewer: Viewer) -> None:
    dossier = await office.submitted()

    for reference in (dossier.nomination_ids[0], (await office.nomination(dossier.nomination_ids[0])).number):
        with pytest.raises(NotFoundError):
            await office.show_nomination(viewer, reference)
    with pytest.raises(NotFoundError):
        await office.show_dossier(viewer, dossier.id)
    with pytest.raises(NotFoundError):
        await office.list_nominations(viewer, dossier.id, ANYTHING, None, 10)


async def test_a_referral_lets_the_higher_authorities_see_it(office: Office) -> None:
    identity = (await office.submitted()).nomination_ids[0]
    with pytest.raises(NotFoundError):
        await office.show_nomination(DEPARTMENT, identity)

    await office.applied(case_fact(CaseReferred, await office.nomination(identity)))

    assert (await office.show_nomination(DEPARTMENT, identity)).award_form == "bang-khen-tinh"


async def test_a_list_pages_through_everything_once_latest_first(office: Office) -> None:
    keys = [f"k{number}" for number in range(7)]
    ids = [(await office.submitted(key)).id for key in keys]

    found, after = [], None
    for _ in range(10):
        page = await office.list_dossiers(SUBMITTER, ANYTHING, after, 3)
        found += [line.id for line in page.items]
        after = page.next
        if after is None:
            break

    assert found == ids[::-1]


async def test_a_list_counts_where_the_nominations_stand(office: Office) -> None:
    dossier = await office.submitted("k1", named("An"), named("Bình"), named("Cúc"))
    await office.applied(case_fact(CaseDeclined, await office.nomination(dossier.nomination_ids[1])))

    [line] = (await office.list_dossiers(SUBMITTER, ANYTHING, None, 10)).items

    assert line.total == 3
    assert line.statuses == {PublicStatus.IN_REVIEW: 2, PublicStatus.DECLINED: 1}


async def test_a_list_is_of_the_own_unit_only(office: Office) -> None:
    await office.submitted()

    assert (await office.list_dossiers(STRANGER, ANYTHING, None, 10)).items == ()
    with pytest.raises(NotAllowedError):
        await office.list_dossiers(OFFICER, ANYTHING, None, 10)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(text="ấn thị"), ["1/TTr"]),
        (Filters(text="BICH an"), ["1/TTr"]),
        (Filters(text="2/ttr"), ["2/TTr"]),
        (Filters(text="không ai"), []),
        (Filters(text=".*"), []),
        (Filters(status=PublicStatus.DECLINED), ["2/TTr"]),
        (Filters(status=PublicStatus.DECLINED, text="bích"), []),
        (Filters(status=PublicStatus.DECLINED, text="2/TTr"), ["2/TTr"]),
        (Filters(award_form="giay-khen-xa"), ["2/TTr", "1/TTr"]),
        (Filters(award_form="bang-khen-tinh"), []),
    ],
)
async def test_a_list_is_narrowed_by(office: Office, filters: Filters, expected: list[str]) -> None:
    await office.submit(SUBMITTER, "k1", submission(named("Ấn Thị Bích"), number="1/TTr"))
    second = await office.submit(SUBMITTER, "k2", submission(named("Đỗ Văn Cường"), number="2/TTr"))
    await office.applied(case_fact(CaseDeclined, await office.nomination(second.nomination_ids[0])))

    page = await office.list_dossiers(SUBMITTER, filters, None, 10)

    assert [line.petition.number for line in page.items] == expected


def ways_of_typing(number: str) -> list[str]:
    """How people type or paste a number."""
    plain = number.replace("-", "")
    return [
        plain.lower(),
        " ".join(plain),
        f"số {number}",
        number.replace("0", "O").replace("1", "l"),
        f"\u200b{number}\ufeff",
        f"https://thidua.example/de-nghi/{number}",
    ]


async def test_a_number_is_found_however_it_is_typed(office: Office) -> None:
    other, dossier = (
        await office.submitted("k1", named("Bình")),
        await office.submitted("k2", named("An"), named("Cúc")),
    )
    first = await office.nomination(dossier.nomination_ids[0])

    for typed in ways_of_typing(first.number):
        lines = (await office.list_nominations(SUBMITTER, dossier.id, Filters(text=typed), None, 10)).items
        assert [line.id for line in lines] == [first.id], typed
        assert (await office.show_nomination(SUBMITTER, typed)).id == first.id, typed
    for typed in (*ways_of_typing(dossier.number), *ways_of_typing(first.number)):
        found = (await office.list_dossiers(SUBMITTER, Filters(text=typed), None, 10)).items
        assert [line.id for line in found] == [dossier.id], typed
    for typed in ways_of_typing(dossier.number):
        assert (await office.show_dossier(SUBMITTER, typed)).dossier.id == dossier.id, typed
    assert other.id != dossier.id


async def test_a_number_typed_in_a_list_finds_nothing_of_another_unit(office: Office) -> None:
    dossier = await office.submitted()

    for typed in ways_of_typing(dossier.number):
        assert (await office.list_dossiers(STRANGER, Filters(text=typed), None, 10)).items == ()


async def test_days_of_submission_are_inclusive_in_local_time(office: Office) -> None:
    await office.submitted()
    today = office.now.date()

    for_today = Filters(submitted_from=today, submitted_to=today)
    before = Filters(submitted_to=today.replace(year=today.year - 1))

    assert len((await office.list_dossiers(SUBMITTER, for_today, None, 10)).items) in {0, 1}
    assert (await office.list_dossiers(SUBMITTER, before, None, 10)).items == ()


async def test_nominees_come_by_given_name_in_vietnamese_order(office: Office) -> None:
    names = ["Lê Thị Ân", "Đỗ An", "Trần Văn Ăn", "Vũ Đào", "Bùi Dung", "Ngô Em"]
    dossier = await office.submitted("k1", *(named(name) for name in names))

    found, after = [], None
    while True:
        page = await office.list_nominations(SUBMITTER, dossier.id, ANYTHING, after, 2)
        found += [line.name for line in page.items]
        after = page.next
        if after is None:
            break

    assert found == ["Đỗ An", "Trần Văn Ăn", "Lê Thị Ân", "Bùi Dung", "Vũ Đào", "Ngô Em"]


@pytest.mark.parametrize("mark", ["x", "%%%", "W10", "bnVsbA", "WyJhIiwgImIiXQ"])
async def test_a_mark_of_another_list_is_refused_by_name(office: Office, mark: str) -> None:
    with pytest.raises(InvalidError) as refusal:
        await office.list_dossiers(SUBMITTER, ANYTHING, mark, 10)

    assert [problem.field for problem in refusal.value.problems] == ["after"]


@pytest.mark.parametrize("reference", ["", "khong-phai-so", "00000-00000-1", "Ấ"])
async def test_what_cannot_be_a_number_is_not_found(office: Office, reference: str) -> None:
    with pytest.raises(NotFoundError):
        await office.show_nomination(SUBMITTER, reference)
