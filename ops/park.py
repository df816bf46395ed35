"""What to do about messages that were put aside: `thidua park`, and `python -m ops.park` as it was first called."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from typing import Annotated, TypeVar

import typer

from ops.admin.console import AsJson, AwayError, setting, settle
from ops.admin.progress import progress
from ops.admin.vietnamese import Commands
from shared.messaging.parked.orders import MOST_NAME, MOST_NAMES, MOST_WHY
from shared.messaging.parked.parking import OwnerAwayError, Parked
from shared.observability import configure_logging
from shared.refusals import UnavailableError

_SHOWN = 20
_Found = TypeVar("_Found")

app = Commands(
    "Xem và xử lý các thông điệp bị để riêng vì không áp dụng được.\n\n"
    "Kết nối lấy từ THIDUA_AMQP_URL, bằng tài khoản `operator` của RabbitMQ. Tiến trình nhận hàng đợi trả lại hoặc bỏ "
    "thông điệp theo lệnh; lệnh và kết quả được ghi nhật ký ra stderr, việc làm được ghi ở nhật ký của tiến trình."
)
Queue = Annotated[str, typer.Argument(help="Hàng đợi, ví dụ appraisal.commune; xem lệnh list.")]
Names = Annotated[list[str] | None, typer.Argument(help="Mã thông điệp, xem lệnh show.")]


@app.act("list")
def list_counts(*, as_json: AsJson = False) -> None:
    """Đếm thông điệp để riêng của từng hàng đợi."""
    settle(
        lambda: dict(parked(lambda of: of.counts())),
        lambda counts: "\n".join(f"{count:>6}  {queue}" for queue, count in counts.items()),
        as_json=as_json,
    )


@app.act("show")
def show(
    queue: Queue,
    limit: Annotated[int, typer.Option(min=1, help="Nhiều nhất bao nhiêu thông điệp.")] = _SHOWN,
    *,
    as_json: AsJson = False,
) -> None:
    """Xem thông điệp: lý do, người gửi, nội dung đã che dữ liệu cá nhân."""
    settle(
        lambda: [asdict(message) for message in parked(lambda of: of.show(queue, limit))],
        lambda shown: "\n\n".join(_describe(message) for message in shown) or "Không có thông điệp nào để riêng.",
        as_json=as_json,
    )


@app.act("replay")
def replay(
    queue: Queue,
    names: Names = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help="Trả lại tất cả.")] = False,
    as_json: AsJson = False,
) -> None:
    """Trả thông điệp về hàng đợi của nó sau 5 giây, như lần đầu được gửi."""
    if bool(names) == everything:
        raise typer.BadParameter("Nêu mã thông điệp, hoặc --all để trả lại tất cả.")
    _require_few(names or [])

    def work() -> dict[str, object]:
        with progress("Trả lại thông điệp") as tell:
            done = parked(lambda of: of.replay(queue, None if everything else names, tell))
        return {"queue": queue, "replayed": done}

    settle(work, lambda answer: f"Đã trả lại {answer['replayed']} thông điệp.", as_json=as_json)


@app.act("drop")
def drop(
    queue: Queue,
    names: Annotated[list[str], typer.Argument(help="Mã thông điệp, xem lệnh show.")],
    reason: Annotated[str, typer.Option(help="Lý do bỏ, để người xem nhật ký sau này hiểu; không ghi tên người.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Bỏ hẳn thông điệp."""
    _require_few(names)
    if len(reason) > MOST_WHY:
        raise typer.BadParameter(f"Lý do dài quá {MOST_WHY} ký tự. Viết ngắn lại.")
    settle(
        lambda: {"queue": queue, "dropped": parked(lambda of: of.drop(queue, names, reason))},
        lambda answer: f"Đã bỏ {answer['dropped']} thông điệp.",
        as_json=as_json,
    )


def parked(work: Callable[[Parked], Awaitable[_Found]]) -> _Found:
    """What the work on the parked messages finds.

    Raises:
        AwayError: RabbitMQ is away or did not confirm.
    """
    configure_logging("park", stream=sys.stderr)
    url = setting("THIDUA_AMQP_URL", "địa chỉ RabbitMQ của operator")
    try:
        return asyncio.run(_worked(work, Parked(url)))
    except OwnerAwayError as error:
        raise AwayError(
            f"Lệnh đã được nhận nhưng chưa xong: tiến trình của {error.owner} không chạy hoặc đang bận. Nó làm ngay "
            "khi chạy lại, trong vòng 24 giờ; không cần ra lệnh lại. Xem tiến trình nào dừng: thidua status"
        ) from error
    except UnavailableError as error:
        raise AwayError(
            "Không kết nối được RabbitMQ, hoặc chưa được xác nhận. Kiểm tra THIDUA_AMQP_URL rồi chạy lại."
        ) from error


def _require_few(names: list[str]) -> None:
    if len(names) > MOST_NAMES:
        raise typer.BadParameter(f"Nhiều nhất {MOST_NAMES} mã một lần. Chia thành nhiều lần.")
    if any(not 0 < len(name) <= MOST_NAME for name in names):
        raise typer.BadParameter(f"Mã dài từ 1 đến {MOST_NAME} ký tự. Xem mã bằng lệnh show.")


async def _worked(work: Callable[[Parked], Awaitable[_Found]], of: Parked) -> _Found:
    return await work(of)


def _describe(message: Mapping[str, object]) -> str:
    body = json.dumps(message["body"], ensure_ascii=False, indent=2)
    return (
        f"{message['name']}\n"
        f"  loại: {message['type']}\n  về: {message['subject']}\n  người gửi: {message['sender']}\n"
        f"  lý do: {message['reason']}\n  để riêng lúc: {message['parked_at']}, sau {message['attempts']} lần thử lại\n"
        f"  nội dung: {body}"
    )


if __name__ == "__main__":
    app(prog_name="python -m ops.park")
