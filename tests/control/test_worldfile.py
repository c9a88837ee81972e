"""A world file: what it tells is there afterwards; what cannot be is one sentence each, and then nothing is built."""

import json
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import yaml

from bot.sandbox import ChannelType, Guild, Permission, World, worldfile
from bot.sandbox.model import Channel, OverwriteType, Role, User
from bot.sandbox.permissions import EVERYONE
from bot.sandbox.stage import BOT_PERMISSIONS
from bot.sandbox.world import Event
from bot.sandbox.worldfile.nouns import Noun

BEGAN = datetime(2026, 3, 2, 9, tzinfo=UTC)
WHOLE = """
bot: helper
people:
  owner:
  staff: {dms: closed}
  member: {dms: open}
  stranger:
guilds:
  Workshop:
    owner: owner
    boosts: 2
    bot: {permissions: [VIEW_CHANNEL, MANAGE_ROLES]}
    everyone: [VIEW_CHANNEL, SEND_MESSAGES]
    roles:
      Staff: {permissions: [MANAGE_MESSAGES], colour: "#2E86C1", mentionable: true}
      Board: {permissions: [ADMINISTRATOR], above_bot: true}
      Quiet:
    members:
      owner: {nick: The owner, roles: [Board]}
      staff: {roles: [Staff, Quiet]}
      member: {timed_out_for: PT1H}
    channels:
      Support:
        kind: category
        overwrites: {everyone: {deny: [VIEW_CHANNEL]}, Staff: {allow: [VIEW_CHANNEL, ATTACH_FILES]}}
      like the category: {parent: Support, topic: As its category.}
      Of Its Own: {parent: Support, overwrites: {bot: {allow: [VIEW_CHANNEL]}, member: {deny: [ADD_REACTIONS]}}}
      open to all: {parent: Support, overwrites: {}}
      lobby:
  Empty:
    owner: stranger
    bot: {invited: false}
"""


@dataclass
class Built:
    """A world of one file, and what the bot was told meanwhile."""

    world: World
    told: list[Event] = field(default_factory=list)

    def guild(self, name: str) -> Guild:
        return next(one for one in self.world.guilds.values() if one.name == name)

    def user(self, name: str) -> User:
        return next(one for one in self.world.users.values() if one.username == name)

    def role(self, name: str) -> Role:
        return next(one for guild in self.world.guilds.values() for one in guild.roles.values() if one.name == name)

    def channel(self, name: str) -> Channel:
        return next(one for one in self.world.channels.values() if one.name == name)


def read(text: str, world: World | None) -> worldfile.WorldFile:
    return worldfile.read(text, worldfile.There.of(world)) if world else worldfile.read(text)


def built(text: str, world: World | None = None) -> Built:
    file = read(text, world)
    found = Built(world or World(lambda: BEGAN, bot_name=file.bot or "bot"))
    found.world.listeners.append(found.told.append)
    worldfile.build(found.world, file)
    return found


def wrong(text: str, world: World | None = None) -> list[str]:
    """What is said of it, and nothing is there afterwards that was not there before."""
    before = _counted(world) if world else None
    with pytest.raises(worldfile.WrongWorld) as refused:
        read(text, world)
    assert (_counted(world) if world else None) == before
    return refused.value.sentences


def _counted(world: World) -> list[int]:
    return [len(things) for things in (world.users, world.guilds, world.channels)]


def test_everything_that_a_file_tells_is_there() -> None:
    world = built(WHOLE)
    guild = world.guild("Workshop")

    assert world.world.application.user.username == "helper"
    assert [world.user(name).dms_open for name in ("owner", "staff", "member")] == [True, False, True]
    assert (guild.owner_id, guild.boosts) == (world.user("owner").id, 2)
    assert guild.roles[guild.id].permissions == Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES
    assert world.role("Staff").permissions == Permission.MANAGE_MESSAGES
    assert (world.role("Staff").color, world.role("Staff").mentionable) == (0x2E86C1, True)
    assert world.role("helper").permissions == Permission.VIEW_CHANNEL | Permission.MANAGE_ROLES
    staff, owner, member = (guild.members[world.user(name).id] for name in ("staff", "owner", "member"))
    assert staff.roles == [world.role("Staff").id, world.role("Quiet").id]
    assert (owner.nick, owner.roles) == ("The owner", [world.role("Board").id])
    assert member.timed_out_until == BEGAN + timedelta(hours=1)
    assert world.user("stranger").id not in guild.members


