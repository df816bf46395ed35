"""What the oracle writes down, line by line: asked, answered, broken on purpose, and found after quiet."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue, TypeAdapter


class Line(BaseModel):
    """One line of the record; never changed once written."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Asked(Line):
    """A request left for the system. Sign-ins and reads are written without their bodies."""

    kind: Literal["asked"] = "asked"
    id: int
    at: float
    who: str
    method: str
    path: str
    key: str = ""
    body: JsonValue = None


class Answered(Line):
    """The whole answer to the request `id` came back."""

    kind: Literal["answered"] = "answered"
    id: int
    at: float
    status: int
    body: JsonValue = None


class Unanswered(Line):
    """The request `id` may or may not have been carried out: the connection ended first."""

    kind: Literal["unanswered"] = "unanswered"
    id: int
    at: float
    error: str


class Person(Line):
    """The name that an account is shown by."""

    kind: Literal["person"] = "person"
    account: str
    name: str


class Poisoned(Line):
    """A message that can never be applied was put into a queue on purpose."""

    kind: Literal["poisoned"] = "poisoned"
    queue: str


class Fault(Line):
    """Something was broken, or whole again, on purpose."""

    kind: Literal["fault"] = "fault"
    at: float
    what: str


class Quiet(Line):
    """How long after the last fault and the last request nothing more was under way."""

    kind: Literal["quiet"] = "quiet"
    after_seconds: float
    last: tuple[str, ...] = ()  # what came to rest last: queues, services, "mails"


class Listed(Line):
    """A mail in the list that a dossier or nomination keeps of its mails."""

    id: str
    state: str


class SeenDossier(Line):
    """A dossier that the system lists."""

    kind: Literal["dossier"] = "dossier"
    id: str
    number: str
    petition: str
    nominations: tuple[str, ...]
    mails: tuple[Listed, ...] = ()


class Happened(Line):
    """A history entry of a nomination, as its submitter reads it; `version` is when it came, not where it stands."""

    version: int
    fact: str
    step: int
    at: AwareDatetime
    prev: str
    hash: str


class SeenNomination(Line):
    """A nomination that the system shows."""

    kind: Literal["nomination"] = "nomination"
    id: str
    number: str
    dossier: str
    status: str
    content: JsonValue
    history: tuple[Happened, ...]
    mails: tuple[Listed, ...] = ()


class Done(Line):
    """An entry of a case's own history at its level."""

    version: int
    action: str
    at: AwareDatetime


class SeenCase(Line):
    """A case at its level; `outcome` and `by` are blank while it is open."""

    kind: Literal["case"] = "case"
    id: str
    nomination: str
    step: int
    state: str
    outcome: str = ""
    by: str = ""
    history: tuple[Done, ...] = ()


class SeenDecision(Line):
    """An issued decision."""

    kind: Literal["decision"] = "decision"
    id: str
    number: str
    authority: str
    nominations: tuple[str, ...]


class Told(Line):
    """What a mail says of one nomination by its number; a receipt tells `received` of the dossier's number."""

    number: str
    fact: str


class SeenMail(Line):
    """A mail that the SMTP sink took, in the order of taking."""

    kind: Literal["mail"] = "mail"
    order: int
    message_id: str
    recipient: str
    tells: tuple[Told, ...]


class SeenQueue(Line):
    """How many messages lie in a queue."""

    kind: Literal["queue"] = "queue"
    name: str
    messages: int


class SeenOutbox(Line):
    """How many documents of a service hold unpublished messages."""

    kind: Literal["outbox"] = "outbox"
    service: str
    pending: int


class QueueLine(Line):
    """A queue at one moment; `settled` counts what was acknowledged since the broker started."""

    waiting: int
    unacknowledged: int
    settled: int
    consumers: int


class Sampled(Line):
    """How much there was of everything at one moment of the work; queues are missing while the broker is away."""

    kind: Literal["sampled"] = "sampled"
    at: float
    memory: dict[str, int]  # bytes, by process that answered
    queues: dict[str, QueueLine]


Entry = (
    Asked
    | Answered
    | Unanswered
    | Person
    | Poisoned
    | Fault
    | Quiet
    | SeenDossier
    | SeenNomination
    | SeenCase
    | SeenDecision
    | SeenMail
    | SeenQueue
    | SeenOutbox
    | Sampled
)
ENTRY: TypeAdapter[Entry] = TypeAdapter(Annotated[Entry, Field(discriminator="kind")])
