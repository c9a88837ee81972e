"""What goes through the sockets. What is sent often is written by hand where it is sent; this is its shape."""

from datetime import datetime

from pydantic import AwareDatetime

from bot.sandbox.control import views
from bot.sandbox.control.kinds import NewsType
from bot.sandbox.control.wishes import Wish


class News(views.Sparse):
    """What the watch socket tells, one at a time; `type` says which of the others is there.

    message: one came or changed. gone: `ids` of `channel_id` are there no more. server: what Person tells has changed.
    time: the clock moved or changed its pace; `moved` where a step is over. log: an entry. guide: a step was done.
    """

    type: NewsType
    message: views.Message | None = None
    channel_id: str | None = None
    ids: tuple[str, ...] = ()
    time: views.Time | None = None
    moved: views.Moved | None = None
    entry: views.LogEntry | None = None
    guide: views.Guide | None = None


class Moment(views.Sparse):
    """What a follower is told: which moment it is now, or what was wrong with its report."""

    now: datetime | None = None
    error: str | None = None


class Report(Wish):
    """What a follower says once all that was due by `now` is done; `next` is when something happens in it by itself."""

    now: AwareDatetime
    next: AwareDatetime | None = None
    is_quiet: bool = True
