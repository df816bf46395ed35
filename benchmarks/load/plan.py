"""What a load process is told on its standard input, and what it reports on its standard output."""

from typing import Literal

from pydantic import BaseModel, ConfigDict


class LoadPlan(BaseModel):
    """`rate` of requests a second from a clock when it is given; otherwise each connection asks as soon as answered.

    A POST sends dossiers of `size`; a GET asks for `paths` in turn. The connections are dealt to `ports` in turn.
    """

    model_config = ConfigDict(frozen=True)

    ports: tuple[int, ...]
    method: Literal["GET", "POST"] = "POST"
    paths: tuple[str, ...]
    token: str = ""
    size: int = 1
    seed: int = 1
    connections: int = 64
    warm_up_seconds: float = 2
    seconds: float = 20
    rate: float | None = None


class LoadReport(BaseModel):
    """What was seen after the warm-up; times in milliseconds, of answers with a status below 400 only."""

    model_config = ConfigDict(frozen=True)

    seconds: float
    statuses: dict[int, int]
    accepted_with_warm_up: int
    lost: int
    refused_without_retry_after: int
    p50: float
    p95: float
    p99: float
    slowest: float
    client_cpu: float
    example: str = ""

    @property
    def accepted(self) -> int:
        """How many were answered with success."""
        return sum(count for status, count in self.statuses.items() if status < 400)  # noqa: PLR2004 - HTTP's classes

    @property
    def rate(self) -> float:
        """Accepted a second."""
        return self.accepted / self.seconds

    @property
    def refused(self) -> int:
        """How many were answered without success."""
        return sum(self.statuses.values()) - self.accepted
