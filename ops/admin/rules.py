"""`thidua rules`: whether files of law and settings are right, and what changes from one regime to another."""

from pathlib import Path
from typing import Annotated

import typer

from ops.admin.console import REFUSED, Answer, AsJson, settle
from ops.admin.vietnamese import Commands
from shared.refusals import FieldProblem, InvalidError
from shared.rules.comparing import compare
from shared.rules.loading import RuleFileError, check_file, load_money_rules, load_regimes, load_rule_sets

rules = Commands("Quy định: kiểm tra tệp luật và thiết lập của tỉnh, so sánh hai thời kỳ.")


@rules.act("check")
def check(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Tệp .toml cần kiểm tra; không nêu thì kiểm tra mọi tệp đang dùng.")
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Kiểm tra tệp quy định; mỗi chỗ sai nêu tệp, khóa và cách sửa. Không cần hệ thống đang chạy."""

    def work() -> Answer:
        return {"files": [_checked(path) for path in files] if files else [_checked_all()]}

    found = settle(work, _say, as_json=as_json)
    if any(isinstance(each, dict) and each["problems"] for each in _listed(found["files"])):
        raise typer.Exit(REFUSED)


@rules.act("compare")
def compare_regimes(
    earlier: Annotated[str, typer.Argument(help="Thời kỳ trước, ví dụ 2017-10.")],
    later: Annotated[str, typer.Argument(help="Thời kỳ sau, ví dụ 2025-07.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Nêu những gì thay đổi từ thời kỳ trước sang thời kỳ sau, kèm căn cứ."""

    def work() -> Answer:
        regimes = load_regimes()
        unknown = [name for name in (earlier, later) if name not in regimes.entries]
        if unknown:
            known = ", ".join(regimes.entries)
            raise InvalidError([FieldProblem("regime", f"Không có thời kỳ {unknown[0]}. Chọn một trong: {known}.")])
        before, after = regimes.by_id(earlier), regimes.by_id(later)
        return {"earlier": before.name, "later": after.name, "changes": list(compare(before, after))}

    settle(work, _say_changes, as_json=as_json)


def _checked(path: Path) -> Answer:
    try:
        check_file(path)
    except RuleFileError as fault:
        problems = [{"key": each.field, "message": each.message} for each in fault.problems]
        return {"file": str(path), "problems": problems or [{"key": "", "message": str(fault)}]}
    except OSError as fault:
        return {"file": str(path), "problems": [{"key": "", "message": f"không mở được tệp: {fault.strerror}"}]}
    return {"file": str(path), "problems": []}


def _checked_all() -> Answer:
    try:
        load_rule_sets()
        load_money_rules()
    except RuleFileError as fault:
        return {"file": "mọi tệp", "problems": [{"key": "", "message": str(fault)}]}
    return {"file": "mọi tệp", "problems": []}


def _listed(found: object) -> list[object]:
    return found if isinstance(found, list) else []


def _say(answer: Answer) -> str:
    lines: list[str] = []
    for each in _listed(answer["files"]):
        if isinstance(each, dict):
            lines += [f"{each['file']}: {_place(problem)}" for problem in _listed(each["problems"])] or [
                f"{each['file']}: đúng."
            ]
    return "\n".join(lines)


def _place(problem: object) -> str:
    if not isinstance(problem, dict):
        return str(problem)
    return f"{problem['key']}: {problem['message']}" if problem["key"] else str(problem["message"])


def _say_changes(answer: Answer) -> str:
    changes = [str(each) for each in _listed(answer["changes"])]
    head = f"{answer['earlier']} → {answer['later']}:"
    return "\n".join([head, *(f"- {change}" for change in changes)] if changes else [head, "Không có gì thay đổi."])
