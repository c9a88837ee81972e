"""English: the words of a transcript's page."""

from bot.wording.shape import Page
from models.ticket import Side

PAGE = Page(
    title="Ticket #{number} · {title}",
    transcript="Transcript of ticket #{number}",
    owner="Owner",
    type="About",
    opened="Opened",
    closed="Closed",
    closed_by="Closed by",
    by_itself="Nobody",
    reason="Reason",
    times="All times are UTC.",
    messages="Messages",
    empty="Nothing was written here.",
    sides={Side.OWNER: "Owner", Side.STAFF: "Team", Side.WAIVED: "Team", Side.OTHER: "Guest"},
    bot="Bot",
    someone="Someone",
    edited="edited",
    deleted="A message of {name} was deleted.",
    deleted_unknown="A message was deleted.",
    held_back="A message of {name} was held back: the ticket had no priority yet.",
    reply="In reply to {name}",
    reply_gone="In reply to a message that is not here",
    files_named="Files are named here, not kept.",
    owner_copy="This is your copy: it holds what you could see when the ticket was closed.",
    staff_copy="This is the team's copy: deleted messages are marked, their text is not shown.",
)
