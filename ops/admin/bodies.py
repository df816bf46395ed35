"""Commands on authorities and communes: listed, added, renamed, ended, succeeded."""

from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from typing import Annotated

import typer

from ops.admin.console import Answer, AsJson, DryRun, Yes, agreed, run
from ops.admin.ending import Asked, On, end, reopen, succeed
from ops.admin.registrar import Registrar
from ops.admin.vietnamese import Commands
from shared.clock.days import day_of
from shared.directory.bodies import Authority, Commune, Former
from shared.directory.checking import authority_faults
from shared.directory.loading import HEADS
from shared.directory.rows import CODE, COMMUNE
from shared.events.words import Level
from shared.mongo.body_register import Kind
from shared.refusals import FieldProblem, InvalidError
from shared.text.formats import show_day
from shared.text.seen import compose_line

authorities = Commands("Cơ quan, người có thẩm quyền: xem, thêm, đổi tên, kết thúc, kế thừa theo ngày.")
communes = Commands("Xã, phường, thị trấn: xem, thêm, kết thúc, kế thừa theo ngày.")

AuthorityCode = Annotated[str, typer.Argument(help="Mã cơ quan, ví dụ 33.so-y-te; xem lệnh authority list.")]
CommuneCode = Annotated[str, typer.Argument(help="Mã xã, phường, thị trấn (5 chữ số); xem lệnh commune list.")]
From = Annotated[
    datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="Ngày đầu tiên hoạt động, nếu cần ghi.")
]


@authorities.act("list")
def list_authorities(*, as_json: AsJson = False) -> None:
    """Liệt kê mã và tên các cơ quan."""

    async def work(registrar: Registrar) -> Answer:
        today = day_of(datetime.now(UTC))
        found = [each.on(today) for each in await registrar.authorities()]
        return {"authorities": [each.code for each in found], "details": [asdict(each) for each in found]}

    run(work, lambda answer: _say_list(answer["details"], "cơ quan"), as_json=as_json)


@authorities.act("add")
def add_authority(
    code: AuthorityCode,
    name: Annotated[str, typer.Option(help="Tên đầy đủ, ví dụ Sở Y tế.")],
    level: Annotated[list[Level], typer.Option(help="Cấp xét; lặp lại để nêu nhiều cấp.")],
    head_title: Annotated[str, typer.Option(help="Chức danh người đứng đầu, ví dụ Giám đốc Sở Y tế.")],
    *,
    short_name: Annotated[str, typer.Option(help="Tên gọn; mặc định là tên đầy đủ.")] = "",
    parent: Annotated[str, typer.Option(help="Mã cơ quan cấp trên.")] = "",
    block: Annotated[str, typer.Option(help="Mã khối thi đua, với thành viên của khối.")] = "",
    worked_by: Annotated[str, typer.Option(help="Mã cơ quan làm thay việc của cơ quan này.")] = "",
    sign: Annotated[str, typer.Option(help="Ký hiệu trong số quyết định, ví dụ SYT.")] = "UBND",
    begins: From = None,
    as_json: AsJson = False,
) -> None:
    """Thêm một cơ quan; có hiệu lực trong vòng 10 giây."""
    authority = Authority(
        code=compose_line(code),
        name=compose_line(name),
        short_name=compose_line(short_name) or compose_line(name),
        levels=tuple(level),
        head_title=compose_line(head_title),
        parent=compose_line(parent) or None,
        block=compose_line(block) or None,
        worked_by=compose_line(worked_by) or None,
        sign=compose_line(sign) or "UBND",
        begins_on=begins.date() if begins else None,
    )

    async def work(registrar: Registrar) -> Answer:
        _refuse(await _faults(registrar, authority))
        await registrar.bodies.add_authority(authority)
        return {"authority": authority.code}

    run(work, lambda answer: f"Đã thêm cơ quan {answer['authority']}.", as_json=as_json)


