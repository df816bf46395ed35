"""The filters of the worklist as its page shows them: the form, and a chip for each that holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from services.appraisal.application.asked_list import AFTER, BEFORE, FIELD_NAMES, FIELDS, FILTERS, NAMES, AskedList
from services.appraisal.application.worklist_search import Key, Known, Term, names_of
from shared.web.pages.forms import TypedForm
from shared.web.pages.lists import Chip, ListAddress

TERM_NAMES = {**FIELD_NAMES, Key.STATE: "Trạng thái", Key.PRIORITY: "Ưu tiên từ", Key.DUE: "Thời hạn"}
MOST_SELECTED = 200
_MOST_PARTS = 50


@dataclass(frozen=True)
class Choice:
    """A filter that is chosen from a list: its name in the address, its label, and the values with their names."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]


def choices_of(known: Known) -> Sequence[Choice]:
    """The filters beside the search box; one with too many values is left to the box."""
    found = (
        Choice(name, FIELD_NAMES[key], [(value, _capital(text)) for value, text in names_of(key, known).items()])
        for name, key in FIELDS.items()
    )
    return [choice for choice in found if len(choice.options) <= MOST_SELECTED]


def form_of(place: ListAddress, asked: AskedList) -> TypedForm:
    """The form as it was sent."""
    texts = {name: (place.get(name),) for name in FILTERS}
    return TypedForm(texts, asked.problems, frozenset(FILTERS))


def chips_of(place: ListAddress, asked: AskedList, known: Known) -> list[Chip]:
    """Each filter that holds, in words, with the address of the list without it."""
    search = asked.search
    chips = [Chip(f"Tìm: {search.words}", place.with_(tim=search.without_words().text))] if search.words else []
    chips += [Chip(_words(term, known), place.with_(tim=search.without(term).text)) for term in search.terms]
    chosen = ((name, key, place.get(name)) for name, key in FIELDS.items())
    return chips + [Chip(_words(Term(key, value), known), place.without(name)) for name, key, value in chosen if value]


def query_of(place: ListAddress, asked: AskedList | None = None) -> str:
    """The list as a query, to be carried to a case or kept; with `asked`, at its place in the list."""
    at = () if asked is None else ((AFTER, asked.after), (BEFORE, asked.before))
    return urlencode([*place.query, *((name, value) for name, value in at if value)])


def query_in(address: str) -> str:
    """The query of an address of the list."""
    return urlsplit(address).query


def list_address(level: str, query: str) -> ListAddress:
    """The address of the level's list with that query, as far as the list knows its parts; from its beginning."""
    parts = parse_qsl(query)[:_MOST_PARTS]
    return ListAddress(f"/cap/{level}/viec", tuple((name, value) for name, value in parts if name in NAMES))


def _words(term: Term, known: Known) -> str:
    if term.key is Key.DUE:
        return "Đã quá hạn" if term.value == "0" else f"Thời hạn: còn dưới {term.value} ngày làm việc"
    return f"{TERM_NAMES[term.key]}: {_capital(names_of(term.key, known).get(term.value, term.value))}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
