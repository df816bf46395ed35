"""A small record in which the promise was kept: one nomination awarded, one declined after a race, one withdrawn."""

from datetime import UTC, datetime, timedelta

from pydantic import JsonValue

from tests.oracle.entries import (
    Answered,
    Asked,
    Done,
    Entry,
    Happened,
    Person,
    QueueLine,
    Quiet,
    Sampled,
    SeenCase,
    SeenDecision,
    SeenDossier,
    SeenMail,
    SeenNomination,
    SeenOutbox,
    SeenQueue,
    Told,
    Unanswered,
)

UNIT, HEAD, DEPUTY = "nop.mau", "lanh-dao.mau", "pho.mau"
MAILBOX, OWN = "don-vi@mau.example", "nop@mau.example"
BEGAN = datetime(2026, 3, 2, 8, tzinfo=UTC)
_STORIES: dict[str, tuple[list[tuple[str, int]], str]] = {
    "1": (
        [("opened", 1), ("forwarded", 1), ("opened", 2), ("approved", 2), ("awarded", 2)],
        "da-khen-thuong",
    ),
    "2": ([("opened", 1), ("declined", 1)], "khong-duoc-khen-thuong"),
    "3": ([("opened", 1), ("withdrawal_requested", 0), ("withdrawn", 1)], "da-rut"),
}
_CASES = (
    ("N1", 1, "forwarded", "Lãnh đạo Mẫu", ("open", "claim", "forward")),
    ("N1", 2, "awarded", "Lãnh đạo Mẫu", ("open", "approve", "award")),
    ("N2", 1, "declined", "Phó Mẫu", ("open", "decline")),
    ("N3", 1, "withdrawn", "", ("open", "withdraw")),
)
_MAILED = frozenset({"forwarded", "declined", "approved", "awarded", "withdrawn"})


def healthy() -> list[Entry]:
    """The record's lines."""
    entries: list[Entry] = [
        Person(account=UNIT, name="Người nộp Mẫu"),
        Person(account=HEAD, name="Lãnh đạo Mẫu"),
        Person(account=DEPUTY, name="Phó Mẫu"),
    ]
    for index, story in enumerate(_STORIES):
        entries += _submitted(story, 100 * index)
    entries += _raced(1000)
    for story in _STORIES:
        entries += _found(story)
    entries += [_case(*case) for case in _CASES]
    entries.append(SeenDecision(id="Q1", number="30/QĐ-UBND", authority="33.mau", nominations=("N1",)))
    entries += _mails()
    entries += [SeenQueue(name="intake.facts", messages=0), SeenQueue(name="intake.facts.parked", messages=0)]
    entries += [SeenOutbox(service="intake", pending=0), Quiet(after_seconds=12.5)]
    entries += [_sample(second) for second in range(0, 130, 10)]
    return entries


def _sample(second: int) -> Sampled:
    """Every ten seconds another message is settled."""
    queue = QueueLine(waiting=5, unacknowledged=3, settled=second, consumers=1)
    return Sampled(at=float(second), memory={"intake": 90_000_000}, queues={"intake.facts": queue})


def _submitted(story: str, first: int) -> list[Entry]:
    body: JsonValue = {
        "petition": {"number": f"{story}/TTr"},
        "nominations": [{"nominee": {"name": f"Người Mẫu {story}"}, "award_form": "giay-khen-xa"}],
    }
    answer: JsonValue = {"id": f"D{story}", "nominations": [{"id": f"N{story}"}]}
    asked = {"at": 1.0, "who": UNIT, "method": "POST", "path": "/api/v1/dossiers", "key": f"k{story}"}
    return [
        Asked.model_validate(asked | {"id": first, "body": body}),
        Unanswered(id=first, at=2.0, error="ReadError"),
        Asked.model_validate(asked | {"id": first + 1, "body": body}),
        Answered(id=first + 1, at=3.0, status=201, body=answer),
        Asked.model_validate(asked | {"id": first + 2, "body": body}),
        Answered(id=first + 2, at=4.0, status=201, body=answer),
    ]


def _raced(first: int) -> list[Entry]:
    told: JsonValue = {"state": "declined", "outcome": "decline", "decided_by": "Phó Mẫu"}
    return [
        _outcome(first, HEAD, "N1:1", "forward"),
        Answered(id=first, at=5.0, status=200, body={}),
        _outcome(first + 1, HEAD, "N1:2", "approve"),
        Unanswered(id=first + 1, at=6.0, error="ReadError"),
        _outcome(first + 2, HEAD, "N1:2", "approve"),
        Answered(id=first + 2, at=7.0, status=200, body={}),
        _outcome(first + 3, DEPUTY, "N2:1", "decline"),
        _outcome(first + 4, HEAD, "N2:1", "forward"),
        Answered(id=first + 3, at=8.0, status=200, body={}),
        Answered(id=first + 4, at=8.0, status=409, body=told),
    ]


def _outcome(number: int, who: str, case: str, outcome: str) -> Asked:
    path = f"/api/v1/levels/commune/cases/{case}/outcome"
    return Asked(id=number, at=5.0, who=who, method="POST", path=path, body={"outcome": outcome})


def _found(story: str) -> list[Entry]:
    facts, status = _STORIES[story]
    history = [_entry(version, fact, step) for version, (fact, step) in enumerate([("received", 0), *facts], start=1)]
    return [
        SeenDossier(id=f"D{story}", number=number_of("H", story), petition=f"{story}/TTr", nominations=(f"N{story}",)),
        SeenNomination(
            id=f"N{story}",
            number=number_of("N", story),
            dossier=f"D{story}",
            status=status,
            content={"nominee": {"name": f"Người Mẫu {story}", "sex": None}, "award_form": "giay-khen-xa"},
            history=tuple(history),
        ),
    ]


def _entry(version: int, fact: str, step: int) -> Happened:
    at = BEGAN + timedelta(minutes=version)
    return Happened(version=version, fact=fact, step=step, at=at, prev=f"h{version - 1}", hash=f"h{version}")


def _case(nomination: str, step: int, state: str, by: str, actions: tuple[str, ...]) -> SeenCase:
    done = tuple(
        Done(version=version, action=action, at=BEGAN + timedelta(hours=step, minutes=version))
        for version, action in enumerate(actions, start=1)
    )
    identity = f"{nomination}:{step}"
    return SeenCase(id=identity, nomination=nomination, step=step, state=state, by=by, history=done)


def _mails() -> list[Entry]:
    mails: list[Entry] = []
    for story, (facts, _) in _STORIES.items():
        told = [Told(number=number_of("H", story), fact="received")]
        told += [Told(number=number_of("N", story), fact=fact) for fact, _ in facts if fact in _MAILED]
        for one in told:
            for recipient in (MAILBOX, OWN):
                identity = f"<{one.number}.{one.fact}.{recipient[:3]}@thidua.example>"
                mail = SeenMail(order=len(mails), message_id=identity, recipient=recipient, tells=(one,))
                mails.append(mail)
    return mails


def number_of(kind: str, story: str) -> str:
    """The number shown of a dossier (`H`) or a nomination (`N`)."""
    return f"{kind}000{story}-00000-0"
