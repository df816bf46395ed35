"""What people type into the worklist's search box: words and keys, forgiving in form and strict in meaning."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.appraisal.application.worklist_search import (
    MOST_CHARACTERS,
    STATE_WORDS,
    Key,
    Known,
    Search,
    Term,
    known_of,
    names_of,
    read_search,
)
from shared.refusals import InvalidError
from tests.unit.appraisal.samples import RULE_SETS

KNOWN = known_of(
    RULE_SETS, {"33.doan": "Đoàn xã Yên Phú", "33.tram": "Trạm Y tế"}, {"chuyen-vien.xa": "Phạm Thị Chuyên"}
)
TERMS = [Term(key, value) for key in Key for value in names_of(key, KNOWN)] + [
    Term(Key.DUE, str(days)) for days in (0, 5, 200)
]
WORDS = st.text(alphabet="abcđĐạêNnghệ0159-.", min_size=1, max_size=12).filter(lambda word: word not in set(Key))


@contextmanager
def suppress_refusal() -> Iterator[set[str]]:
    """The fields that a refusal in the block names."""
    fields: set[str] = set()
    try:
        yield fields
    except InvalidError as refusal:
        fields |= {problem.field for problem in refusal.problems}


@given(st.lists(WORDS, max_size=4), st.lists(st.sampled_from(TERMS), max_size=7, unique_by=lambda term: term.key))
def test_what_is_written_back_reads_the_same(words: list[str], terms: list[Term]) -> None:
    search = Search(" ".join(words), tuple(terms))

    assert read_search(search.text, KNOWN) == search


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_at_the_field(typed: str) -> None:
    with suppress_refusal() as refused:
        search = read_search(typed, KNOWN)
        assert read_search(search.text, KNOWN) == search

    assert refused <= {"tim"}


@pytest.mark.parametrize(
    ("typed", "words", "terms"),
    [
        ("4AA36-J3X7C-W", "4AA36-J3X7C-W", []),
        ("Số: 4AA36-J3X7C-W", "Số: 4AA36-J3X7C-W", []),
        ("https://thidua.example/de-nghi/4AA36-J3X7C-W", "https://thidua.example/de-nghi/4AA36-J3X7C-W", []),
        ("nguyễn  văn a", "nguyễn văn a", []),
        ("hinh-thuc:bang-khen-tinh han<15", "", [(Key.AWARD_FORM, "bang-khen-tinh"), (Key.DUE, "15")]),
        ("Trạng-thái: Chờ-bổ-sung Hoa", "Hoa", [(Key.STATE, "cho-bo-sung")]),
        ("han < 5", "", [(Key.DUE, "5")]),
        ("HAN<0 dang", "dang", [(Key.DUE, "0")]),
        ("nguoi:tôi", "", [(Key.HOLDER, "toi")]),
        ('nguoi:"chưa giao"', "", [(Key.HOLDER, "chua-giao")]),
        ("nguoi:pham-thi-chuyen", "", [(Key.HOLDER, "chuyen-vien.xa")]),
        ('don-vi:"Đoàn xã Yên Phú"', "", [(Key.UNIT, "33.doan")]),
        ("loai:đột-xuất uu-tien:tuyen-dau", "", [(Key.OCCASION, "dot-xuat"), (Key.PRIORITY, "tuyen-dau")]),
        ("trang-thai:da-duyet trang-thai:da-khen", "", [(Key.STATE, "da-duyet"), (Key.STATE, "da-khen")]),
        ("loai:so-ket loai:so-ket", "", [(Key.OCCASION, "so-ket")]),
    ],
)
def test_reads_words_and_keys(typed: str, words: str, terms: list[tuple[Key, str]]) -> None:
    assert read_search(typed, KNOWN) == Search(words, tuple(Term(key, value) for key, value in terms))


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("tinh-trang:mo", "Không có từ khóa “tinh-trang”. Dùng trang-thai:…"),
        ("trang-thai:xong", "Không có “trang-thai:xong”. Chọn dang-xu-ly"),
        ("hinh-thuc:huy-chuong", "Không có “hinh-thuc:huy-chuong”. Chọn giay-khen-xa"),
        ("don-vi:khong-co", "Không có “don-vi:khong-co”. Chọn 33.doan hoặc 33.tram."),
        ("han<mai", "Ghi số ngày làm việc từ 0 đến 200"),
        ("han<900", "Ghi số ngày làm việc từ 0 đến 200"),
        ("han:5", "Viết “han<…”, ví dụ han<5."),
        ("loai>so-ket", "Viết “loai:…”, ví dụ loai:dot-xuat."),
        ("loai:so-ket loai:tong-ket", "Chỉ ghi “loai” một lần"),
        ("uu-tien:", "Không có “uu-tien:”. Chọn hi-sinh"),
        ("a" * (MOST_CHARACTERS + 1), "Rút gọn nội dung tìm"),
    ],
)
def test_refuses_what_it_does_not_know(typed: str, message: str) -> None:
    with pytest.raises(InvalidError) as refusal:
        read_search(typed, KNOWN)

    (problem,) = refusal.value.problems
    assert problem.message.startswith(message), problem.message


def test_every_fault_of_a_text_is_named() -> None:
    with pytest.raises(InvalidError) as refusal:
        read_search("mau:do loai:mot han<x", KNOWN)

    assert len(refusal.value.problems) == 3


def test_a_term_can_be_taken_out() -> None:
    search = read_search("Hoa loai:so-ket han<5", KNOWN)

    assert search.without(Term(Key.DUE, "5")).text == "Hoa loai:so-ket"
    assert search.without_words().text == "loai:so-ket han<5"


def test_every_state_has_a_word() -> None:
    assert len(set(STATE_WORDS.values())) == 9


def test_nobody_is_known_without_people() -> None:
    with pytest.raises(InvalidError) as refusal:
        read_search("nguoi:ai-do", Known({}, {}))

    assert refusal.value.problems[0].message == "Không có “nguoi:ai-do”. Chọn toi hoặc chua-giao."
