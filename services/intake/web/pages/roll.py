"""The roll of honour: as a list with filters, each award on a page of its own, and as feeds for the press."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import RedirectResponse, Response

from services.intake.application.places import PlaceLine, Places
from services.intake.application.ports import Clock
from services.intake.application.roll import MOST_COUNTED, ListRoll, RollFilters, RollSummary, ShowAward
from services.intake.domain.roll import RollEntry
from services.intake.web.pages.public import render_public
from services.intake.web.pages.roll_feeds import FEED_TYPES, Item, write_atom, write_json
from shared.clock.days import day_of
from shared.events.names import LEVELS
from shared.events.words import Level
from shared.rules.loading import RuleSets
from shared.text.formats import show_count, show_day
from shared.text.numbering import parse_number
from shared.web.http.public import PublicAnswer
from shared.web.http.use_cases import use
from shared.web.pages.forms import TypedForm
from shared.web.pages.frame import Frame, pages_router
from shared.web.pages.lists import ListAddress
from shared.web.pages.viewer import PageVisitor

PATH = "/so-vang"
_PER_PAGE, IN_FEED = 24, 50
_SHORT = 220
_FILTERS = ("tim", "hinh-thuc", "cap", "dia-ban", "nam")
_LABELS = {"tim": "Tìm", "hinh-thuc": "Hình thức", "cap": "Cấp", "dia-ban": "Địa bàn", "nam": "Năm"}
Cursor = Annotated[str | None, Query(alias="sau", max_length=2000)]
router = pages_router()


@dataclass(frozen=True)
class RollPageUseCases:
    """What the pages call; `public_url` is the address under which people find this site."""

    list_roll: ListRoll
    show_award: ShowAward
    places: Places
    rule_sets: RuleSets
    now: Clock
    public_url: str


Uses = Annotated[RollPageUseCases, use(RollPageUseCases)]


@dataclass(frozen=True)
class _Group:
    """The awards of one decision with one form, beside each other in the list."""

    form: str
    decision: RollEntry
    entries: Sequence[RollEntry]


@router.get(PATH)
async def show_roll(
    request: Request, frame: Frame, _visitor: PageVisitor, use_cases: Uses, sau: Cursor = None
) -> Response:
    """The roll as it is narrowed by the address."""
    places = await use_cases.places.places()
    place = _known(ListAddress.of(request, (*_FILTERS, "sau")))
    shown = await use_cases.list_roll(_read(place, places), sau, _PER_PAGE)
    wording = _Wording(use_cases.rule_sets, places)
    choices = wording.choices(shown.summary)
    return render_public(
        request,
        frame,
        "roll/roll.html",
        movements=_movements(use_cases),
        summary=shown.summary,
        count_text=_count(shown.count),
        groups=_grouped(wording, shown.entries),
        wording=wording,
        form=TypedForm.of({name: place.get(name) for name in _FILTERS}),
        choices=choices,
        chips=place.chips(_LABELS, _words(choices) | {"dia-ban": wording.areas()}),
        place=place,
        first=place.first(),
        following=place.following(shown.next),
        feed=_feed_query(place),
    )


@router.get(f"{PATH}/feed.atom")
async def show_atom(request: Request, use_cases: Uses) -> Response:
    """The latest awards that the address leaves, as an Atom feed."""
    address, items = await _feed(request, use_cases)
    return PublicAnswer.of_bytes(write_atom(address, items), FEED_TYPES["atom"]).answer(request)


@router.get(f"{PATH}/feed.json")
async def show_json(request: Request, use_cases: Uses) -> Response:
    """The latest awards that the address leaves, as a JSON feed."""
    address, items = await _feed(request, use_cases)
    return PublicAnswer.of_bytes(write_json(address, items), FEED_TYPES["json"]).answer(request)


@router.get(f"{PATH}/{{number}}")
async def show_award(request: Request, frame: Frame, _visitor: PageVisitor, use_cases: Uses, number: str) -> Response:
    """One award, with all that the roll says of it."""
    parsed = parse_number(number)
    if parsed is not None and parsed != number:
        return RedirectResponse(f"{PATH}/{parsed}", 303)
    entry = await use_cases.show_award(number)
    wording = _Wording(use_cases.rule_sets, await use_cases.places.places())
    return render_public(request, frame, "roll/award.html", entry=entry, wording=wording)


class _Wording:
    """What the roll's codes are called."""

    def __init__(self, rule_sets: RuleSets, places: Sequence[PlaceLine]) -> None:
        self._rule_sets = rule_sets
        self._places = {place.code: place for place in places}

    def form(self, entry: RollEntry) -> str:
        """The award form as the decision calls it."""
        return entry.form_name or self._rule_sets.award_form_name(entry.rule_set, entry.award_form)

    def short_form(self, entry: RollEntry) -> str:
        """The award form in few words."""
        return entry.form_name or self._short_name(entry.rule_set, entry.award_form)

    def called(self, entry: RollEntry) -> str:
        """Whom the award honours, with how they are addressed."""
        address = entry.form_of_address.strip()
        return f"{address[:1].upper()}{address[1:]} {entry.name}" if address else entry.name

    def work(self, entry: RollEntry) -> str:
        """What they do, and where."""
        return ", ".join(filter(None, (entry.position, entry.workplace)))

    def short_deed(self, entry: RollEntry) -> str:
        """The beginning of what was done, up to a whole word."""
        text = " ".join(entry.deed.split())
        return text if len(text) <= _SHORT else f"{text[:_SHORT].rsplit(' ', 1)[0]} …"

    def area(self, code: str) -> str:
        """Commune and district by name; nothing for the whole province."""
        place = self._places.get(code)
        district = self._places.get(place.district) if place and place.district else None
        return ", ".join(each.name for each in (place, district) if each)

    def choices(self, summary: RollSummary) -> Mapping[str, Sequence[tuple[str, str]]]:
        """What each filter may be set to: only what finds something."""
        districts = {self._district(code) for code in summary.areas} & self._places.keys()
        forms = {form.code: self._short_name(form.rule_set, form.code) for form in summary.forms}
        return {
            "hinh-thuc": tuple(forms.items()),
            "cap": tuple((level.value, LEVELS[level][:1].upper() + LEVELS[level][1:]) for level in summary.levels),
            "dia-ban": tuple(sorted(((code, self._places[code].name) for code in districts), key=lambda one: one[1])),
            "nam": tuple((str(year), str(year)) for year in summary.years),
        }

    def areas(self) -> Mapping[str, str]:
        """Every area by name, also those that find nothing."""
        return {code: self.area(code) for code in self._places}

    def _district(self, code: str) -> str:
        place = self._places.get(code)
        return place.district or code if place else code

    def _short_name(self, rule_set: str, code: str) -> str:
        rules = self._rule_sets.entries.get(rule_set)
        form = rules.award_forms_by_code.get(code) if rules else None
        return form.short_name if form else code


