"""The order in which Discord applies permissions, without a wire."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.sandbox import Permission, Stage, World, allow, deny
from bot.sandbox.model import Guild, Member, Overwrite, Role
from bot.sandbox.permissions import ALL, EVERYONE, NONE, can_view, in_channel, in_guild

NOW = datetime(2026, 3, 1, tzinfo=UTC)
VIEW, SEND, FILES = Permission.VIEW_CHANNEL, Permission.SEND_MESSAGES, Permission.ATTACH_FILES


class Scene:
    """A guild with one member who holds two roles."""

    def __init__(self) -> None:
        self.stage = Stage(World(lambda: NOW))
        self.owner = self.stage.user("owner")
        self.user = self.stage.user("member")
        self.guild: Guild = self.stage.guild("Desk", self.owner)
        self.low: Role = self.stage.role(self.guild, "low")
        self.high: Role = self.stage.role(self.guild, "high")
        self.member: Member = self.stage.join(self.guild, self.user, self.low, self.high)

    def held(self, *overwrites: Overwrite) -> Permission:
        channel = self.stage.channel(self.guild, "here", *overwrites)
        return in_channel(self.guild, channel, self.member, NOW)


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_everyones_permissions_and_the_roles_add_up(scene: Scene) -> None:
    scene.stage.set_permissions(scene.guild, scene.low, Permission.MANAGE_MESSAGES)

    assert in_guild(scene.guild, scene.member) == EVERYONE | Permission.MANAGE_MESSAGES


def test_the_owner_and_administrators_may_everything_whatever_a_channel_says(scene: Scene) -> None:
    scene.stage.set_permissions(scene.guild, scene.low, Permission.ADMINISTRATOR)

    assert scene.held(deny(scene.user, VIEW), deny(scene.guild, VIEW)) == ALL
    assert in_guild(scene.guild, scene.guild.members[scene.owner.id]) == ALL


def test_everyone_is_overwritten_first_then_roles_then_the_member(scene: Scene) -> None:
    assert SEND not in scene.held(deny(scene.guild, SEND))
    assert SEND in scene.held(deny(scene.guild, SEND), allow(scene.low, SEND))
    assert SEND not in scene.held(deny(scene.guild, SEND), allow(scene.low, SEND), deny(scene.user, SEND))
    assert SEND in scene.held(deny(scene.guild, SEND), deny(scene.low, SEND), allow(scene.user, SEND))


def test_among_roles_what_one_allows_no_other_can_deny(scene: Scene) -> None:
    assert SEND in scene.held(allow(scene.low, SEND), deny(scene.high, SEND))
    assert SEND in scene.held(deny(scene.low, SEND), allow(scene.high, SEND))


def test_overwrites_of_roles_that_one_does_not_hold_do_nothing(scene: Scene) -> None:
    other = scene.stage.role(scene.guild, "other")

    assert SEND in scene.held(deny(other, SEND))


def test_who_cannot_view_can_nothing(scene: Scene) -> None:
    assert scene.held(deny(scene.guild, VIEW), allow(scene.user, SEND)) == NONE


def test_who_cannot_send_cannot_attach_embed_or_call_everyone(scene: Scene) -> None:
    held = scene.held(deny(scene.guild, SEND), allow(scene.user, FILES, Permission.MENTION_EVERYONE))

    assert not held & (FILES | Permission.EMBED_LINKS | Permission.MENTION_EVERYONE)
    assert VIEW in held


def test_a_timed_out_member_only_sees_and_reads(scene: Scene) -> None:
    scene.stage.time_out(scene.guild, scene.user, NOW + timedelta(minutes=1))
    during = scene.held()
    later = in_channel(scene.guild, scene.stage.channel(scene.guild, "x"), scene.member, NOW + timedelta(minutes=2))

    assert during == VIEW | Permission.READ_MESSAGE_HISTORY
    assert later == EVERYONE


def test_a_category_is_seen_when_one_of_its_channels_is(scene: Scene) -> None:
    category = scene.stage.category(scene.guild, "tickets", deny(scene.guild, VIEW))
    before = can_view(scene.guild, category, scene.member, NOW)
    scene.stage.channel(scene.guild, "mine", deny(scene.guild, VIEW), allow(scene.user, VIEW), parent=category)

    assert (before, can_view(scene.guild, category, scene.member, NOW)) == (False, True)
