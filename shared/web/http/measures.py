"""How long requests take, by route and status, for Prometheus."""

from prometheus_client import Histogram

from shared.observability.metrics import REGISTRY

REQUESTS = Histogram(
    "thidua_http_request_seconds",
    "Time to answer an HTTP request",
    ("method", "route", "status"),
    registry=REGISTRY,
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