def _words(choices: Mapping[str, Sequence[tuple[str, str]]]) -> dict[str, Mapping[str, str]]:
    return {name: dict(options) for name, options in choices.items()}


def _known(place: ListAddress) -> ListAddress:
    """The address without levels and years that are none: no filter that is shown does nothing."""
    known = {"cap": re.compile("|".join(Level)), "nam": re.compile("[0-9]{4}")}
    kept = (
        (name, value) for name, value in place.query if name not in known or known[name].fullmatch(value) is not None
    )
    return ListAddress(place.path, tuple(kept))


def _read(place: ListAddress, places: Sequence[PlaceLine]) -> RollFilters:
    area, level, year = place.get("dia-ban"), place.get("cap"), place.get("nam")
    inside = frozenset({area, *(each.code for each in places if each.district == area)})
    return RollFilters(
        text=place.get("tim")[:200],
        level=Level(level) if level else None,
        award_form=place.get("hinh-thuc"),
        areas=inside if area else None,
        year=int(year) if year else None,
    )


def _grouped(wording: _Wording, entries: Sequence[RollEntry]) -> Sequence[_Group]:
    runs = groupby(entries, key=lambda entry: (entry.decision_id, wording.form(entry)))
    return [_Group(form, first, (first, *run)) for (_, form), run in runs for first in [next(run)]]


def _count(count: int) -> str:
    return f"Hơn {show_count(count)} lần khen" if count >= MOST_COUNTED else f"{show_count(count)} lần khen"


def _movements(use_cases: RollPageUseCases) -> Sequence[str]:
    return [rules.movement_name for rules in use_cases.rule_sets.all_in_force(day_of(use_cases.now()))]


def _feed_query(place: ListAddress) -> str:
    return place.without("sau").removeprefix(place.path)


async def _feed(request: Request, use_cases: RollPageUseCases) -> tuple[str, Sequence[Item]]:
    places = await use_cases.places.places()
    place = _known(ListAddress.of(request, _FILTERS))
    shown = await use_cases.list_roll(_read(place, places), None, IN_FEED)
    wording, base = _Wording(use_cases.rule_sets, places), use_cases.public_url.rstrip("/")
    items = [
        Item(
            id=f"urn:uuid:{entry.id}",
            address=f"{base}{PATH}/{entry.number}",
            title=f"{wording.called(entry)}: {wording.short_form(entry)}",
            summary=_sentence(wording, entry),
            text=entry.deed,
            changed_at=entry.changed_at,
            tag=wording.short_form(entry),
        )
        for entry in shown.entries
    ]
    return f"{base}{place.path.rpartition('/')[0]}{_feed_query(place)}", items


def _sentence(wording: _Wording, entry: RollEntry) -> str:
    who = ", ".join(filter(None, (wording.called(entry), wording.work(entry))))
    decision = f"Quyết định số {entry.decision_number} ngày {show_day(entry.issued_on)} của {entry.authority.name}"
    return f"{who}. {wording.form(entry)}, {decision}."
