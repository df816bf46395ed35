"""What must be said of a nominee, by kind: each broken rule with the sentence that mends it."""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from datetime import date

from shared.events.content import Nominee, Place
from shared.events.words import NomineeKind
from shared.refusals import FieldProblem
from shared.text.exact import EARLIEST
from shared.text.seen import has_word

_PEOPLE = frozenset({NomineeKind.INDIVIDUAL, NomineeKind.FOREIGNER})
# CMND has 9 digits, CCCD and personal identification numbers 12 (Luật Căn cước công dân 2014 Điều 12).
_CITIZEN_NUMBER = re.compile(r"[0-9]{9}|[0-9]{12}")
_OTHER_NUMBER = re.compile(r"[0-9A-Za-z-]{5,20}")


def nominee_problems(nominee: Nominee, path: str, *, today: date) -> Iterator[FieldProblem]:
    """Every broken rule about whom the nomination names."""
    if not has_word(nominee.name):
        yield FieldProblem(f"{path}.name", "Nhập tên đối tượng được đề nghị.")
    if nominee.kind in _PEOPLE:
        yield from _person(nominee, path, today)
    else:
        yield from _body(nominee, path)
    if nominee.identity_number is not None:
        yield from _identity(nominee.kind, nominee.identity_number, path)


def place_problems(place: Place, path: str, *, unknown: AbstractSet[str]) -> Iterator[FieldProblem]:
    """A place is a commune of the province or, outside it, a text."""
    if place.commune is None and not has_word(place.text):
        yield FieldProblem(path, "Ghi mã xã, phường, thị trấn trong tỉnh hoặc địa chỉ ngoài tỉnh.")
    if place.commune is not None and place.commune in unknown:
        yield FieldProblem(
            f"{path}.commune",
            "Không có xã, phường, thị trấn mang mã này. Chọn mã trong danh mục của tỉnh, hoặc bỏ mã và ghi địa chỉ"
            " ngoài tỉnh.",
        )


def _person(nominee: Nominee, path: str, today: date) -> Iterator[FieldProblem]:
    if nominee.kind is NomineeKind.INDIVIDUAL:
        if nominee.birth_date is None:
            yield FieldProblem(f"{path}.birth_date", "Nhập ngày sinh.")
        if nominee.sex is None:
            yield FieldProblem(f"{path}.sex", "Chọn giới tính: nu hoặc nam.")
        if nominee.duty is None:
            yield FieldProblem(
                f"{path}.duty", "Chọn lanh-dao nếu là lãnh đạo, quản lý; truc-tiep nếu là người trực tiếp làm việc."
            )
    if nominee.birth_date is not None and nominee.birth_date > today:
        yield FieldProblem(f"{path}.birth_date", "Ngày sinh ở tương lai. Nhập ngày sinh ghi trên giấy tờ tùy thân.")
    if nominee.birth_date is not None and nominee.birth_date < EARLIEST:
        yield FieldProblem(f"{path}.birth_date", "Ngày sinh trước năm 1900. Kiểm tra lại năm sinh.")


def _body(nominee: Nominee, path: str) -> Iterator[FieldProblem]:
    personal = {
        "birth_date": (nominee.birth_date, "ngày sinh"),
        "sex": (nominee.sex, "giới tính"),
        "duty": (nominee.duty, "mục lãnh đạo hay trực tiếp"),
        "posthumous": (nominee.posthumous or None, "mục truy tặng"),
    }
    for name, (value, label) in personal.items():
        if value is not None:
            yield FieldProblem(f"{path}.{name}", f"Bỏ {label}: chỉ dùng cho cá nhân.")


def _identity(kind: NomineeKind, number: str, path: str) -> Iterator[FieldProblem]:
    if kind is NomineeKind.INDIVIDUAL and not _CITIZEN_NUMBER.fullmatch(number):
        yield FieldProblem(f"{path}.identity_number", "Số căn cước công dân có 12 chữ số, số chứng minh có 9 chữ số.")
    if kind is not NomineeKind.INDIVIDUAL and not _OTHER_NUMBER.fullmatch(number):
        yield FieldProblem(
            f"{path}.identity_number", "Số hộ chiếu hoặc mã số doanh nghiệp có 5 đến 20 chữ số và chữ cái không dấu."
        )
