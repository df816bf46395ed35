"""A list that somebody looks at again and again: its name and what its address asks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from shared.refusals import FieldProblem, InvalidError
from shared.text.folding import fold
from shared.text.seen import compose_line, has_word

MOST_VIEWS = 20
MOST_CHARACTERS = 60
NAME_FIELD = "ten"
_NAMESPACE = uuid5(NAMESPACE_URL, "thidua:saved-view")


@dataclass(frozen=True)
class SavedView:
    """One person's own list; `query` is that of its address, without a place in the list."""

    id: UUID
    account: str
    name: str
    query: str
    saved_at: datetime


def name_view(account: str, typed: str, query: str, standing: Sequence[SavedView], *, at: datetime) -> SavedView:
    """The view under that name, in the place of the one that has it.

    Raises:
        InvalidError: The name says nothing or is too long, or the person has as many views as one may have.
    """
    name = compose_line(typed)
    if not has_word(name):
        raise InvalidError([FieldProblem(NAME_FIELD, "Đặt tên cho cách xem, ví dụ “Sắp hết hạn của tôi”.")])
    if len(name) > MOST_CHARACTERS:
        raise InvalidError([FieldProblem(NAME_FIELD, f"Rút gọn tên còn {MOST_CHARACTERS} ký tự.")])
    # One name, however it is accented, is one view.
    view = SavedView(uuid5(_NAMESPACE, f"{account}/{fold(name)}"), account, name, query, at)
    if len([each for each in standing if each.id != view.id]) >= MOST_VIEWS:
        message = f"Đã có {MOST_VIEWS} cách xem, là số nhiều nhất. Xóa bớt một cách xem rồi lưu lại."
        raise InvalidError([FieldProblem(NAME_FIELD, message)])
    return view
