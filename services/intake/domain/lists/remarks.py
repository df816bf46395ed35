"""What is said while one row is read: questions, refusals and notices, each at its cell."""

from dataclasses import dataclass, field

from services.intake.domain.lists.preview import Remark


@dataclass
class Remarks:
    """Collects what is said of one row; frozen into a `ListRow` at its end."""

    questions: list[Remark] = field(default_factory=list)
    refusals: list[Remark] = field(default_factory=list)
    notices: list[Remark] = field(default_factory=list)

    def ask(self, cell: str, about: str, say: str, suggestion: str = "") -> None:
        """A person must settle this before the row comes in."""
        self.questions.append(Remark(cell, say, about, suggestion=suggestion))

    def refuse(self, cell: str, about: str, say: str, remedy: str) -> None:
        """The row cannot come in until the cell is mended."""
        self.refusals.append(Remark(cell, say, about, remedy))

    def notice(self, cell: str, about: str, say: str) -> None:
        """Something was changed or is worth seeing; nothing is asked."""
        self.notices.append(Remark(cell, say, about))
