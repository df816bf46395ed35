"""Vietnamese typed for fonts of old: TCVN3 (.VnTime) and VNI, kept as signs that mean other letters today.

A text is taken for one of them only where its words are no Vietnamese as they stand and become so when decoded.
U+00AD is a letter in TCVN3: decode before invisible characters are dropped.
"""

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache


class LegacyFont(StrEnum):
    """The two encodings that lists still come in."""

    TCVN3 = "TCVN3"
    VNI = "VNI"


_TCVN3 = str.maketrans(
    "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢§£¤¥¦",
    "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ",
)
_VNI_MARKS: Mapping[str, tuple[str, str]] = {
    "a": ("ùøûõïâáàåãäêéèúüë", "áàảãạâấầẩẫậăắằẳẵặ"),
    "e": ("ùøûõïâáàåãä", "éèẻẽẹêếềểễệ"),
    "o": ("ùøûõïâáàåãä", "óòỏõọôốồổỗộ"),
    "ô": ("ùøûõï", "ớờởỡợ"),
    "u": ("ùøûõï", "úùủũụ"),
    "ö": ("ùøûõï", "ứừửữự"),
    "y": ("ùøûõ", "ýỳỷỹ"),
}
_VNI_ALONE = {"ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "ô": "ơ", "ö": "ư", "î": "ỵ", "í": "í", "ì": "ì"}
_VNI = {
    cased(base + mark): cased(letter)
    for base, (marks, letters) in _VNI_MARKS.items()
    for mark, letter in zip(marks, letters, strict=True)
    for cased in (str.lower, str.upper)
} | {cased(sign): cased(letter) for sign, letter in _VNI_ALONE.items() for cased in (str.lower, str.upper)}
# A capital with a small mark, as fonts of capitals alone have it.
_VNI |= {sign[0].upper() + sign[1]: letter.upper() for sign, letter in tuple(_VNI.items()) if len(sign) > 1}
_VNI_SIGN = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_ALPHABET = frozenset("aăâbcdđeêghiklmnoôơpqrstuưvxyfjwz")
_SYLLABLE = re.compile(
    "(?:ngh|ng|nh|th|tr|ch|ph|kh|gh|gi|qu|[bcdghklmnprstvx])?"
    "(?:a|e|i|o|u|y|ai|ao|au|ay|eo|eu|ia|ie|ieu|iu|oa|oai|oao|oay|oe|oeo|oi|oo|ua|uai|uao|uay|ue|ui|uo|uoi|uou|uu|uy"
    "|uya|uye|uyu|ye|yeu)(?:ng|nh|ch|[cmnpt])?"
)
_WORD = re.compile(r"[^\s\d|.,;:/()\[\]“”\"'!?–_+-]+")
_MARKED = re.compile("[^\x00-\x7f]")
# Small letters that no font of old has; capitals were sometimes typed with another.
_OF_TODAY = re.compile(
    "[" + "".join(chr(code) for code in (*range(0x100, 0x1B1), *range(0x1EA0, 0x1EFA)) if chr(code).islower()) + "]"
)
# Words that are looked at: who has typed so many in one way has typed all of them so.
_MOST_WORDS = 4_000
# “Nghiêng” in decomposed letters, and some more.
_LONGEST_SYLLABLE = 16


def legacy_font_of(text: str) -> LegacyFont | None:
    """The font of old for which the text was typed; nothing where it is Vietnamese of today, or shows no marks."""
    if not _MARKED.search(text) or _OF_TODAY.search(text):
        return None
    right, wrong = _weigh(text)
    if not wrong:
        return None
    best, found = 0, None
    for font in LegacyFont:
        sound, unsound = _weigh(decode_legacy(text, font))
        if unsound < wrong and sound > right and sound - unsound > best:
            best, found = sound - unsound, font
    return found


def may_be_legacy(text: str, font: LegacyFont) -> bool:
    """Whether nothing in the text speaks against its being typed for that font, among others that are."""
    if not _MARKED.search(text):
        return True
    if _OF_TODAY.search(text):
        return False
    decoded = decode_legacy(text, font)
    return decoded != text and not _weigh(decoded)[1]


def decode_legacy(text: str, font: LegacyFont) -> str:
    """The text as it was meant; letters that the font has no sign for stay as they are."""
    if font is LegacyFont.TCVN3:
        return text.translate(_TCVN3)
    return _VNI_SIGN.sub(lambda found: _VNI[found.group()], text)


def soundness_of(text: str) -> int:
    """How many more of its words with marks are Vietnamese than are none, typed for whatever font."""
    start = text[: 64 * 1024]
    readings = (start, *(decode_legacy(start, font) for font in LegacyFont))
    return max(sound - unsound for sound, unsound in map(_weigh, readings))


def _weigh(text: str) -> tuple[int, int]:
    """How many of the words that bear marks are Vietnamese, and how many are none."""
    found = (word for word in _WORD.findall(text)[:_MOST_WORDS] if _MARKED.search(word))
    words = [word for word in found if any(letter.isalpha() for letter in word)]
    sound = sum(len(word) <= _LONGEST_SYLLABLE and _is_syllable(word) for word in words)
    return sound, len(words) - sound


@lru_cache(maxsize=8_192)
def _is_syllable(word: str) -> bool:
    if not (word.islower() or word.isupper() or (word[:1].isupper() and word[1:].islower())):
        return False
    parts = unicodedata.normalize("NFD", word.lower())
    if sum(part in _TONES for part in parts) > 1:
        return False
    letters = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))
    if not _ALPHABET.issuperset(letters):
        return False
    plain = _strip(letters)
    return _SYLLABLE.fullmatch(plain) is not None


def _strip(letters: str) -> str:
    bare = unicodedata.normalize("NFD", letters.replace("đ", "d"))
    return "".join(part for part in bare if not unicodedata.combining(part))
