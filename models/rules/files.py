"""Files that come with messages: each is kept on arrival, before its address expires or its message is gone."""

from collections.abc import Iterator

from models import effects as f
from models import events as e
from models.commands import Post
from models.ids import EffectId, FileId, What
from models.policy import Policy
from models.ticket import Ticket


def came(ticket: Ticket, post: Post, policy: Policy) -> tuple[e.FilesCame, ...]:
    """Of anybody's message, in a thread too; not those that are larger than the policy keeps.

    What a bot posts in a closed ticket is our own copy of all this.
    """
    most = policy.largest_file
    if most is None or ticket.channel is None or (ticket.closing and post.words.author.is_bot):
        return ()
    files = tuple(one.id for one in post.words.attachments if one.id is not None and one.size <= most)
    if not files:
        return ()
    thread = post.words.thread
    return (e.FilesCame(post.words.id, files, thread.id if thread else ticket.channel),)


def kept(event: e.FilesCame) -> Iterator[f.Effect]:
    for file in event.files:
        yield f.KeepFile(keep_id(file), event.channel, event.message, file)


def keep_id(file: FileId) -> EffectId:
    return EffectId(What.KEEP, file)
