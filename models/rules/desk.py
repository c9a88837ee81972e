"""The rules of one guild's desk: it stands somewhere, gives numbers, and knows who has which tickets open."""

from collections.abc import Iterator
from dataclasses import replace
from functools import reduce

from models import commands as c
from models import desk_events as d
from models import effects as f
from models import events as e
from models.desk import Desk, LeftTicket, OpenTicket, Submission
from models.effects import Place
from models.errors import Reason, Refused
from models.ids import Address, ChannelId, EffectId, GuildId, MessageId, What, letter_id
from models.moment import Moment
from models.policy import Policy
from models.rules import panel as panels
from models.rules.permits import admin_only, people_only
from models.snapshot import State, Step

MOST_SUBMISSIONS = MOST_LEFT = 64

Events = tuple[e.DeskEvent, ...]


def of(guild: GuildId, state: State | None) -> Desk:
    """The desk as it is kept, or as it is before its first letter."""
    if state is None:
        return Desk(guild)
    if isinstance(state, Desk):
        return state
    raise TypeError(state)


def step(desk: Desk, command: c.Command, now: Moment, policy: Policy) -> Step:
    """One turn of a desk. Raises Refused, and then nothing happened."""
    events = decide(desk, command, now, policy)
    after = reduce(evolve, events, desk)
    return Step(after, events, tuple(effect for event in events for effect in plan(desk, event, after)))


def decide(desk: Desk, command: c.Command, now: Moment, policy: Policy) -> Events:
    """Raises Refused, and nothing else."""
    match command:
        case c.SetUp(by=by, category=category, channel=channel):
            admin_only(by)
            return (d.DeskSetUp(category, channel, panels.digest(policy)),)
        case c.Submit():
            return _submitted(desk, command, now, policy)
        case c.TicketClosed(number=number, reopened=reopened):
            return _left(desk, number, reopened)
        case c.TicketReopened():
            return _returned(desk, command)
        case c.Wake() | c.CaughtUp():
            return panels.outdated(desk.panel, now, policy)
        case c.Delivered(EffectId(What.PANEL, about, n), receipt):
            return (d.PanelPosted(n, ChannelId(about), MessageId(receipt)),)
        case c.Undeliverable(effect, why):
            return _undeliverable(desk, effect, why)
        case c.Open() | c.SetPriority() | c.SetType() | c.NoAnswerNeeded() | c.StillNeedHelp() | c.Solved():
            raise Refused(Reason.NO_TICKET)  # a forged address: the desk is no ticket
        case c.Close() | c.Reopen() | c.Leave() | c.ReadFull() | c.Rate():
            raise Refused(Reason.NO_TICKET)
        case c.Delivered() | c.Post() | c.Edit() | c.Delete() | c.SurfaceGone() | c.OwnerIs():
            return ()
    raise TypeError(command)


def evolve(desk: Desk, event: e.DeskEvent) -> Desk:
    """Bookkeeping, total, the only place where a desk's state changes."""
    match event:
        case d.DeskSetUp():
            return replace(desk, panel=panels.ordered(desk.panel, event))
        case d.PanelPosted():
            return replace(desk, panel=panels.posted(desk.panel, event))
        case d.PanelOutdated(shows=shows):
            return replace(desk, panel=desk.panel and replace(desk.panel, shows=shows))
        case d.TicketNumbered(number, letter, owner=owner, type=type):
            kept = (*desk.submissions, Submission(letter, number))[-MOST_SUBMISSIONS:]
            return replace(desk, number=number, open=(*desk.open, OpenTicket(number, owner, type)), submissions=kept)
        case d.TicketLeft(number, reopened):
            left = (LeftTicket(number, reopened),) if reopened else ()
            others = _without(desk, number)
            return replace(others, left=(*others.left, *left)[-MOST_LEFT:])
        case d.TicketReturned(number, owner, type, reopened):
            others = _without(desk, number)
            open = (*others.open, OpenTicket(number, owner, type, reopened))
            return replace(others, open=tuple(sorted(open, key=lambda one: one.number)))
        case e.DeliveryFailed():
            return desk
    raise TypeError(event)


