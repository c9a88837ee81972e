"""What is kept of a letter that could not be read, or of a promise given up, and what can be read once more."""

from dataclasses import replace
from traceback import format_tb

from actors.letters import Envelope
from actors.ports import Grave
from models import commands as c
from models.grave import Again, Reread
from models.ids import MessageId
from models.moment import Moment
from models.snapshot import Pending


def grave_of(letter: Envelope, error: Exception, at: Moment) -> Grave:
    """Of a letter that could not be read."""
    command = letter.command
    return Grave(letter.name, type(command).__name__, *_cause(error), at, again=again_of(command))


def grave_of_promise(pending: Pending, error: Exception, at: Moment) -> Grave:
    """Of a promise that was given up."""
    return Grave(f"Pending:{pending.id}", type(pending.effect).__name__, *_cause(error), at)


def _cause(error: Exception) -> tuple[str, str]:
    """Its type, and the traceback without the error's own words, which might quote a message."""
    return type(error).__name__, "".join(format_tb(error.__traceback__))


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