def test_roles_stand_in_the_order_of_the_file_and_the_bots_own_between_those_below_and_above_it() -> None:
    guild = built(WHOLE).guild("Workshop")

    by_place = sorted(guild.roles.values(), key=lambda role: role.position)
    assert [role.name for role in by_place] == ["@everyone", "Staff", "Quiet", "helper", "Board"]
    assert [role.position for role in by_place] == [0, 1, 2, 3, 4]


def test_channels_have_their_category_topic_and_overwrites() -> None:
    world = built(WHOLE)
    category, own = world.channel("Support"), world.channel("of-its-own")

    assert category.type is ChannelType.CATEGORY
    assert world.channel("like-the-category").parent_id == category.id
    assert world.channel("like-the-category").topic == "As its category."
    assert world.channel("like-the-category").overwrites == category.overwrites
    assert category.overwrites[world.guild("Workshop").id].deny == Permission.VIEW_CHANNEL
    allowed = Permission.VIEW_CHANNEL | Permission.ATTACH_FILES
    assert category.overwrites[world.role("Staff").id].allow == allowed
    of_bot, of_member = own.overwrites.values()
    assert (of_bot.id, of_bot.type) == (world.world.application.user.id, OverwriteType.MEMBER)
    assert (of_member.id, of_member.deny) == (world.user("member").id, Permission.ADD_REACTIONS)
    assert world.channel("open-to-all").overwrites == {}
    assert world.channel("lobby").parent_id is None


def test_the_bot_hears_of_a_server_that_is_furnished_already_and_of_none_that_it_is_not_in() -> None:
    world = built(WHOLE)

    assert [event.name for event in world.told] == ["GUILD_CREATE"]
    assert world.told[0].guild_id == world.guild("Workshop").id
    assert list(world.guild("Empty").members) == [world.user("stranger").id]


def test_what_is_left_out_is_as_a_careful_owner_would_have_it() -> None:
    world = built("{people: {owner: null}, guilds: {Small: {owner: owner}}}")
    guild = world.guild("Small")

    assert guild.roles[guild.id].permissions == EVERYONE
    assert world.role("bot").permissions == BOT_PERMISSIONS
    assert guild.channels == {}


def test_the_small_world_has_everybody_that_a_first_try_needs() -> None:
    world = World(lambda: BEGAN)

    worldfile.build(world, worldfile.small_world())

    found = Built(world)
    staff_room, general = found.channel("staff-room"), found.channel("general")
    sees = {user.username for user in world.users.values() if world.can_view(user.id, staff_room)}
    assert {user.username for user in world.users.values() if world.can_view(user.id, general)} == {
        *("administrator", "staff", "member", "bot")
    }
    assert sees == {"administrator", "staff", "bot"}


def test_a_file_adds_to_a_world_and_may_name_who_is_there() -> None:
    world = built(WHOLE).world

    more = built("{people: {newcomer: null}, guilds: {More: {owner: staff, members: {newcomer: null}}}}", world)

    assert len(world.guilds) == 3
    assert more.guild("More").owner_id == more.user("staff").id
    assert [event.name for event in more.told] == ["GUILD_CREATE"]


@pytest.mark.parametrize("name", ["😀", "مرحبا", "Größe", "a\tb"])
def test_a_name_is_read_alike_from_yaml_and_from_json(name: str) -> None:
    for text in (json.dumps({"people": {name: {}}}), yaml.safe_dump({"people": {name: {}}}, allow_unicode=True)):
        assert list(worldfile.read(text).people) == [name]


def test_a_file_adds_nothing_twice() -> None:
    world = built(WHOLE).world

    assert wrong(WHOLE, world) == [
        *(f"people.{name} is there already: take another name" for name in ("owner", "staff", "member", "stranger")),
        *(f"guilds.{name} is there already: take another name" for name in ("Workshop", "Empty")),
    ]
    assert wrong("bot: other", world) == [
        "bot is 'other', but the bot of this world is called 'helper' already: leave the line out"
    ]


def test_an_empty_file_adds_nothing() -> None:
    world = built(WHOLE).world

    before = _counted(world)
    built("# nothing", world)

    assert _counted(world) == before


