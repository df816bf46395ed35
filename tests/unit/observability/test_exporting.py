"""A receiver that goes and comes back is told of twice, not with every batch."""

import io
import json
import logging
from collections import deque
from collections.abc import Sequence

from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

from shared.observability.exporting import WatchedExporter
from shared.observability.logs import configure_logging

_GONE, _THERE = SpanExportResult.FAILURE, SpanExportResult.SUCCESS


class _Wire(SpanExporter):
    def __init__(self, *results: SpanExportResult) -> None:
        self._results = deque(results)

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:  # noqa: ARG002  the SDK's signature
        return self._results.popleft()


def test_only_a_change_is_logged() -> None:
    logged = io.StringIO()
    before = logging.getLogger().handlers[:]
    configure_logging("test", stream=logged)
    told = WatchedExporter(_Wire(_THERE, _GONE, _GONE, _GONE, _THERE, _THERE))

    try:
        for _ in range(6):
            told.export([])
    finally:
        logging.getLogger().handlers[:] = before

    events = [json.loads(line)["event"] for line in logged.getvalue().splitlines()]
    assert events == ["telemetry.receiver_away", "telemetry.receiver_back"]
