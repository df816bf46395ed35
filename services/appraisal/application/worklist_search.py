"""What people type into the search box of the worklist: words to look for, and keys whose values narrow it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from services.appraisal.domain.case import CaseState
from services.appraisal.domain.transitions import STATE_NAMES
from shared.events.names import OCCASIONS
from shared.events.words import PriorityMark
from shared.refusals import FieldProblem, InvalidError
from shared.rules.loading import RuleSets
from shared.text.folding import fold
from shared.text.listing import either
from shared.text.seen import compose_line

SEARCH_FIELD = "tim"
MOST_CHARACTERS = 200
MOST_DAYS = 200
ME, NOBODY = "toi", "chua-giao"


class Key(StrEnum):
    """What can be written before a value."""

    STATE = "trang-thai"
    AWARD_FORM = "hinh-thuc"
    UNIT = "don-vi"
    OCCASION = "loai"
    HOLDER = "nguoi"
    PRIORITY = "uu-tien"
    DUE = "han"


STATE_WORDS: Mapping[str, CaseState] = {
    "dang-xu-ly": CaseState.OPEN,
    "cho-bo-sung": CaseState.RETURNED,
    "da-chuyen": CaseState.FORWARDED,
    "da-duyet": CaseState.APPROVED,
    "khong-khen": CaseState.DECLINED,
    "hinh-thuc-cao-hon": CaseState.REFERRED,
    "da-rut": CaseState.WITHDRAWN,
    "da-khen": CaseState.AWARDED,
    "da-thu-hoi": CaseState.ANNULLED,
}
PRIORITY_NAMES: Mapping[str, str] = {
    PriorityMark.SACRIFICE.value: "hi sinh",
    PriorityMark.FRONTLINE.value: "tuyến đầu",
    PriorityMark.VOLUNTEER.value: "tình nguyện",
}
_MOST_NAMED = 12
# The others are written once: a second value would contradict the first.
_REPEATED = frozenset({Key.STATE})
_SIGNS: Mapping[Key, str] = {key: "<" if key is Key.DUE else ":" for key in Key}
_QUOTED = re.compile(r'([^\s"]*)"([^"]*)"|\S+')
_KEYED = re.compile(r"([^\W\d_][\w-]*)([:<>=]+)(.*)")
# What stands before a number, or an address, when it is pasted: words to look for.
_NO_KEYS = frozenset({"so", "ma", "no", "ho-so", "nghi", "http", "https"})
_DAYS = re.compile(r"\d{1,3}")


@dataclass(frozen=True)
class Known:
    """What a value may be, by code with its name: award forms, units, people by user name; marks with their rank."""

    award_forms: Mapping[str, str]
    priorities: Mapping[str, int]
    units: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)


def known_of(rule_sets: RuleSets, units: Mapping[str, str], people: Mapping[str, str]) -> Known:
    """These, and what the rule sets name, those of past movements too; of a code that several have, the last one's."""
    every = rule_sets.entries.values()
    return Known(
        {form.code: form.short_name for rules in every for form in rules.award_forms},
        {mark.value: rank for rules in every for mark, rank in rules.priority.items()},
        units,
        people,
    )


@dataclass(frozen=True)
class Term:
    """A key with its value, as it is written back."""

    key: Key
    value: str

    @property
    def text(self) -> str:
        """The term as it is typed."""
        return f"{self.key.value}{_SIGNS[self.key]}{self.value}"


@dataclass(frozen=True)
class Search:
    """Words and terms that were typed, in their order."""

    words: str = ""
    terms: tuple[Term, ...] = ()

    @property
    def text(self) -> str:
        """The search as it is typed: terms behind the words."""
        return " ".join(filter(None, (self.words, *(term.text for term in self.terms))))

    def values(self, key: Key) -> tuple[str, ...]:
        """What stands behind the key."""
        return tuple(term.value for term in self.terms if term.key is key)

    def value(self, key: Key) -> str:
        """What stands behind a key that is written once; nothing where it is not written."""
        return next(iter(self.values(key)), "")

    def without(self, term: Term) -> "Search":
        """The search without that term."""
        return Search(self.words, tuple(each for each in self.terms if each != term))

    def without_words(self) -> "Search":
        """The search with its terms alone."""
        return Search("", self.terms)


