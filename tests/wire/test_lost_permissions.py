"""Each kind of effect with each permission taken away: its lane waits, staff are told once, and given back it is done.

Generated: an effect that is new and has no row here fails the first test.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import Any, NamedTuple, get_args

import anyio
import pytest

from actors.clock import SystemClock
from actors.courier import Courier
from actors.directory import Directory
from actors.letters import Answer, Envelope
from actors.office import Office
from actors.ports import Notice, Trouble
from bot.sandbox import Channel, Permission
from bot.sandbox.model import Overwrite
from models import effects as f
from models.commands import Delivered
from models.effects import Effect, Place
from models.ids import Address, ChannelId, EffectId, MessageId, RoleId, TypeKey, What
from models.ticket import Priority, Rating
from tests.support.outlet_desk import ISSUES, LEAST, Desk

P = Permission
PARTNERS = TypeKey("partnership_requests")
SEEN, WRITTEN = P.VIEW_CHANNEL, P.SEND_MESSAGES
HOUR = timedelta(hours=1)


class Stood(NamedTuple):
    """What stands before: the ticket's channel, its card, something that the owner wrote, and a transcript."""

    channel: ChannelId = ChannelId(1)
    card: MessageId = MessageId(1)
    said: MessageId = MessageId(1)
    record: MessageId = MessageId(1)


Make = Callable[[Desk, Stood], Effect]


def panel(desk: Desk, stood: Stood) -> Effect:
    return f.PostPanel(EffectId(What.PANEL, 1), ChannelId(desk.sla.id))


def say(place: Place) -> Make:
    def make(desk: Desk, stood: Stood) -> Effect:
        return f.Say(EffectId(What.UNDELIVERED, of=What.COPY), place, stood.channel, why="closed_dm")

    return make


def ping(desk: Desk, stood: Stood) -> Effect:
    return f.Say(EffectId(What.FULL, 5), Place.TICKET, stood.channel, role=RoleId(desk.role.id))


def form(desk: Desk, stood: Stood) -> Effect:
    return f.PostForm(EffectId(What.FORM), stood.channel, desk.owner_id, "owner", "It crashes", "Every day.")


def card(desk: Desk, stood: Stood) -> Effect:
    id, title = EffectId(What.CARD, 1), "It crashes"
    return f.ShowCard(id, stood.channel, stood.card, desk.owner_id, ISSUES, title, Priority.HIGH, promise=HOUR)


def rating(desk: Desk, stood: Stood) -> Effect:
    return f.ShowRating(EffectId(What.RATING, n=1), stood.record, Rating(5, "", desk.sandbox.world.now(), 1))


def delete(desk: Desk, stood: Stood) -> Effect:
    return f.DeleteMessage(EffectId(What.GATE, stood.said), Place.TICKET, stood.said, stood.channel)


NEEDS: dict[tuple[type[Effect], str], tuple[Make, set[Permission]]] = {
    (f.CreateSurface, ""): (lambda desk, _: desk.surface(), {*LEAST} - {P.MENTION_EVERYONE, P.MANAGE_ROLES}),
    (f.Welcome, ""): (lambda desk, stood: desk.welcome(stood.channel), {SEEN, WRITTEN}),
    (f.PostForm, ""): (form, {SEEN, WRITTEN}),
    (f.ShowCard, ""): (card, {SEEN}),
    (f.SetAccess, ""): (
        lambda desk, stood: desk.access(stood.channel, staff_write=True),
        {SEEN, WRITTEN, P.MANAGE_ROLES, P.ATTACH_FILES},
    ),
    (f.Rename, ""): (
        lambda desk, stood: desk.rename(stood.channel, PARTNERS),
        {SEEN, P.MANAGE_CHANNELS},
    ),
    (f.Say, "ticket"): (ping, {SEEN, WRITTEN}),
    (f.Say, "sla"): (say(Place.SLA), {SEEN, WRITTEN}),
    (f.Say, "staff_log"): (say(Place.STAFF_LOG), {SEEN, WRITTEN}),
    (f.DeleteMessage, ""): (delete, {SEEN, P.MANAGE_MESSAGES}),
    (f.SendTranscript, "record"): (
        lambda desk, _: desk.transcript(Place.TRANSCRIPTS),
        {SEEN, WRITTEN, P.ATTACH_FILES},
    ),
    (f.SendTranscript, "ticket"): (
        lambda desk, stood: desk.transcript(Place.TICKET, stood.channel),
        {SEEN, WRITTEN, P.ATTACH_FILES},
    ),
    (f.ShowRating, ""): (rating, {SEEN, P.READ_MESSAGE_HISTORY}),
    (f.DeleteSurface, ""): (
        lambda desk, stood: f.DeleteSurface(EffectId(What.REMOVE), stood.channel),
        {SEEN, P.MANAGE_CHANNELS},
    ),
    (f.PostPanel, ""): (panel, {SEEN, WRITTEN}),
}
ELSEWHERE: dict[type[Effect], str] = {
    f.ShowPanel: "an edit of a message of our own, as ShowCard",
    f.ReturnGated: "a direct message needs no permission of ours",
    f.Tell: "a letter to another actor leaves the process not at all",
    f.CompleteArchive: "where nothing can be read staff are told, and it is done: tests/actors",
    f.KeepFile: "the bytes come from Discord's file server, which asks for none",
}


