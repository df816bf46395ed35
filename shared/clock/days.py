"""The day that a moment falls on where the authorities are: what lasts days lasts days of Vietnam, not of UTC."""

from datetime import date, datetime, timedelta, timezone

# At +07:00 without summer time since 1975; a fixed offset needs no time zone files on the machine.
VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")


def day_of(at: datetime) -> date:
    """The date on the wall in Hưng Yên."""
    return at.astimezone(VIETNAM).date()
