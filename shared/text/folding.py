"""Folded text: what a search without accents compares."""

import unicodedata
from functools import lru_cache

_LAST_ALPHABET = 0x20000  # beyond it stand ideographs, which bear no accents
_UNACCENTED = {code: None for code in range(0x300, _LAST_ALPHABET) if unicodedata.combining(chr(code))} | str.maketrans(
    {"đ": "d"}
)


def nfc(text: str) -> str:
    """The text in composed form with outer white space removed: the form in which everything is stored."""
    return unicodedata.normalize("NFC", text).strip()


# A nomination's few names and places are folded again and again: to be stored, compared and searched.
@lru_cache(maxsize=4_096)
def folded(text: str) -> str:
    """Lower-case, unaccented, single-spaced: “Nguyễn  Thị Ấn” and “nguyen thi an” become equal."""
    return " ".join(unicodedata.normalize("NFD", text.casefold()).translate(_UNACCENTED).split())
