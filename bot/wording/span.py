"""How long something takes, in English: `8 hours`, `1 day 12 hours`."""

from datetime import timedelta

UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))


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
