"""What ties together the logs and messages that one act sets off, across services."""

import re
from collections.abc import Mapping
from contextvars import ContextVar
from uuid import uuid4

TRACE_HEADERS = ("traceparent", "tracestate")
_correlation: ContextVar[str] = ContextVar("correlation", default="")
_trace: ContextVar[Mapping[str, str]] = ContextVar("trace", default={})  # noqa: B039  never changed in place
_SAFE = re.compile(r"[A-Za-z0-9._:-]{1,64}")


def correlation_id() -> str:
    """The current act's id, empty outside of any."""
    return _correlation.get()


def bind_correlation(given: str | None = None) -> str:
    """Take over the caller's id if it is a plain short word, else make one; holds for the current task."""
    chosen = given if given and _SAFE.fullmatch(given) else str(uuid4())
    _correlation.set(chosen)
    return chosen


def trace_headers() -> Mapping[str, str]:
    """The W3C trace headers to pass on with what this task sends."""
    return _trace.get()


def bind_trace(headers: Mapping[str, str]) -> None:
    """Remember the trace headers among `headers` for what this task sends."""
    _trace.set({name: headers[name][:512] for name in TRACE_HEADERS if headers.get(name)})