def guild(**more: Any) -> str:
    return yaml.safe_dump({"people": {"owner": {}, "staff": {}}, "guilds": {"Works": {"owner": "owner", **more}}})


def channels(**those: Any) -> str:
    return guild(roles={"Staff": {}}, members={"staff": {}}, channels=those)


def overwrite(subject: str, **lists: list[str]) -> str:
    return channels(lobby={"overwrites": {subject: lists}})


IMPOSSIBLE: list[tuple[str, str]] = [
    ("peple: {}", "peple is nothing that is known there: it may be people"),
    ("people: {staff: {dm: closed}}", "people.staff.dm is nothing that is known there: it may be dms"),
    ("people: {staff: {dms: never}}", "people.staff.dms is 'never', but must be open or closed"),
    ("people: {1: {}}", "people has the name 1, but a name must be text: write it between quotation marks"),
    ("people: {' ': }", "people has the name ' ', but a name must be seen: blanks alone are none"),
    ('{"people": {"a": {}, "a": {}}}', "line 1 is no YAML ('a' stands twice: keep one): mend that line"),
    (
        '{"people": {"\\ud800": {}}}',
        "people has the name '\\ud800', but a name must be text: write it between quotation marks",
    ),
    ("people: [staff]", "people must hold names, each with what belongs to it"),
    ("people: {bot: }", "people.bot has a name that stands for others: take another one"),
    ("bot: helper\npeople: {helper: }", "people.helper has a name that stands for others: take another one"),
    ("[people]", "the file must hold settings and their values"),
    ("guilds: {Works: }", "guilds.Works.owner is missing: add it"),
    ("{people: {a: , a: }}", "line 1 is no YAML ('a' stands twice: keep one): mend that line"),
    (
        "people: &all {a: }\nguilds: *all",
        "line 2 is no YAML (references are not read here, write it out): mend that line",
    ),
    ("? [a]\n: b", "line 1 is no YAML (a name must be text): mend that line"),
    ("bot: 2026-13-45", "the file is no YAML (month must be in 1..12): mend that value"),
    ("[" * 5000, "the file is no YAML: it nests too deep; mend it"),
    ("bot: \x07", "the file is no YAML: it may hold characters that are not text; save it again"),
    (
        "#" * 262_145,
        "the file is no good JSON, and of YAML it has 262,145 characters, but 262,144 are the most: make it smaller",
    ),
    ("#" * 1_048_577, "the file has 1,048,577 characters, but 1,048,576 are the most: make it smaller"),
    (json.dumps({"people": {f"p{n}": {} for n in range(10_001)}}), "people must hold 10000 or fewer"),
    (f"bot: 0x{'f' * 4000}", "bot is a very large number, but must be text: write it between quotation marks"),
    (
        "{people: {a: }, guilds: {Works: {owner: a, boosts: 0x%s}}}" % ("f" * 4000),
        "guilds.Works.boosts is a very large number, but must be 3 or less",
    ),
    (
        "{people: {a: }, guilds: {Works: {owner: a, everyone: [0x%s]}}}" % ("f" * 4000),
        "guilds.Works.everyone holds a very large number, which is no permission: "
        "write it as Discord names it, such as VIEW_CHANNEL",
    ),
    (guild(everyone=["SPEAK"] * 200), "guilds.Works.everyone must hold 100 or fewer"),
    (guild(owner="ower"), "guilds.Works.owner is 'ower', but there is nobody of this name: it may be owner"),
    (guild(owner="xyz"), "guilds.Works.owner is 'xyz', but there is nobody of this name: add them to people"),
    (guild(boosts=4), "guilds.Works.boosts is 4, but must be 3 or less"),
    (guild(bot={"invitd": True}), "guilds.Works.bot.invitd is nothing that is known there: it may be invited"),
    (
        guild(roles={"Staff": {"permissions": ["MANAGE_MESAGES"]}}),
        "guilds.Works.roles.Staff.permissions holds 'MANAGE_MESAGES', which is no permission: "
        "it may be MANAGE_MESSAGES",
    ),
    (
        guild(everyone=["view_channel"]),
        "guilds.Works.everyone holds 'view_channel', which is no permission: it may be VIEW_CHANNEL",
    ),
    (
        guild(everyone=[[]]),
        "guilds.Works.everyone holds a list, which is no permission: "
        "write it as Discord names it, such as VIEW_CHANNEL",
    ),
    (guild(everyone=8), "guilds.Works.everyone is 8, but must be a list: write it as [one, another]"),
    (
        guild(roles={"Staff": {"colour": "red"}}),
        "guilds.Works.roles.Staff.colour is 'red', but must be a colour: write it as \"#3498DB\"",
    ),
    (
        guild(roles={"Staff": {"colour": 0x1000000}}),
        'guilds.Works.roles.Staff.colour is 16777216, but must be a colour: write it as "#3498DB"',
    ),
    (
        guild(roles={"Staff": {"color": 1}}),
        "guilds.Works.roles.Staff.color is nothing that is known there: it may be colour",
    ),
    (
        guild(roles={"@everyone": {}}),
        "guilds.Works.roles.@everyone has a role of its own: write what they may do as guilds.Works.everyone",
    ),
    (
        guild(roles={"bot": {}}),
        "guilds.Works.roles.bot has a role of its own: write what they may do as guilds.Works.bot",
    ),
    (guild(roles={f"r{n}": {} for n in range(251)}), "guilds.Works.roles must hold 250 or fewer"),
    (
        guild(members={"staf": {}}),
        "guilds.Works.members.staf is 'staf', but there is nobody of this name: it may be staff",
    ),
    (
        guild(members={"staff": {"roles": ["Staff"]}}),
        "guilds.Works.members.staff.roles holds 'Staff', which is no role of this server: add it to the server's roles",
    ),
    (guild(members={"staff": {"nick": ""}}), "guilds.Works.members.staff.nick is '', but must not be empty"),
    (
        guild(members={"staff": {"nick": "n" * 33}}),
        f"guilds.Works.members.staff.nick is '{'n' * 33}', but must have 32 characters or fewer",
    ),
    (
        guild(members={"staff": {"timed_out_for": "P29D"}}),
        "guilds.Works.members.staff.timed_out_for is 29 days, 0:00:00, "
        "but must be more than nothing and at most 28 days",
    ),
    (
        guild(members={"staff": {"timed_out_for": "soon"}}),
        "guilds.Works.members.staff.timed_out_for is 'soon', but must be a span of time: "
        "write it as PT1H (an hour), P2D (two days) or in seconds",
    ),
    (
        guild(members={"owner": {"timed_out_for": "PT1H"}}),
        "guilds.Works.members.owner.timed_out_for is for nobody who may everything: leave it out",
    ),
    (
        guild(everyone=["ADMINISTRATOR"], members={"staff": {"timed_out_for": "PT1H"}}),
        "guilds.Works.members.staff.timed_out_for is for nobody who may everything: leave it out",
    ),
    (
        channels(**{"c" * 101: {}}),
        f"guilds.Works.channels has the name '{'c' * 59}…, but a name must have 100 characters or fewer",
    ),
    (channels(**{" ": {}}), "guilds.Works.channels has the name ' ', but a name must be seen: blanks alone are none"),
    (
        channels(lobby={"topic": "t" * 1025}),
        f"guilds.Works.channels.lobby.topic is '{'t' * 59}…, but must have 1024 characters or fewer",
    ),
    (channels(lobby={"kind": "forum"}), "guilds.Works.channels.lobby.kind is 'forum', but must be text or category"),
    (
        channels(lobby={"parent": "hall"}),
        "guilds.Works.channels.lobby.parent is 'hall', which is no channel of this server: "
        "add it to the channels, with kind: category",
    ),
    (
        channels(Hall={"kind": "category"}, lobby={"parent": "hall"}),
        "guilds.Works.channels.lobby.parent is 'hall', which is no channel of this server: it may be Hall",
    ),
    (
        channels(hall={}, lobby={"parent": "hall"}),
        "guilds.Works.channels.lobby.parent is 'hall', which is no category: give it kind: category",
    ),
    (
        channels(Hall={"kind": "category", "topic": "x"}),
        "guilds.Works.channels.Hall.topic is for text channels, and this is a category: leave it out",
    ),
    (
        channels(Hall={"kind": "category"}, **{f"c{n}": {"parent": "Hall"} for n in range(51)}),
        "guilds.Works.channels.Hall has 51 channels, but 50 are the most: move some elsewhere",
    ),
    (channels(**{f"c{n}": {} for n in range(501)}), "guilds.Works.channels must hold 500 or fewer"),
    (overwrite("Stff"), "guilds.Works.channels.lobby.overwrites.Stff is for nobody who is there: it may be Staff"),
    (
        overwrite("zzz"),
        "guilds.Works.channels.lobby.overwrites.zzz is for nobody who is there: "
        "name a role or a member of this server, everyone or bot",
    ),
    (
        overwrite("Staff", allow=["VIEW_CHANNEL"], deny=["VIEW_CHANNEL", "SPEAK"]),
        "guilds.Works.channels.lobby.overwrites.Staff both allows and denies VIEW_CHANNEL: take it out of one list",
    ),
    (
        overwrite("Staff", alow=[]),
        "guilds.Works.channels.lobby.overwrites.Staff.alow is nothing that is known there: it may be allow",
    ),
    (
        guild(roles={"staff": {}}, members={"staff": {}}, channels={"lobby": {"overwrites": {"staff": {}}}}),
        "guilds.Works.channels.lobby.overwrites.staff is the name of a role and of a member: rename the role",
    ),
    (
        channels(lobby={"overwrites": {f"m{n}": {} for n in range(101)}}),
        "guilds.Works.channels.lobby.overwrites must hold 100 or fewer",
    ),
]


