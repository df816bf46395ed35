"""The day that a moment falls on where the authorities are: time limits count days of Vietnam, not of UTC."""

from shared.clock.days import VIETNAM, day_of

__all__ = ["VIETNAM", "day_of"]
