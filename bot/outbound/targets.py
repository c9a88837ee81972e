"""Where a message goes: the channel that the effect names, a place of the desk, or direct messages. Pure."""

from dataclasses import dataclass
from typing import TypeGuard

from bot.outbound.scene import Scene
from models.effects import (
    DeleteMessage,
    Effect,
    Place,
    PostForm,
    PostPanel,
    ReturnGated,
    Say,
    SendTranscript,
    ShowRating,
    Welcome,
)
from models.ids import ChannelId, UserId
from models.policy import Places

Posted = Welcome | PostForm | PostPanel | Say | ReturnGated | SendTranscript | ShowRating


@dataclass(frozen=True, slots=True)
class Target:
    """A person, or the first of the channels that stands; neither: no such place is set.

    `may_be_missing`: then the log alone has it, and that is enough.
    """

    channels: tuple[ChannelId, ...] = ()
    person: UserId | None = None
    may_be_missing: bool = False


def is_posted(effect: Effect) -> TypeGuard[Posted]:
    """Whether it makes a message, which carries a nonce and a mark."""
    match effect:
        case Welcome() | PostForm() | PostPanel() | Say() | ReturnGated() | SendTranscript():
            return True
        case ShowRating(message=message):
            return message is None
    return False


def target(effect: Posted | DeleteMessage, scene: Scene) -> Target:
    match effect:
        case Welcome(channel=channel) | PostForm(channel=channel) | PostPanel(channel=channel):
            return Target((channel,))
        case ReturnGated(author=person):
            return Target(person=person)
        case Say(to=Place.OWNER_DM, user=person) | SendTranscript(to=Place.OWNER_DM, owner=person):
            return Target(person=person)
        case Say(to=Place.TICKET) | SendTranscript(to=Place.TICKET):
            return _only(effect.channel)
        case Say(to=place) | SendTranscript(to=place):
            return _of_desk(place, scene.policy.places)
        case ShowRating(message=message):
            return _of_desk(Place.TRANSCRIPTS if message else Place.STAFF_LOG, scene.policy.places)
        case DeleteMessage(to=place, channel=channel) if place is not Place.OWNER_DM:  # nothing is taken back there
            return _only(channel) if channel else _of_desk(place, scene.policy.places)
    raise TypeError(effect)


def for_staff(places: Places) -> tuple[ChannelId, ...]:
    """Where staff read what went wrong: their log, and where that is gone the SLA channel."""
    return tuple(dict.fromkeys(place for place in (places.staff_log, places.sla) if place))


def _only(channel: ChannelId | None) -> Target:
    return Target((channel,)) if channel else Target()


def _of_desk(place: Place, places: Places) -> Target:
    """A call for the team is made in the staff log where the SLA channel is gone; a record goes nowhere else."""
    match place:
        case Place.SLA:
            return Target(tuple(dict.fromkeys(place for place in (places.sla, places.staff_log) if place)))
        case Place.TRANSCRIPTS:
            return _only(places.transcripts)
        case Place.STAFF_LOG:
            return Target(for_staff(places), may_be_missing=True)
        case Place.TICKET | Place.OWNER_DM:
            return Target()
    raise TypeError(place)