@pytest.mark.parametrize(("text", "said"), IMPOSSIBLE, ids=[said[:50] for _, said in IMPOSSIBLE])
def test_what_cannot_be_is_one_sentence_with_its_place_and_the_remedy(text: str, said: str) -> None:
    assert wrong(text) == [said]


def test_two_channels_that_would_be_shown_alike_are_both_named() -> None:
    assert wrong(channels(**{"Help me": {}, "help-me": {}})) == [
        f"guilds.Works.channels.{name} is shown as 'help-me', as another one is: take another name"
        for name in ("Help me", "help-me")
    ]


def test_everything_that_is_wrong_is_said_at_once_and_what_was_misspelt_first() -> None:
    text = "{people: {staff: {dms: 1}}, guilds: {Works: {ownr: staff, boosts: x}}}"

    assert wrong(text) == [
        "people.staff.dms is 1, but must be open or closed",
        "guilds.Works.boosts is 'x', but must be a whole number",
        "guilds.Works.ownr is nothing that is known there: it may be owner",
        "guilds.Works.owner is missing: add it",
    ]


def as_json(text: str) -> str:
    return json.dumps(yaml.safe_load(text))


def test_of_many_mistakes_the_first_twenty_are_said_and_how_many_there_are_besides() -> None:
    with pytest.raises(worldfile.WrongWorld) as refused:
        read(as_json(channels(**{f"c{n:03}": {"kind": "forum"} for n in range(500)})), None)

    places = [one.split()[0] for one in refused.value.sentences]
    assert places == [f"guilds.Works.channels.c{n:03}.kind" for n in range(20)]
    assert refused.value.more == 480
    assert str(refused.value).endswith("text or category; and 480 more")


@pytest.mark.parametrize(
    "text",
    [
        as_json(guild(roles={f"r{n}": {"permissions": ["MANAGE_MESAGES"] * 80} for n in range(250)})),
        json.dumps(
            {
                "people": {f"person{n}": {} for n in range(2000)},
                "guilds": {"Works": {"owner": "person0", "members": {f"persn{n}": {} for n in range(500)}}},
            }
        ),
        json.dumps({f"peple{n}": {} for n in range(50_000)}),
        as_json(guild(members={f"{n}{'n' * 20_000}": {} for n in range(20)})),
    ],
    ids=["permissions", "people", "keys", "long names"],
)
def test_many_mistakes_are_found_as_fast_as_a_few(text: str) -> None:
    """To look for the nearest word of each would take minutes."""
    began = time.process_time()

    assert len(wrong(text)) == 20

    assert time.process_time() - began < 5


def test_the_file_of_these_tests_says_everything_that_can_be_said() -> None:
    """So that a key that is added is shown here, too."""
    words = set(WHOLE.replace(":", " ").replace("{", " ").split())

    for noun in Noun.__subclasses__():
        assert set(noun.model_fields) <= words
