"""Where a message goes: the places of a desk, and what stands in for one that is gone."""

import pytest

from bot.outbound.targets import Target, is_posted, target
from models.effects import DeleteMessage, Place
from models.ids import ChannelId, EffectId, MessageId, What
from models.policy import Places
from tests.support import desk_scene as desk


def deletion(to: Place, channel: ChannelId | None = None) -> DeleteMessage:
    return DeleteMessage(EffectId(What.UNSAY, 5), to, MessageId(5), channel)


@pytest.mark.parametrize(
    ("place", "channels"),
    [
        (Place.SLA, (602, 603)),
        (Place.STAFF_LOG, (603, 602)),
        (Place.TRANSCRIPTS, (601,)),
        (Place.TICKET, ()),
    ],
)
def test_what_is_deleted_is_looked_for_wherever_it_may_have_been_said(place: Place, channels: tuple[int, ...]) -> None:
    assert target(deletion(place), desk.SCENE).channels == channels
    assert target(deletion(place, desk.CHANNEL), desk.SCENE).channels == (desk.CHANNEL,)


def test_nothing_is_ever_taken_back_from_direct_messages() -> None:
    with pytest.raises(TypeError):
        target(deletion(Place.OWNER_DM), desk.SCENE)


def test_one_channel_for_both_places_is_one_place() -> None:
    both = Places(sla=ChannelId(7), staff_log=ChannelId(7))
    scene = desk.SCENE.__class__(desk.TICKET, desk.POLICY.model_copy(update={"places": both}), desk.SCENE.words)

    for place in (Place.SLA, Place.STAFF_LOG):
        assert target(deletion(place), scene).channels == (7,)


def test_only_what_is_a_message_carries_a_mark() -> None:
    assert is_posted(desk.WELCOME)
    assert not is_posted(desk.PANEL_SHOWN)
    assert not is_posted(deletion(Place.SLA))
    assert target(desk.RETURN, desk.SCENE) == Target(person=desk.STAFF)
