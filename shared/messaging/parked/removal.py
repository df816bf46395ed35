"""How one parked message is taken out of its queue: back to work, or for good. Only the owner of the queue does it."""

from aio_pika import Message
from aio_pika.abc import AbstractIncomingMessage

from shared.crashpoints import checkpoint
from shared.messaging.consumer.publisher import Publisher
from shared.messaging.parked.orders import Act
from shared.messaging.topology.queues import REPLAY_TIER, RETRY, exchange_of, retry_key
from shared.messaging.wire import put_back
from shared.observability.logs import get_logger
from shared.refusals import UnavailableError

_log = get_logger(__name__)
_DONE = {Act.REPLAY: "parked.replayed", Act.DROP: "parked.dropped"}


class Removal:
    """Takes messages out of the parked queue of `queue`, in the name of its `owner`; `user` signs in to the broker."""

    def __init__(self, queue: str, owner: str, user: str, publisher: Publisher) -> None:
        self._queue = queue
        self._owner = owner
        self._user = user
        self._publisher = publisher

    async def remove(self, raw: AbstractIncomingMessage, act: Act, *, order: str, why: str = "") -> None:
        """Put it back, confirmed, before it is taken out; or take it out alone. The log names `order` and `why`.

        Raises:
            UnavailableError: The broker went away: the message is still parked, and perhaps put back, too.
        """
        checkpoint("keeper.taken")
        if act is Act.REPLAY:
            copy = put_back(raw, user=self._user, owner=self._owner, attempt=0)
            await self.place(raw, exchange_of(RETRY, self._owner), retry_key(self._queue, REPLAY_TIER), copy)
            checkpoint("keeper.put_back")
        await raw.ack()
        checkpoint("keeper.acked")
        _log.warning(_DONE[act], queue=self._queue, event_id=raw.message_id, order=order, why=why)

    async def place(self, raw: AbstractIncomingMessage, exchange: str, key: str, message: Message) -> None:
        """Publish what shall remain of a delivery.

        Raises:
            UnavailableError: It could not be published as long as the delivery stood.
        """
        if not await self._publisher.place(raw, exchange, key, message):
            raise UnavailableError
