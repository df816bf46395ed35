"""Client processes as the benchmarks start them: a plan as JSON goes in, a report as JSON comes out."""

import subprocess
import sys
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel

from benchmarks.load.journeys import JourneyPlan, JourneyReport
from benchmarks.load.plan import LoadPlan, LoadReport
from benchmarks.load.probing import ProbePlan, ProbeReport
from benchmarks.load.streams import StreamsPlan, StreamsReport

PROJECT = Path(__file__).resolve().parents[2]
_Report = TypeVar("_Report", bound=BaseModel)


class Client(Generic[_Report]):
    """A client process that runs beside the caller until `report` is asked for."""

    def __init__(self, module: str, plan: BaseModel, report: type[_Report]) -> None:
        self._report = report
        self._process = subprocess.Popen(
            [sys.executable, "-m", module], cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        if self._process.stdin is not None:
            self._process.stdin.write(plan.model_dump_json().encode())
            self._process.stdin.close()

    def await_word(self) -> None:
        """Wait for a first line that says how far it is, where this kind of client prints one.

        Raises:
            RuntimeError: It failed before; its own words are on standard error.
        """
        if self._process.stdout is None or not self._process.stdout.readline():
            raise RuntimeError("the client process failed")

    def report(self) -> _Report:
        """What it saw, once it has ended.

        Raises:
            RuntimeError: It failed; its own words are on standard error.
        """
        output = self._process.stdout.read() if self._process.stdout is not None else b""
        if self._process.wait():
            raise RuntimeError("the client process failed")
        return self._report.model_validate_json(output)


def pounding(plan: LoadPlan) -> Client[LoadReport]:
    """A load under way."""
    return Client("benchmarks.load", plan, LoadReport)


def pounded(plan: LoadPlan) -> LoadReport:
    """The plan carried out, and what was seen."""
    return pounding(plan).report()


def probing(plan: ProbePlan) -> Client[ProbeReport]:
    """Probes under way."""
    return Client("benchmarks.load.probing", plan, ProbeReport)


def following(plan: StreamsPlan) -> Client[StreamsReport]:
    """Streams being opened; its first word is that all of them are."""
    return Client("benchmarks.load.streams", plan, StreamsReport)


def travelled(plan: JourneyPlan) -> JourneyReport:
    """The journeys, made."""
    return Client("benchmarks.load.journeys", plan, JourneyReport).report()
