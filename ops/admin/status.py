"""`thidua status`: on one screen, whether every process can do its work and what waits for somebody."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict

import httpx
import typer

from ops.admin.console import AWAY, Answer, AsJson, AwayError, given, settle
from ops.park import parked
from ops.stack.instances import Instances
from ops.stack.ports import Ports
from shared.web.http.parts import (
    FIGURES_PATH,
    READY_PATH,
    Seen,
    are_files_apart,
    count_mails,
    count_overdue,
    find_oldest,
    read_addresses,
    read_seen,
    silent,
)

_PATIENCE_SECONDS = 5.0
# Where `make run` has them; docker-compose.yml names its own.
_LOCAL = Instances(Ports())
SERVICES = " ".join(f"{name}=http://127.0.0.1:{_LOCAL.port(name)}" for name in _LOCAL.names)
_ASKED = (
    *("outbox_oldest_seconds", "parked", "mails_uncertain", "mails_failed", "mails_returned", "cases_overdue"),
    "files_without_network",
)
# The processes tell all figures but what is parked, which is counted at RabbitMQ.
_UNKNOWN = "không hỏi được; xem các tiến trình ở trên, khởi động lại phần không trả lời rồi chạy lại"
_NOT_PARKED = "không hỏi được; kiểm tra THIDUA_AMQP_URL (tài khoản operator) và RabbitMQ rồi chạy lại"
_APART: Mapping[object, str] = {
    True: "trong tiến trình riêng, không có mạng",
    False: "trong tiến trình riêng, có giới hạn nhưng còn mạng vì máy chủ không cho tách (user namespaces)",
    None: _UNKNOWN,
}


def status(*, as_json: AsJson = False) -> None:
    """Xem từng tiến trình đã sẵn sàng chưa, và những gì cần người xem.

    Mã thoát 3 khi có phần chưa sẵn sàng, hoặc có số liệu không hỏi được.

    Địa chỉ các tiến trình lấy từ THIDUA_SERVICES (tên=địa chỉ, cách nhau bằng dấu cách; mặc định là các cổng của
    `make run`). Thông điệp để riêng chỉ đếm được khi có THIDUA_AMQP_URL của tài khoản operator.
    """
    answer = settle(_look, write_lines, as_json=as_json)
    if not answer["ready"] or any(answer[figure] is None for figure in _ASKED):
        raise typer.Exit(AWAY)


def summary(seen: Sequence[Seen], waiting: Mapping[str, int] | None) -> Answer:
    """What the processes said, as it is printed; figures that no process told are null, not nought."""
    mails = count_mails(seen)
    return {
        "ready": all(each.ready for each in seen),
        "services": [{key: value for key, value in asdict(each).items() if key != "figures"} for each in seen],
        "outbox_oldest_seconds": find_oldest(seen),
        "parked": dict(waiting) if waiting is not None else None,
        "mails_uncertain": mails.get("uncertain", 0) if mails is not None else None,
        "mails_failed": mails.get("failed", 0) if mails is not None else None,
        "mails_returned": mails.get("returned", 0) if mails is not None else None,
        "cases_overdue": count_overdue(seen),
        "files_without_network": are_files_apart(seen),
    }


def _look() -> Answer:
    asked = read_addresses(given("THIDUA_SERVICES", SERVICES))
    with ThreadPoolExecutor(len(asked)) as pool:
        seen = list(pool.map(lambda pair: _seen(*pair), asked))
    return summary(seen, _parked())


def _parked() -> Mapping[str, int] | None:
    if not given("THIDUA_AMQP_URL"):
        return None
    try:
        return parked(lambda of: of.counts())
    except AwayError:
        return None


def _seen(name: str, address: str) -> Seen:
    try:
        with httpx.Client(base_url=address, timeout=_PATIENCE_SECONDS, trust_env=False) as http:
            ready, figures = http.get(READY_PATH), http.get(FIGURES_PATH)
            return read_seen(name, ready.content, figures.text, is_ready=ready.is_success)
    except (httpx.HTTPError, ValueError):
        return silent(name)


def write_lines(answer: Answer) -> str:
    """The answer as people read it; what no process told names what to do about it."""
    lines = []
    for each in _rows(answer["services"]):
        waits = ", ".join(map(str, each["waits_for"])) if isinstance(each["waits_for"], tuple) else ""
        lines.append(f"{each['name']:<24} {'sẵn sàng' if each['ready'] else f'chưa sẵn sàng: {waits}'}")
    lines += [
        "",
        f"Thông điệp chờ gửi lâu nhất: {_number(answer['outbox_oldest_seconds'], ' giây')}",
        f"Thông điệp để riêng: {_counts(answer['parked'], _NOT_PARKED)}",
        f"Thư chưa rõ đã đến: {_number(answer['mails_uncertain'])}",
        f"Thư không gửi được: {_number(answer['mails_failed'])}",
        f"Thư bị trả lại: {_number(answer['mails_returned'])}",
        f"Việc quá hạn: {_counts(answer['cases_overdue'], _UNKNOWN)}",
        f"Xem tệp tải lên: {_APART[answer['files_without_network']]}",
    ]
    return "\n".join(lines)


def _rows(value: object) -> list[dict[str, object]]:
    return value if isinstance(value, list) else []


def _number(value: object, unit: str = "") -> str:
    return f"{round(value)}{unit}" if isinstance(value, int | float) else _UNKNOWN


def _counts(value: object, unknown: str) -> str:
    if not isinstance(value, dict):
        return unknown
    return ", ".join(f"{name} {count}" for name, count in value.items() if count) or "không có"
