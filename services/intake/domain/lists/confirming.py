"""From rows that were read to nominations: with one answer for the list and one for each row that asks.

The body is the API's own, and the rules are those of a submission; what they refuse is told at the row's cell.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pydantic import ValidationError

from services.intake.domain.content_check import content_problems
from services.intake.domain.lists.people import PEOPLE
from services.intake.domain.lists.preview import ListPreview, ListRow, Remark, RowValues
from services.intake.domain.lists.words import key_of
from services.intake.domain.vocabulary import Vocabulary
from shared.events.content import NominationContent
from shared.events.words import Duty, NomineeKind
from shared.nominees.citizen_number import holder_of
from shared.refusals import FieldProblem
from shared.text.formats import show_day

Body = Mapping[str, object]
_CITIZEN = 12
# Which cell a field of the body was read from, by the end of its path; the first that a row has.
_CELLS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("nominee.name", ("name",)),
    ("nominee.birth_date", ("birth_date", "birth_year")),
    ("nominee.birth_year", ("birth_date", "birth_year")),
    ("nominee.sex", ("sex", "birth_year")),
    ("nominee.duty", ("duty",)),
    ("nominee.place", ("commune", "address")),
    ("nominee.identity_number", ("identity_number",)),
    ("award_form", ("award_form",)),
    ("ground", ("ground",)),
    ("target_group", ("target_group",)),
    ("achievement.summary", ("summary", "gift")),
    ("achievement.began_on", ("began_on", "period", "summary")),
    ("achievement.ended_on", ("ended_on", "period", "summary")),
    ("gift.given_on", ("given_on",)),
    ("gift.receiver", ("receiver",)),
    ("gift", ("gift", "money", "goods", "goods_vnd")),
)


@dataclass(frozen=True)
class ListAnswers:
    """What is answered once for the whole list; what is absent was not answered, and is never filled in silently."""

    began_on: date | None = None
    ended_on: date | None = None
    duty: Duty | None = None
    ground: str | None = None
    target_group: str | None = None
    criteria: tuple[str, ...] = ()
    emulation_contents: tuple[str, ...] = ()
    common_criterion_met: bool = False
    consent: bool = False
    award_form_code: str | None = None
    summary: str = ""
    commune_code: str | None = None
    takes_sex_from_number: bool = False
    takes_gifts_as_achievement: bool = False
    takes_fonts: bool = False


@dataclass(frozen=True)
class RowAnswer:
    """What is answered for one row: causes that are accepted as suggested, and those mended in values typed anew.

    `values` are the row's own with what was typed in their place; absent where nothing was.
    """

    is_left_out: bool = False
    accepts: frozenset[str] = frozenset()
    mends: frozenset[str] = frozenset()
    values: RowValues | None = None


@dataclass(frozen=True)
class RowNomination:
    """A row that comes in: where it stood, the API's body, and what is still to be mended before it is submitted."""

    sheet: str
    row: int
    body: Body
    problems: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class Confirmed:
    """What a list becomes: rows that come in, and rows that wait for an answer or a mended cell."""

    nominations: tuple[RowNomination, ...]
    waiting: tuple[ListRow, ...]
    questions: tuple[str, ...] = ()


RowKey = tuple[str, int]


def confirm(
    preview: ListPreview,
    answers: ListAnswers,
    row_answers: Mapping[RowKey, RowAnswer],
    vocabulary: Vocabulary,
    today: date,
) -> Confirmed:
    """The rows that come in by these answers. No row is lost because of another: those that wait are named."""
    taken, waiting = [], []
    for row in preview.rows:
        answer = row_answers.get((row.sheet, row.row), RowAnswer())
        if answer.is_left_out:
            continue
        if not is_settled(row, answer):
            waiting.append(row)
            continue
        values = apply_answers(row, answer, answers)
        body = body_of(values, answers)
        problems = tuple(_problems(row, body, vocabulary, today))
        taken.append(RowNomination(row.sheet, row.row, body, problems))
    open_questions = [one.about for one in preview.questions if not _is_answered(one.about, answers)]
    return Confirmed(tuple(taken), tuple(waiting), tuple(open_questions))


def is_settled(row: ListRow, answer: RowAnswer) -> bool:
    """Whether everything that the row asks is answered, and each refused cell was typed anew."""
    refused = {one.about for one in row.refusals}
    asked = {one.about for one in row.questions}
    return refused <= answer.mends and asked <= answer.accepts | answer.mends


def apply_answers(row: ListRow, answer: RowAnswer, answers: ListAnswers) -> RowValues:
    """The row's values with what was accepted and typed anew, and with what is answered for all rows."""
    values = answer.values or row.values
    named = next((one.suggestion for one in row.questions if one.suggestion and one.about in answer.accepts), "")
    if named and answer.values is None:
        values = replace(values, name=named)
    if values.award_form_code is None and answers.award_form_code:
        values = replace(values, award_form_code=answers.award_form_code)
    if values.commune_code is None and not values.place_text and answers.commune_code:
        values = replace(values, commune_code=answers.commune_code)
    if values.sex is None and values.kind is NomineeKind.INDIVIDUAL and answers.takes_sex_from_number:
        number = values.identity_number or ""
        holder = holder_of(number) if len(number) == _CITIZEN else None
        values = replace(values, sex=holder.sex if holder else None)
    return values


