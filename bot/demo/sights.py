"""What somebody sees at one moment, as the expectations of a story ask for it."""

from bot.demo.community import BOT, Community
from bot.sandbox.model import Channel
from bot.sandbox.people import Person
from bot.sandbox.seeing import Seen


def last(person: Person, channel: Channel) -> Seen:
    return person.sees(channel)[-1]


def last_line(person: Person, channel: Channel) -> str:
    """The last message without the mentions and the mark that stand around its sentence."""
    lines = [line for line in last(person, channel).text.splitlines() if not line.startswith(("<@", "ref "))]
    return "\n".join(lines)


def panel_of(person: Person, community: Community) -> Seen:
    return next(message for message in person.sees(community.support) if message.buttons and not message.is_ephemeral)


def card(person: Person, ticket: Channel) -> Seen:
    """The first message of a ticket, with the menu and the close button."""
    return next(message for message in person.sees(ticket) if message.selects)


def said(person: Person, channel: Channel) -> list[str]:
    return [message.text for message in person.sees(channel)]


def calls(person: Person, channel: Channel) -> list[str]:
    """When the bot's messages that call this person and still stand there were said; the card calls but once."""
    standing = [one for one in person.sees(channel) if one.calls_me and one.author == BOT and not one.selects]
    return [f"{one.at:%d %H:%M:%S}" for one in standing]


def sight(community: Community, channel: Channel) -> list[bool]:
    people = (community.owner, community.staff, community.administrator, community.stranger)
    return [channel in person.channels() for person in people]
