"""What a process of the system tells of itself to whoever looks after it: ready or not, and its figures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from prometheus_client.parser import text_string_to_metric_families
from pydantic import BaseModel, ConfigDict, ValidationError

from shared.refusals import DomainError

OUTBOX_AGE, OUTBOX_PENDING = "thidua_outbox_oldest_seconds", "thidua_outbox_pending_documents"
OVERDUE, MAILS, MAILS_OLDEST = "thidua_cases_overdue", "thidua_mails", "thidua_mails_oldest_seconds"
LOOKED_AT, VERSION, STARTED = "thidua_files_looked_at", "thidua_version", "process_start_time_seconds"
WANTED = frozenset({OUTBOX_AGE, OUTBOX_PENDING, OVERDUE, MAILS, MAILS_OLDEST, LOOKED_AT, VERSION, STARTED})
READY_PATH, FIGURES_PATH = "/health/ready", "/metrics"
SILENT = "không trả lời"
Figures = Mapping[tuple[str, str], float]


@dataclass(frozen=True)
class Seen:
    """One process: ready or not, and which of its parts it waits for; `SILENT` alone where it does not answer.

    A figure stands under its name and the values of its labels, with blanks between them.
    """

    name: str
    ready: bool
    waits_for: tuple[str, ...] = ()
    figures: Figures = field(default_factory=dict)

    @property
    def is_silent(self) -> bool:
        """Whether it did not answer."""
        return self.waits_for == (SILENT,)

    def labelled(self, figure: str) -> Mapping[str, float]:
        """The values of one figure by its labels."""
        return {label: value for (name, label), value in self.figures.items() if name == figure}


def silent(name: str) -> Seen:
    """A process that does not answer."""
    return Seen(name, ready=False, waits_for=(SILENT,))


def read_addresses(text: str) -> Sequence[tuple[str, str]]:
    """Name and address of each process, from `name=address` with blanks between them.

    Raises:
        DomainError: Something in it is no such pair.
    """
    pairs = [(name, address.rstrip("/")) for name, _, address in (word.partition("=") for word in text.split())]
    if not pairs or any(not name or not address.startswith("http") for name, address in pairs):
        raise DomainError("THIDUA_SERVICES cần dạng tên=địa-chỉ, ví dụ intake=http://127.0.0.1:8101. Sửa rồi chạy lại.")
    return pairs


def read_seen(name: str, ready: bytes, figures: str, *, is_ready: bool) -> Seen:
    """What the process's answers at `READY_PATH` and `FIGURES_PATH` say; of the figures, those of `WANTED`.

    Raises:
        ValueError: They are not such answers.
    """
    try:
        parts = _Ready.model_validate_json(ready).parts
    except ValidationError as error:
        raise ValueError("no parts") from error
    return Seen(name, is_ready, tuple(part for part, works in parts.items() if not works), _read(figures))


def count_overdue(seen: Iterable[Seen]) -> Mapping[str, int] | None:
    """Cases past their limit by level, which each of its instances counts whole; nothing where no process said."""
    counts = [each.labelled(OVERDUE) for each in seen]
    levels = sorted({level for each in counts for level in each})
    return {level: int(max(each.get(level, 0) for each in counts)) for level in levels} or None


def count_mails(seen: Iterable[Seen]) -> Mapping[str, int] | None:
    """Mails by state; nothing where no process said."""
    counts = (each.labelled(MAILS) for each in seen)
    return next(({state: int(count) for state, count in each.items()} for each in counts if each), None)


def find_oldest(seen: Iterable[Seen]) -> float | None:
    """The age in seconds of the oldest message that waits to be sent; nothing where no process said."""
    return max((age for each in seen for age in each.labelled(OUTBOX_AGE).values()), default=None)


def are_files_apart(seen: Iterable[Seen]) -> bool | None:
    """Whether files are looked at where no network is, by every instance; nothing where no process said."""
    apart = [figures["without"] for figures in (each.labelled(LOOKED_AT) for each in seen) if "without" in figures]
    return all(apart) if apart else None


class _Ready(BaseModel):
    model_config = ConfigDict(frozen=True)

    parts: dict[str, bool]


def _read(text: str) -> Figures:
    return {
        (sample.name, " ".join(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        if family.name in WANTED
        for sample in family.samples
    }
