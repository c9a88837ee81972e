"""Moment: an aware UTC datetime cut to the millisecond, because BSON keeps no more."""

from datetime import UTC, datetime, timedelta
from typing import TypeAlias

Moment: TypeAlias = datetime

DISCORD_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
LAST = datetime(9999, 1, 1, tzinfo=UTC)  # nothing is due after it: datetime ends with that year


def moment(at: datetime) -> Moment:
    """The same instant in UTC, cut (not rounded) to the millisecond; a naive datetime raises ValueError."""
    if at.tzinfo is None:
        raise ValueError(f"a moment needs a time zone: {at!r}")
    in_utc = at.astimezone(UTC)
    return in_utc.replace(microsecond=in_utc.microsecond // 1000 * 1000)


def later(at: Moment, span: timedelta) -> Moment:
    """So much later, or LAST: a span that somebody promised is never too long to reckon with."""
    try:
        return min(at + span, LAST)
    except OverflowError:
        return LAST


def times(span: timedelta, count: float) -> timedelta:
    """So many times as long, or the longest there is; `count` is positive."""
    try:
        return span * count
    except OverflowError:
        return timedelta.max


def said_at(snowflake: int) -> Moment:
    """When Discord made this snowflake: its upper 42 bits are milliseconds since 2015.

    Source: Discord's reference, "Snowflakes".
    """
    return DISCORD_EPOCH + timedelta(milliseconds=snowflake >> 22)


def first_snowflake(at: Moment) -> int:
    """The smallest snowflake that Discord could make at this moment; 0 before 2015."""
    return max(0, (at - DISCORD_EPOCH) // timedelta(milliseconds=1)) << 22