def body_of(values: RowValues, answers: ListAnswers) -> Body:
    """The nomination as the API takes it; what nobody answered is left out."""
    gift = _gift(values)
    began, ended = values.began_on or answers.began_on, values.ended_on or answers.ended_on
    summary = values.summary or answers.summary
    if gift and answers.takes_gifts_as_achievement:
        summary = summary or _summary_of(values)
        began, ended = began or values.given_on, ended or values.given_on
    achievement = {"summary": summary, "began_on": _day(began), "ended_on": _day(ended), "place": _place(values)}
    body: dict[str, object] = {
        "nominee": _nominee(values, answers),
        "award_form": values.award_form_code,
        "achievement": _filled(achievement),
        "ground": values.ground or answers.ground,
        "target_group": values.target_group or answers.target_group,
        "criteria": list(answers.criteria),
        "emulation_contents": list(answers.emulation_contents),
        "common_criterion_met": answers.common_criterion_met,
        "gift": gift or None,
        "consent": answers.consent,
    }
    return _filled(body)


def _nominee(values: RowValues, answers: ListAnswers) -> Body:
    is_person, is_individual = values.kind in PEOPLE, values.kind is NomineeKind.INDIVIDUAL
    duty = values.duty or (answers.duty.value if answers.duty else None)
    return _filled(
        {
            "kind": values.kind.value,
            "name": values.name,
            "form_of_address": values.form_of_address,
            "birth_date": _day(values.birth_date) if is_person else None,
            "birth_year": values.birth_year if is_person and values.birth_date is None else None,
            "sex": values.sex.value if is_person and values.sex else None,
            "position": values.position,
            "duty": duty if is_individual else None,
            "workplace": values.workplace,
            "place": _place(values),
            "identity_number": values.identity_number,
            "posthumous": values.posthumous or None,
        }
    )


def _place(values: RowValues) -> Body:
    if values.commune_code is None:
        return _filled({"text": values.place_text or values.address})
    says_more = key_of(values.address) not in {"", key_of(values.commune)}
    return _filled({"commune": values.commune_code, "text": values.address if says_more else ""})


def _gift(values: RowValues) -> dict[str, object]:
    if not values.money_vnd and not values.goods_vnd:
        return {}
    return dict(
        _filled(
            {
                "money_vnd": values.money_vnd or 0,
                "goods_vnd": values.goods_vnd or 0,
                "goods": values.goods,
                "given_on": _day(values.given_on),
                "receiver": values.receiver,
            }
        )
    )


def _summary_of(values: RowValues) -> str:
    given = [
        f"{values.money_vnd:,} đồng".replace(",", ".") if values.money_vnd else "",
        f"{values.goods} trị giá {values.goods_vnd:,} đồng".replace(",", ".") if values.goods_vnd else "",
    ]
    to = f" cho {values.receiver}" if values.receiver else ""
    on = f", ngày {show_day(values.given_on)}" if values.given_on else ""
    return f"Ủng hộ {' và '.join(filter(None, given))}{to}{on}."


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _filled(values: Mapping[str, object]) -> Body:
    return {name: value for name, value in values.items() if value not in (None, "", {})}


def _problems(row: ListRow, body: Body, vocabulary: Vocabulary, today: date) -> Iterator[Remark]:
    missing = list(_missing(body))
    if missing:
        yield from (_at_cell(row, one) for one in missing)
        return
    try:
        content = NominationContent.model_validate(body)
    except ValidationError as error:
        for one in error.errors():
            path = ".".join(map(str, one["loc"]))
            yield _at_cell(row, FieldProblem(path, "Nội dung này chưa đúng dạng. Nhập lại."))
        return
    yield from (_at_cell(row, one) for one in content_problems(content, "row", vocabulary, today=today))


def _missing(body: Body) -> Iterator[FieldProblem]:
    """What the list did not tell and nobody answered, in words of its own."""
    achievement, gift = body.get("achievement", {}), body.get("gift")
    sentences = (
        ("award_form", body, "Chọn hình thức khen thưởng."),
        ("ground", body, "Chọn căn cứ khen thưởng cho danh sách."),
        ("target_group", body, "Chọn nhóm đối tượng cho danh sách."),
        ("achievement.summary", achievement, "Viết tóm tắt thành tích."),
        ("achievement.began_on", achievement, "Nhập ngày bắt đầu lập thành tích."),
        ("achievement.ended_on", achievement, "Nhập ngày kết thúc lập thành tích."),
        ("gift.given_on", gift, "Nhập ngày trao khoản đóng góp."),
        ("gift.receiver", gift, "Ghi nơi nhận khoản đóng góp."),
    )
    for path, part, sentence in sentences:
        if isinstance(part, Mapping) and path.rpartition(".")[2] not in part:
            yield FieldProblem(path, sentence)


def _at_cell(row: ListRow, problem: FieldProblem) -> Remark:
    path = problem.field.removeprefix("row.")
    names: Sequence[str] = next((names for end, names in _CELLS if path.startswith(end)), ("name",))
    cell = next((row.cells[name] for name in names if name in row.cells), row.cells.get("name", f"A{row.row}"))
    return Remark(cell, problem.message, path)


def _is_answered(about: str, answers: ListAnswers) -> bool:
    answered: Mapping[str, bool] = {
        "font": answers.takes_fonts,
        "gifts": answers.takes_gifts_as_achievement,
        "sex": answers.takes_sex_from_number,
        "period": answers.began_on is not None and answers.ended_on is not None,
        "summary": bool(answers.summary),
        "award_form": answers.award_form_code is not None,
        "place": answers.commune_code is not None,
    }
    return answered.get(about, True)
