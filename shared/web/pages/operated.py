"""The parts of the system as operators see them: how each is called, where its pages are, words for its state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.events.words import Level
from shared.messaging.parked.orders import Act
from shared.messaging.topology.queues import INTAKE, INTAKE_QUEUE, NOTIFIER, NOTIFIER_QUEUE, level_user, work_queue
from shared.observability import versions

OVERVIEW = "/van-hanh"
_LEVEL_NAMES: Mapping[Level, str] = {
    Level.COMMUNE: "Cấp xã",
    Level.DISTRICT: "Cấp huyện",
    Level.DEPARTMENT: "Cấp sở, ngành",
    Level.PROVINCE: "Cấp tỉnh",
    Level.STATE: "Cấp Nhà nước",
}
# The tiers of retrying; a message waits in one of them until its time has come.
TIER_NAMES: Mapping[str, str] = {"5s": "sau 5 giây", "1m": "sau 1 phút", "10m": "sau 10 phút"}
VERSION_NAMES: Mapping[str, str] = {
    versions.OF_PROGRAM: "Phần mềm",
    versions.OF_RULES: "Bộ quy định",
    versions.OF_BROKER: "RabbitMQ",
    versions.OF_DATABASE: "MongoDB",
}
# What an outbox stands beside, by the last word of its name.
_OUTBOXES: Mapping[str, str] = {
    "cases": "Việc",
    "decisions": "Quyết định",
    "digests": "Thư tóm tắt",
    "dossiers": "Hồ sơ",
    "drafts": "Hồ sơ nháp",
    "mails": "Sổ thư",
    "messages": "Trao đổi",
    "nominations": "Đề nghị",
    "windows": "Đợt xét",
}
_WAITS: Mapping[str, str] = {
    "database": "cơ sở dữ liệu",
    "relay": "đường gửi tới RabbitMQ",
    "consumer": "đường nhận từ RabbitMQ",
    "delivery": "bộ phận gửi thư",
    "running": "khởi động lại",
    "check": "tự kiểm tra quá lâu",
}


@dataclass(frozen=True)
class OperatedPart:
    """A part of the system: how processes call it, how people do, its own page, and its queue where it has one."""

    name: str
    label: str
    address: str = ""
    queue: str = ""


@dataclass(frozen=True)
class ActWords:
    """How an act on parked messages is called: in addresses, on buttons, and once it is done."""

    act: Act
    path: str
    button: str
    title: str
    done: str


ACTS: Sequence[ActWords] = (
    ActWords(Act.REPLAY, "xu-ly-lai", "Xử lý lại", "Xử lý lại thông điệp", "Đã đưa trở lại hàng đợi"),
    ActWords(Act.DROP, "bo", "Bỏ", "Bỏ hẳn thông điệp", "Đã bỏ"),
)


def address_of_level(level: Level) -> str:
    """Where operators look after that level."""
    return f"/cap/{level.value}{OVERVIEW}"


PARTS: Sequence[OperatedPart] = (
    OperatedPart(INTAKE, "Tiếp nhận", f"{OVERVIEW}/tiep-nhan", INTAKE_QUEUE),
    *(
        OperatedPart(level_user(level), label, address_of_level(level), work_queue(level))
        for level, label in _LEVEL_NAMES.items()
    ),
    OperatedPart(NOTIFIER, "Thông báo", f"{OVERVIEW}/thong-bao", NOTIFIER_QUEUE),
    OperatedPart("identity", "Tài khoản"),
)
_BY_QUEUE = {part.queue: part for part in PARTS if part.queue}


def part_of(queue: str) -> OperatedPart:
    """The part that owns the queue."""
    return _BY_QUEUE[queue]


def name_outbox(name: str) -> str:
    """What the outbox of that name stands beside, in words; its name where there are none."""
    return _OUTBOXES.get(name.rpartition(".")[2], name)


def describe_waits(parts: Sequence[str]) -> str:
    """What a process waits for, in words: the last word of each of its parts tells."""
    words = dict.fromkeys(_WAITS.get(part.rpartition(".")[2], part) for part in parts)
    return ", ".join(words)
