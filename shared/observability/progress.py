"""How far a long act has come, told to whoever listens."""

from collections.abc import Callable

Tell = Callable[[int, int], None]
"""Hears how much is done, of how much."""


def untold(_done: int, _of: int) -> None:
    """Nobody listens."""
