"""Messages that a service sends with its own credentials and rights, and should not: each with the reason it earns."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from uuid import uuid4

from pydantic import JsonValue

from shared.events.envelope import EVENTS as TYPES
from shared.events.event import Event
from shared.events.words import Level
from shared.messaging.topology.queues import (
    EVENTS,
    INTAKE,
    INTAKE_QUEUE,
    NOTIFIER_QUEUE,
    WORK,
    level_user,
    work_queue,
)
from tests.contract.frozen import frozen

_NEIGHBOUR: JsonValue = {"code": "33.327.12082", "name": "UBND xã bên", "level": "commune"}
_COMMUNE, _DISTRICT, _PROVINCE = Level.COMMUNE, Level.DISTRICT, Level.PROVINCE
Make = Callable[[str], Event]


@dataclass(frozen=True)
class Forgery:
    """`make` is told the nomination that is aimed at."""

    user: str
    exchange: str
    key: str
    queue: str
    reason: str
    make: Make


def of(event_type: str, **changes: JsonValue) -> Make:
    """The frozen example about the nomination, changed so."""
    return lambda nomination: TYPES[event_type].model_validate(
        {**frozen(event_type).example, "nomination_id": nomination} | changes
    )


def _handed_over(to: Level, number: int, *slip: JsonValue) -> Make:
    def make(_: str) -> Event:
        # Of a nomination that nobody has, so that whatever is believed leaves a case.
        return of("work.handed_over.v1", to_level=to, step=number, slip=list(slip))(str(uuid4()))

    return make


def _step(number: int, after: int, level: Level) -> JsonValue:
    authority: Mapping[str, JsonValue] = {"code": f"33.{level}", "name": "Nơi xét", "level": level.value}
    return {
        "step": number,
        "after": after,
        "role": "appraise",
        "level": level.value,
        "authority": dict(authority),
        "award_form": "giay-khen-xa",
        "working_days": 5,
    }


def _decision(nomination: str) -> Event:
    items: JsonValue = [{"nomination_id": nomination, "step": 1, "sequence": 9}]
    return TYPES["decision.issued.v1"].model_validate(
        frozen("decision.issued.v1").example | {"level": "district", "decision_id": str(uuid4()), "items": items}
    )


def _work(user: str, source: str, to: Level, reason: str, make: Make) -> Forgery:
    return Forgery(user, WORK, f"{source}.{to}", work_queue(to), reason, make)


def _fact(level: Level, event_type: str, reason: str, make: Make) -> Forgery:
    return Forgery(level_user(level), EVENTS, f"{event_type}.{level}.33-khong-co", INTAKE_QUEUE, reason, make)


def forgeries() -> Iterator[tuple[str, Forgery]]:
    """Each with its name."""
    yield from _of_work()
    yield from _of_facts()


def _of_work() -> Iterator[tuple[str, Forgery]]:
    chain = (_step(1, 0, _COMMUNE), _step(2, 1, _DISTRICT), _step(3, 2, _PROVINCE))
    commune, province = level_user(_COMMUNE), level_user(_PROVINCE)
    yield (
        "a hand-over from a level that the slip does not name",
        _work(province, "province", _COMMUNE, "handed over by province", _handed_over(_COMMUNE, 1, chain[0])),
    )
    yield (
        "a hand-over from a level that does not serve the step before",
        _work(commune, "commune", _PROVINCE, "handed over by commune", _handed_over(_PROVINCE, 3, *chain)),
    )
    yield (
        "a hand-over from intake past the first step",
        _work(INTAKE, INTAKE, _DISTRICT, "handed over by intake", _handed_over(_DISTRICT, 2, *chain)),
    )
    yield (
        "a slip that gives the step to another level",
        _work(INTAKE, INTAKE, _COMMUNE, "not at level commune", _handed_over(_COMMUNE, 1, _step(1, 0, _DISTRICT))),
    )
    yield (
        "a slip without the step before",
        _work(INTAKE, INTAKE, _DISTRICT, "which the slip lacks", _handed_over(_DISTRICT, 2, chain[1])),
    )
    supplement = of("work.supplemented.v1", to_level=_COMMUNE)
    yield (
        "a supplement from a level",
        _work(province, "province", _COMMUNE, "only intake may", supplement),
    )
    withdrawal = of("work.withdrawal_requested.v1", to_level=_COMMUNE)
    yield "a withdrawal from a level", _work(province, "province", _COMMUNE, "only intake may", withdrawal)
    elsewhere = of("work.withdrawal_requested.v1", to_level=_DISTRICT)
    yield "a withdrawal meant for another", _work(INTAKE, INTAKE, _COMMUNE, "meant for district", elsewhere)


def _of_facts() -> Iterator[tuple[str, Forgery]]:
    declined = "case.declined.v1"
    yield (
        "a fact in the name of another level",
        _fact(_DISTRICT, declined, "does not serve commune", of(declined, version=7)),
    )
    yield (
        "a fact of a level about another's step",
        _fact(_DISTRICT, declined, "is not one of district", of(declined, version=8, level="district")),
    )
    yield (
        "a fact of another authority of the level",
        _fact(_COMMUNE, declined, "is not one of commune", of(declined, version=9, authority=_NEIGHBOUR)),
    )
    yield "a decision of another level", _fact(_DISTRICT, "decision.issued.v1", "is not one of district", _decision)
    referred = "case.referred.v1"
    slip: JsonValue = [_step(1, 0, _COMMUNE), _step(2, 1, _PROVINCE), _step(3, 2, _PROVINCE)]
    yield "a referral with an edited slip", _fact(_COMMUNE, referred, "does not begin like", of(referred, slip=slip))
    # A key says what may be published under it, not what the message says that it is.
    yield (
        "a mail's fact under a case's key",
        _fact(_COMMUNE, declined, "not by the notifier", lambda _: of("mail.sent.v1")("khac")),
    )
    yield (
        "a window of another level than the province",
        _fact(_COMMUNE, "window.opened.v1", "does not serve province", of("window.opened.v1")),
    )
    awarded = of("nomination.awarded.v1", version=99)
    reminder = "digest.due.v2.state.33-khong-co"
    yield (
        "an award told to the notifier by a level",
        Forgery(level_user(Level.STATE), EVENTS, reminder, NOTIFIER_QUEUE, "only intake may", awarded),
    )
