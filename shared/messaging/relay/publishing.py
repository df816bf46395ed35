"""The relay's connection: opened again and again, it empties the lanes as fast as confirmations come."""

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from shared.crashpoints import checkpoint
from shared.events.envelope import Outgoing
from shared.messaging.link import Link, Published, user_of
from shared.messaging.relay.lanes import Lane, Lanes
from shared.messaging.relay.setbacks import Setbacks
from shared.messaging.relay.settling import Settling
from shared.messaging.supervision import end
from shared.messaging.topology.queues import exchange_of
from shared.messaging.wire import to_message
from shared.observability.correlation import trace_headers
from shared.observability.logs import explain_error, get_logger
from shared.observability.metrics import CONFIRM_SECONDS, PUBLISHED, RELAY_CONNECTED, UNPUBLISHED, UNROUTED
from shared.observability.tracing import Kind, is_on, span
from shared.refusals import UnavailableError

_log = get_logger(__name__)
WINDOW = 256
_RECONNECT_SECONDS = 0.7
_LOOK_SECONDS = 1.0


class Publishing:
    """Sessions with the broker, one after the other. `reopened` is called when messages can leave again."""

    def __init__(
        self,
        url: str,
        lanes: Lanes,
        settling: Settling,
        setbacks: Setbacks,
        *,
        clock: Callable[[], datetime],
        reopened: Callable[[], None],
    ) -> None:
        self._url = url
        self._user = user_of(url)
        self._lanes = lanes
        self._settling = settling
        self._setbacks = setbacks
        self._clock = clock
        self._reopened = reopened
        self.is_connected = False
        self.is_blocked = False
        self.last_confirmed: datetime | None = None

    async def run(self) -> None:
        """Connect and publish for ever."""
        is_logged = False
        while True:
            try:
                link = await Link.open(self._url)
            except UnavailableError as error:
                if not is_logged:
                    _log.warning("relay.unconnected", why=explain_error(error.__cause__ or error))
                is_logged = True
                self._release(self._lanes.release_waiting())
            else:
                is_logged = False
                await self._session(link)
            await asyncio.sleep(_RECONNECT_SECONDS * random.uniform(0.5, 1.0))  # noqa: S311  no secret

    async def _session(self, link: Link) -> None:
        _log.info("relay.connected")
        workers = [asyncio.create_task(self._work(link)) for _ in range(WINDOW)]
        self._tell(connected=True)
        self._reopened()
        try:
            while not link.broken.is_set():
                await self._look_after(link)
        finally:
            self._tell(connected=False)
            link.broken.set()
            await end(*workers)
            self._release(self._lanes.release_waiting())
            await link.close()
            _log.warning("relay.disconnected")

    async def _look_after(self, link: Link) -> None:
        try:
            async with asyncio.timeout(_LOOK_SECONDS):
                await link.broken.wait()
        except TimeoutError:
            self.is_blocked = await link.is_blocked()

    def _tell(self, *, connected: bool) -> None:
        self.is_connected = connected
        self.is_blocked = False
        RELAY_CONNECTED.labels(self._user).set(connected)

    async def _work(self, link: Link) -> None:
        while not link.broken.is_set():
            lane = await self._lanes.take()
            failure: Published | None = Published.LOST
            try:
                failure = await self._empty(lane, link)
            except Exception:  # noqa: BLE001  whatever it is
                # One message that cannot even be written must not keep the others from leaving.
                failure = Published.REFUSED
                _log.exception("relay.message_failed", event_id=str(lane.messages[0].id))
            finally:
                self._close(lane, failure)

    async def _empty(self, lane: Lane, link: Link) -> Published | None:
        while lane.messages:
            message = lane.messages[0]
            checkpoint("relay.before_publish")
            began = time.perf_counter()
            outcome = await self._publish(message, link)
            if outcome is not Published.CONFIRMED:
                self._report(message, outcome)
                return outcome
            CONFIRM_SECONDS.observe(time.perf_counter() - began)
            PUBLISHED.labels(message.type).inc()
            lane.confirmed.add(message.id)
            lane.messages.popleft()
        return None

    async def _publish(self, message: Outgoing, link: Link) -> Published:
        attributes = {"messaging.system": "rabbitmq", "messaging.destination.name": message.exchange}
        with span(f"publish {message.type}", Kind.PRODUCER, attributes, after=[message.trace]) as telling:
            as_sent = to_message(message, self._user, trace=trace_headers() if is_on() else None)
            outcome = await link.publish(exchange_of(message.exchange, self._user), message.key, as_sent)
            if outcome is not Published.CONFIRMED:
                telling.fail(outcome.value)
            return outcome

    def _report(self, message: Outgoing, outcome: Published) -> None:
        UNPUBLISHED.labels(outcome.value).inc()
        if outcome is Published.UNROUTABLE:
            UNROUTED.labels(message.type).inc()
        if outcome is not Published.LOST:
            _log.error(
                "relay.not_published", outcome=outcome.value, event_id=str(message.id), exchange=message.exchange,
                key=message.key,
            )  # fmt: skip

    def _close(self, lane: Lane, failure: Published | None) -> None:
        self._lanes.close(lane)
        due: datetime | None = None
        if failure is None:
            self._setbacks.cleared(lane.key)
        elif failure is Published.LOST:
            due = self._soon(lane)
        else:
            due = self._clock() + timedelta(seconds=self._setbacks.failed(lane.key))
        if lane.confirmed:
            self.last_confirmed = self._clock()
        self._settling.add(lane.key, lane.confirmed, due)

    def _release(self, lanes: Sequence[Lane]) -> None:
        for lane in lanes:
            self._settling.add(lane.key, lane.confirmed, self._soon(lane))

    def _soon(self, lane: Lane) -> datetime:
        # Nothing is known against the message itself: it leaves with the first sweep after the reconnection.
        self._setbacks.hold(lane.key, 0.0)
        return self._clock()
