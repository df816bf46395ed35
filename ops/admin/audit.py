"""`thidua audit`: who did what to accounts, the directory and personal data; whether histories are as written."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from ops.admin.console import REFUSED, Answer, AsJson, given, run
from ops.admin.histories import Checked, check_histories
from ops.admin.registrar import Registrar
from ops.admin.vietnamese import Commands
from shared.audit.chain import Difference
from shared.audit.entry import Actor, Entry, Kind
from shared.audit.words import KIND_NAMES
from shared.clock.days import VIETNAM
from shared.mongo.audit import Filter

audit = Commands("Nhật ký: ai đã làm gì với tài khoản, danh mục, dữ liệu cá nhân; chỉ ghi thêm, không ai sửa được.")

_PAGE = 50
_MOST = 500
_MOST_BROKEN = 100
_DIFFERENCES: Mapping[Difference, str] = {
    Difference.NUMBER: "số thứ tự không liền: có mục bị bớt, thêm hoặc đổi chỗ",
    Difference.PREVIOUS: "không nối tiếp mục trước: mục trước đã bị thay, hoặc mục này của hồ sơ khác",
    Difference.CONTENT: "nội dung không còn như lúc ghi",
    Difference.MISSING: "thiếu từ mục này đến hết",
}


@audit.act("list")
def list_entries(
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Chỉ từ ngày này; mặc định 30 ngày gần đây.")
    ] = None,
    actor: Annotated[str, typer.Option(help="Chỉ việc của người này: tên đăng nhập, hoặc người dùng máy@máy.")] = "",
    kind: Annotated[list[Kind] | None, typer.Option(help="Chỉ loại việc này; lặp lại để nêu nhiều loại.")] = None,
    subject: Annotated[str, typer.Option(help="Chỉ việc về đối tượng này: tên đăng nhập, mã, hoặc số đề nghị.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=_MOST, help="Nhiều nhất bấy nhiêu mục.")] = _PAGE,
    after: Annotated[str, typer.Option(help="Tiếp sau mục có mã này, cuối lần liệt kê trước.")] = "",
    *,
    as_json: AsJson = False,
) -> None:
    """Liệt kê nhật ký, mới nhất trước."""
    first = since.replace(tzinfo=VIETNAM) if since else datetime.now(UTC) - timedelta(days=30)

    async def work(registrar: Registrar) -> Answer:
        wanted = Filter(
            since=first,
            kinds=tuple(kind or ()),
            actor=await _identify(registrar, actor),
            subject=await _identify(registrar, subject),
        )
        found = await registrar.audit.find(wanted, most=limit + 1, after=after or None)
        shown = found[:limit]
        return {"entries": [_fields(each) for each in shown], "next": shown[-1].id if len(found) > limit else None}

    run(work, _say, as_json=as_json)


@audit.act("verify")
def verify(*, as_json: AsJson = False) -> None:
    """Kiểm tra lịch sử của mọi đề nghị và mọi việc: có mục nào bị sửa, bớt hay thêm sau khi ghi không."""

    async def work(registrar: Registrar) -> Answer:
        histories = entries = number = 0
        broken: list[Answer] = []
        async for checked in check_histories(registrar.client, given("THIDUA_DATABASE_PREFIX")):
            histories, entries = histories + 1, entries + checked.entries
            if checked.broken:
                number += 1
                broken += [_break(checked)] if len(broken) < _MOST_BROKEN else []
        return {"histories": histories, "entries": entries, "broken": broken, "broken_histories": number}

    if run(work, _say_verified, as_json=as_json)["broken_histories"]:
        raise typer.Exit(REFUSED)


def _break(checked: Checked) -> Answer:
    found = checked.broken
    if found is None:
        raise ValueError("the history is whole")
    return {
        "database": checked.database,
        "record": checked.record,
        "number": checked.number,
        "entry": found.entry,
        "differs": found.difference,
    }


def _say_verified(answer: Answer) -> str:
    found = answer["broken"]
    counted = f"Đã kiểm tra {answer['histories']} lịch sử với {answer['entries']} mục"
    if not isinstance(found, list) or not found:
        return f"{counted}: tất cả còn nguyên như lúc ghi."
    lines = [
        f"{each['database']}, {each['record']} (đề nghị {each['number']}), mục {each['entry']}: "
        f"{_DIFFERENCES[each['differs']]}."
        for each in found
    ]
    end = "Giữ nguyên cơ sở dữ liệu, đối chiếu với bản sao lưu và nhật ký máy chủ MongoDB để biết ai đã sửa, khi nào."
    return "\n".join([*lines, f"{counted}: {answer['broken_histories']} lịch sử không còn nguyên. {end}"])


async def _identify(registrar: Registrar, named: str) -> str:
    return await registrar.bodies.person_named(named) or named


def _fields(entry: Entry) -> dict[str, object]:
    actor = entry.actor
    return {
        "id": entry.id,
        "at": entry.at,
        "kind": entry.kind,
        "actor": {"account": actor.account, "name": actor.name, "operator": actor.operator},
        "subject": entry.subject,
        "reason": entry.reason,
        "details": dict(entry.details),
    }


def _say(answer: Answer) -> str:
    found = answer["entries"]
    if not isinstance(found, list) or not found:
        return "Không có mục nào như vậy trong nhật ký."
    lines = [_line(each) for each in found]
    if answer["next"]:
        lines.append(f"Còn nữa: thêm --after {answer['next']}")
    return "\n".join(lines)


def _line(entry: Mapping[str, object]) -> str:
    at, kind, details = entry["at"], entry["kind"], entry["details"]
    actor = entry["actor"]
    if not (isinstance(at, datetime) and isinstance(kind, Kind)):
        raise TypeError(entry)
    who = _who(Actor(**actor)) if isinstance(actor, dict) else ""
    more = "".join(f"; {name}: {each}" for name, each in details.items()) if isinstance(details, dict) else ""
    why = f"; lý do: {entry['reason']}" if entry["reason"] else ""
    return f"{at.astimezone(VIETNAM):%d/%m/%Y %H:%M:%S}  {who}: {KIND_NAMES[kind]} {entry['subject']}{why}{more}"


def _who(actor: Actor) -> str:
    if actor.operator:
        return f"{actor.operator} (dòng lệnh)"
    return f"{actor.name} ({actor.account})" if actor.account else "người chưa đăng nhập"
