"""Sends spans to an OTLP/HTTP receiver from a thread of its own; one that is away costs spans and nothing else."""

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, SpanLimits, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.sampling import TraceIdRatioBased

from shared.observability.logs import get_logger
from shared.observability.tracing import begin, cease

_QUEUE = 4096  # spans, some four megabytes; what comes beyond is dropped
_BATCH = 512
_PAUSE_MILLISECONDS = 1_000
_EXPORT_SECONDS = 3.0
_STOP_SECONDS = 3.0
_ATTRIBUTE_CHARS = 200

_log = get_logger(__name__)


class WatchedExporter(SpanExporter):
    """The exporter, which tells once when the receiver is gone and once when it is back."""

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter
        self._is_away = False

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Send a batch, or lose it."""
        try:
            result = self._exporter.export(spans)
        except Exception:  # noqa: BLE001  whatever it is, the next batch is tried
            result = SpanExportResult.FAILURE
        is_away = result is not SpanExportResult.SUCCESS
        if is_away != self._is_away:
            self._is_away = is_away
            _log.warning("telemetry.receiver_away") if is_away else _log.info("telemetry.receiver_back")
        return result

    def shutdown(self) -> None:
        """Give up what is under way."""
        self._exporter.shutdown()


@contextmanager
def exporting(service: str, instance: str, endpoint: str, *, ratio: float) -> Iterator[None]:
    """Send the spans of this process while the block runs, and at its end what is left, for a few seconds at most."""
    # Its own complaints come with every batch; ours come when something changes.
    logging.getLogger("opentelemetry").setLevel(logging.CRITICAL + 1)
    provider = TracerProvider(
        # By the trace's id alone: all processes decide alike, and no caller's flag makes them tell more.
        sampler=TraceIdRatioBased(ratio),
        resource=Resource({"service.name": service, "service.namespace": "thidua", "service.instance.id": instance}),
        shutdown_on_exit=False,
        span_limits=SpanLimits(max_span_attribute_length=_ATTRIBUTE_CHARS),
    )
    exporter = WatchedExporter(OTLPSpanExporter(endpoint=endpoint, timeout=_EXPORT_SECONDS))
    provider.add_span_processor(
        BatchSpanProcessor(
            exporter, max_queue_size=_QUEUE, schedule_delay_millis=_PAUSE_MILLISECONDS, max_export_batch_size=_BATCH
        )
    )
    # Not the process's global provider: libraries that find one tell it paths and queries of requests.
    begin(provider.get_tracer("thidua"))
    try:
        yield
    finally:
        cease()
        _end(provider)


def _end(provider: TracerProvider) -> None:
    # The SDK waits half a minute for a receiver that is away; a thread that outlives this one ends with the process.
    ending = threading.Thread(target=provider.shutdown, name="telemetry.ending", daemon=True)
    ending.start()
    ending.join(_STOP_SECONDS)
