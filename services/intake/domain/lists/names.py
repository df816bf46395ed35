"""Names as they are printed on certificates: cleaned of what nobody sees, and asked about where they may be wrong."""

import re
import unicodedata
from dataclasses import dataclass, replace

from services.intake.domain.lists.remarks import Remarks
from services.intake.domain.lists.words import begins_with, has_words, key_of, list_words
from shared.events.words import NomineeKind, Sex
from shared.files.sheets import Cell, Kind
from shared.text.seen import compose_line, has_word

_ETH = str.maketrans({"Ð": "Đ", "ð": "đ"})
_ABOUT = "name"
_FORMULA = "Gõ họ tên vào ô, thay công thức."
_LONGEST = 200
_IN_BRACKETS = re.compile(r"\s*\(([^()]{2,40})\)\s*$")
_WITH_ADDRESS = re.compile(r"^(.{3,}?)\s*[,;(-]?\s*(?:địa chỉ|đ/c|trụ sở)\s*[:.]?\s+(.{3,}?)\)?$", re.IGNORECASE)
_ADDRESSES = re.compile(r"^(ông|bà|anh|chị|cô|đồng chí|đ/c|đ\.c)[.:\s]+", re.IGNORECASE)
_DEAD = re.compile(r"\s*\((đã mất|đã hy sinh|đã hi sinh|truy tặng|liệt sĩ|liệt sỹ)\)\s*$", re.IGNORECASE)
_FEWEST_CAPITALS = 2
_PERSON_WORDS = range(2, 7)
_PEOPLE = frozenset({NomineeKind.INDIVIDUAL, NomineeKind.FOREIGNER})
_NAMES = {"ong": "ông", "ba": "bà", "anh": "anh", "chi": "chị", "co": "cô", "dong chi": "đồng chí", "d c": "đồng chí"}
_SEXES = {"ông": Sex.MALE, "anh": Sex.MALE, "bà": Sex.FEMALE, "chị": Sex.FEMALE, "cô": Sex.FEMALE}


@dataclass(frozen=True)
class Name:
    """A name with what stood around it."""

    text: str | None = None
    form_of_address: str = ""
    country: str = ""
    address: str = ""
    is_dead: bool = False

    @property
    def sex(self) -> Sex | None:
        """As far as the word of address tells it."""
        return _SEXES.get(self.form_of_address)


def read_name(cell: Cell | None, given: Cell | None, place: str, remarks: Remarks) -> Name:
    """The name in its cell; `given` is the second of two cells, `place` where a missing one is to be typed."""
    if cell is None:
        remarks.refuse(
            place, f"{_ABOUT}.missing", "Có dữ liệu nhưng không có họ tên.", "Nhập họ tên, hoặc xóa cả dòng."
        )
        return Name()
    if cell.kind in {Kind.ERROR, Kind.UNKNOWN}:
        what = f"lỗi {cell.value}" if cell.kind is Kind.ERROR else "công thức chưa có kết quả"
        remarks.refuse(cell.name, f"{_ABOUT}.unread", f"Ô họ tên là {what}.", _FORMULA)
        return Name()
    typed = f"{cell.text} {given.text}" if given is not None and given.kind is Kind.TEXT else cell.text
    text = compose_line(typed).translate(_ETH)
    return _bare(cell, text, remarks) if _is_name(cell, text, remarks) else Name()


def _is_name(cell: Cell, text: str, remarks: Remarks) -> bool:
    if text.startswith(("=", "@", "+")):
        say = f"Ô tên bắt đầu bằng “{text[0]}”: là công thức, không phải tên; không chạy, không mở địa chỉ."
        remarks.refuse(cell.name, f"{_ABOUT}.formula", say, "Gõ họ tên.")
    elif not has_word(text) or not any(character.isalpha() for character in text):
        remarks.refuse(cell.name, f"{_ABOUT}.unread", f"“{text[:40]}” không phải họ tên.", "Nhập họ tên.")
    elif len(text) > _LONGEST:
        say = f"Tên dài {len(text)} ký tự."
        remarks.refuse(cell.name, f"{_ABOUT}.long", say, f"Ghi riêng tên, tối đa {_LONGEST} ký tự.")
    else:
        _tell_changes(cell, cell.text, remarks)
        return True
    return False


def check_letters(
    name: str,
    kind: NomineeKind,
    cell: str,
    remarks: Remarks,
    *,
    is_of_capitals: bool = False,
    is_formula: bool = False,
) -> str:
    """The name as it stands, or as it probably is where nobody typed it so; capitals and small letters are asked about.

    `is_of_capitals` holds where the font draws small letters as capitals.
    """
    letters = [character for character in name if character.isalpha()]
    if len(letters) < _FEWEST_CAPITALS or " " not in name:
        return name
    meant = " ".join(_capital(word) for word in name.split())
    if all(character.isupper() for character in letters):
        if kind is NomineeKind.FOREIGNER:
            return name
        if kind in _PEOPLE:
            why = f"Tên là công thức, giá trị lưu “{name}”" if is_formula else "Tên viết hoa toàn bộ"
            say = f"{why}: có phải “{meant}”? Tên in trên bằng, cần xác nhận."
            remarks.ask(cell, f"{_ABOUT}.capitals", say, meant)
            return meant if is_formula else name
        say = f"Tên viết hoa toàn bộ: giữ “{name}” hay viết thường?"
        remarks.ask(cell, f"{_ABOUT}.capitals", say, name)
        return name
    if kind in _PEOPLE and all(character.islower() for character in letters):
        why = "Phông chữ hoa vẽ chữ thường thành chữ hoa" if is_of_capitals else "Tên viết thường toàn bộ"
        remarks.ask(cell, f"{_ABOUT}.small", f"{why}: có phải “{meant}”?", meant)
        return meant
    return name


