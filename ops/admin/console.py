"""How every command connects, answers (sentences or JSON) and ends (an exit code)."""

import asyncio
import json
import os
from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, NoReturn

import typer

from shared.mongo.client import connect
from shared.mongo.registering import Registrar
from shared.refusals import DomainError, FieldProblem, InvalidError, UnavailableError

REFUSED = 1
AWAY = 3
BROKEN = 4

AsJson = Annotated[bool, typer.Option("--json", help="Trả lời bằng JSON, cho chương trình đọc.")]
Answer = dict[str, object]


class BrokerAwayError(DomainError):
    """RabbitMQ does not do what is asked now; the message says what to check."""


def environment() -> str:
    """`demo`, `test` or `production`; unless told, production, which allows the least."""
    return os.environ.get("THIDUA_ENV", "production")


def run(work: Callable[[Registrar], Awaitable[Answer]], say: Callable[[Answer], str], *, as_json: bool) -> None:
    """Do the work on the directory, print its answer and end with the code that fits."""
    try:
        answer = asyncio.run(_connected(work))
    except UnavailableError:
        fail(
            AWAY,
            "Không kết nối được cơ sở dữ liệu. Kiểm tra THIDUA_MONGO_URL và máy chủ MongoDB rồi chạy lại.",
            (),
            as_json=as_json,
        )
    except BrokerAwayError as refusal:
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


async def _connected(work: Callable[[Registrar], Awaitable[Answer]]) -> Answer:
    url = os.environ.get("THIDUA_MONGO_URL")
    if not url:
        raise DomainError("Chưa có THIDUA_MONGO_URL. Đặt biến này bằng địa chỉ MongoDB của quản trị viên rồi chạy lại.")
    client = connect(url)
    try:
        return await work(Registrar(client, os.environ.get("THIDUA_DIRECTORY_DATABASE", "directory")))
    finally:
        client.close()


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
