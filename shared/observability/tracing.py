"""Spans: what a process did for one act, told under the trace that the act began with; nothing at all while off."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import Enum

from opentelemetry.context import Context
from opentelemetry.trace import (
    Link,
    Span,
    SpanContext,
    SpanKind,
    StatusCode,
    Tracer,
    format_span_id,
    format_trace_id,
    get_current_span,
)
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from shared.observability.correlation import bind_trace, trace_headers

_PARENT, _STATE = "traceparent", "tracestate"
_propagator = TraceContextTextMapPropagator()


class Kind(Enum):
    """A span's place between two processes."""

    SERVER = SpanKind.SERVER
    CLIENT = SpanKind.CLIENT
    PRODUCER = SpanKind.PRODUCER
    CONSUMER = SpanKind.CONSUMER
    INTERNAL = SpanKind.INTERNAL


class Telling:
    """A span that is open. What is said here leaves the house: no bodies, names, addresses or words of people."""

    __slots__ = ("_span",)

    def __init__(self, span: Span | None) -> None:
        self._span = span

    def name(self, name: str) -> None:
        """What it was, where that is known only afterwards."""
        if self._span is not None:
            self._span.update_name(name)

    def note(self, attributes: Mapping[str, str | int]) -> None:
        """Something about it."""
        if self._span is not None:
            self._span.set_attributes(attributes)

    def fail(self, kind: str) -> None:
        """It went wrong: an error's type or code, never its text."""
        if self._span is not None:
            self._span.set_attribute("error.type", kind)
            self._span.set_status(StatusCode.ERROR)

    def end(self) -> None:
        """It is over."""
        if self._span is not None:
            self._span.end()


class _Tracing:
    tracer: Tracer | None = None


_SILENT = Telling(None)


def begin(tracer: Tracer) -> None:
    """From now on spans are told to this tracer."""
    _Tracing.tracer = tracer


def cease() -> None:
    """Tell no more."""
    _Tracing.tracer = None


def is_on() -> bool:
    """Whether anybody is told anything."""
    return _Tracing.tracer is not None


def is_followed() -> bool:
    """Whether the act that this task works for is traced: what nobody follows needs no spans of its own."""
    return _Tracing.tracer is not None and _place(trace_headers()).trace_flags.sampled


@contextmanager
def span(
    name: str,
    kind: Kind,
    attributes: Mapping[str, str | int] | None = None,
    *,
    after: Sequence[Mapping[str, str]] | None = None,
) -> Iterator[Telling]:
    """A span around the block; what the block sends belongs to it.

    Its parent is the task's own act, or the first of `after`, trace headers from elsewhere; the rest become links.
    """
    tracer = _Tracing.tracer
    if tracer is None:
        yield _SILENT
        return
    before = trace_headers()
    parent, *others = after or (before,)
    opened = tracer.start_span(
        name, _context(parent), kind.value, attributes, [Link(at) for each in others if (at := _place(each)).is_valid]
    )
    bind_trace(_headers(opened, parent))
    telling = Telling(opened)
    try:
        yield telling
    except BaseException as error:
        telling.fail(type(error).__name__)
        raise
    finally:
        opened.end()
        bind_trace(before)


def opened(name: str, attributes: Mapping[str, str | int]) -> Telling:
    """A call to a server by the task's act, for callers that are told of its end elsewhere; they must `end` it."""
    tracer = _Tracing.tracer
    if tracer is None:
        return _SILENT
    return Telling(tracer.start_span(name, _context(trace_headers()), SpanKind.CLIENT, attributes))


def _context(headers: Mapping[str, str]) -> Context:
    # Not the state, which is a stranger's text: it is passed on, and told to nobody.
    return _propagator.extract({_PARENT: headers.get(_PARENT, "")})


def _place(headers: Mapping[str, str]) -> SpanContext:
    return get_current_span(_context(headers)).get_span_context()


def _headers(opened: Span, parent: Mapping[str, str]) -> Mapping[str, str]:
    place = opened.get_span_context()
    own = f"00-{format_trace_id(place.trace_id)}-{format_span_id(place.span_id)}-{place.trace_flags:02x}"
    state = parent.get(_STATE, "")
    # A state belongs to its trace; where a broken parent made us begin another, it means nothing.
    continues = format_trace_id(place.trace_id) in parent.get(_PARENT, "")
    return {_PARENT: own, _STATE: state} if state and continues else {_PARENT: own}
