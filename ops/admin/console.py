"""How every command connects, answers (sentences or JSON) and ends (an exit code)."""

import asyncio
import json
import os
import pwd
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import ExitStack
from socket import gethostname
from typing import Annotated, NoReturn, TypeVar

import typer

from ops.admin.local import settings, whence
from ops.admin.registrar import Registrar
from shared.audit.entry import Actor
from shared.mongo.client import Client, connect
from shared.refusals import DomainError, FieldProblem, InvalidError, UnavailableError
from shared.text.folding import fold

REFUSED = 1
AWAY = 3
BROKEN = 4

AsJson = Annotated[bool, typer.Option("--json", help="Trả lời bằng JSON, cho chương trình đọc.")]
Yes = Annotated[bool, typer.Option("--yes", help="Thực hiện luôn, không hỏi lại.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Chỉ cho xem điều sẽ thay đổi, không ghi.")]
Answer = dict[str, object]
Found = TypeVar("Found")


class AwayError(DomainError):
    """What the command needs does not do its work now; the message says what to check."""


def environment() -> str:
    """`demo`, `test` or `production`; unless told, production, which allows the least."""
    return given("THIDUA_ENV", "production")


def run(work: Callable[[Registrar], Awaitable[Found]], say: Callable[[Found], str], *, as_json: bool) -> Found:
    """Do the work on the databases, print its answer and end with the code that fits; on success give it back."""
    return settle(lambda: asyncio.run(_connected(work)), say, as_json=as_json)


def settle(work: Callable[[], Found], say: Callable[[Found], str], *, as_json: bool) -> Found:
    """Do the work, print its answer and end with the code that fits; on success the answer is given back, too."""
    try:
        answer = work()
    except AwayError as refusal:
        fail(AWAY, refusal.message, (), as_json=as_json)
    except InvalidError as refusal:
        fail(REFUSED, refusal.message, refusal.problems, as_json=as_json)
    except DomainError as refusal:
        fail(REFUSED, refusal.message, (), as_json=as_json)
    except Exception as error:  # noqa: BLE001 - a stack trace tells an administrator nothing, and may show hashes
        first = str(error).partition(", full error:")[0][:300]
        fail(BROKEN, f"Lệnh dừng giữa chừng ({type(error).__name__}: {first}).", (), as_json=as_json)
    else:
        typer.echo(json.dumps(answer, ensure_ascii=False, default=str) if as_json else say(answer))
        return answer


def setting(name: str, what: str) -> str:
    """The setting of that name.

    Raises:
        DomainError: It is not set.
    """
    value = given(name)
    if not value:
        raise DomainError(f"Chưa có {name}. {whence()} Hoặc đặt biến này bằng {what} rồi chạy lại.")
    return value


def given(name: str, otherwise: str = "") -> str:
    """The setting of that name, of the environment or of the local system, or else the other value."""
    return settings().get(name) or otherwise


def agreed(lines: Sequence[str], *, yes: bool, as_json: bool) -> None:
    """Show what will happen, and pass when whoever runs the command agrees, or said so before.

    Raises:
        DomainError: They do not.
    """
    if yes:
        return
    if not as_json:
        for line in lines:
            typer.echo(line, err=True)
        typer.echo("Thực hiện? Gõ co rồi Enter; gõ khác thì thôi: ", err=True, nl=False)
        answer = sys.stdin.readline()
        if fold(answer) in {"co", "c"}:
            return
    raise DomainError("Chưa thay đổi gì. Để thực hiện không hỏi lại, thêm --yes; chỉ để xem, thêm --dry-run.")


def operator() -> str:
    """Who runs the command, as the operating system knows them: user@machine, and who became that user by sudo."""
    uid = os.getuid()
    try:
        user = pwd.getpwuid(uid).pw_name
    except KeyError:
        user = f"uid {uid}"
    became = os.environ.get("SUDO_USER", "")
    return f"{became} (sudo {user})@{gethostname()}" if became and became != user else f"{user}@{gethostname()}"


async def _connected(work: Callable[[Registrar], Awaitable[Found]]) -> Found:
    with ExitStack() as opened:

        def reach(name: str, whose: str) -> Client:
            client = connect(setting(name, whose))
            opened.callback(client.close)
            return client

        def identity() -> Client:
            return reach("THIDUA_IDENTITY_MONGO_URL", "địa chỉ MongoDB của người dùng identity")

        directory = given("THIDUA_DIRECTORY_DATABASE", "directory")
        own = reach("THIDUA_MONGO_URL", "địa chỉ MongoDB của quản trị viên")
        registrar = Registrar(own, directory, identity=identity, by=Actor(operator=operator()))
        try:
            return await work(registrar)
        except UnavailableError as error:
            raise AwayError(
                "Không kết nối được cơ sở dữ liệu. Kiểm tra THIDUA_MONGO_URL, THIDUA_IDENTITY_MONGO_URL và máy chủ "
                "MongoDB rồi chạy lại."
            ) from error


def fail(code: int, message: str, problems: Sequence[FieldProblem], *, as_json: bool) -> NoReturn:
    """Say on stderr why not, and end with the code."""
    if as_json:
        errors = [{"field": problem.field, "message": problem.message} for problem in problems]
        typer.echo(json.dumps({"error": message, "errors": errors}, ensure_ascii=False), err=True)
    else:
        typer.echo(message, err=True)
        for problem in problems:
            typer.echo(f"- {problem.message}", err=True)
    raise typer.Exit(code)
