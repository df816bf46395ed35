"""`thidua status`: on one screen, whether every process can do its work and what waits for somebody."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field

import httpx
import typer
from prometheus_client.parser import text_string_to_metric_families
from pydantic import BaseModel, ConfigDict, ValidationError

from ops.admin.console import AWAY, Answer, AsJson, AwayError, given, settle
from ops.park import parked
from ops.stack.instances import Instances
from ops.stack.ports import Ports
from shared.refusals import DomainError

_PATIENCE_SECONDS = 5.0
# Where `make run` has them; docker-compose.yml names its own.
_LOCAL = Instances(Ports())
SERVICES = " ".join(f"{name}=http://127.0.0.1:{_LOCAL.port(name)}" for name in _LOCAL.names)
OUTBOX, OVERDUE, MAILS = "thidua_outbox_oldest_seconds", "thidua_cases_overdue", "thidua_mails"
LOOKED_AT = "thidua_files_looked_at"
_ASKED = (
    *("outbox_oldest_seconds", "parked", "mails_uncertain", "mails_failed", "mails_returned", "cases_overdue"),
    "files_without_network",
)
_FIGURES = frozenset({OUTBOX, OVERDUE, MAILS, LOOKED_AT})
Figures = Mapping[tuple[str, str], float]
# The processes tell all figures but what is parked, which is counted at RabbitMQ.
_UNKNOWN = "không hỏi được; xem các tiến trình ở trên, khởi động lại phần không trả lời rồi chạy lại"
_NOT_PARKED = "không hỏi được; kiểm tra THIDUA_AMQP_URL (tài khoản operator) và RabbitMQ rồi chạy lại"
_APART: Mapping[object, str] = {
    True: "trong tiến trình riêng, không có mạng",
    False: "trong tiến trình riêng, có giới hạn nhưng còn mạng vì máy chủ không cho tách (user namespaces)",
    None: _UNKNOWN,
}


class _Ready(BaseModel):
    model_config = ConfigDict(frozen=True)

    parts: dict[str, bool]


@dataclass(frozen=True)
class Seen:
    """One process: ready or not, and which of its parts it waits for; away where it does not answer."""

    name: str
    ready: bool
    waits_for: tuple[str, ...] = ()
    figures: Figures = field(default_factory=dict)


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
    figures = [(name, label, value) for each in seen for (name, label), value in each.figures.items()]
    outboxes = [value for name, _, value in figures if name == OUTBOX]
    # Each instance of a level counts the whole level.
    overdue = {label: 0 for name, label, _ in sorted(figures) if name == OVERDUE}
    for name, label, value in figures:
        if name == OVERDUE:
            overdue[label] = max(overdue[label], int(value))
    mails = {label: int(value) for name, label, value in figures if name == MAILS}
    is_known = any(name == MAILS for name, _, _ in figures)
    # Of several instances, the one that is least apart counts.
    apart = [bool(value) for name, label, value in figures if (name, label) == (LOOKED_AT, "without")]
    return {
        "ready": all(each.ready for each in seen),
        "services": [{key: value for key, value in asdict(each).items() if key != "figures"} for each in seen],
        "outbox_oldest_seconds": max(outboxes, default=None),
        "parked": dict(waiting) if waiting is not None else None,
        "mails_uncertain": mails.get("uncertain", 0) if is_known else None,
        "mails_failed": mails.get("failed", 0) if is_known else None,
        "mails_returned": mails.get("returned", 0) if is_known else None,
        "cases_overdue": overdue or None,
        "files_without_network": all(apart) if apart else None,
    }


def services(text: str) -> list[tuple[str, str]]:
    """Name and address of each process.

    Raises:
        DomainError: Something in it is no `name=address`.
    """
    pairs = [(name, address.rstrip("/")) for name, _, address in (word.partition("=") for word in text.split())]
    if not pairs or any(not name or not address.startswith("http") for name, address in pairs):
        raise DomainError("THIDUA_SERVICES cần dạng tên=địa-chỉ, ví dụ intake=http://127.0.0.1:8101. Sửa rồi chạy lại.")
    return pairs


def _look() -> Answer:
    asked = services(given("THIDUA_SERVICES", SERVICES))
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
            answer = http.get("/health/ready")
            parts = _Ready.model_validate_json(answer.content).parts
            waits_for = tuple(part for part, is_ready in parts.items() if not is_ready)
            return Seen(name, answer.is_success, waits_for, _figures(http.get("/metrics").text))
    except (httpx.HTTPError, ValidationError, ValueError):
        return Seen(name, ready=False, waits_for=("không trả lời",))


def _figures(text: str) -> Figures:
    return {
        (sample.name, next(iter(sample.labels.values()), "")): sample.value
        for family in text_string_to_metric_families(text)
        if family.name in _FIGURES
        for sample in family.samples
    }


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
