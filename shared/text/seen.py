"""Text as it is seen: composed, without what nobody sees, its blanks folded. Idempotent, and cheap on clean text."""

import re
import unicodedata

# What typed Vietnamese consists of; all of it is composed and none of it combines with what stands beside it.
_CLEAN = "\\x21-\\x7e\\xa1-\\xac\\xae-\\u024f\\u1ea0-\\u1ef9\\u2010-\\u2027\\u2030-\\u205e"
_CLEAN_LINE = re.compile(f"(?:[{_CLEAN}]++(?: [{_CLEAN}]++)*+)?")
_CLEAN_LINES = re.compile(f"(?:[{_CLEAN}]++(?:(?: |\\n{{1,2}})[{_CLEAN}]++)*+)?")
_LINE_BREAK = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_BLANKS = re.compile(" {2,}")
_EMPTY_LINES = re.compile("\n{3,}")

# Drawn as nothing or as a blank although their category says that something is there: fillers of Hangul, Khmer,
# Khitan and Egyptian, the empty Braille cell, the grapheme joiner, selectors of variants, a note head without a head,
# and the sign for an object that did not come along. Those that Unicode keeps for such use
# or for no character at all stand here too.
_DRAWN_BLANK = (
    *range(0x115F, 0x1161), *range(0x17B4, 0x17B6), *range(0x180B, 0x1810), *range(0xFE00, 0xFE10),
    *range(0xFDD0, 0xFDF0), *range(0xFFF0, 0xFFFD), *range(0x13441, 0x13443), *range(0xE0000, 0xE1000),
    0x034F, 0x2065, 0x2800, 0x3164, 0xFFA0, 0x16FE4, 0x1D159,
)  # fmt: skip
_INVISIBLE = frozenset(map(chr, _DRAWN_BLANK))
# Formats (among them what turns the direction of writing), controls, half characters.
_INVISIBLE_KINDS = frozenset({"Cf", "Cc", "Cs"})
_BLANK_KINDS = frozenset({"Zs", "Zl", "Zp"})
# Controls that stand between two words: dropped, they would join them.
_SEPARATORS = frozenset("\t\n\v\f\r\x1c\x1d\x1e\x1f\x85")
# Marks are seen only on what bears them.
_UNSEEN_ALONE = _INVISIBLE_KINDS | _BLANK_KINDS | {"Mn", "Me"}
_NONCHARACTER = 0xFFFE
_LAST_REMEMBERED = 0xFFFF


class _Drawn(dict[int, str | None]):
    """What is drawn for a character, as `str.translate` asks.

    Remembered for the plane of living scripts alone: the sender chooses how many others there are. Worked out anew for
    each, the texts of a dossier of 500 took seconds.
    """

    def __missing__(self, code: int) -> str | None:
        drawn = self._draw(code)
        if code <= _LAST_REMEMBERED:
            self[code] = drawn
        return drawn

    @staticmethod
    def _draw(code: int) -> str | None:
        character = chr(code)
        if character in _SEPARATORS:
            return " "
        kind = unicodedata.category(character)
        if kind in _BLANK_KINDS:
            return " "
        is_unseen = kind in _INVISIBLE_KINDS or character in _INVISIBLE or code & _NONCHARACTER == _NONCHARACTER
        return None if is_unseen else character


_DRAWN = _Drawn()


def compose_line(text: str) -> str:
    """The text on one line: NFC, no control or invisible character, every run of blanks or line breaks one space."""
    if _CLEAN_LINE.fullmatch(text):
        return text
    return unicodedata.normalize("NFC", " ".join(text.translate(_DRAWN).split()))


def compose_lines(text: str) -> str:
    """The text in its lines, each as `compose_line` gives it: one kind of break, at most one empty line in a row."""
    if _CLEAN_LINES.fullmatch(text):
        return text
    lines = "\n".join(map(compose_line, _LINE_BREAK.split(text)))
    return _EMPTY_LINES.sub("\n\n", lines).strip("\n")


def has_word(text: str) -> bool:
    """Whether there is a letter or a digit in it, as in every name and number; an apostrophe as a letter is none."""
    return any(
        character.isalnum() and character not in _INVISIBLE and unicodedata.category(character) != "Lm"
        for character in text
    )


def is_blank(text: str) -> bool:
    """Whether somebody who looks at the text sees nothing."""
    # Most texts begin with a letter: then there is no more to ask. A filler of Hangul counts as a letter, too.
    if text[:1].isalnum() and text[0] not in _INVISIBLE:
        return False
    return all(unicodedata.category(character) in _UNSEEN_ALONE for character in text.translate(_DRAWN))
