"""Traces are off unless asked for; strangers' headers and a receiver that is away harm nothing."""

import io
import json
import logging
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pydantic import ValidationError

from shared.observability.correlation import bind_trace, trace_headers
from shared.observability.logs import configure_logging
from shared.observability.telemetry import Telemetry, traced
from shared.observability.tracing import Kind, is_followed, is_on, span

_ROOT = Path(__file__).parents[3]
NOBODY = "http://127.0.0.1:9"
CALLER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

NO_PARENTS = (
    *("", "x", "00-0-0-01", "ff" + CALLER[2:], CALLER + "-more", "00-" + "0" * 32 + CALLER[35:], CALLER.upper()),
    *("\x00" * 55, "á" * 400, "00-" + "g" * 32 + "-" + "0" * 16 + "-01", "9" * 512, CALLER + "\r\nx: y"),
)


@pytest.mark.parametrize("module", ["services.intake.main", "services.appraisal.main", "services.notifier.main"])
def test_without_traces_no_sdk_is_loaded_and_no_thread_starts(module: str) -> None:
    code = (
        f"import sys, threading, {module}\n"
        "from shared.observability.telemetry import Telemetry, traced\n"
        "with traced('x', Telemetry.of_deployment()):\n"
        "    print([name for name in sys.modules if name.startswith(('opentelemetry.sdk', 'opentelemetry.exporter'))],"
        " threading.active_count())"
    )

    told = subprocess.run([sys.executable, "-c", code], cwd=_ROOT, capture_output=True, text=True, check=True)  # noqa: S603

    assert told.stdout.strip() == "[] 1"


@pytest.mark.parametrize(
    "endpoint",
    ["jaeger:4318", "ftp://jaeger:4318", "http://", "http://an:mat-khau@jaeger:4318", "http://x:99999", "http://x?a=b"],
)
def test_a_senseless_endpoint_ends_the_process_with_a_remedy(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THIDUA_TELEMETRY_ENDPOINT", endpoint)

    with pytest.raises(SystemExit, match=r"THIDUA_TELEMETRY_ENDPOINT: .*Set THIDUA_TELEMETRY_ENDPOINT to") as refused:
        Telemetry.of_deployment()

    assert "mat-khau" not in str(refused.value)


@pytest.mark.parametrize("ratio", [-0.1, 1.1, float("nan")])
def test_a_ratio_outside_of_0_to_1_is_refused(ratio: float) -> None:
    with pytest.raises(ValidationError, match="ratio"):
        Telemetry(ratio=ratio)


@pytest.mark.parametrize("given", ["http://jaeger:4318", "http://jaeger:4318/", "http://jaeger:4318/v1/traces"])
def test_an_endpoint_is_given_with_or_without_the_traces_path(given: str) -> None:
    telemetry = Telemetry(endpoint=given)

    assert telemetry.endpoint == "http://jaeger:4318/v1/traces"


def test_a_parent_that_is_none_begins_a_trace_of_our_own() -> None:
    begun = {}
    # In one go: each end waits for the receiver that is away.
    with traced("test", Telemetry(endpoint=NOBODY)):
        for parent in NO_PARENTS:
            bind_trace({"traceparent": parent, "tracestate": "a=b"})
            with span("act", Kind.CONSUMER):
                begun[parent] = trace_headers()

    assert len(begun) == len(NO_PARENTS)
    assert {parent: inside for parent, inside in begun.items() if inside.keys() != {"traceparent"}} == {}
    assert [parent for parent, inside in begun.items() if CALLER[3:35] in inside["traceparent"]] == []


def test_a_trace_goes_on_and_its_state_with_it() -> None:
    bind_trace({"traceparent": CALLER, "tracestate": "vendor=value"})
    with traced("test", Telemetry(endpoint=NOBODY)), span("act", Kind.SERVER):
        inside = trace_headers()
    outside = trace_headers()

    assert inside["traceparent"][:36] == CALLER[:36]
    assert inside["traceparent"] != CALLER
    assert inside["tracestate"] == "vendor=value"
    assert outside["traceparent"] == CALLER


def test_no_callers_flag_raises_the_sampling_ratio() -> None:
    bind_trace({"traceparent": CALLER})
    with traced("test", Telemetry(endpoint=NOBODY, ratio=0)), span("act", Kind.SERVER):
        is_told = is_followed()
        inside = trace_headers()

    assert not is_told
    assert inside["traceparent"].endswith("-00")


def test_a_lost_receiver_takes_no_time_memory_or_log() -> None:
    logged = io.StringIO()
    before = logging.getLogger().handlers[:]
    configure_logging("test", stream=logged)
    try:
        began = time.monotonic()
        with traced("test", Telemetry(endpoint=NOBODY)):
            for _ in range(20_000):
                with span("act", Kind.SERVER):
                    pass
            inside = time.monotonic() - began
        stopped = time.monotonic() - began - inside
    finally:
        logging.getLogger().handlers[:] = before

    events = [json.loads(line)["event"] for line in logged.getvalue().splitlines()]
    # Blocked once by each batch of 512 would be minutes.
    assert inside < 20
    assert stopped < 30
    assert events in ([], ["telemetry.receiver_away"])
    assert not is_on()
