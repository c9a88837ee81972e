"""Times in English: `8 hours`, `1 hour 30 minutes`; `Monday, 4 May 2026`."""

from datetime import timedelta

from models.moment import Moment

UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def day(at: Moment) -> str:
    """The date as people say it, in UTC."""
    return f"{DAYS[at.weekday()]}, {at.day} {MONTHS[at.month - 1]} {at.year}"


def span(length: timedelta) -> str:
    """Two units at most, cut and never rounded up; whole days only from two days on, so that 24 h reads `24 hours`."""
    left = int(length.total_seconds())
    parts = []
    for unit, seconds in UNITS:
        if unit == "day" and left < 2 * seconds:
            continue
        count, left = divmod(left, seconds)
        if count:
            parts.append(f"{count} {unit}" + ("" if count == 1 else "s"))
    return " ".join(parts[:2]) or "0 seconds"
