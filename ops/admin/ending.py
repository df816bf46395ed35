"""Ending and succeeding of units, authorities and communes by day: checked, foretold, agreed to, recorded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Annotated

import typer

from ops.admin.console import Answer, agreed, run
from ops.admin.registrar import Registrar
from shared.clock.days import day_of
from shared.directory.bodies import Authority
from shared.directory.succession import Succession, is_circle
from shared.events.names import LEVELS
from shared.mongo.body_register import COMMANDS, NOUNS, Body, Kind
from shared.refusals import FieldProblem, InvalidError
from shared.text.formats import show_day

On = Annotated[
    datetime,
    typer.Option("--on", formats=["%Y-%m-%d"], help="Ngày đầu tiên theo cách mới; trước ngày ấy mọi việc như cũ."),
]
_EARLIEST = date(2000, 1, 1)
_FURTHEST = timedelta(days=731)


@dataclass(frozen=True)
class Asked:
    """How a command was asked to go about it."""

    dry_run: bool
    yes: bool
    as_json: bool


def succeed(kind: Kind, old: str, new: str, on: date, asked: Asked) -> None:
    """Let `new` go on from that day on with what is `old`'s."""

    async def work(registrar: Registrar) -> Answer:
        before, after = await registrar.bodies.get(kind, old), await registrar.bodies.get(kind, new)
        _refuse(await _faults(registrar, kind, before, after, on))
        return await _done(registrar, kind, before, after, on, asked)

    run(work, _say, as_json=asked.as_json)


def end(kind: Kind, code: str, on: date, asked: Asked) -> None:
    """Let it act no more from that day on, with nobody to go on."""

    async def work(registrar: Registrar) -> Answer:
        before = await registrar.bodies.get(kind, code)
        _refuse(_day_faults(before, on))
        return await _done(registrar, kind, before, None, on, asked)

    run(work, _say, as_json=asked.as_json)


def reopen(kind: Kind, code: str, *, as_json: bool) -> None:
    """Let it act again, without an end and without a successor."""

    async def work(registrar: Registrar) -> Answer:
        await registrar.bodies.get(kind, code)
        await registrar.bodies.reopen(kind, code)
        return {COMMANDS[kind]: code, "active": True}

    run(work, lambda _: f"{NOUNS[kind].capitalize()} {code}: hoạt động lại, không còn ghi kế thừa.", as_json=as_json)


async def _done(registrar: Registrar, kind: Kind, before: Body, after: Body | None, on: date, asked: Asked) -> Answer:
    answer: Answer = {
        "old": before.code,
        "new": after.code if after else None,
        "on": on,
        "changed": False,
        "changes": list(_changes(kind, before, after, on)),
        "follows": list(await _follows(registrar, kind, before, after, on)),
    }
    if asked.dry_run:
        return answer
    agreed(_lines(answer), yes=asked.yes, as_json=asked.as_json)
    await registrar.bodies.end(kind, before.code, on, after.code if after else None)
    return answer | {"changed": True}


async def _faults(registrar: Registrar, kind: Kind, before: Body, after: Body, on: date) -> list[str]:
    faults = _day_faults(before, on)
    links = await registrar.bodies.links(kind)
    noun = NOUNS[kind]
    if before.code == after.code:
        return [*faults, f"{after.name} không tự kế thừa mình. Chọn {noun} khác làm bên kế thừa."]
    if is_circle(links, before.code, after.code):
        faults.append(f"{after.name} đã do {before.name} kế thừa. Chọn {noun} khác làm bên kế thừa.")
    if Succession(links, on).is_over(after.code) or not getattr(after, "active", True):
        faults.append(f"{after.name} không còn hoạt động ngày {show_day(on)}. Chọn {noun} đang hoạt động.")
    begins_on = getattr(after, "begins_on", None)
    if isinstance(begins_on, date) and begins_on > on:
        faults.append(f"{after.name} chỉ hoạt động từ ngày {show_day(begins_on)}. Chọn ngày từ đó trở đi.")
    if isinstance(before, Authority) and isinstance(after, Authority):
        missing = [LEVELS[level] for level in before.levels if level not in after.levels]
        if missing:
            faults.append(f"{after.name} không xét ở {', '.join(missing)} như {before.name}. Chọn cơ quan cùng cấp.")
    return faults


def _day_faults(before: Body, on: date) -> list[str]:
    latest = day_of(datetime.now(UTC)) + _FURTHEST
    if not _EARLIEST <= on <= latest:
        return [f"Chọn ngày từ {show_day(_EARLIEST)} đến {show_day(latest)}."]
    begins_on = getattr(before, "begins_on", None)
    if isinstance(begins_on, date) and begins_on >= on:
        return [f"{before.name} bắt đầu ngày {show_day(begins_on)}. Chọn ngày sau ngày ấy."]
    return []


