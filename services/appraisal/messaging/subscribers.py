"""One handler for each kind of work; work from somebody who may not hand it over is parked."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from services.appraisal.application.correspondence import ApplyAnswer
from services.appraisal.application.incoming_work import ApplyIdentity, ApplySupplement, ApplyWithdrawal, OpenCase
from services.appraisal.application.signed_work import KeepSignature
from shared.events.correspondence import WorkMessageAnswered
from shared.events.envelope import Incoming
from shared.events.words import Level
from shared.events.work import IdentityKeyed, WithdrawalRequested, WorkHandedOver, WorkSigned, WorkSupplemented
from shared.messaging.consumer.judging import Handler, Handlers
from shared.messaging.topology.queues import INTAKE, level_of
from shared.refusals import MalformedMessageError

Work = TypeVar("Work", WorkSupplemented, WithdrawalRequested, WorkMessageAnswered, IdentityKeyed, WorkSigned)


def subscribers(
    level: Level,
    open_case: OpenCase,
    apply_supplement: ApplySupplement,
    apply_withdrawal: ApplyWithdrawal,
    apply_answer: ApplyAnswer,
    apply_identity: ApplyIdentity,
    keep_signature: KeepSignature,
) -> Handlers:
    """A handler for each event type on the level's queue."""

    async def of_hand_over(event: WorkHandedOver, incoming: Incoming) -> None:
        await open_case(event, _sender_level(incoming))

    return {
        WorkHandedOver: of_hand_over,
        WorkSupplemented: _from_intake(level, apply_supplement),
        WithdrawalRequested: _from_intake(level, apply_withdrawal),
        WorkMessageAnswered: _from_intake(level, apply_answer),
        IdentityKeyed: _from_intake(level, apply_identity),
        WorkSigned: _from_intake(level, keep_signature),
    }


def _from_intake(level: Level, apply: Callable[[Work], Awaitable[None]]) -> Handler:
    async def handle(event: Work, incoming: Incoming) -> None:
        _require_intake(level, event.to_level, incoming)
        await apply(event)

    return handle


def _sender_level(incoming: Incoming) -> Level | None:
    # RabbitMQ vouches for the sender; what the body says of it is only the sender's word.
    level = level_of(incoming.sender)
    if level is None and incoming.sender != INTAKE:
        raise MalformedMessageError(f"{incoming.type}: sent by {incoming.sender!r}, who hands nothing over")
    return level


def _require_intake(level: Level, to_level: Level, incoming: Incoming) -> None:
    if incoming.sender != INTAKE:
        raise MalformedMessageError(f"{incoming.type}: sent by {incoming.sender!r}, only intake may")
    if to_level is not level:
        raise MalformedMessageError(f"{incoming.type}: meant for {to_level.value}")
