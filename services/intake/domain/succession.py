"""Bodies that end or begin, as far as a submission has to do with them on its day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from shared.events.content import AuthorityRef
from shared.text.formats import show_day


@dataclass(frozen=True)
class PassingCommune:
    """A commune that did not always exist, or does no more; the successor as “name (code)”, where there is one."""

    name: str
    begins_on: date | None = None
    ends_on: date | None = None
    successor: str = ""

    def problem(self, first: date, last: date) -> str:
        """Why it cannot be named for this time, and what to name; nothing where it existed on some day of it."""
        if self.ends_on is not None and self.ends_on < first:
            instead = f"Chọn {self.successor}." if self.successor else "Chọn mã khác trong danh mục của tỉnh."
            return f"{self.name} chỉ tồn tại đến hết ngày {show_day(self.ends_on)}. {instead}"
        if self.begins_on is not None and self.begins_on > last:
            return f"{self.name} chỉ tồn tại từ ngày {show_day(self.begins_on)}. Chọn mã khác trong danh mục của tỉnh."
        return ""


@dataclass(frozen=True)
class Succession:
    """Which of the authorities act no more, each with who goes on, if anybody; and which of the communes pass."""

    over: Mapping[str, AuthorityRef | None] = field(default_factory=dict)
    passing: Mapping[str, PassingCommune] = field(default_factory=dict)

    @property
    def heirs(self) -> Mapping[str, AuthorityRef]:
        """Who goes on in whose place."""
        return {code: heir for code, heir in self.over.items() if heir is not None}
