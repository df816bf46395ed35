"""The whole system as processes of this machine: `python -m ops.stack` for people, `Stack` for tests and benchmarks."""

from ops.stack.ports import Ports
from ops.stack.running import Stack
from ops.troubles import TroubleError

__all__ = ["Ports", "Stack", "TroubleError"]
