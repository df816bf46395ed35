"""What the addresses of pages name: dossiers, nominations and the rest, made once by the unit of the tests."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

from ops.demo.desks import Desk, record_decision, rule, submit, wait_for_case
from ops.demo.dossiers import volunteer
from ops.demo.people import Office
from ops.demo.stories import Stop, Story, tell
from ops.demo.views import Taken
from ops.demo.waiting import until
from services.appraisal.web.api.windows import WINDOW
from services.intake.web.pages.help import PAGES, STATEMENTS
from shared.directory.demo import demo_account_id
from shared.events.words import Level
from tests.pages.doors import Door
from tests.pages.visitors import Visitor

_COMMUNE = Desk("commune", "xa-yen-phu")
_AWARDED = Story(
    "Giấy khen của xã",
    Visitor.UNIT,
    volunteer,
    (Stop(1, _COMMUNE, "forward", "Hồ sơ đủ thành phần."), Stop(2, _COMMUNE, "approve", "Đồng ý tặng Giấy khen.")),
)
_NAMES = re.compile(r"\{(\w+)(?::\w+)?\}")


class Things:
    """Makes each thing when the first address names it."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self._made: dict[str, str] = {}
        self._taken: Taken | None = None

    async def address(self, door: Door) -> str:
        """Where this door of the unit's own things is."""
        address = f"{door.path}?{door.query}" if door.query else door.path
        for name in _NAMES.findall(address):
            address = re.sub(rf"\{{{name}(:\w+)?\}}", await self.get(door.things.get(name, name)), address)
        return address

    async def get(self, name: str) -> str:
        """How addresses call the thing of that name."""
        if name not in self._made:
            self._made[name] = await MAKERS[name](self)
        return self._made[name]

    async def taken(self) -> Taken:
        """The answer to the unit's dossier of one nomination, whose case has come to its commune."""
        if self._taken is None:
            self._taken = await submit(self.office, Visitor.UNIT, volunteer())
            head = await self.office.person(Visitor.HEAD)
            await wait_for_case(head, f"{_COMMUNE.cases}/{self._taken.nominations[0].id}:1")
        return self._taken


async def _dossier(things: Things) -> str:
    return (await things.taken()).number


async def _nomination(things: Things) -> str:
    return (await things.taken()).nominations[0].number


async def _case(things: Things) -> str:
    return f"{(await things.taken()).nominations[0].id}:1"


async def _file(things: Things) -> str:
    person = await things.office.person(Visitor.UNIT)
    answer = await person.do(f"/api/v1/nominations/{(await things.taken()).nominations[0].id}", method="GET")
    return str(answer.json()["petition"]["attachments"][0]["id"])


async def _sent_mail(things: Things) -> str:
    mail, operator = f"{(await things.taken()).id}:received:unit", await things.office.person(Visitor.OPERATOR)

    async def look() -> bool | None:
        answer = await operator.see(f"/api/v1/mails/{mail}")
        return True if answer is not None and answer.json()["state"] == "sent" else None

    await until(look, what=f"Thư {mail} đã gửi")
    return mail


async def _returned_mail(things: Things) -> str:
    taken = await submit(things.office, Visitor.UNIT, volunteer())
    mail, operator = f"{taken.id}:received:unit", await things.office.person(Visitor.OPERATOR)

    async def look() -> bool | None:
        path, body = f"/api/v1/mails/{mail}/returned", {"report": "9f86d081884c7d659a2feaa0c55ad015", "status": "5.1.1"}
        return True if (await operator.ask(path, body)).is_success else None

    await until(look, what=f"Thư {mail} bị trả lại")
    return mail


async def _draft(things: Things) -> str:
    person = await things.office.person(Visitor.UNIT)
    body = {"petition": {"movement": "covid-19", "occasion": "dot-xuat"}}
    answer = await person.http.post("/api/v1/drafts", json=body, headers={"Idempotency-Key": "draft-of-the-doors"})
    answer.raise_for_status()
    return str(answer.json()["id"])