def _changes(kind: Kind, before: Body, after: Body | None, on: date) -> Sequence[str]:
    last = show_day(on - timedelta(days=1))
    lines = [f"{before.name} ({before.code}) hoạt động đến hết ngày {last}."]
    if after is not None:
        lines.append(f"Từ ngày {show_day(on)}, {after.name} ({after.code}) kế thừa.")
    if before.ends_on is not None:
        heir = f", {NOUNS[kind]} kế thừa {before.successor}" if before.successor else ""
        lines.append(f"Thay cho điều đang ghi: hoạt động đến hết ngày {show_day(before.ends_on)}{heir}.")
    return lines


async def _follows(registrar: Registrar, kind: Kind, before: Body, after: Body | None, on: date) -> Sequence[str]:
    if kind is Kind.UNIT:
        return await _of_unit(registrar, before, after)
    if kind is Kind.AUTHORITY:
        return await _of_authority(registrar, before, after, on)
    return _of_commune(before, after, on)


async def _of_unit(registrar: Registrar, before: Body, after: Body | None) -> Sequence[str]:
    people = await registrar.bodies.people_of(Kind.UNIT, before.code)
    names = ", ".join(person.username for person in people) or "không có"
    if after is None:
        return [f"Tài khoản của đơn vị không nộp được hồ sơ nữa: {names}."]
    return [
        f"Tài khoản theo sang {after.name}: {names}.",
        f"{after.name} xem và xử lý tiếp mọi hồ sơ của {before.name}; thư về các hồ sơ ấy gửi hộp thư của bên kế thừa.",
        "Hồ sơ mới nộp dưới tên đơn vị kế thừa; hồ sơ đã nộp giữ tên đơn vị khi nộp.",
    ]


async def _of_authority(registrar: Registrar, before: Body, after: Body | None, on: date) -> Sequence[str]:
    people = await registrar.bodies.people_of(Kind.AUTHORITY, before.code)
    day, heir = on.isoformat(), after.code if after else "<mã cơ quan mới>"
    lines = []
    if after is None:
        lines.append(
            "Việc còn mở của cơ quan này không ai xử lý được, hồ sơ mới đi qua cơ quan này không nộp được, cho đến khi "
            f"ghi cơ quan kế thừa: thidua authority succeed {before.code} {heir} --on {day}"
        )
    else:
        lines += [
            f"Người của {after.name} xem và xử lý tiếp việc còn mở của {before.name}, và xem việc đã xong.",
            (
                f"Hồ sơ nộp từ ngày {show_day(on)} đi qua {after.name}; đơn vị do {before.name} quản lý thuộc"
                f" {after.name}."
            ),
        ]
    if people:
        lines.append(
            f"Người của {before.name} không làm được việc nào ở đó nữa, ủy quyền của cấp phó không còn dùng được, "
            f"việc đã giao cho họ lại tính là chưa giao: {', '.join(person.username for person in people)}. "
            f"Chuyển từng người sang cơ quan mới: thidua account change <tên đăng nhập> --authority {heir}"
        )
    if after is not None and await registrar.bodies.has(Kind.UNIT, before.code):
        lines.append(f"Đơn vị cùng mã không tự đổi: thidua unit succeed {before.code} {heir} --on {day}")
    if after is not None:
        lines.append(f"Luồng sự kiện, nếu có: thidua feed follow {heir}, rồi thidua feed remove {before.code}")
    return lines


def _of_commune(before: Body, after: Body | None, on: date) -> Sequence[str]:
    lines = [
        f"Hồ sơ về thành tích lập trước ngày {show_day(on)} vẫn ghi được {before.name}; về thành tích lập từ ngày ấy"
        " thì " + (f"ghi {after.name} ({after.code})." if after else "không.")
    ]
    if after is not None:
        lines.append(
            "Ủy ban nhân dân và đơn vị của xã không tự đổi: dùng thidua authority succeed và thidua unit succeed "
            "với mã của hai ủy ban."
        )
    return lines


def _refuse(faults: list[str]) -> None:
    if faults:
        raise InvalidError([FieldProblem("on", fault) for fault in faults], message="Chưa thay đổi gì.")


def _lines(answer: Answer) -> Sequence[str]:
    changes, follows = answer["changes"], answer["follows"]
    if not isinstance(changes, list) or not isinstance(follows, list):
        return ()
    return (*changes, "Kéo theo:", *(f"  {follow}" for follow in follows))


def _say(answer: Answer) -> str:
    return "\n".join([*_lines(answer), "Đã ghi." if answer["changed"] else "Chưa ghi gì."])
