"""The pages on which operators look after one part of the system: its queue, its outboxes, and what it put aside.

Each owner of a queue serves them itself, with its own broker user and for its own queue alone.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, ConfigDict

from shared.audit.entry import Actor, AuditRecord, Entry, Kind
from shared.clock import utc_now
from shared.identity.viewer import Role, Viewer
from shared.messaging.parked.looking import MOST_AT_ONCE
from shared.messaging.parked.orders import MOST_WHY, Act
from shared.messaging.parked.owning import Choice, OwnParked
from shared.messaging.relay.relay import Relay
from shared.observability.versions import versions_in_use
from shared.refusals import FieldProblem, NotFoundError, UnavailableError
from shared.text.fields import lines
from shared.text.formats import show_age, show_count
from shared.web.http.use_cases import find
from shared.web.pages.forms import TypedForm, read_form, typed_form
from shared.web.pages.frame import Frame, PageFrame, pages_router
from shared.web.pages.operated import (
    ACTS,
    TIER_NAMES,
    VERSION_NAMES,
    ActWords,
    OperatedPart,
    describe_waits,
    name_outbox,
    part_of,
)
from shared.web.pages.viewer import PageViewer

_SHOWN = MOST_AT_ONCE
_PATIENCE_SECONDS = 3.0
_CHOICE, _ALL, _UNTIL = "thong-diep", "tat-ca", "den"
_NUMBER = re.compile(r"[0-9]{1,6}")
_UNKNOWN = "Địa chỉ này không phục vụ cấp đó. Mở “Vận hành” ở đầu trang để chọn."
_NOTHING_CHOSEN = "Chọn ít nhất một thông điệp."
_OLD_PAGE = "Trang này không còn dùng được. Mở lại danh sách, chọn thông điệp rồi gửi lại."
_KINDS: Mapping[Act, Kind] = {Act.REPLAY: Kind.MESSAGE_REPLAYED, Act.DROP: Kind.MESSAGE_DROPPED}


@dataclass(frozen=True)
class Operations:
    """What the pages of one part show and do."""

    parked: OwnParked
    relay: Relay
    readiness: Callable[[], Awaitable[Mapping[str, bool]]]
    audit: AuditRecord
    now: Callable[[], datetime]

    async def settle(self, viewer: Viewer, act: Act, choice: Choice, reason: str) -> int:
        """Put back or drop what is chosen; how many were. Who did it, and why, is recorded before.

        Raises:
            UnavailableError: Broker or record went away: what is not done yet is still parked.
        """

        async def record(refs: Sequence[str]) -> str:
            by = Actor(viewer.account, viewer.name)
            details = {"messages": tuple(refs)}
            entry = Entry(self.now(), _KINDS[act], by, subject=self.parked.queue, reason=reason, details=details)
            await self.audit.append(entry)
            return entry.id

        return await self.parked.carry_out(act, choice, record)


class SettlingBody(BaseModel):
    """Why messages are put back or dropped."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    reason: Annotated[str, lines(MOST_WHY, is_required=True)]


@dataclass(frozen=True)
class Here:
    """The part whose pages are open, and who opened them."""

    operations: Operations
    part: OperatedPart
    viewer: Viewer


async def _find_here(request: Request, viewer: PageViewer) -> Here:
    viewer.require(Role.OPERATOR)
    try:
        operations = find(request.app, Operations, at=request.path_params.get("level"))
    except LookupError:
        raise NotFoundError(_UNKNOWN) from None
    return Here(operations, part_of(operations.parked.queue), viewer)


_Here = Annotated[Here, Depends(_find_here)]
_Chosen = Annotated[tuple[str, ...], Query(alias=_CHOICE)]
_All = Annotated[str, Query(alias=_ALL)]


def operations_router(start: str) -> APIRouter:
    """The pages of a part, from the address `start` on, which has `{level}` in it where a process has several parts.

    `Operations` are provided to them, at that level.
    """
    router = pages_router()
    router.add_api_route(start, show_part)
    router.add_api_route(f"{start}/thong-diep/{{ref}}", show_message)
    for words in ACTS:
        pages = _ActPages(words)
        router.add_api_route(f"{start}/{words.path}", pages.check)
        router.add_api_route(f"{start}/{words.path}", pages.carry_out, methods=["POST"])
    return router


