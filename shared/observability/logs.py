"""Logs for operators: one JSON object a line, a stable event name and keys, no prose and no personal data."""

import logging
import sys
import traceback
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from shared.observability.correlation import correlation_id
from shared.observability.privacy import masked, masked_text

# Messages of these can carry values of documents or requests; only their type and place are logged.
_SPOKEN_MODULES = frozenset({"aiormq", "aio_pika", "pamqp", "shared", "asyncio", "ssl", "socket", "aiosmtplib"})
_QUIET = ("uvicorn.access", "aio_pika", "aiormq", "faststream", "pymongo", "httpx", "httpcore")
_KEPT = frozenset({"event", "level", "timestamp", "service", "correlation_id", "logger", "exception"})


def configure_logging(service: str, level: str = "INFO", *, stream: TextIO | None = None) -> None:
    """Send everything, libraries included, as JSON under this service's name to standard output, or to `stream`."""
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _add_context(service),
        _explain_exception,
        _without_personal_data,
    ]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    render: list[Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.JSONRenderer(),
    ]
    handler = logging.StreamHandler(stream or sys.stdout)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processors=render, foreign_pre_chain=shared))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """A logger; `name` is the module's."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger


def explain_error(error: BaseException) -> str:
    """An exception in one line: type, and message where its author is known to put no data into it."""
    kind = type(error)
    is_spoken = isinstance(error, OSError) or kind.__module__.partition(".")[0] in _SPOKEN_MODULES
    return f"{kind.__name__}: {str(error)[:300]}" if is_spoken and str(error) else kind.__name__


def _add_context(service: str) -> Processor:
    def add(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        event["service"] = service
        if current := correlation_id():
            event.setdefault("correlation_id", current)
        return event

    return add


def _explain_exception(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    info = event.pop("exc_info", None)
    if not info:
        return event
    error = info if isinstance(info, BaseException) else (info[1] if isinstance(info, tuple) else sys.exc_info()[1])
    if error is not None:
        frames = traceback.extract_tb(error.__traceback__)[-12:]
        event["exception"] = {
            "error": explain_error(error),
            "at": [f"{at.filename}:{at.lineno} {at.name}" for at in frames],
        }
    return event


def _without_personal_data(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    event["event"] = masked_text(str(event.get("event", "")))
    return {key: value if key in _KEPT or key.startswith("_") else masked(value, key) for key, value in event.items()}