def check_person(name: str, cell: str, remarks: Remarks) -> None:
    """Ask where a person's cell holds two names, or what is no name."""
    key = f" {key_of(name)} "
    joins = list_words().names.joins
    if any(join.strip() in name if not join.strip().isalpha() else join in key for join in joins):
        remarks.ask(cell, f"{_ABOUT}.several", "Ô có nhiều tên: mỗi người ghi một dòng.")
    if re.search(r"\d", name):
        remarks.ask(cell, f"{_ABOUT}.digits", f"Tên có chữ số: “{name}” có đúng không?")


def kind_of_name(name: str) -> NomineeKind | None:
    """Which kind of body a name is of; nothing where it is a person's."""
    words = list_words().kinds
    key = key_of(name)
    found = {
        kind: begins_with(key, words[kind.value])
        for kind in (NomineeKind.ENTERPRISE, NomineeKind.HOUSEHOLD, NomineeKind.COLLECTIVE)
    }
    best = max(found, key=lambda kind: len(found[kind]))
    if not found[best]:
        return None
    is_person = found[best] in words["may_be_surname"] and _is_shaped_as_person(name)
    return None if is_person else best


def _is_shaped_as_person(name: str) -> bool:
    """“Đoàn Thị Mẫu”, not “Đoàn xã Yên Phú”: every word begins with a capital, and none is of a body."""
    words = name.split()
    is_title = all(word[:1].isupper() for word in words)
    bodies = ("thanh nien", "phu nu", "nong dan", "cuu chien binh", "chu thap do", "tncs", "lien hiep", "quan su")
    return len(words) in _PERSON_WORDS and is_title and not any(has_words(key_of(name), word) for word in bodies)


def _bare(cell: Cell, text: str, remarks: Remarks) -> Name:
    split = _WITH_ADDRESS.match(text)
    if split and has_word(split[1]):
        say = f"Ô tên có cả địa chỉ: tên là “{split[1]}”, địa chỉ “{split[2]}”?"
        remarks.ask(cell.name, f"{_ABOUT}.address", say)
        return Name(split[1], address=split[2])
    dead = _DEAD.search(text)
    if dead:
        say = f"“{dead[1]}” sau tên: đọc là đề nghị truy tặng."
        remarks.notice(cell.name, f"{_ABOUT}.dead", say)
        return replace(_bare(cell, text[: dead.start()], remarks), is_dead=True)
    country, text = _country(text)
    found = _ADDRESSES.match(text)
    if found is None or kind_of_name(text) is NomineeKind.HOUSEHOLD:
        return Name(text, country=country)
    rest = text[found.end() :]
    word = _NAMES.get(key_of(found[1]), "")
    if key_of(found[1]) != "ong" or key_of(rest).partition(" ")[0] in list_words().names.surnames or country:
        if not country:
            say = f"“{found[1]}” đứng trước tên: là cách xưng hô."
            remarks.notice(cell.name, f"{_ABOUT}.address-word", say)
        return Name(rest, word, country)
    remarks.ask(cell.name, f"{_ABOUT}.surname", "“Ông” là cách xưng hô hay họ Ông? Hỏi, không tự bỏ.")
    return Name(text)


def _country(text: str) -> tuple[str, str]:
    found = _IN_BRACKETS.search(text)
    if not found:
        return "", text
    key = key_of(found[1])
    is_country = any(has_words(key, country) for country in list_words().countries.names)
    is_alone = key in list_words().countries.names or has_words(key, "quoc tich") or has_words(key, "nguoi")
    return (found[1], text[: found.start()]) if is_country and is_alone else ("", text)


def _tell_changes(cell: Cell, typed: str, remarks: Remarks) -> None:
    if not unicodedata.is_normalized("NFC", typed):
        remarks.notice(cell.name, f"{_ABOUT}.composed", "Chữ tổ hợp (NFD): lưu dạng dựng sẵn (NFC).")
    if "Ð" in typed or "ð" in typed:
        remarks.notice(cell.name, f"{_ABOUT}.eth", "Chữ Ð (U+00D0) thay bằng Đ (U+0110).")
    if "'" in typed or "’" in typed:
        remarks.notice(cell.name, f"{_ABOUT}.apostrophe", "Dấu nháy trong tên là chữ của tên: giữ.")


def _capital(word: str) -> str:
    # Each part of H'Hen or of a hyphenated name has a capital of its own.
    return re.sub(r"[^\W\d_]+", lambda found: found.group()[0].upper() + found.group()[1:].lower(), word)
