"""What must be said of a nominee, by kind: each broken rule with the sentence that mends it."""

from collections.abc import Iterator
from datetime import date

from services.intake.domain.vocabulary import Vocabulary
from shared.events.content import Nominee, Place
from shared.events.words import NomineeKind
from shared.nominees.identifiers import read_identifier
from shared.refusals import FieldProblem
from shared.text.exact import EARLIEST
from shared.text.seen import has_word

_PEOPLE = frozenset({NomineeKind.INDIVIDUAL, NomineeKind.FOREIGNER})


def nominee_problems(nominee: Nominee, path: str, *, today: date) -> Iterator[FieldProblem]:
    """Every broken rule about whom the nomination names."""
    if not has_word(nominee.name):
        yield FieldProblem(f"{path}.name", "Nhập tên đối tượng được đề nghị.")
    if nominee.kind in _PEOPLE:
        yield from _person(nominee, path, today)
    else:
        yield from _body(nominee, path)
    if nominee.identity_number and read_identifier(nominee.kind, nominee.identity_number) is None:
        yield FieldProblem(f"{path}.identity_number", _number_remedy(nominee.kind))


def place_problems(place: Place, path: str, vocabulary: Vocabulary, time: tuple[date, date]) -> Iterator[FieldProblem]:
    """A place is a commune of the province that existed on some day of this time or, outside it, a text."""
    if place.commune is None and not has_word(place.text):
        yield FieldProblem(path, "Ghi mã xã, phường, thị trấn trong tỉnh hoặc địa chỉ ngoài tỉnh.")
    passing = vocabulary.passing_communes.get(place.commune or "")
    problem = passing.problem(*time) if passing else ""
    if problem:
        yield FieldProblem(f"{path}.commune", problem)
    if place.commune is not None and place.commune in vocabulary.unknown_communes:
        yield FieldProblem(
            f"{path}.commune",
            "Không có xã, phường, thị trấn mang mã này. Chọn mã trong danh mục của tỉnh, hoặc bỏ mã và ghi địa chỉ"
            " ngoài tỉnh.",
        )


def _person(nominee: Nominee, path: str, today: date) -> Iterator[FieldProblem]:
    if nominee.kind is NomineeKind.INDIVIDUAL:
        if nominee.birth_date is None and nominee.birth_year is None:
            yield FieldProblem(f"{path}.birth_date", "Nhập ngày sinh; chỉ biết năm sinh thì nhập năm (birth_year).")
        if nominee.sex is None:
            yield FieldProblem(f"{path}.sex", "Chọn giới tính: nu hoặc nam.")
        if nominee.duty is None:
            yield FieldProblem(
                f"{path}.duty", "Chọn lanh-dao nếu là lãnh đạo, quản lý; truc-tiep nếu là người trực tiếp làm việc."
            )
    yield from _birth(nominee, path, today)


def _birth(nominee: Nominee, path: str, today: date) -> Iterator[FieldProblem]:
    born, year = nominee.birth_date, nominee.birth_year
    if born is not None and born > today:
        yield FieldProblem(f"{path}.birth_date", "Ngày sinh ở tương lai. Nhập ngày sinh ghi trên giấy tờ tùy thân.")
    if born is not None and born < EARLIEST:
        yield FieldProblem(f"{path}.birth_date", "Ngày sinh trước năm 1900. Kiểm tra lại năm sinh.")
    if year is not None and not EARLIEST.year <= year <= today.year:
        yield FieldProblem(f"{path}.birth_year", f"Nhập năm sinh gồm bốn chữ số, từ {EARLIEST.year} đến {today.year}.")
    if born is not None and year is not None and born.year != year:
        yield FieldProblem(
            f"{path}.birth_year", "Năm sinh khác năm trong ngày sinh. Giữ một trong hai: ngày sinh hoặc năm sinh."
        )


def _body(nominee: Nominee, path: str) -> Iterator[FieldProblem]:
    personal = {
        "birth_date": (nominee.birth_date, "ngày sinh"),
        "birth_year": (nominee.birth_year, "năm sinh"),
        "sex": (nominee.sex, "giới tính"),
        "duty": (nominee.duty, "mục lãnh đạo hay trực tiếp"),
        "posthumous": (nominee.posthumous or None, "mục truy tặng"),
    }
    for name, (value, label) in personal.items():
        if value is not None:
            yield FieldProblem(f"{path}.{name}", f"Bỏ {label}: chỉ dùng cho cá nhân.")


def _number_remedy(kind: NomineeKind) -> str:
    if kind is NomineeKind.INDIVIDUAL:
        return (
            "Số căn cước công dân có 12 chữ số, số chứng minh có 9 chữ số. Nhập lại số ghi trên giấy tờ bằng các chữ số"
            " 0 đến 9, hoặc bỏ mục này nếu chưa có."
        )
    return (
        "Số hộ chiếu hoặc mã số doanh nghiệp có 5 đến 20 chữ số và chữ cái không dấu. Nhập lại số ghi trên giấy tờ,"
        " hoặc bỏ mục này nếu chưa có."
    )
