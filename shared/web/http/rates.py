"""How often one account may do what: a table beside `shared.web.http.classes`, and the count that holds to it.

Each process counts by itself. A limit keeps one account from taking a process from the others, so what several
instances let through together is theirs to carry; counting in the database would cost a write for each request.
"""

import math
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from shared.refusals import TooManyError


@dataclass(frozen=True)
class Rate:
    """An act that is counted: `burst` of them at once, and one more each `seconds`.

    `asked` is the method and the path, with the query where there is one.
    """

    name: str
    asked: re.Pattern[str]
    burst: int
    seconds: float


def _rate(name: str, asked: str, burst: int, seconds: float) -> Rate:
    return Rate(name, re.compile(asked), burst, seconds)


# Generous for what offices do before a deadline: a unit's whole year in sixty dossiers of up to 500 nominations, each
# with its files, in one go; a case decided every few seconds. The first that fits counts, and nothing else.
RATES: Sequence[Rate] = (
    _rate("hồ sơ", r"POST /api/v1/dossiers$", 60, 5),
    _rate("tệp", r"POST /api/v1/attachments(\?|$)", 300, 0.5),
    _rate("thư trao đổi", r"POST /api/v1/.*/messages$", 60, 10),
    _rate("việc làm hàng loạt", r"POST (/api/v1/levels/[^/]+/bulk|/cap/[^/]+/hang-loat)$", 60, 5),
    _rate("lần xem số định danh", r"POST /api/v1/.*/looks$", 60, 30),
    _rate("lượt tìm kiếm", r"GET /[^?]*\?(?:.*&)?search=[^&]", 240, 0.5),
    _rate("việc", r"(?:POST|PUT|PATCH|DELETE) /", 600, 0.2),
)
_TOO_OFTEN = (
    "Tài khoản đã gửi nhiều {name} trong thời gian ngắn; lần này chưa có gì thay đổi. Đợi {seconds} giây rồi gửi lại."
)
# Whoever is past this many has long been idle: those whose time is over are forgotten.
_MOST_KNOWN = 50_000


def rate_of(method: str, path: str, query: str, rates: Sequence[Rate] = RATES) -> Rate | None:
    """What a request counts as; nothing where it is not counted."""
    asked = f"{method} {path}?{query}" if query else f"{method} {path}"
    return next((rate for rate in rates if rate.asked.match(asked)), None)


class Rates:
    """What each account has done lately, in this process (the generic cell rate algorithm)."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._free_at: dict[tuple[str, str], float] = {}

    def count(self, account: str, rate: Rate) -> None:
        """Count one act.

        Raises:
            TooManyError: It is one too many for now; it is not counted.
        """
        now = self._clock()
        free_at = max(self._free_at.get((account, rate.name), now), now)
        wait = free_at - now - (rate.burst - 1) * rate.seconds
        if wait > 0:
            seconds = math.ceil(wait)
            raise TooManyError(_TOO_OFTEN.format(name=rate.name, seconds=seconds), retry_after=seconds)
        if len(self._free_at) >= _MOST_KNOWN:
            self._free_at = {key: until for key, until in self._free_at.items() if until > now}
        self._free_at[account, rate.name] = free_at + rate.seconds