async def show_part(
    request: Request,
    frame: Frame,
    here: _Here,
    done: Annotated[str, Query(alias="da")] = "",
    chosen: Annotated[str, Query(alias="chon")] = "",
    did: Annotated[str, Query(alias="viec")] = "",
) -> Response:
    """How the part does, and what it put aside."""
    words = next((each for each in ACTS if each.path == did), None)
    result = "" if words is None else _tell(words, _count(done), _count(chosen))
    return await _render(frame, request, here, TypedForm({}), result=result)


async def show_message(request: Request, frame: Frame, here: _Here, ref: str) -> Response:
    """One message, masked, and what can be done about it."""
    message = (await here.operations.parked.find(frozenset({ref})))[0]
    return frame.render(request, "operations/message.html", part=here.part, message=message, acts=ACTS)


@dataclass(frozen=True)
class _ActPages:
    """The pages of one act: what it does to which messages, and why; then it is done."""

    words: ActWords

    async def check(
        self, request: Request, frame: Frame, here: _Here, refs: _Chosen = (), everything: _All = ""
    ) -> Response:
        """What the act would do, to be confirmed with a reason."""
        if not refs and not everything:
            return await _render(frame, request, here, _with_problem(_NOTHING_CHOSEN))
        return await self._ask(request, frame, here, frozenset(refs), TypedForm({}))

    async def carry_out(self, request: Request, frame: Frame, here: _Here) -> Response:
        """Back to the part, the act being done; or the page again, with what was wrong."""
        body, form = read_form(await typed_form(request), SettlingBody, {"reason": str})
        refs, until = frozenset(form.all(_CHOICE)), _read_moment(form.text(_UNTIL))
        if until is None or not (refs or form.text(_ALL)):
            return await _render(frame, request, here, _with_problem(_OLD_PAGE))
        if body is None:
            return await self._ask(request, frame, here, refs, form)
        done = await here.operations.settle(here.viewer, self.words.act, Choice(refs, until), body.reason)
        query = f"viec={self.words.path}&da={done}&chon={len(refs)}"
        return RedirectResponse(f"{here.part.address}?{query}#ket-qua", 303)

    async def _ask(self, request: Request, frame: Frame, here: Here, refs: frozenset[str], form: TypedForm) -> Response:
        parked = here.operations.parked
        messages = await parked.find(refs) if refs else ()
        known = [message.parked_at for message in messages if message.parked_at]
        return frame.render(
            request,
            "operations/check.html",
            422 if form.problems else 200,
            part=here.part,
            words=self.words,
            messages=messages,
            count=len(messages) if refs else (await parked.counts()).parked,
            most=MOST_AT_ONCE,
            until=max([utc_now(), *known]).isoformat(),
            form=form,
        )


def _with_problem(sentence: str) -> TypedForm:
    return TypedForm({}, (FieldProblem(_CHOICE, sentence),), frozenset({_CHOICE}))


async def _render(frame: PageFrame, request: Request, here: Here, form: TypedForm, *, result: str = "") -> Response:
    operations = here.operations
    try:
        counts = await operations.parked.counts()
        messages = await operations.parked.show(_SHOWN) if counts.parked else ()
    except UnavailableError:
        # The rest of the page is what is needed most while the broker is away.
        counts, messages = None, ()
    backlogs, at = operations.relay.backlogs, operations.now()
    return frame.render(
        request,
        "operations/part.html",
        422 if form.problems else 200,
        part=here.part,
        at=at,
        result=result,
        waits=describe_waits([name for name, works in (await _parts(operations)).items() if not works]),
        counts=counts,
        tiers=TIER_NAMES,
        messages=messages,
        outboxes=[(name_outbox(name), each.pending, _age(each.oldest, at)) for name, each in sorted(backlogs.items())],
        versions=[(VERSION_NAMES.get(of, of), version) for of, version in versions_in_use()],
        acts=ACTS,
        form=form,
    )


async def _parts(operations: Operations) -> Mapping[str, bool]:
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            return await operations.readiness()
    except TimeoutError:
        return {"check": False}


def _age(since: datetime | None, at: datetime) -> str:
    return "" if since is None else show_age((at - since).total_seconds())


def _tell(words: ActWords, done: int, chosen: int) -> str:
    """What became of an order."""
    if not done:
        return "Không có thông điệp nào còn để riêng trong số đã chọn, nên không có gì thay đổi."
    left = chosen - done
    rest = f" {show_count(left)} thông điệp đã chọn không còn để riêng, nên không có gì thay đổi." if left > 0 else ""
    return f"{words.done} {show_count(done)} thông điệp.{rest}"


def _count(text: str) -> int:
    return int(text) if _NUMBER.fullmatch(text) else 0


def _read_moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
