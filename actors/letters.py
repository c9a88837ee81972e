"""Letters, and what they are answered: the rules' answer or refusal, or the reason why there is none.

Exception
  Unanswered      the letter got no verdict of the rules
    Busy          the mailbox is full
    Gone          the doors are closed
    NotOurs       another process holds this actor
    Stuck         the actor is in quarantine
    Buried        the letter could not be read
    NoAnswerYet   it took too long to wait for
"""

from asyncio import Future
from dataclasses import dataclass
from typing import TypeAlias

from models.commands import Command, Delivered, Undeliverable
from models.errors import Refused
from models.events import Event
from models.grave import Grave
from models.ids import ChannelId
from models.moment import Moment
from models.snapshot import State


@dataclass(slots=True)
class Answer:
    """The state as it is committed, and what became true by this letter: nothing where it had been read before."""

    state: State | None
    events: tuple[Event, ...] = ()


class Unanswered(Exception):
    """The letter got no verdict of the rules; the subclasses say why."""


class Busy(Unanswered):
    """The mailbox is full; try again."""


class Gone(Unanswered):
    """The doors are closed; nobody will read this letter."""


class NotOurs(Unanswered):
    """Another process holds this actor now."""


class Stuck(Unanswered):
    """The actor is in quarantine, staff were told."""


class Buried(Unanswered):
    """The letter could not be read and lies among the dead letters."""


class NoAnswerYet(Unanswered):
    """It took too long to wait for; the letter may still be read."""


Reply: TypeAlias = Answer | Refused | Unanswered


class Gap:
    """In the mailbox: here letters were dropped that the history holds. The first letter of every life."""

    __slots__ = ()


class Farewell:
    """In the mailbox: the last letter of this process."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Retry:
    """In the mailbox: what lies in this grave is to be read once more."""

    grave: Grave


@dataclass(frozen=True, slots=True)
class Appeared:
    """In the mailbox: a channel that bears this ticket's address stands in the guild."""

    channel: ChannelId


@dataclass(slots=True, eq=False)
class Envelope:
    """One letter: what is said, when it was said (or put, where nobody said it), and who waits for the answer.

    `deaths` counts how often an actor died with this letter alone in hand; `again`: it is to be read although it
    bears the mark of a letter that was read: it was buried, or stands in a thread, which has no order with the channel.
    """

    command: Command | Gap | Farewell | Retry | Appeared
    at: Moment
    reply: "Future[Reply] | None" = None
    deaths: int = 0
    again: bool = False

    @property
    def name(self) -> str:
        """The same in every life, and never a word of what was said."""
        match self.command:
            case Delivered(effect=about) | Undeliverable(effect=about):
                return f"{type(self.command).__name__}:{about}"
            case command:
                return f"{type(command).__name__}:{getattr(command, 'id', '')}"

    def answer(self, reply: Reply) -> None:
        """The first answer stands; whoever gave up waiting gets none."""
        if self.reply is not None and not self.reply.done():
            self.reply.set_result(reply)
