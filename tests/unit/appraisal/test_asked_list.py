"""The list that an address asks for, as filters."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.appraisal.application.asked_list import COLUMNS, AskedList, Places, read_list
from services.appraisal.application.worklist import WorklistFilters
from services.appraisal.application.worklist_query import Tab
from services.appraisal.application.worklist_search import known_of
from services.appraisal.domain.case import CaseState
from shared.events.words import Occasion
from tests.unit.appraisal.samples import CALENDAR, RULE_SETS, TODAY

KNOWN = known_of(RULE_SETS, {"33.doan": "Đoàn xã Yên Phú"}, {"chuyen-vien.xa": "Phạm Thị Chuyên"})
PLACES = Places(TODAY, CALENDAR, {"chuyen-vien.xa": "a-officer"})
TODO = frozenset({Tab.TODO})


def read(query: str) -> AskedList:
    return read_list(query, KNOWN, PLACES)


@pytest.mark.parametrize(
    ("query", "filters"),
    [
        ("", WorklistFilters(tabs=TODO)),
        ("ngan=da-xong", WorklistFilters(tabs=frozenset({Tab.DONE}))),
        ("tim=Hoa", WorklistFilters(tabs=frozenset({Tab.UNFINISHED}), text="Hoa")),
        ("ngan=can-lam&tim=Hoa", WorklistFilters(tabs=TODO, text="Hoa")),
        ("tim=trang-thai:da-rut", WorklistFilters(states=frozenset({CaseState.WITHDRAWN}))),
        ("don-vi=33.doan", WorklistFilters(tabs=TODO, unit="33.doan")),
        ("loai=so-ket&hinh-thuc=bang-khen-tinh", WorklistFilters(
            tabs=TODO, occasion=Occasion.INTERIM_REVIEW, award_form="bang-khen-tinh")),
        ("nguoi=toi", WorklistFilters(tabs=TODO, assignee="me")),
        ("nguoi=chua-giao", WorklistFilters(tabs=TODO, assignee="none")),
        ("nguoi=chuyen-vien.xa", WorklistFilters(tabs=TODO, assignee="a-officer")),
        ("tim=uu-tien%3Atuyen-dau", WorklistFilters(tabs=TODO, priority=2)),
        ("tim=han%3C0", WorklistFilters(tabs=TODO, due_before=TODAY)),
        ("tim=han%3C4", WorklistFilters(tabs=TODO, due_before=date(2021, 10, 11))),
        ("?tim=loai:so-ket&loai=so-ket", WorklistFilters(tabs=TODO, occasion=Occasion.INTERIM_REVIEW)),
        ("la=gi&sau=", WorklistFilters(tabs=TODO)),
    ],
)  # fmt: skip
def test_reads_the_filters_of_an_address(query: str, filters: WorklistFilters) -> None:
    asked = read(query)

    assert (asked.filters, asked.problems) == (filters, ())


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("ngan=khac", "ngan"),
        ("tim=mau:do", "tim"),
        ("don-vi=33.khac", "don-vi"),
        ("hinh-thuc=khac", "hinh-thuc"),
        ("nguoi=ai-do", "nguoi"),
        ("tim=loai:so-ket&loai=tong-ket", "loai"),
    ],
)
def test_names_the_part_that_it_cannot_read(query: str, field: str) -> None:
    assert [problem.field for problem in read(query).problems] == [field]


def test_a_limit_counts_working_days() -> None:
    # Four working days after Tuesday, 5 October 2021: whatever is due on Monday has exactly four left.
    due_before = read("tim=han%3C4").filters.due_before

    assert due_before == date(2021, 10, 11)
    assert CALENDAR.between(TODAY, date(2021, 10, 8)) == 3


def test_columns_are_those_that_the_address_names() -> None:
    assert read("cot=han&cot=nguoi&cot=la").columns == ("han", "nguoi")
    assert read("cot=la").columns == tuple(COLUMNS)
    assert read("").columns == tuple(COLUMNS)


@given(st.text(max_size=200))
def test_any_query_is_read(query: str) -> None:
    assert isinstance(read(query).filters, WorklistFilters)
