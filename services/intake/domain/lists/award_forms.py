"""Award forms by what lists write: “BK tỉnh” is one form, “Giấy khen” alone is asked, “Bằng khen huyện” is none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from services.intake.domain.lists.remarks import Remarks
from services.intake.domain.lists.words import has_words, key_of, list_words
from shared.events.words import Level
from shared.files.sheets import Cell, Kind
from shared.rules.rule_set import AwardForm
from shared.text.listing import either
from shared.text.seen import compose_line

_ABOUT = "award_form"
_NO_LEVEL_WORDS = re.compile(r"\b(?:thi xa|thi tran)\b")


@dataclass(frozen=True)
class AwardForms:
    """The forms of a rule set, as lists write them."""

    forms: Sequence[AwardForm]

    def read(self, cell: Cell, remarks: Remarks) -> AwardForm | None:
        """The form; nothing where it was asked or refused."""
        if cell.kind in {Kind.ERROR, Kind.UNKNOWN}:
            say = "Ô hình thức là lỗi hoặc công thức chưa có kết quả."
            remarks.refuse(cell.name, f"{_ABOUT}.unread", say, self._remedy(self.forms))
            return None
        text = compose_line(cell.text)
        found = self.find(text)
        if len(found) == 1:
            if cell.text != cell.text.strip():
                remarks.notice(cell.name, f"{_ABOUT}.blank", "Có dấu cách thừa ở đầu hoặc cuối: chữ vẫn rõ.")
            return found[0]
        if found:
            names = either([one.short_name for one in found])
            remarks.ask(cell.name, f"{_ABOUT}.level", f"“{text}” của cấp nào: {names}? Không tự chọn.")
            return None
        say = f"Không có hình thức “{text[:80]}”."
        remarks.refuse(cell.name, f"{_ABOUT}.unknown", say, self._remedy(self._like(key_of(text)) or self.forms))
        return None

    def find(self, text: str) -> list[AwardForm]:
        """The forms that a text may mean; one where it is plain."""
        key = key_of(text)
        for form in self.forms:
            if key in {key_of(form.code), key_of(form.name), key_of(form.short_name)}:
                return [form]
        written = _write_out(key)
        kind = _type_of(written)
        if not kind:
            return []
        of_type = [form for form in self.forms if _type_of(key_of(form.name)) == kind]
        named = [form for form in of_type if _says_all(written, key_of(form.short_name), kind)]
        level = _level_of(written.replace(kind, "", 1))
        at_level = [form for form in of_type if form.level is level]
        if level is not None:
            return at_level if len(at_level) == 1 else [form for form in at_level if form in named]
        rest = written.replace(kind, "", 1).strip()
        if rest and not named:
            # Something more is said, and it is none of what there is.
            return of_type if _is_vague(rest) else []
        return of_type if not rest else named

    def _like(self, key: str) -> list[AwardForm]:
        written = _write_out(key)
        kind = _type_of(written)
        level = _level_of(written.replace(kind, "", 1) if kind else written)
        return [form for form in self.forms if (kind and _type_of(key_of(form.name)) == kind) or form.level is level]

    def _remedy(self, forms: Sequence[AwardForm]) -> str:
        return f"Chọn {either([form.name for form in forms])}."


def _write_out(key: str) -> str:
    short = {key_of(word): whole for word, whole in list_words().award_forms.short.items()}
    return " ".join(short.get(word, word) for word in key.split())


def _type_of(key: str) -> str:
    return next((kind for kind in list_words().award_forms.types if has_words(key, kind)), "")


def _level_of(key: str) -> Level | None:
    """The level that is named first: “Chủ tịch UBND xã Mẫu, huyện Mẫu” is of the commune."""
    places = {}
    for level, words in list_words().award_forms.levels.items():
        for word in words:
            searched = _NO_LEVEL_WORDS.sub(lambda found: "_" * len(found.group()), key) if word == "xa" else key
            place = f" {searched} ".find(f" {word} ")
            if place >= 0:
                places[place, -len(word)] = level
    return places[min(places)] if places else None


def _says_all(written: str, short_name: str, kind: str) -> bool:
    words = short_name.replace(kind, "", 1).split()
    return bool(words) and all(has_words(written, word) for word in words if word != "cap")


def _is_vague(rest: str) -> bool:
    """Words that say nothing of the level: “của Chủ tịch UBND”."""
    return set(rest.split()) <= {"cua", "chu", "tich", "ubnd", "uy", "ban", "nhan", "dan", "cap", "de", "nghi", "tang"}
