"""What somebody sees at one moment, as the expectations of a story ask for it."""

from bot.demo.acting import Cast
from bot.demo.community import BOT, Community
from bot.sandbox.client.people import Person
from bot.sandbox.client.seeing import Seen
from bot.sandbox.model import Channel


def last(person: Person, channel: Channel) -> Seen:
    return person.sees(channel)[-1]


def last_line(person: Person, channel: Channel) -> str:
    """The last message without the mentions and the mark that stand around its sentence."""
    return plain(last(person, channel))


def plain(message: Seen) -> str:
    lines = [line for line in message.text.splitlines() if not line.startswith(("<@", "ref "))]
    return "\n".join(lines)


def panel_of(person: Person, community: Community) -> Seen:
    return next(message for message in person.sees(community.support) if message.buttons and not message.is_ephemeral)


def card(person: Person, ticket: Channel) -> Seen:
    """The first message of a ticket, with the menu and the buttons."""
    return next(message for message in person.sees(ticket) if message.selects)


def said(person: Person, channel: Channel) -> list[str]:
    return [message.text for message in person.sees(channel)]


def with_button(person: Person, channel: Channel, label: str) -> Seen:
    """The last message there that has this button."""
    return next(one for one in reversed(person.sees(channel)) if label in [button.label for button in one.buttons])


def calls(cast: Cast, person: Person, channel: Channel, about: Channel | None = None) -> list[str]:
    """When the bot's messages that call this person and still stand there were said; the card calls but once.

    `about` picks those that link to this ticket.
    """
    return [
        cast.stage.day_of(one.at)
        for one in person.sees(channel)
        if one.calls_me and one.author == BOT and not one.selects and (about is None or f"<#{about.id}>" in one.text)
    ]


def told(cast: Cast, person: Person, channel: Channel, about: Channel) -> list[str]:
    """When something about this ticket that still stands there was said."""
    return [cast.stage.day_of(one.at) for one in person.sees(channel) if f"<#{about.id}>" in one.text]


def sight(cast: Cast, channel: Channel) -> list[str]:
    """Who has the channel in their side bar."""
    return [person.user.username for person in cast.community.people if channel in person.channels()]


def tickets(person: Person, community: Community) -> list[Channel]:
    """The tickets' channels that this person sees, oldest first."""
    others = (community.support, community.transcripts, community.sla, community.staff_log, community.tickets)
    return [one for one in person.channels() if one not in others]
