"""The same nominee in two rows of a list: asked, never dropped."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace

from services.intake.domain.lists.people import PEOPLE
from services.intake.domain.lists.preview import ListRow, Remark, RowValues
from shared.text.folding import fold


def ask_about_repeats(rows: Sequence[ListRow]) -> tuple[ListRow, ...]:
    """The rows, each later one of the same nominee with a question that names the earlier."""
    seen: dict[Hashable, ListRow] = {}
    told = []
    for row in rows:
        keys = list(_keys(row.values))
        first = next((seen[key] for key in keys if key in seen and not _differ(seen[key].values, row.values)), None)
        for key in keys:
            seen.setdefault(key, row)
        told.append(row if first is None else replace(row, questions=(*row.questions, _question(first, row))))
    return tuple(told)


def _keys(values: RowValues) -> Iterator[Hashable]:
    if values.identity_number:
        yield "number", values.identity_number
    if not values.name:
        return
    name = fold(values.name)
    if values.kind in PEOPLE:
        if values.birth_date or values.birth_year:
            yield "person", name, values.birth_date or values.birth_year
    else:
        yield "body", values.kind, name, values.commune_code, fold(values.address)


def _differ(first: RowValues, second: RowValues) -> bool:
    """Two whole numbers of two people: namesakes of one day."""
    numbers = {first.identity_number, second.identity_number}
    return None not in numbers and len(numbers) > 1


def _question(first: ListRow, row: ListRow) -> Remark:
    where = f"dòng {first.row}" if first.sheet == row.sheet else f"dòng {first.row} của bảng “{first.sheet}”"
    name = row.cells.get("name") or row.cells.get("identity_number") or f"A{row.row}"
    if first.values.award_form_code == row.values.award_form_code:
        say = f"Trùng {where} (cùng người, cùng hình thức): có phải nhập hai lần?"
    else:
        forms = f"{first.values.award_form or '?'} và {row.values.award_form or '?'}"
        say = f"Trùng người với {where}, khác hình thức ({forms}): giữ dòng nào, hay cả hai?"
    return Remark(name, say, "repeat")
