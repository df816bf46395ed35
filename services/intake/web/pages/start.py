"""The start page: what may be proposed, by whom, with what, and how long it takes; and the look-up by number."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from services.intake.application.ports import Clock
from services.intake.web.api.award_forms import AwardFormView, show_award_form
from services.intake.web.api.rule_entries import (
    DocumentKindView,
    MarkView,
    OccasionView,
    show_documents,
    show_marks,
    show_occasions,
)
from services.intake.web.pages.public import render_public
from shared.clock.days import day_of
from shared.files.verdicts import EXTENSIONS
from shared.identity.viewer import Viewer
from shared.rules.explaining import count_days, name_proposers, spell_basis
from shared.rules.loading import RuleSets
from shared.rules.rule_set import RuleSet
from shared.text.numbering import parse_number
from shared.web.http.use_cases import use
from shared.web.pages.frame import Frame, pages_router
from shared.web.pages.navigation import PARTS, Link, links_for
from shared.web.pages.viewer import PageVisitor

_BAD_NUMBER = "Số có 11 chữ và số, ví dụ BDQHS-7MDPX-9. Kiểm tra lại số trong thư hoặc giấy tiếp nhận."
_LONGEST = 500  # a pasted link, or what a clumsy hand pastes around a number
_SIGN_IN = "/dang-nhap"
FILE_KINDS = ", ".join(extensions[0].lstrip(".").upper() for extensions in EXTENSIONS.values())
router = pages_router()


@dataclass(frozen=True)
class _FormLine:
    """An award form in the table: who may propose, the fewest and most working days, and every way to it."""

    form: AwardFormView
    proposers: str
    days: str


@dataclass(frozen=True)
class _Movement:
    """What the rule set of a movement says to whoever wants to propose."""

    rules: RuleSet
    lines: Sequence[_FormLine]
    occasions: Sequence[OccasionView]
    documents: Sequence[DocumentKindView]
    marks: Sequence[MarkView]

    def spell(self, basis: str) -> str:
        """The legal basis with its papers by name."""
        return spell_basis(self.rules, basis)


class StartPage:
    """What the page says, read out of the rule sets that are in force; `largest_file` in bytes."""

    def __init__(self, rule_sets: RuleSets, now: Clock, *, requires_petition: bool, largest_file: int) -> None:
        self._rule_sets = rule_sets
        self._now = now
        self._requires_petition = requires_petition
        self.largest_file = largest_file

    def movements(self) -> Sequence[_Movement]:
        """The movements of today."""
        return [self._movement(rules) for rules in self._rule_sets.all_in_force(day_of(self._now()))]

    def _movement(self, rules: RuleSet) -> _Movement:
        return _Movement(
            rules,
            [_line(rules, show_award_form(rules, form)) for form in rules.award_forms],
            list(show_occasions(rules)),
            list(show_documents(rules, requires_petition=self._requires_petition)),
            sorted(show_marks(rules), key=lambda mark: -mark.rank),
        )


def _line(rules: RuleSet, form: AwardFormView) -> _FormLine:
    least, most = count_days(rules, form.code)
    days = str(least) if least == most else f"{least}–{most}"
    return _FormLine(form, name_proposers(rules.award_forms_by_code[form.code]), days)


Page = Annotated[StartPage, use(StartPage)]


@router.get("/")
async def show_start(request: Request, frame: Frame, visitor: PageVisitor, page: Page) -> Response:
    """The page with an empty field."""
    return render_public(request, frame, "start/start.html", **_values(page, visitor), typed="", problem="")


@router.get("/de-nghi")
async def look_up(request: Request, frame: Frame, visitor: PageVisitor, page: Page, so: str = "") -> Response:
    """The nomination's page, or this page again where no number was typed."""
    number = parse_number(so)
    if number:
        return RedirectResponse(f"/de-nghi/{number}", 303)
    values = {**_values(page, visitor), "typed": so[:_LONGEST], "problem": _BAD_NUMBER}
    return frame.render(request, "start/start.html", 422, **values)


def _values(page: StartPage, visitor: Viewer | None) -> dict[str, object]:
    own = links_for(visitor, "/", [part for part in PARTS if part.roles])
    return {
        "movements": page.movements(),
        "file_kinds": FILE_KINDS,
        "largest_file": page.largest_file,
        # Nobody is signed in: they land where their work is afterwards. Otherwise the first part that is theirs.
        "begin": Link(_SIGN_IN, "Bắt đầu hồ sơ") if visitor is None else next(iter(own), None),
    }


def refuse_number(typed: str) -> Response:
    """Leads to the start page, which says how a number looks and has what was typed."""
    return RedirectResponse(f"/de-nghi?{urlencode({'so': typed[:_LONGEST]})}", 303)
