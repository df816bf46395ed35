"""The day that a moment falls on where the authorities are: what lasts days lasts days of Vietnam, not of UTC."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def day_of(at: datetime) -> date:
    """The date on the wall in Hưng Yên."""
    return at.astimezone(VIETNAM).date()