def plan(before: Desk, event: e.DeskEvent, after: Desk) -> Iterator[f.Effect | f.Withdraw]:
    match event:
        case d.DeskSetUp():
            yield from panels.order(before.panel, after.panel)
        case d.PanelPosted():
            yield from panels.superseded(before.panel, event)
        case d.PanelOutdated(at):
            yield from panels.shown(before.panel, at)
        case d.TicketNumbered() if after.panel:
            yield _opening(after.id, event, after.panel.category)
        case d.TicketNumbered() | d.TicketLeft() | d.TicketReturned():
            return
        case e.DeliveryFailed(effect, why):
            id = EffectId(What.UNDELIVERED, effect.about, effect.n, of=effect.what)
            yield f.Say(id, Place.STAFF_LOG, why=why)
        case _:
            raise TypeError(event)


def _submitted(desk: Desk, form: c.Submit, now: Moment, policy: Policy) -> Events:
    """A form that was delivered twice became its ticket the first time."""
    if desk.number_of(form.id) is not None:
        return ()
    people_only(form.by)
    panel = desk.panel
    if panel is None:
        raise Refused(Reason.NOT_SET_UP)
    if form.type not in policy.types:
        raise Refused(Reason.NO_SUCH_TYPE)
    limits, title, text = policy.of(form.type).form, " ".join(form.title.split()), form.text.strip()
    _within(Reason.TITLE_LENGTH, len(title), limits.title_min, limits.title_max)
    _within(Reason.TEXT_LENGTH, len(text), limits.text_min, limits.text_max)
    at = min(now, form.said_at)
    return (d.TicketNumbered(desk.number + 1, form.id, at, form.by.id, form.by.name, form.type, title, text),)


def _within(reason: Reason, length: int, least: int, most: int) -> None:
    if not least <= length <= most:
        raise Refused(reason, length=length, least=least, most=most)


def _left(desk: Desk, number: int, reopened: int = 0) -> tuple[d.TicketLeft, ...]:
    """A word about an earlier time of it was buried, and is read once more: no news, as is one said twice."""
    open = next((one.reopened for one in desk.open if one.number == number), None)
    is_news = reopened > _last_left(desk, number) if open is None else reopened >= open
    return (d.TicketLeft(number, reopened),) if is_news else ()


def _returned(desk: Desk, letter: c.TicketReopened) -> tuple[d.TicketReturned, ...]:
    open = (one.reopened for one in desk.open if one.number == letter.number)
    if letter.reopened <= max(_last_left(desk, letter.number), *open, 0):
        return ()
    return (d.TicketReturned(letter.number, letter.owner, letter.type, letter.reopened),)


def _last_left(desk: Desk, number: int) -> int:
    """How often it had been reopened when it was closed last; 0 for most, of which nothing is kept."""
    return next((one.reopened for one in desk.left if one.number == number), 0)


def _without(desk: Desk, number: int) -> Desk:
    open = tuple(one for one in desk.open if one.number != number)
    return replace(desk, open=open, left=tuple(one for one in desk.left if one.number != number))


def _undeliverable(desk: Desk, effect: EffectId, why: str) -> Events:
    """Staff are told of whatever was still wanted; a ticket that can never be opened is not open."""
    if why == c.WITHDRAWN or effect.what in (What.UNSAY, What.UNDELIVERED) or panels.is_of_another(desk.panel, effect):
        return ()
    left = _left(desk, effect.about) if effect.what is What.OPEN else ()
    return (*left, e.DeliveryFailed(effect, why))


def _opening(desk: Address, event: d.TicketNumbered, category: ChannelId) -> f.Tell:
    id, ticket = EffectId(What.OPEN, event.number), Address(desk.guild, event.number)
    letter = c.Open(
        id=letter_id(desk, id),
        said_at=event.at,
        ticket=ticket,
        owner=event.owner,
        owner_name=event.owner_name,
        type=event.type,
        title=event.title,
        text=event.text,
        category=category,
    )
    return f.Tell(id, ticket, letter)
