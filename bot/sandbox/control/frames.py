"""What the watch socket tells. It is written by hand where it is sent, because it is sent often; this is its shape."""

from bot.sandbox.control import views


class News(views.View):
    """What the watch socket tells, one at a time; `type` says which of the others is there.

    message: one came or changed. gone: `ids` of `channel_id` are there no more. server: what Person tells has changed.
    time: the clock moved or changed its pace; `moved` where a step is over. log: an entry. guide: a step was done.
    """

    type: str
    message: views.Message | None = None
    channel_id: str | None = None
    ids: tuple[str, ...] = ()
    time: views.Time | None = None
    moved: views.Moved | None = None
    entry: views.LogEntry | None = None
    guide: views.Guide | None = None
