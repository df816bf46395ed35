"""Dates and times as people in Việt Nam write them."""

from datetime import date, datetime

from shared.clock.days import VIETNAM


def moment(at: datetime) -> str:
    """`14:05 ngày 02/03/2026`, in Asia/Ho_Chi_Minh."""
    return at.astimezone(VIETNAM).strftime("%H:%M ngày %d/%m/%Y")


def day(on: date) -> str:
    """`02/03/2026`."""
    return on.strftime("%d/%m/%Y")
