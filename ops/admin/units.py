"""Commands on units and authorities."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from ops.admin.console import Answer, AsJson, DryRun, Yes, run
from ops.admin.ending import Asked, On, reopen, succeed
from ops.admin.progress import progress
from ops.admin.registrar import Registrar
from ops.admin.vietnamese import Commands, existing_file
from shared.directory.rows import Row
from shared.directory.units_table import COLUMNS, read_units, unit_of
from shared.mongo.body_register import Kind
from shared.refusals import ConflictError, FieldProblem, InvalidError
from shared.text.formats import show_day

units = Commands("Đơn vị trình hồ sơ.")

Code = Annotated[str, typer.Argument(help="Mã, ví dụ 33.so-y-te.ttyt-yen-my.")]


@units.act("add")
def add(
    code: Code,
    name: Annotated[str, typer.Option(help="Tên đơn vị.")],
    managed_by: Annotated[str, typer.Option(help="Mã cơ quan quản lý, nơi xác nhận hồ sơ gửi lên cấp trên.")],
    kind: Annotated[str, typer.Option(help="co-quan, dia-phuong, su-nghiep, doan-the hoặc doanh-nghiep.")] = "co-quan",
    commune: Annotated[str, typer.Option(help="Mã xã, phường, thị trấn nơi đặt trụ sở (5 chữ số).")] = "",
    mailbox: Annotated[str, typer.Option(help="Hộp thư công vụ.")] = "",
    *,
    as_json: AsJson = False,
) -> None:
    """Thêm một đơn vị."""
    cells = {
        "code": code,
        "name": name,
        "managed_by": managed_by,
        "kind": kind,
        "commune": commune,
        "mailbox": mailbox,
    }

    async def work(registrar: Registrar) -> Answer:
        row = Row("lệnh", "unit add", cells)
        unit = unit_of(row, *await registrar.codes())
        _refuse(row.faults)
        if await registrar.has_unit(unit.code):
            raise ConflictError(f"Đã có đơn vị mã “{unit.code}”. Để sửa, nhập tệp CSV bằng lệnh unit import.")
        await registrar.import_units([unit])
        return {"unit": unit.code}

    run(work, lambda answer: f"Đã thêm đơn vị {answer['unit']}.", as_json=as_json)


@units.act("import")
def import_file(
    file: Annotated[
        Path,
        typer.Argument(callback=existing_file, help="Tệp CSV (UTF-8, UTF-16)."),
    ],
    *,
    check: Annotated[bool, typer.Option("--check", help="Chỉ kiểm tra, không ghi.")] = False,
    as_json: AsJson = False,
) -> None:
    """Thêm và sửa nhiều đơn vị; có một dòng cần sửa thì không dòng nào được ghi.

    Cột: code,name,kind,managed_by,commune,mailbox.
    """

    async def work(registrar: Registrar) -> Answer:
        faults: list[str] = []
        found = read_units(file.read_bytes(), file.name, *await registrar.codes(), faults)
        _refuse(faults)
        if not found:
            raise InvalidError([FieldProblem(file.name, f"Tệp chưa có dòng nào dưới tên cột {','.join(COLUMNS)}.")])
        if check:
            return {"rows": len(found), "added": 0, "changed": 0}
        with progress("Ghi đơn vị") as tell:
            return {"rows": len(found), **asdict(await registrar.import_units(found, tell))}

    run(
        work,
        lambda answer: f"Đã đọc {answer['rows']} dòng: thêm {answer['added']}, cập nhật {answer['changed']} đơn vị.",
        as_json=as_json,
    )


@units.act("close")
def close(code: Code, *, as_json: AsJson = False) -> None:
    """Ngừng một đơn vị: không nộp hồ sơ mới được, hồ sơ đã nộp vẫn tiếp tục."""

    async def work(registrar: Registrar) -> Answer:
        await registrar.set_unit_active(code, active=False)
        return {"unit": code, "active": False}

    run(work, lambda answer: f"Đơn vị {answer['unit']}: ngừng.", as_json=as_json)


@units.act("open")
def open_again(code: Code, *, as_json: AsJson = False) -> None:
    """Cho một đơn vị hoạt động lại; bỏ cả ngày kết thúc và đơn vị kế thừa đã ghi."""
    reopen(Kind.UNIT, code, as_json=as_json)


@units.act("list")
def list_units(
    managed_by: Annotated[str, typer.Option(help="Chỉ các đơn vị của cơ quan này.")] = "", *, as_json: AsJson = False
) -> None:
    """Liệt kê đơn vị."""

    async def work(registrar: Registrar) -> Answer:
        return {"units": [asdict(unit) for unit in await registrar.units(managed_by or None)]}

    run(work, _say_units, as_json=as_json)


@units.act("succeed")
def succeed_unit(
    old: Code,
    new: Annotated[str, typer.Argument(help="Mã đơn vị kế thừa.")],
    on: On,
    *,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Cho một đơn vị kế thừa một đơn vị khác từ một ngày: hồ sơ, tài khoản và thư theo sang."""
    succeed(Kind.UNIT, old, new, on.date(), Asked(dry_run, yes, as_json))


def _refuse(faults: list[str]) -> None:
    if faults:
        problems = [FieldProblem(str(place), fault) for place, fault in enumerate(faults, 1)]
        raise InvalidError(problems, message=f"Có {len(faults)} chỗ cần sửa; chưa ghi dòng nào.")


def _say_units(answer: Answer) -> str:
    found = answer["units"]
    if not isinstance(found, list) or not found:
        return "Chưa có đơn vị nào."
    return "\n".join(f"{unit['code']:<45} {unit['name']}{_state(unit)}" for unit in found)


def _state(unit: Mapping[str, object]) -> str:
    ends_on = unit["ends_on"]
    if isinstance(ends_on, date):
        return f" (đến hết {show_day(ends_on)}{', kế thừa: ' + str(unit['successor']) if unit['successor'] else ''})"
    return "" if unit["active"] else " (đã ngừng)"
