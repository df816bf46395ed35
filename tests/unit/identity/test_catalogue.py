"""Units and authorities by what people call them, and what an account of them must be."""

from dataclasses import replace
from datetime import date

import pytest

from services.identity.domain.accounts import own_fault, stamp_of
from services.identity.domain.catalogue import Bodies, Catalogue, problems_of
from shared.directory.bodies import Account
from shared.directory.roles import Role
from shared.directory.succession import Link, Succession
from shared.text.typed import NotReadError

TODAY = date(2021, 10, 5)
NAMES = {
    "33.so-y-te": "Sở Y tế",
    "33.so-noi-vu": "Sở Nội vụ",
    "33.so-cu": "Sở Cũ",
    "33.a": "UBND xã Đức Thắng",
    "33.b": "UBND xã Đức Thắng",
}
OVER = Succession({"33.so-cu": Link(ends_on=date(2021, 1, 1), successor="33.so-y-te")}, TODAY)
AUTHORITIES = Bodies("cơ quan", NAMES, OVER)
CATALOGUE = Catalogue(Bodies("đơn vị", {"33.so-y-te.bv": "Bệnh viện"}, Succession({}, TODAY)), AUTHORITIES)
OFFICER = Account("1", "cv.mau", "Nguyễn Mẫu", frozenset({Role.OFFICER}), authorities=frozenset({"33.so-y-te"}))


@pytest.mark.parametrize(
    "typed", ["33.so-y-te", "Sở Y tế", "so y te", "SỞ  Y TẾ", " Sở Y tế (33.so-y-te) ", "tên khác (33.so-y-te)"]
)
def test_a_body_is_meant_by_code_or_name(typed: str) -> None:
    assert AUTHORITIES.read(typed) == "33.so-y-te"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("noi vu", "Chưa rõ cơ quan nào. Chép một trong: Sở Nội vụ (33.so-noi-vu)"),
        ("xã đức thắng", "Chưa rõ cơ quan nào. Chép một trong: UBND xã Đức Thắng (33.a); UBND xã Đức Thắng (33.b)"),
        ("ubnd xã đức thắng", "Có nhiều cơ quan tên này. Chép một trong: UBND xã Đức Thắng (33.a); "),
        ("không có", "Chưa có cơ quan tên hoặc mã này."),
    ],
)
def test_what_is_not_clear_is_answered_by_what_is_near(typed: str, sentence: str) -> None:
    with pytest.raises(NotReadError) as refusal:
        AUTHORITIES.read(typed)

    assert refusal.value.message.startswith(sentence)


def test_nobody_new_comes_to_what_is_over() -> None:
    former = replace(OFFICER, authorities=frozenset({"33.so-cu"}))

    [problem] = problems_of(former, CATALOGUE)

    assert problem.message == "Sở Cũ đã kết thúc hoạt động. Nêu nơi kế thừa: Sở Y tế (33.so-y-te)."
    assert problems_of(former, CATALOGUE, former) == []


@pytest.mark.parametrize(
    ("account", "field"),
    [
        (replace(OFFICER, unit="33.so-y-te.bv"), "unit"),
        (replace(OFFICER, roles=frozenset({Role.OPERATOR})), "authorities"),
        (replace(OFFICER, mail="không phải"), "mail"),
        (replace(OFFICER, authorities=frozenset({"33.khac"})), "authorities"),
    ],
)
def test_what_is_of_no_use_is_named_at_its_field(account: Account, field: str) -> None:
    assert [problem.field for problem in problems_of(account, CATALOGUE)] == [field]


def test_an_editor_belongs_to_an_authority_too() -> None:
    assert problems_of(replace(OFFICER, roles=frozenset({Role.PRESS_EDITOR})), CATALOGUE) == []


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Khác"},
        {"mail": "a@x.example"},
        {"roles": frozenset({Role.HEAD})},
        {"authorities": frozenset({"33.so-noi-vu"})},
        {"active": False},
        {"credential_version": 1},
    ],
)
def test_each_change_gives_another_stamp(change: dict[str, object]) -> None:
    assert stamp_of(replace(OFFICER, **change)) != stamp_of(OFFICER)  # type: ignore[arg-type]  # one field of each kind


def test_own_rights_are_not_changed_own_name_is() -> None:
    assert own_fault(OFFICER, replace(OFFICER, name="Khác"), OFFICER.id) == ""
    assert own_fault(OFFICER, replace(OFFICER, roles=frozenset({Role.HEAD})), OFFICER.id)
    assert own_fault(OFFICER, replace(OFFICER, roles=frozenset({Role.HEAD})), "another") == ""
