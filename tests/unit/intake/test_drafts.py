"""What a draft is made of: sections and their states, parts, and ids that a second try meets again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from services.intake.domain.drafts.draft import (
    Change,
    Draft,
    DraftState,
    Entry,
    Section,
    Stamp,
    add_entries,
    begin,
    begin_submitting,
    declare,
    draft_id_of,
    entry_id_of,
    finish,
    key_of,
    named_files,
    remove_entry,
    resume,
    touch,
    write_entry,
    write_files,
    write_petition,
)
from services.intake.domain.drafts.parts import parts_of, place_problems, submission_body
from services.intake.domain.drafts.sections import DraftProblem, SectionState, has_value, section_states
from shared.refusals import FieldProblem

NOW = datetime(2021, 10, 5, 3, tzinfo=UTC)
KEPT = timedelta(days=90)
BY = Change("acc-1", "Lê Mẫu Cúc", NOW)
LATER = Change("acc-2", "Trần Mẫu Bình", NOW + timedelta(days=2))
DRAFT = begin(uuid4(), "unit", BY, {"movement": "covid-19", "occasion": "dot-xuat"}, KEPT)
FILE = {"id": str(uuid4()), "kind": "to-trinh"}


def entries(count: int) -> list[Entry]:
    return [Entry(uuid4(), place, {"nominee": {"name": f"Mẫu {place}"}}, {}, Stamp(1, BY)) for place in range(count)]


def state_of(draft: Draft, section: Section, *problems: DraftProblem) -> SectionState:
    return section_states(draft, problems)[section]


@pytest.mark.parametrize(
    ("count", "sizes"),
    [(0, [0]), (1, [1]), (500, [500]), (501, [251, 250]), (1_200, [400] * 3), (5_000, [500] * 10)],
)
def test_parts_hold_everybody_once_in_order(count: int, sizes: list[int]) -> None:
    everybody = entries(count)

    parts = parts_of(everybody)

    assert [len(part) for part in parts] == sizes
    assert [entry for part in parts for entry in part] == everybody


def test_a_change_puts_off_the_end_and_undoes_the_declaration() -> None:
    declared = declare(DRAFT, BY, KEPT)

    changed = write_petition(declared, {"number": "12/TTr"}, {}, LATER, KEPT)

    assert (declared.declared, changed.declared) == (True, False)
    assert changed.version == declared.version + 1
    assert changed.ends_at == LATER.at + KEPT
    assert changed.changed == LATER


def test_sections_have_versions_of_their_own() -> None:
    written = write_files(write_petition(DRAFT, {"number": "12"}, {}, BY, KEPT), [FILE], LATER, KEPT)

    assert (written.version_of(Section.PETITION), written.version_of(Section.FILES)) == (1, 1)
    assert written.stamps[Section.FILES].changed == LATER
    assert written.version_of(Section.DECLARATION) == 0
    assert written.petition == {"number": "12"}


def test_files_are_no_part_of_the_petition() -> None:
    written = write_petition(write_files(DRAFT, [FILE], BY, KEPT), {"attachments": [], "number": "1"}, {}, BY, KEPT)

    assert written.petition == {"number": "1"}
    assert submission_body(written, ()) == {"petition": {"number": "1", "attachments": (FILE,)}, "nominations": []}


def test_nominees_are_added_behind_the_others() -> None:
    first = add_entries(DRAFT, [(uuid4(), {}, {}), (uuid4(), {}, {})], BY, KEPT)
    less = remove_entry(first.draft, first.put[1], BY, KEPT)
    more = add_entries(less.draft, [(uuid4(), {}, {})], BY, KEPT)

    assert less.removed == [first.put[1].id]
    assert [entry.place for entry in (*first.put, *more.put)] == [0, 1, 2]
    assert (first.draft.entries, less.draft.entries, more.draft.entries) == (2, 1, 2)


def test_a_nominee_has_a_version_of_its_own() -> None:
    [entry] = entries(1)

    written = write_entry(DRAFT, entry, {"nominee": {"name": "Mẫu An"}}, {"gift.money_vnd": "năm triệu"}, LATER, KEPT)

    [new] = written.put
    assert (new.stamp, new.name, new.place) == (Stamp(2, LATER), "Mẫu An", 0)
    assert written.draft.version == DRAFT.version + 1


@pytest.mark.parametrize("body", [{}, {"nominee": 3}, {"nominee": {"name": ["a"]}}])
def test_a_nominee_may_have_no_name_yet(body: dict[str, object]) -> None:
    assert Entry(uuid4(), 0, body, {}, Stamp(1, BY)).name == ""


def test_handing_in_begins_ends_and_may_be_undone() -> None:
    begun = begin_submitting(DRAFT, 3, LATER, confirm_repeat=True)
    back, done = resume(begun), finish(replace(begun, petition={"number": "1"}), (uuid4(),))

    assert (begun.state, begun.parts, begun.begun_at) == (DraftState.SUBMITTING, 3, LATER.at)
    assert submission_body(begun, ())["confirm_repeat"] is True
    assert (back.is_open, back.parts, back.begun_at, back.confirm_repeat) == (True, 0, None, False)
    assert (done.state, done.petition, done.version) == (DraftState.SUBMITTED, {}, begun.version + 1)


def test_ids_and_keys_are_the_same_each_time() -> None:
    other = uuid4()

    assert key_of(DRAFT.id, 1) == key_of(DRAFT.id, 1)
    assert len({key_of(DRAFT.id, 1), key_of(DRAFT.id, 2), key_of(other, 1)}) == 3
    assert draft_id_of("a", "k") == draft_id_of("a", "k") != draft_id_of("b", "k")
    assert entry_id_of(DRAFT.id, "k", 0) == entry_id_of(DRAFT.id, "k", 0) != entry_id_of(DRAFT.id, "k", 1)


def test_names_only_files_that_are_named() -> None:
    named = [FILE, {"id": "no id"}, {"kind": "x"}, "text", None]

    assert list(named_files(named)) == [(UUID(FILE["id"]), "to-trinh")]
    assert not list(named_files({"id": FILE["id"]}))


@pytest.mark.parametrize(
    ("path", "has"),
    [
        ("nominee.name", True),
        ("nominee.birth_date", False),
        ("criteria[0]", True),
        ("criteria[1]", False),
        ("criteria.x", False),
        ("nominee.name.first", False),
        ("award_form", False),
        ("consent", True),
    ],
)
def test_tells_whether_something_stands_at_a_path(path: str, *, has: bool) -> None:
    body = {"nominee": {"name": "An", "birth_date": ""}, "criteria": ["iv-4"], "award_form": None, "consent": False}

    assert has_value(body, path) is has


def test_problems_stand_in_their_sections() -> None:
    part = entries(2)
    fields = ("petition.number", "petition.attachments[0].id", "nominations", "nominations[1].achievement.summary")
    draft = replace(DRAFT, petition={"number": "x"})

    placed = place_problems(draft, part, [FieldProblem(field, "Sửa.") for field in (*fields, "nominations[0]")])

    assert [problem.section for problem in placed] == [
        Section.PETITION,
        Section.FILES,
        Section.NOMINEES,
        Section.ACHIEVEMENTS,
        Section.NOMINEES,
    ]
    assert [problem.entry for problem in placed] == ["", "", "", str(part[1].id), str(part[0].id)]
    assert (placed[3].field, placed[3].nominee, placed[3].is_missing) == ("achievement.summary", "Mẫu 1", True)
    assert not placed[0].is_missing


def test_section_states_follow_from_what_is_there() -> None:
    missing = DraftProblem(Section.PETITION, "petition.number", "Nhập số.", is_missing=True)
    wrong = replace(missing, is_missing=False)
    typed = replace(DRAFT, petition={**DRAFT.petition, "signed_on": "2021-10-04"})

    assert state_of(DRAFT, Section.PETITION, missing) is SectionState.NOT_BEGUN
    assert state_of(typed, Section.PETITION, missing) is SectionState.UNDER_WAY
    assert state_of(typed, Section.PETITION, missing, wrong) is SectionState.TO_MEND
    assert state_of(typed, Section.PETITION) is SectionState.COMPLETE
    assert state_of(touch(DRAFT, BY, KEPT), Section.DECLARATION) is SectionState.NOT_BEGUN
    assert state_of(declare(DRAFT, BY, KEPT), Section.DECLARATION) is SectionState.COMPLETE
