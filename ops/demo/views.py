"""What the stories need of the system's answers."""

from pydantic import Field

from ops.demo.people import Shown


class Authority(Shown):
    """Whoever a step belongs to."""

    code: str
    name: str


class Step(Shown):
    """A stop of the route."""

    step: int
    level: str
    authority: Authority
    expected_on: str | None = None


class TakenNomination(Shown):
    """A nomination in the answer to a submission."""

    id: str
    number: str
    route: tuple[Step, ...]


class Taken(Shown):
    """The answer to a submission."""

    id: str
    number: str
    nominations: tuple[TakenNomination, ...] = Field(min_length=1)


class Happened(Shown):
    """An entry of a nomination's history."""

    version: int
    text: str
    at: str


class Nomination(Shown):
    """A nomination as its submitter sees it."""

    id: str
    number: str
    status: str
    status_text: str
    route: tuple[Step, ...]
    history: tuple[Happened, ...]


class Case(Shown):
    """A case as its authority sees it."""

    version: int
    state: str


class Decision(Shown):
    """A decision as it was recorded."""

    id: str
    version: int
    number: str