async def _draft_entry(things: Things) -> str:
    person = await things.office.person(Visitor.UNIT)
    draft = await things.get("draft")
    body = {"nominations": [{"nominee": {"kind": "ca-nhan"}}]}
    headers = {"Idempotency-Key": "entry-of-the-doors"}
    answer = await person.http.post(f"/api/v1/drafts/{draft}/nominations", json=body, headers=headers)
    answer.raise_for_status()
    return str(answer.json()["ids"][0])


async def _bulk_act(things: Things) -> str:
    # There is no proposal to confirm, so the case stays as it is.
    head = await things.office.person(Visitor.HEAD)
    body = {"kind": "outcome", "confirm": True, "cases": [{"case_id": await things.get("case"), "version": 1}]}
    headers = {"Idempotency-Key": "bulk-act-of-the-doors"}
    answer = await head.http.post(f"/api/v1/levels/{_COMMUNE.level}/bulk", json=body, headers=headers)
    answer.raise_for_status()
    return str(answer.json()["id"])


async def _no_id(_: Things) -> str:
    return "00000000-0000-4000-8000-000000000000"


async def _level(_: Things) -> str:
    return _COMMUNE.level


async def _decision(things: Things) -> str:
    taken = await submit(things.office, Visitor.UNIT, volunteer())
    identity = taken.nominations[0].id
    await rule(things.office, _COMMUNE, f"{identity}:1", {"outcome": "forward", "text": "Hồ sơ đủ thành phần."})
    await rule(things.office, _COMMUNE, f"{identity}:2", {"outcome": "approve"})
    _, decision = await record_decision(things.office, _COMMUNE, f"1/QĐ-{taken.number}", [f"{identity}:2"])
    return str(decision.id)


async def _province(_: Things) -> str:
    return Level.PROVINCE.value


async def _window(things: Things) -> str:
    head = await things.office.person(Visitor.PROVINCE_HEAD)
    answer = await head.do("/api/v1/levels/province/windows", WINDOW, key="window-of-the-doors")
    return str(answer.json()["id"])


async def _award(things: Things) -> str:
    told = await tell(things.office, _AWARDED, lambda _: None, with_routes=False)
    number = told.nomination.number
    unit = await things.office.person(Visitor.UNIT)

    async def look() -> bool | None:
        return True if await unit.see(f"/so-vang/{number}") is not None else None

    await until(look, what=f"Đề nghị {number} trong Sổ vàng")
    return number


def _help(name: str) -> "Maker":
    async def make(_: Things) -> str:
        return name

    return make


async def _officer_account(_: Things) -> str:
    return demo_account_id(Visitor.OFFICER)


async def _unit_code(_: Things) -> str:
    return "33.327.12079.doan-thanh-nien"


async def _authority_code(_: Things) -> str:
    return "33.327.12079"


async def _paper(_: Things) -> str:
    return demo_account_id(f"{Visitor.DEPUTY}/uy-quyen")


async def _strange_token(_: Things) -> str:
    return "x" * 43


Maker: TypeAlias = Callable[[Things], Awaitable[str]]
MAKERS: Mapping[str, Maker] = {
    "dossier": _dossier,
    "nomination": _nomination,
    "sent_mail": _sent_mail,
    "returned_mail": _returned_mail,
    "draft": _draft,
    "draft_entry": _draft_entry,
    "no_id": _no_id,
    "level": _level,
    "case": _case,
    "bulk_act": _bulk_act,
    "file": _file,
    "award": _award,
    "decision": _decision,
    "province": _province,
    "window": _window,
    **{f"help_{name}": _help(name) for name in (*PAGES, *STATEMENTS)},
    "strange_token": _strange_token,
    "officer_account": _officer_account,
    "paper": _paper,
    "unit_code": _unit_code,
    "authority_code": _authority_code,
}
