"""What is kept of a letter that could not be read, and what of it can be read once more."""

from dataclasses import replace
from traceback import format_tb

from actors.letters import Envelope
from actors.ports import Grave
from models import commands as c
from models.grave import Again, Reread
from models.ids import MessageId
from models.moment import Moment


def grave_of(letter: Envelope, error: Exception, at: Moment) -> Grave:
    """The traceback without the error's own words, which might quote a message."""
    trace = "".join(format_tb(error.__traceback__))
    command = letter.command
    return Grave(letter.name, type(command).__name__, type(error).__name__, trace, at, again=again_of(command))


def again_of(command: object) -> Again | None:
    """What may be kept: a letter without typed text, its person without a name; of a message only which it was."""
    match command:
        case c.Post(words=words) | c.Edit(words):
            return Reread(MessageId(words.id))
        case c.SetPriority() | c.SetType() | c.NoAnswerNeeded() | c.StillNeedHelp():
            return replace(command, by=replace(command.by, name=""))
        case c.Reopen() | c.Leave() | c.ReadFull():
            return replace(command, by=replace(command.by, name=""))
        case c.Delete() | c.Delivered() | c.Undeliverable() | c.SurfaceGone() | c.OwnerIs():
            return command
        case c.TicketClosed() | c.TicketReopened():
            return command
        case _:
            return None
