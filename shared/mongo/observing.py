"""Tells traces what MongoDB was asked: the command and the collection, never what stands in it."""

from threading import Lock

from pymongo.monitoring import CommandFailedEvent, CommandListener, CommandStartedEvent, CommandSucceededEvent

from shared.observability.tracing import Telling, is_followed, is_on, opened

_Key = tuple[int, int]


class _Commands(CommandListener):
    """Commands of acts that are followed; a service's own looking around belongs to none."""

    def __init__(self) -> None:
        # Commands run in threads of the driver's.
        self._lock = Lock()
        self._open: dict[_Key, Telling] = {}

    def started(self, event: CommandStartedEvent) -> None:
        """It was sent."""
        if not is_followed():
            return
        named = event.command.get(event.command_name)
        named = event.command.get("collection", named) if event.command_name == "getMore" else named
        collection = named if isinstance(named, str) else ""
        attributes = {
            "db.system.name": "mongodb",
            "db.namespace": event.database_name,
            "db.operation.name": event.command_name,
        }
        if collection:
            attributes["db.collection.name"] = collection
        telling = opened(f"{event.command_name} {collection}".strip(), attributes)
        with self._lock:
            self._open[_key(event)] = telling

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """It was answered."""
        if telling := self._taken(event):
            telling.end()

    def failed(self, event: CommandFailedEvent) -> None:
        """It was refused, or not answered."""
        if telling := self._taken(event):
            # The text may show the document that was refused.
            code = event.failure.get("code") or event.failure.get("errtype") or "failed"
            telling.fail(code if isinstance(code, str) and code.isidentifier() else str(code)[:20])
            telling.end()

    def _taken(self, event: CommandSucceededEvent | CommandFailedEvent) -> Telling | None:
        if not self._open:
            return None
        with self._lock:
            return self._open.pop(_key(event), None)


def listeners() -> list[CommandListener]:
    """What a client is made with: nothing while traces are off."""
    return [_Commands()] if is_on() else []


def _key(event: CommandStartedEvent | CommandSucceededEvent | CommandFailedEvent) -> _Key:
    return event.request_id, event.operation_id or 0
