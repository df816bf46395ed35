"""Folded text: what is drawn alike, typed alike or read alike becomes equal, for comparing and for searching."""

import re
import unicodedata
from functools import lru_cache

from shared.text.seen import compose_line

_LAST_ALPHABET = 0x20000  # beyond it stand ideographs, which bear no accents
_UNACCENTED = {code: None for code in range(0x300, _LAST_ALPHABET) if unicodedata.combining(chr(code))}
# H'Hen, HʼHen and H-Hen are one name, and a keyboard has one dash: all of them are a hyphen.
_APOSTROPHES = "'`´‘’‛′‵ʹʻʼʽˈˊˋ՚׳\ua78c\uff07\uff40"
_DASHES = "-‐‑‒–—―−˗⁃\u058a\u05be\u1806\u2e3a\u2e3b\ufe58\ufe63\uff0d"
_SIGNS = str.maketrans({**dict.fromkeys(_APOSTROPHES + _DASHES, "-"), **dict.fromkeys("⁄∕⧸", "/")})
# Drawn as a Latin letter by the fonts in which Vietnamese is written: eth, African, hooked and small-capital D for Đ,
# and the letters of Greek, Cyrillic, Armenian and Cherokee that a mixed keyboard or a copied text gives. Capitals and
# small letters apart: often only one of the two is alike.
_DRAWN_AS = {
    "a": "ΑαАаɑᴀᎪ", "b": "ΒВвʙᏴ", "c": "СсᴄᏟ", "d": "ĐđÐðƉɖƋƌƊɗԁᴅᴆᎠ", "e": "ΕЕеᴇᎬ", "g": "ɡǤǥɢᏀ", "h": "ΗНнҺһհʜᎻ",
    "i": "ıΙιІіɩɪ", "j": "Јјᴊ", "k": "ΚκКкᴋᏦ", "l": "ʟᏞ", "m": "ΜМмᴍᎷ", "n": "Νոɴ", "o": "ΟοОоօᴏ", "p": "ΡρРрᴘᏢ",
    "q": "Ԛԛ", "r": "ʀᎡᏒ", "s": "ЅѕᏚ", "t": "ΤТтᴛᎢ", "u": "υսᴜ", "v": "νѵᴠᏙ", "w": "Ԝԝᴡ", "x": "ΧχХх", "y": "ΥУуҮʏ",
    "z": "ΖᴢᏃ",
}  # fmt: skip
_DRAWN_ALIKE = str.maketrans({drawn: letter for letter, all_drawn in _DRAWN_AS.items() for drawn in all_drawn})


# A nomination's few names and places are folded again and again: to be stored, compared and searched.
@lru_cache(maxsize=4_096)
def fold(text: str) -> str:
    """Small, unaccented letters with single spaces: “Ðặng  Thị Ấn” and “dang thi an” become equal."""
    return text.translate(_FOLDED) if _TYPED.fullmatch(text) else fold_any(text)


def fold_any(text: str) -> str:
    """What `fold` gives, worked out step by step, for text of whatever characters."""
    # Signs first: the compatible form of an accent that stands alone begins with a blank.
    plain = unicodedata.normalize("NFKC", compose_line(text).translate(_SIGNS)).translate(_DRAWN_ALIKE).casefold()
    bare = unicodedata.normalize("NFKD", plain).translate(_UNACCENTED).translate(_SIGNS).translate(_DRAWN_ALIKE)
    return compose_line("".join(map(_in_usual_digits, bare.casefold())))


def _in_usual_digits(character: str) -> str:
    is_foreign = not character.isascii() and character.isdecimal()
    return str(unicodedata.decimal(character)) if is_foreign else character


# Nearly all names consist of these, each of which folds by itself.
_LETTERS = "".join(
    map(chr, (*range(0x21, 0x7F), *range(0xC0, 0x180), 0x1A0, 0x1A1, 0x1AF, 0x1B0, *range(0x1EA0, 0x1EFA)))
)
_FOLDED = {ord(letter): fold_any(letter) for letter in _LETTERS}
_TYPED = re.compile(f"(?:[{re.escape(_LETTERS)}]++(?: [{re.escape(_LETTERS)}]++)*+)?")


_BEFORE_A_NUMBER = re.compile(r"^(?:(?:quyetdinh|totrinh|qd|ttr)?(?:so|no)|quyetdinh|totrinh)+(?=\d)")
_LEADING_ZEROS = re.compile(r"^0+(?=\d)")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\W_]+(?=\d)")
_SEPARATORS = re.compile(r"(?<!\d)[\W_]+|[\W_]+(?!\d)")


def fold_number(number: str) -> str:
    """The number of a document as it is compared: “Số 0030 / QÐ–UBND” and “30/qđ-ubnd” are one number.

    Only letters and digits tell numbers apart, and that digits are parted: hyphens are lost in copying (U+00AD), and
    “QĐ.UBND”, “QĐ_UBND” or “QĐ UBND” is nobody's other paper.
    """
    parted = _BETWEEN_DIGITS.sub("-", fold(number).replace(" ", ""))
    return _LEADING_ZEROS.sub("", _BEFORE_A_NUMBER.sub("", _SEPARATORS.sub("", parted)))


# Search fields stored before 2026-12 were folded by a rule that kept these apart; what asks them asks for both.
_KEPT_APART = {"d": "[dðɖ]", "\\-": f"[{re.escape(_APOSTROPHES + _DASHES)}]"}


def pattern_of(word: str) -> str:
    """A regular expression that finds a folded word in a text folded by today's rule or the one before."""
    return re.sub(r"d|\\-", lambda found: _KEPT_APART[found.group()], re.escape(word))


def spellings_of(word: str) -> tuple[str, ...]:
    """A folded word, letters and digits alone, as today's rule stores it and as the one before may have."""
    earlier = ((word[:1].replace("d", letter) + word[1:], word.replace("d", letter)) for letter in "ðɖ")
    return tuple(dict.fromkeys((word, *(each for pair in earlier for each in pair))))
