"""A fault: something that is broken and mended again while the system works."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from random import Random

from tests.running import System


@dataclass(frozen=True)
class Fault:
    """`inject` breaks something, waits, and returns when everything is whole again; `weight` is its share in a mix."""

    name: str
    inject: Callable[[System, Random], Awaitable[None]]
    weight: int = 1
