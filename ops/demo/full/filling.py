"""Fills a running demo: dossiers handed in, acts done, decisions recorded, limits set back, drafts begun."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import NAMESPACE_URL, uuid5

import httpx
from pydantic import Field, JsonValue

from ops.demo.desks import nomination, record_decision, submit
from ops.demo.dossiers import Submission, today
from ops.demo.full.acts import Standing, bring
from ops.demo.full.plan import Plan, PlannedDossier, PlannedDraft, PlannedNomination, Stage, in_decisions, limits_of
from ops.demo.papers import upload
from ops.demo.people import Office, Person, RefusedError, Shown
from ops.demo.review import is_outside_window, open_window
from ops.demo.stories import Tell
from ops.demo.waiting import until
from shared.directory.loading import load_directory
from shared.text.formats import show_count

_AT_ONCE = 8
_SLICE = 100
_NAMESPACE = uuid5(NAMESPACE_URL, "thidua:full-demo")
_DECISIONS_BEGIN = 3_001
_NUMBERS_TRIED = 5
_SIGNATORIES = {
    "00.thu-tuong": ("Nguyễn Mẫu An", "Thủ tướng Chính phủ"),
    "00.chu-tich-nuoc": ("Trần Mẫu Bình", "Chủ tịch nước"),
}
SetBack = Callable[[Mapping[str, int]], Awaitable[int]]
"""Has the limits of cases run out in so many days, or that long ago; of how many."""
_Given = TypeVar("_Given")
_Found = TypeVar("_Found")


class _Line(Shown):
    id: str
    name: str


class _Petition(Shown):
    number: str


class _DossierLine(Shown):
    id: str
    petition: _Petition


class _Dossiers(Shown):
    items: tuple[_DossierLine, ...]
    next: str | None = None


class _Nominations(Shown):
    items: tuple[_Line, ...]


class _DraftLine(Shown):
    petition_number: str = ""


class _Drafts(Shown):
    items: tuple[_DraftLine, ...]


class _Draft(Shown):
    id: str


class _Windows(Shown):
    items: tuple[JsonValue, ...]


class _State(Shown):
    state: str = Field(default="")


@dataclass
class Filling:
    """One run over a running system."""

    office: Office
    tell: Tell

    async def __call__(self, plan: Plan, set_back: SetBack | None = None) -> Counter[Stage]:
        """How many nominations stand where; a second run finds everything done.

        Raises:
            RefusedError: The system refused something that it must allow; in a system that is no demo, its accounts.
            NotInTimeError: Something did not arrive.
        """
        began = time.monotonic()
        await self._open_window(plan)
        known = await self._known(dossier.way.submitter for dossier in plan.dossiers)
        groups = await _each(plan.dossiers, lambda dossier: self._hand_in(dossier, known))
        standing = [each for group in groups for each in group]
        self._say(f"{show_count(len(standing))} đề nghị trong {show_count(len(plan.dossiers))} hồ sơ đã nộp", began)
        await _each(standing, lambda each: bring(self.office, each))
        self._say("từng cơ quan đã xử lý đến chỗ của mình", began)
        decisions = await self._decide(standing)
        self._say(f"{show_count(decisions)} Quyết định đã ghi", began)
        await _each(plan.drafts, self._begin)
        self._say(f"{show_count(len(plan.drafts))} bản nháp", began)
        await self._set_back(standing, set_back, began)
        return Counter(each.planned.stage for each in standing)

    def _say(self, what: str, began: float) -> None:
        seconds = f"{time.monotonic() - began:.0f}"
        self.tell(f"✓ {what} ({seconds} giây)")

    async def _open_window(self, plan: Plan) -> None:
        for occasion in sorted({dossier.way.occasion for dossier in plan.dossiers} - {"dot-xuat"}):
            head = await self.office.person("lanh-dao.so-noi-vu")
            answer = await head.do("/api/v1/levels/province/windows", method="GET")
            windows = _Windows.model_validate_json(answer.content).items
            if not any(_is_open(window, occasion) for window in windows):
                await open_window(self.office, occasion)

    async def _known(self, submitters: Iterable[str]) -> dict[tuple[str, str], str]:
        """The ids of what was handed in before, by unit and Tờ trình."""
        found: dict[tuple[str, str], str] = {}
        for submitter in sorted(set(submitters)):
            unit, after = await self.office.person(submitter), ""
            while True:
                params = {"limit": str(_SLICE), **({"after": after} if after else {})}
                answer = await unit.see("/api/v1/dossiers", params)
                page = _Dossiers.model_validate_json(answer.content if answer else b'{"items": []}')
                found |= {(submitter, line.petition.number): line.id for line in page.items}
                after = page.next or ""
                if not after:
                    break
        return found

    async def _hand_in(self, dossier: PlannedDossier, known: dict[tuple[str, str], str]) -> list[Standing]:
        submitter = dossier.way.submitter
        unit = await self.office.person(submitter)
        identity = known.get((submitter, dossier.number)) or await self._submit(unit, dossier)
        answer = await unit.do(f"/api/v1/dossiers/{identity}/nominations?limit={_SLICE}", method="GET")
        ids = {line.name: line.id for line in _Nominations.model_validate_json(answer.content).items}
        return [
            Standing(each, ids[each.name], submitter, await nomination(unit, ids[each.name]))
            for each in dossier.nominations
            # An earlier version of the demo may have handed in others under this number.
            if each.name in ids
        ]

    async def _submit(self, unit: Person, dossier: PlannedDossier) -> str:
        contents: list[JsonValue] = [await _with_report(unit, each) for each in dossier.nominations]
        submission = _submission(dossier, contents)

        # A window reaches intake as a message, so the first tries may come before it.
        async def look() -> str | None:
            try:
                return (await submit(self.office, unit.username, submission)).id
            except RefusedError as refusal:
                if not is_outside_window(refusal):
                    raise
                return None

        return await until(look, what=f"Hồ sơ {dossier.number} được nhận")

    async def _decide(self, standing: Sequence[Standing]) -> int:
        signs = {authority.code: authority.sign for authority in load_directory().authorities}
        wanted = [each for each in standing if each.planned.stage is Stage.DECIDED]
        places = {each.case(each.planned.step): each for each in wanted}
        pairs = [(each.authority(each.planned.step), case) for case, each in places.items()]
        groups = list(in_decisions(pairs))
        recorded = 0
        for place, (authority, cases) in enumerate(groups):
            first = places[cases[0]]
            head = await self.office.person(first.desk(first.planned.step).head)
            left = [case for case in cases if await _is_approved(head, places[case])]
            if left:
                await self._record(first, left, f"QĐ-{signs[authority]}", _DECISIONS_BEGIN + place * _NUMBERS_TRIED)
                recorded += 1
        return recorded

    async def _record(self, first: Standing, cases: Sequence[str], mark: str, number: int) -> None:
        step = first.planned.step
        for attempt in range(_NUMBERS_TRIED):
            try:
                await record_decision(
                    self.office,
                    first.desk(step),
                    f"{number + attempt}/{mark}",
                    list(cases),
                    _SIGNATORIES.get(first.authority(step)),
                )
            except RefusedError as refusal:
                # The number may be another decision's, by the stories.
                if refusal.status != httpx.codes.CONFLICT or attempt == _NUMBERS_TRIED - 1:
                    raise
            else:
                return

    async def _begin(self, draft: PlannedDraft) -> None:
        unit = await self.office.person(draft.submitter)
        drafts = _Drafts.model_validate_json((await unit.do("/api/v1/drafts", method="GET")).content)
        if any(line.petition_number == draft.number for line in drafts.items):
            return
        petition: JsonValue = {"movement": "covid-19", "occasion": "dot-xuat", "number": draft.number}
        key = str(uuid5(_NAMESPACE, f"{today().isoformat()}/{draft.number}"))
        begun = await unit.do("/api/v1/drafts", {"petition": petition}, key=key)
        if draft.contents:
            place = f"/api/v1/drafts/{_Draft.model_validate_json(begun.content).id}/nominations"
            await unit.do(place, {"nominations": [dict(each) for each in draft.contents]}, key=f"{key}/1")

    async def _set_back(self, standing: Sequence[Standing], set_back: SetBack | None, began: float) -> None:
        limits = limits_of({each.case(each.planned.step): each.planned.stage for each in standing})
        if set_back is None:
            self.tell("không có việc quá hạn: hạn chỉ lùi được trên máy đang chạy `make run`")
        else:
            self._say(f"{show_count(await set_back(limits))} việc quá hạn hoặc sắp hết hạn", began)


async def _is_approved(head: Person, each: Standing) -> bool:
    answer = await head.do(each.path(each.planned.step), method="GET")
    return _State.model_validate_json(answer.content).state == "approved"


def _is_open(window: JsonValue, occasion: str) -> bool:
    return isinstance(window, dict) and window.get("occasion") == occasion and window.get("state") == "open"


def _submission(dossier: PlannedDossier, contents: list[JsonValue]) -> Submission:
    name, position = dossier.way.signer
    petition: JsonValue = {
        "number": dossier.number,
        "signed_on": dossier.signed_on.isoformat(),
        "signer": {"name": name, "position": position},
        "occasion": dossier.way.occasion,
        "movement": "covid-19",
    }
    key = str(uuid5(_NAMESPACE, f"{dossier.way.submitter}/{dossier.number}/{dossier.signed_on.isoformat()}"))
    return Submission(key, {"petition": petition, "nominations": contents})


async def _with_report(unit: Person, planned: PlannedNomination) -> JsonValue:
    content = dict(planned.content)
    if not planned.has_report:
        return content
    file = await upload(unit, "Báo cáo thành tích.pdf", f"BAO CAO {uuid5(_NAMESPACE, planned.name)}")
    return {**content, "attachments": [{"id": file, "kind": "bao-cao-thanh-tich"}]}


async def _each(of: Sequence[_Given], act: Callable[[_Given], Awaitable[_Found]]) -> list[_Found]:
    # As many at once as people at their desks would be.
    limit = asyncio.Semaphore(_AT_ONCE)

    async def act_on(given: _Given) -> _Found:
        async with limit:
            return await act(given)

    return list(await asyncio.gather(*(act_on(given) for given in of)))