@authorities.act("rename")
def rename_authority(
    code: AuthorityCode,
    name: Annotated[str, typer.Option(help="Tên đầy đủ mới.")],
    on: On,
    short_name: Annotated[str, typer.Option(help="Tên gọn mới; mặc định là tên đầy đủ mới.")] = "",
    head_title: Annotated[str, typer.Option(help="Chức danh mới của người đứng đầu; mặc định giữ như cũ.")] = "",
    *,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Đổi tên một cơ quan từ một ngày; hồ sơ đã nộp giữ tên cũ."""
    day = on.date()

    async def work(registrar: Registrar) -> Answer:
        before = await registrar.bodies.authority(code)
        names = Former(
            day, compose_line(name), compose_line(short_name or name), compose_line(head_title) or before.head_title
        )
        _refuse(_rename_faults(before, names, day))
        answer: Answer = {"authority": code, "on": day, "before": before.name, "after": names.name, "changed": False}
        if dry_run:
            return answer
        agreed([_say_renamed(answer)], yes=yes, as_json=as_json)
        await registrar.bodies.rename(before, names, day)
        return answer | {"changed": True}

    run(work, _say_renamed, as_json=as_json)


@authorities.act("end")
def end_authority(
    code: AuthorityCode, on: On, *, dry_run: DryRun = False, yes: Yes = False, as_json: AsJson = False
) -> None:
    """Kết thúc một cơ quan không có cơ quan kế thừa; kế thừa ghi sau cũng được, bằng lệnh authority succeed."""
    end(Kind.AUTHORITY, code, on.date(), Asked(dry_run, yes, as_json))


@authorities.act("succeed")
def succeed_authority(
    old: AuthorityCode,
    new: Annotated[str, typer.Argument(help="Mã cơ quan kế thừa.")],
    on: On,
    *,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Cho một cơ quan kế thừa một cơ quan khác từ một ngày: việc còn mở, việc đã xong và các lộ trình về sau."""
    succeed(Kind.AUTHORITY, old, new, on.date(), Asked(dry_run, yes, as_json))


@authorities.act("open")
def reopen_authority(code: AuthorityCode, *, as_json: AsJson = False) -> None:
    """Bỏ ngày kết thúc và cơ quan kế thừa đã ghi nhầm."""
    reopen(Kind.AUTHORITY, code, as_json=as_json)


@communes.act("list")
def list_communes(
    district: Annotated[str, typer.Option(help="Chỉ các xã của huyện có mã này (3 chữ số).")] = "",
    *,
    as_json: AsJson = False,
) -> None:
    """Liệt kê mã và tên các xã, phường, thị trấn."""

    async def work(registrar: Registrar) -> Answer:
        return {"communes": [asdict(each) for each in await registrar.bodies.communes(district or None)]}

    run(work, lambda answer: _say_list(answer["communes"], "xã, phường, thị trấn"), as_json=as_json)


@communes.act("add")
def add_commune(
    code: CommuneCode,
    name: Annotated[str, typer.Option(help="Tên, ví dụ Xã Yên Phú.")],
    kind: Annotated[str, typer.Option(help="xã, phường hoặc thị trấn.")],
    district: Annotated[str, typer.Option(help="Mã huyện (3 chữ số).")],
    begins: From = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Thêm một xã, phường, thị trấn; ủy ban và đơn vị của xã thêm bằng authority add và unit add."""
    commune = Commune(
        compose_line(code),
        compose_line(name),
        compose_line(kind),
        compose_line(district),
        begins_on=begins.date() if begins else None,
    )

    async def work(registrar: Registrar) -> Answer:
        faults = [] if COMMUNE.fullmatch(commune.code) else ["Mã xã, phường, thị trấn gồm 5 chữ số."]
        faults += [] if commune.name else ["Nhập tên."]
        faults += [] if commune.kind in HEADS else [f"Chọn loại trong: {', '.join(HEADS)}."]
        if not await registrar.bodies.has(Kind.AUTHORITY, f"33.{commune.district}"):
            faults.append(f"Chưa có huyện mã “{commune.district}”. Xem danh sách: thidua authority list")
        _refuse(faults)
        await registrar.bodies.add_commune(commune)
        return {"commune": commune.code, "authority": commune.authority}

    run(work, _say_commune, as_json=as_json)


@communes.act("end")
def end_commune(
    code: CommuneCode, on: On, *, dry_run: DryRun = False, yes: Yes = False, as_json: AsJson = False
) -> None:
    """Kết thúc một xã, phường, thị trấn từ một ngày."""
    end(Kind.COMMUNE, code, on.date(), Asked(dry_run, yes, as_json))


@communes.act("succeed")
def succeed_commune(
    old: CommuneCode,
    new: Annotated[str, typer.Argument(help="Mã xã, phường, thị trấn kế thừa.")],
    on: On,
    *,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Cho một xã, phường, thị trấn kế thừa một xã khác từ một ngày; hồ sơ về thời gian trước vẫn ghi xã cũ."""
    succeed(Kind.COMMUNE, old, new, on.date(), Asked(dry_run, yes, as_json))


@communes.act("open")
def reopen_commune(code: CommuneCode, *, as_json: AsJson = False) -> None:
    """Bỏ ngày kết thúc và xã kế thừa đã ghi nhầm."""
    reopen(Kind.COMMUNE, code, as_json=as_json)


async def _faults(registrar: Registrar, authority: Authority) -> list[str]:
    faults = []
    if not CODE.fullmatch(authority.code):
        faults.append("Viết mã như 33.so-y-te hoặc 33.327.12079.")
    if not authority.name or not authority.head_title:
        faults.append("Nhập tên cơ quan và chức danh người đứng đầu.")
    others = [each for each in await registrar.authorities() if each.code != authority.code]
    blocks = await registrar.blocks()
    before = set(authority_faults(others, blocks, ()))
    return faults + [fault for fault in authority_faults([*others, authority], blocks, ()) if fault not in before]


def _rename_faults(authority: Authority, names: Former, on: date) -> list[str]:
    faults = [] if names.name else ["Nhập tên mới."]
    latest = max((each.ends_on for each in authority.former), default=None)
    if latest is not None and on <= latest + timedelta(days=1):
        faults.append(f"Tên trước đã đổi từ ngày {show_day(latest + timedelta(days=1))}. Chọn ngày sau ngày ấy.")
    if names == replace(names, name=authority.name, short_name=authority.short_name, head_title=authority.head_title):
        faults.append("Cơ quan đã có tên này.")
    return faults


def _refuse(faults: list[str]) -> None:
    if faults:
        raise InvalidError([FieldProblem("body", fault) for fault in faults], message="Chưa thay đổi gì.")


def _say_renamed(answer: Answer) -> str:
    done = "" if answer["changed"] else " (chưa ghi)"
    return f"{answer['authority']}: từ ngày {answer['on']}, “{answer['before']}” đổi thành “{answer['after']}”{done}."


def _say_commune(answer: Answer) -> str:
    return (
        f"Đã thêm {answer['commune']}. Ủy ban và đơn vị của xã mang mã {answer['authority']}: thêm bằng "
        "thidua authority add và thidua unit add."
    )


def _say_list(found: object, noun: str) -> str:
    if not isinstance(found, list) or not found:
        return f"Chưa có {noun} nào. Nạp danh mục bằng lệnh: thidua seed"
    return "\n".join(f"{each['code']:<24} {each['name']}{_until(each)}" for each in found)


def _until(body: dict[str, object]) -> str:
    ends_on = body.get("ends_on")
    if not isinstance(ends_on, date):
        return ""
    heir = f", kế thừa: {body['successor']}" if body.get("successor") else ""
    return f" (đến hết {show_day(ends_on)}{heir})"