def read_search(typed: str, known: Known) -> Search:
    """The search that the text says.

    Raises:
        InvalidError: It is too long, or a key or value is none; every one is named, with those that there are.
    """
    line = compose_line(typed)
    if len(line) > MOST_CHARACTERS:
        raise InvalidError([FieldProblem(SEARCH_FIELD, f"Rút gọn nội dung tìm còn {MOST_CHARACTERS} ký tự.")])
    words: list[str] = []
    terms: list[Term] = []
    problems: list[str] = []
    for part in _parts(line):
        if isinstance(part, str):
            words.append(part)
            continue
        key, sign, value = part
        try:
            term = _term(key, sign, value, known)
        except ValueError as error:
            problems.append(str(error))
            continue
        if term.key not in _REPEATED and any(each.key is term.key and each != term for each in terms):
            problems.append(f"Chỉ ghi “{term.key.value}” một lần: bỏ bớt một giá trị.")
        elif term not in terms:
            terms.append(term)
    if problems:
        raise InvalidError([FieldProblem(SEARCH_FIELD, message) for message in dict.fromkeys(problems)])
    return Search(" ".join(words), tuple(terms))


def _parts(line: str) -> Iterator[str | tuple[str, str, str]]:
    """Words as they are, and keys with sign and value; blanks around the sign of a key that is known do not matter."""
    tokens = [found.group() for found in _QUOTED.finditer(line)]
    place = 0
    while place < len(tokens):
        token = tokens[place]
        place += 1
        if _slug(token) in set(Key) and place < len(tokens) and tokens[place][0] in ":<>=":
            token += tokens[place]
            place += 1
        keyed = _KEYED.fullmatch(token)
        if keyed is None or _slug(keyed[1]) in _NO_KEYS:
            yield token
            continue
        key, sign, value = _slug(keyed[1]), keyed[2], keyed[3].replace('"', "").strip()
        if not value and key in set(Key) and place < len(tokens):
            value = tokens[place].replace('"', "").strip()
            place += 1
        if not value and key not in set(Key):
            yield token
            continue
        yield key, sign, value


def _term(key: str, sign: str, value: str, known: Known) -> Term:
    if key not in set(Key):
        raise ValueError(f"Không có từ khóa “{key}”. Dùng {either([f'{each}{_SIGNS[each]}…' for each in Key])}.")
    wanted = Key(key)
    if sign != _SIGNS[wanted]:
        raise ValueError(f"Viết “{wanted.value}{_SIGNS[wanted]}…”, ví dụ {_example(wanted, known)}.")
    if wanted is Key.DUE:
        return Term(wanted, _days(value))
    return Term(wanted, _choose(wanted, value, known))


def _choose(key: Key, value: str, known: Known) -> str:
    """The code that the value is, or whose name it is, written without accents."""
    slug, names = _slug(value), names_of(key, known)
    if slug in names:
        return slug
    if value in names:
        return value
    called = [code for code, name in names.items() if _slug(name) == slug]
    if len(called) == 1:
        return called[0]
    raise ValueError(f"Không có “{key.value}:{value}”. {_way_out(key, list(names))}")


def names_of(key: Key, known: Known) -> Mapping[str, str]:
    """The values of a key that has a choice, with what people call them."""
    named: Mapping[Key, Mapping[str, str]] = {
        Key.STATE: {word: STATE_NAMES[state] for word, state in STATE_WORDS.items()},
        Key.AWARD_FORM: known.award_forms,
        Key.UNIT: known.units,
        Key.OCCASION: {occasion.value: name for occasion, name in OCCASIONS.items()},
        Key.HOLDER: {ME: "tôi", NOBODY: "chưa giao", **known.people},
        Key.PRIORITY: {mark: PRIORITY_NAMES.get(mark, mark) for mark in known.priorities},
    }
    return named.get(key, {})


def _way_out(key: Key, codes: Sequence[str]) -> str:
    if len(codes) <= _MOST_NAMED:
        return f"Chọn {either(codes)}." if codes else "Cơ quan chưa có việc nào."
    field_name = "Đơn vị" if key is Key.UNIT else "Người giữ"
    return f"Chọn trong ô “{field_name}”; ví dụ {key.value}:{codes[0]}."


def _example(key: Key, known: Known) -> str:
    if key is Key.DUE:
        return "han<5"
    return f"{key.value}:{next(iter(names_of(key, known)), '…')}"


def _days(value: str) -> str:
    if not _DAYS.fullmatch(fold(value)) or int(fold(value)) > MOST_DAYS:
        raise ValueError(f"Ghi số ngày làm việc từ 0 đến {MOST_DAYS}: han<5 là còn dưới 5 ngày, han<0 là đã quá hạn.")
    return str(int(fold(value)))


def _slug(text: str) -> str:
    return fold(text.replace('"', "")).replace(" ", "-")
