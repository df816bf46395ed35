"""The load under which things are killed: how much of it there is, and how far it has come."""

from dataclasses import dataclass, field

from ops.demo.people import Office

_SUBMITTING_SHARE = 1 / 3


@dataclass
class Load:
    """Everything under way, and what has come to its end; `run` sets its dossiers apart from those of other loads.

    With `refers`, communes propose a higher form for some of what they appraise.
    """

    office: Office
    run: str
    size: int
    refers: bool = False
    accepted: int = 0
    nominations: set[str] = field(default_factory=set)
    ended: set[str] = field(default_factory=set)
    proposed: set[str] = field(default_factory=set)  # cases
    withdrawing: dict[str, str] = field(default_factory=dict)  # nomination -> its submitter

    @property
    def progress(self) -> float:
        """The share of the work that is done, from 0 to 1."""
        done = len(self.ended) / max(len(self.nominations), self.size)
        return self.accepted / self.size * _SUBMITTING_SHARE + done * (1 - _SUBMITTING_SHARE)

    @property
    def is_done(self) -> bool:
        """Every nomination has come to its end."""
        return self.accepted == self.size and self.ended >= self.nominations
