"""What operators see: logs, correlation ids and metrics, without personal data."""

from shared.observability.correlation import bind_correlation, correlation_id
from shared.observability.logs import configure_logging, get_logger

__all__ = ["bind_correlation", "configure_logging", "correlation_id", "get_logger"]
