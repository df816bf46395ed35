"""`python -m ops.park`: what to do about messages that were put aside."""

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Annotated, NoReturn, TypeVar

import typer

from shared.messaging.parking import Parked, ParkedMessage
from shared.observability import configure_logging
from shared.refusals import DomainError, UnavailableError

REFUSED = 1
AWAY = 3
_SHOWN = 20
_Answer = TypeVar("_Answer")

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help=(
        "Xem và xử lý các thông điệp bị để riêng vì không áp dụng được.\n\n"
        "Kết nối lấy từ THIDUA_AMQP_URL, bằng tài khoản `operator` của RabbitMQ. Mỗi lần trả lại hoặc bỏ đều được ghi "
        "nhật ký ra stderr.\n\n"
        "Mã thoát: 0 đã xong; 1 không thực hiện được và chưa thay đổi gì; 2 sai cú pháp lệnh; 3 không kết nối được "
        "RabbitMQ hoặc chưa được xác nhận, chạy lại là an toàn."
    ),
)
Queue = Annotated[str, typer.Argument(help="Hàng đợi, ví dụ appraisal.commune; xem lệnh list.")]
Names = Annotated[list[str] | None, typer.Argument(help="Mã thông điệp, xem lệnh show.")]
AsJson = Annotated[bool, typer.Option("--json", help="Trả lời bằng JSON, cho chương trình đọc.")]


@app.command("list")
def list_counts(*, as_json: AsJson = False) -> None:
    """Đếm thông điệp để riêng của từng hàng đợi."""
    counts = _done(lambda parked: parked.counts())
    lines = [f"{count:>6}  {queue}" for queue, count in counts.items()]
    typer.echo(json.dumps(dict(counts)) if as_json else "\n".join(lines))


@app.command("show")
def show(
    queue: Queue,
    limit: Annotated[int, typer.Option(min=1, help="Nhiều nhất bao nhiêu thông điệp.")] = _SHOWN,
    *,
    as_json: AsJson = False,
) -> None:
    """Xem thông điệp: lý do, người gửi, nội dung đã che dữ liệu cá nhân."""
    shown = _done(lambda parked: parked.show(queue, limit))
    if as_json:
        typer.echo(json.dumps([asdict(message) for message in shown], ensure_ascii=False))
        return
    typer.echo("\n\n".join(_told(message) for message in shown) or "Không có thông điệp nào để riêng.")


@app.command("replay")
def replay(
    queue: Queue,
    names: Names = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help="Trả lại tất cả.")] = False,
) -> None:
    """Trả thông điệp về hàng đợi của nó sau 5 giây, như lần đầu được gửi."""
    if bool(names) == everything:
        raise typer.BadParameter("Nêu mã thông điệp, hoặc --all để trả lại tất cả.")
    done = _done(lambda parked: parked.replay(queue, None if everything else names))
    typer.echo(f"Đã trả lại {done} thông điệp.")


@app.command("drop")
def drop(
    queue: Queue,
    names: Annotated[list[str], typer.Argument(help="Mã thông điệp, xem lệnh show.")],
    reason: Annotated[str, typer.Option(help="Lý do bỏ, để người xem nhật ký sau này hiểu; không ghi tên người.")],
) -> None:
    """Bỏ hẳn thông điệp."""
    done = _done(lambda parked: parked.drop(queue, names, reason))
    typer.echo(f"Đã bỏ {done} thông điệp.")


def _done(work: Callable[[Parked], Awaitable[_Answer]]) -> _Answer:
    configure_logging("park", stream=sys.stderr)
    url = os.environ.get("THIDUA_AMQP_URL")
    if not url:
        _fail(REFUSED, "Chưa có THIDUA_AMQP_URL. Đặt biến này bằng địa chỉ RabbitMQ của operator rồi chạy lại.")
    try:
        return asyncio.run(_worked(work, Parked(url)))
    except UnavailableError:
        _fail(AWAY, "Không kết nối được RabbitMQ, hoặc chưa được xác nhận. Kiểm tra THIDUA_AMQP_URL rồi chạy lại.")
    except DomainError as refusal:
        _fail(REFUSED, refusal.message)


async def _worked(work: Callable[[Parked], Awaitable[_Answer]], parked: Parked) -> _Answer:
    return await work(parked)


def _fail(code: int, message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(code)


def _told(message: ParkedMessage) -> str:
    body = json.dumps(message.body, ensure_ascii=False, indent=2)
    return (
        f"{message.name}\n"
        f"  loại: {message.type}\n  về: {message.subject}\n  người gửi: {message.sender}\n"
        f"  lý do: {message.reason}\n  để riêng lúc: {message.parked_at}, sau {message.attempts} lần thử lại\n"
        f"  nội dung: {body}"
    )


if __name__ == "__main__":
    app(prog_name="python -m ops.park")
