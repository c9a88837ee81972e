"""What has come to pass in the community, as the guide of `steward try` asks for it: read from its Discord alone."""

from collections.abc import Iterator
from functools import cached_property
from itertools import islice

from bot.demo.community import Community
from bot.sandbox.client.people import Person
from bot.sandbox.model import Channel, ChannelType, Id, Interaction, Message, OverwriteType
from bot.sandbox.permissions import Permission
from bot.sandbox.rules.components import walk
from bot.sandbox.rules.interactions import FORM
from bot.wording import words
from models.custom_id import Op, read

# A ticket begins with its card, and whatever is new stands at the end: no more than that is looked at.
FIRST, LAST = 5, 50


class Scene:
    """The community at one moment. Only what the bot says counts as the desk's word."""

    def __init__(self, community: Community) -> None:
        self.community = community
        self._world = community.sandbox.world
        self._bot = self._world.application.user.id

    # who is there, and where

    @cached_property
    def ticket(self) -> Channel | None:
        """The newest whose channel stands."""
        return max((channel for channel, _ in self._tickets), key=lambda channel: channel.id, default=None)

    @property
    def owner(self) -> Person:
        """Of that ticket; before there is one, whoever is called so."""
        id = self._owner_of(self.ticket) if self.ticket else None
        return self.community.sandbox.person(self._world.users[id]) if id else self.community.owner

    @property
    def staff(self) -> Person:
        """Whoever of the teams sees that ticket, else the administrator, who sees everything."""
        for person in (self.community.staff, self.community.product_staff):
            if self.ticket is None or self._world.can_view(person.user.id, self.ticket):
                return person
        return self.community.administrator

    @property
    def direct(self) -> Channel:
        return self.owner.dm

    # how that ticket stands

    def a_ticket_is_open(self) -> bool:
        """Its owner can write there: in one that is closed they only read."""
        id = self._owner_of(self.ticket) if self.ticket else None
        return bool(self.ticket and id and Permission.SEND_MESSAGES in self._world.may(id, self.ticket))

    def it_has_a_priority(self) -> bool:
        return any(channel is self.ticket and _has_priority(card) for channel, card in self._tickets)

    def the_owner_waits(self) -> bool:
        return self._has_the_last_word(is_owner=True)

    def the_team_waits(self) -> bool:
        return self._has_the_last_word(is_owner=False)

    # what has come to pass

    def a_form_was_opened(self) -> bool:
        pressed = (each for each in self._interactions() if each.answered_with == FORM)
        return any(_op(each.payload["data"].get("custom_id")) in (Op.OPEN, Op.CHOOSE) for each in pressed)

    def a_ticket_is_there(self) -> bool:
        return bool(self._tickets)

    def a_priority_is_set(self) -> bool:
        return any(_has_priority(card) for _, card in self._tickets)

    def the_owner_has_asked(self) -> bool:
        return any(
            each.author_id == self._owner_of(channel) for channel, _ in self._tickets for each in _lately(channel)
        )

    def the_team_was_called(self) -> bool:
        says = words().to_staff
        calls = tuple(title.partition("{number}")[2] for title in (says.half_title, says.late_title))
        return any(title.endswith(calls) for title in self._titles(self.community.sla))

    def the_team_has_answered(self) -> bool:
        """What stands there before a priority does is held back."""
        return any(
            each.author_id not in (self._bot, self._owner_of(channel))
            for channel, card in self._tickets
            if _has_priority(card)
            for each in _lately(channel)
        )

    def the_owner_was_reminded(self) -> bool:
        return any(Op.SOLVED in _ops(each) for channel, _ in self._tickets for each in self._said_by_the_bot(channel))

    def a_transcript_is_there(self) -> bool:
        return any(each.attachments for each in self._said_by_the_bot(self.community.transcripts))

    def a_rating_is_there(self) -> bool:
        records = self._said_by_the_bot(self.community.transcripts)
        fields = (field for each in records for embed in each.embeds for field in embed.get("fields", ()))
        return any(field["name"] == words().closing.rating for field in fields)

    def the_desk_said_what_it_lacks(self) -> bool:
        return any(self._complaints())

    def the_desk_lacks_nothing_any_more(self) -> bool:
        """Its doctor found something first, and said later that all is well."""
        says = words().doctor
        well = self._verdicts(says.well, says.noted_one, says.noted)
        return 0 < max(self._complaints(), default=0) < max(well, default=0)

    # reading

    @cached_property
    def _tickets(self) -> list[tuple[Channel, Message]]:
        """Each with its card."""
        texts = [each for each in self.community.guild.channels.values() if each.type is ChannelType.TEXT]
        return [(channel, card) for channel in texts if (card := self._card(channel))]

    def _card(self, channel: Channel) -> Message | None:
        first = islice(channel.messages.values(), FIRST)
        return next((each for each in first if each.author_id == self._bot and Op.PRIORITY in _ops(each)), None)

    def _owner_of(self, ticket: Channel) -> Id | None:
        """The first person whom the channel names: whoever moved it to another team comes later."""
        people = (each.id for each in ticket.overwrites.values() if each.type is OverwriteType.MEMBER)
        return next((id for id in people if id != self._bot), None)

    def _has_the_last_word(self, *, is_owner: bool) -> bool:
        people = (each.author_id for each in (_lately(self.ticket) if self.ticket else ()))
        last = next((id for id in people if id != self._bot), None)
        return last is not None and self.ticket is not None and (last == self._owner_of(self.ticket)) is is_owner

    def _complaints(self) -> Iterator[Id]:
        """When it was said that something is missing: to everybody in the staff log, or to whoever asked the doctor."""
        says, log = words(), self._said_by_the_bot(self.community.staff_log)
        yield from self._verdicts(says.doctor.unwell_one, says.doctor.unwell)
        yield from (each.id for each in log if says.to_staff.notice_title in _titles_of(each))

    def _verdicts(self, *sentences: str) -> Iterator[Id]:
        """The doctor's answers that begin so, whatever they count."""
        parts = [sentence.partition("{count}") for sentence in sentences]
        for answer in (each.original for each in self._interactions() if each.original):
            if any(answer.content.startswith(head) and tail in answer.content for head, _, tail in parts):
                yield answer.id

    def _said_by_the_bot(self, channel: Channel) -> Iterator[Message]:
        return (each for each in _lately(channel) if each.author_id == self._bot)

    def _titles(self, channel: Channel) -> list[str]:
        return [title for each in self._said_by_the_bot(channel) for title in _titles_of(each)]

    def _interactions(self) -> Iterator[Interaction]:
        return islice(reversed(self._world.interactions.values()), LAST)


def _lately(channel: Channel) -> Iterator[Message]:
    return islice(reversed(channel.messages.values()), LAST)


def _titles_of(message: Message) -> list[str]:
    return [embed.get("title") or "" for embed in message.embeds]


def _ops(message: Message) -> set[Op | None]:
    return {_op(component.get("custom_id")) for component in walk(message.components)}


def _op(custom_id: str | None) -> Op | None:
    """None of what the desk did not make."""
    found = read(custom_id) if custom_id else None
    return found.op if found else None


def _has_priority(card: Message) -> bool:
    selects = (each for each in walk(card.components) if _op(each.get("custom_id")) is Op.PRIORITY)
    return any(option.get("default") for select in selects for option in select["options"])
