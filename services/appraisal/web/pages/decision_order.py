"""The order of a decision's list as people type it: a number at a line puts the line at that place."""

from collections.abc import Sequence
from itertools import zip_longest


def reorder(keys: Sequence[str], typed: Sequence[str]) -> tuple[str, ...]:
    """The keys, each line whose number was changed at the place that was typed, the others after each other as before.

    What is no number moves nothing; a place beyond the end is the end.
    """
    moved: list[tuple[int, str]] = []
    kept: list[str] = []
    for place, (key, text) in enumerate(zip_longest(keys, typed[: len(keys)], fillvalue=""), start=1):
        wanted = _place(text)
        if wanted is None or wanted == place:
            kept.append(key)
        else:
            moved.append((wanted, key))
    for wanted, key in sorted(moved, key=lambda each: each[0]):
        kept.insert(wanted - 1, key)
    return tuple(kept)


def keep_order(chosen: Sequence[str], before: Sequence[str]) -> tuple[str, ...]:
    """The chosen keys: those that stood in a list before in its order, the others after them."""
    known = dict.fromkeys(before)
    return (*(key for key in known if key in chosen), *(key for key in chosen if key not in known))


def _place(text: str) -> int | None:
    digits = text.strip().removesuffix(".")
    is_place = digits.isascii() and digits.isdigit() and len(digits) <= 4  # noqa: PLR2004 - no list is longer
    return max(int(digits), 1) if is_place else None