def test_every_kind_of_effect_has_its_row_or_its_reason() -> None:
    assert {kind for kind, _ in NEEDS} | ELSEWHERE.keys() == set(get_args(Effect))
    assert not {kind for kind, _ in NEEDS} & ELSEWHERE.keys()


@dataclass
class Round:
    """One promise on its way, as its actor would see it."""

    desk: Desk
    sender: Address
    effect: Effect
    letters: list[object] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    async def carry(self, give_back: Callable[[], Awaitable[None]]) -> None:
        """Until it is acknowledged; where it has to wait, it is tried once more in vain, and then it may."""
        async with asyncio.TaskGroup() as tasks:
            office = self._office(tasks)
            self._courier = Courier(self.sender, office, self._put)
            self._courier.hold((self.desk.pending(self.effect),), (self.effect.id,))
            self._courier.start()
            await until(lambda: self.letters or self.notices)
            if not self.letters:
                await self._in_vain()
                await give_back()
                self._courier.try_again()
                await until(lambda: self.letters)

    async def _in_vain(self) -> None:
        before = len(self.desk.sandbox.log)
        self._courier.try_again()
        await until(lambda: len(self.desk.sandbox.log) > before and self._courier.is_quiet)

    def _put(self, letter: Envelope) -> None:
        self.letters.append(letter.command)
        self._courier.hold(())
        assert letter.reply is not None
        letter.reply.set_result(Answer(None))

    def _office(self, tasks: asyncio.TaskGroup) -> Office:
        unused: Any = None
        office = Office(
            store=unused,
            outlet=self.desk.outlet,
            history=unused,
            clock=SystemClock(),
            ear=unused,
            policies=self.desk,
            rules_of=unused,
            may_act=lambda guild, seconds: True,
            notice=lambda address, notice: self.notices.append(notice),
            post=unused,
            mourn=unused,
            room=1,
            directory=Directory(),
            attendance=None,
        )
        office.tasks = tasks
        return office


async def until(is_so: Callable[[], object]) -> None:
    with anyio.fail_after(10):
        while not is_so():
            await anyio.lowlevel.checkpoint()


ROWS = pytest.mark.parametrize(("kind", "where"), NEEDS, ids=lambda one: one if isinstance(one, str) else one.__name__)


@ROWS
async def test_what_is_taken_away_is_waited_for_told_once_and_done_when_it_is_given_back(
    desk: Desk, kind: type[Effect], where: str
) -> None:
    make, needed = NEEDS[kind, where]
    for n, lost in enumerate(sorted(needed)):
        round = await carried(desk, Address(desk.ticket.guild, 100 + n), make, lost)

        (told,) = round.notices
        assert (told.trouble, told.what) == (Trouble.MISSING_PERMISSION, round.effect.id.what)
        assert str(lost.name).lower() in told.missing.split(",")


@ROWS
@pytest.mark.slow
async def test_what_it_does_not_need_is_not_waited_for(desk: Desk, kind: type[Effect], where: str) -> None:
    make, needed = NEEDS[kind, where]
    for n, lost in enumerate(sorted({*LEAST} - needed)):
        round = await carried(desk, Address(desk.ticket.guild, 100 + n), make, lost)

        assert round.notices == []


async def carried(desk: Desk, sender: Address, make: Make, lost: Permission) -> Round:
    """It is done in the end, whatever was taken away before and given back."""
    round = Round(desk, sender, await prepared(desk, sender, make))
    had = await take(desk, lost)
    await round.carry(partial(give_back, desk, had))
    await give_back(desk, had)

    (letter,) = round.letters
    assert isinstance(letter, Delivered), (lost, letter)
    return round


async def prepared(desk: Desk, sender: Address, make: Make) -> Effect:
    """Everything that comes before it is done."""
    if isinstance(new := make(desk, Stood()), f.CreateSurface):
        return new
    channel = ChannelId(await desk.deliver(desk.surface(), sender))
    card = MessageId(await desk.deliver(desk.welcome(channel), sender))
    said = await desk.sandbox.person(desk.owner).say(desk.channel(channel), "hello")
    record = MessageId(await desk.deliver(desk.transcript(Place.TRANSCRIPTS), sender))
    return make(desk, Stood(channel, card, MessageId(said.id), record))


Had = list[tuple[Channel, Overwrite]]


async def take(desk: Desk, lost: Permission) -> Had:
    """Wherever the bot has it; what it had in single channels."""
    me = desk.sandbox.world.application.user
    had = [(one, own) for one in desk.guild.channels.values() if (own := one.overwrites.get(me.id))]
    for channel, own in had:
        desk.sandbox.stage.overwrite(channel, replace(own, allow=int(own.allow) & ~lost))
    desk.lose(lost)
    await desk.heard()
    return had


async def give_back(desk: Desk, had: Had) -> None:
    for channel, own in had:
        if desk.stands(channel.id):
            desk.sandbox.stage.overwrite(channel, own)
    desk.lose()
    await desk.heard()
