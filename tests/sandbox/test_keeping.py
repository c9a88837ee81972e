"""Whoever keeps a server makes and changes channels, roles and names as far as Discord lets them, and the bot hears."""

from collections.abc import Awaitable, Callable

import pytest

from bot.sandbox import ChannelType, NotAllowed, Permission, Person, Role, World, allow, deny
from bot.sandbox.errors import SandboxError
from tests.sandbox.tools import Place, Socket

VIEW, ROLES = Permission.VIEW_CHANNEL, Permission.MANAGE_ROLES


@pytest.fixture
def keeper(place: Place) -> Person:
    """Somebody who manages roles, by a role below that of the bot."""
    place.sandbox.stage.set_permissions(place.guild, place.staff_role, ROLES | Permission.MANAGE_NICKNAMES)
    return place.person(place.staff)


def code(caught: pytest.ExceptionInfo[NotAllowed]) -> int:
    return caught.value.refused.refusal.code


async def test_a_channel_is_made_with_its_topic_and_for_whom_it_is(place: Place, owner: Person, wire: Socket) -> None:
    await wire.identify()
    category = await owner.create_category(place.guild, "Tickets")
    me = place.sandbox.world.application.user
    hidden = [deny(place.guild, VIEW), allow(place.staff, VIEW), allow(me, VIEW)]

    made = await owner.create_channel(place.guild, "Made Here", category, topic="of old", overwrites=hidden)

    await wire.hears("CHANNEL_CREATE")
    told = await wire.hears("CHANNEL_CREATE")
    assert (told["name"], told["topic"], told["parent_id"]) == ("made-here", "of old", str(category.id))
    assert len(told["permission_overwrites"]) == 3
    assert made not in place.person(place.stranger).channels()
    assert made in place.person(place.staff).channels()


async def test_what_is_not_named_of_a_channel_stays(place: Place, owner: Person, wire: Socket) -> None:
    category = await owner.create_category(place.guild, "Tickets")
    await wire.identify()

    await owner.change_channel(place.lobby, topic="ask here", parent=category)
    first = await wire.hears("CHANNEL_UPDATE")
    await owner.change_channel(place.lobby, name="hall", topic=None)
    await owner.change_channel(place.lobby, parent=None)

    assert (first["name"], first["topic"], first["parent_id"]) == ("lobby", "ask here", str(category.id))
    assert (place.lobby.name, place.lobby.topic, place.lobby.parent_id) == ("hall", None, None)


async def test_a_role_is_made_lowest_and_changed(place: Place, owner: Person, wire: Socket) -> None:
    await wire.identify()

    role = await owner.create_role(place.guild, "Helpers", VIEW, colour=0x00FF00, mentionable=True)
    made = (await wire.hears("GUILD_ROLE_CREATE"))["role"]
    await owner.change_role(place.guild, role, colour=0xFF0000)
    await owner.change_role(place.guild, role, name="Crew", permissions=VIEW | ROLES)

    assert (made["name"], made["color"], made["position"], made["mentionable"]) == ("Helpers", 0x00FF00, 1, True)
    assert sorted(each.position for each in place.guild.roles.values()) == [0, 1, 2, 3]
    assert (role.name, role.color, role.permissions) == ("Crew", 0xFF0000, VIEW | ROLES)


async def test_one_gives_and_takes_only_what_one_has(place: Place, keeper: Person, owner: Person) -> None:
    low = await keeper.create_role(place.guild, "Low", ROLES)
    with pytest.raises(NotAllowed, match="Missing Permissions"):
        await keeper.create_role(place.guild, "High", Permission.BAN_MEMBERS)
    with pytest.raises(NotAllowed, match="Missing Permissions"):
        await keeper.change_role(place.guild, low, permissions=Permission.BAN_MEMBERS)
    with pytest.raises(NotAllowed, match="Missing Permissions"):
        await keeper.change_role(place.guild, place.staff_role, name="Mine")

    await owner.change_role(place.guild, low, permissions=ROLES | Permission.BAN_MEMBERS)
    await keeper.change_role(place.guild, low, permissions=Permission.BAN_MEMBERS)
    with pytest.raises(NotAllowed, match="Missing Permissions"):
        await keeper.change_role(place.guild, low, permissions=Permission(0))
    assert low.permissions == Permission.BAN_MEMBERS


async def test_what_the_bot_may_is_changed_by_whoever_stands_above_it_and_its_role_stays_where_it_is(
    place: Place, owner: Person, keeper: Person
) -> None:
    (mine,) = (each for each in place.guild.roles.values() if each.managed)
    less = Permission(mine.permissions) & ~Permission.MANAGE_CHANNELS

    await owner.change_role(place.guild, mine, permissions=less)
    with pytest.raises(NotAllowed) as changed:
        await keeper.change_role(place.guild, mine, permissions=VIEW)
    with pytest.raises(NotAllowed) as given:
        await owner.give_role(place.guild, place.stranger, mine)
    with pytest.raises(NotAllowed) as removed:
        await owner.delete_role(place.guild, mine)

    assert (mine.id in place.guild.roles, mine.permissions) == (True, less)
    assert [code(each) for each in (changed, given, removed)] == [50013, 50013, 50013]


async def test_what_everyone_may_can_be_changed_and_nothing_else_of_it(place: Place, keeper: Person) -> None:
    everyone = place.guild.roles[place.guild.id]
    silent = Permission(everyone.permissions) & ~Permission.SEND_MESSAGES

    await keeper.change_role(place.guild, everyone, permissions=silent)
    with pytest.raises(NotAllowed) as renamed:
        await keeper.change_role(place.guild, everyone, name="nobody")
    with pytest.raises(NotAllowed) as removed:
        await keeper.delete_role(place.guild, everyone)

    assert (everyone.name, everyone.permissions) == ("@everyone", silent)
    assert (code(renamed), code(removed)) == (50028, 50013)


Act = Callable[[Place, Person, Role], Awaitable[object]]


@pytest.mark.parametrize(
    "act",
    [
        lambda place, person, role: person.create_role(place.guild, "mine"),
        lambda place, person, role: person.change_role(place.guild, role, colour=1),
        lambda place, person, role: person.delete_role(place.guild, role),
        lambda place, person, role: person.change_channel(place.lobby, topic="mine"),
        lambda place, person, role: person.rename(place.guild, place.staff, "mine"),
        lambda place, person, role: person.create_channel(place.guild, "mine", kind=ChannelType.CATEGORY),
    ],
)
async def test_who_keeps_nothing_changes_nothing(place: Place, stranger: Person, act: Act) -> None:
    before = (len(place.guild.roles), len(place.guild.channels), place.staff_role.color, place.lobby.topic)

    with pytest.raises(NotAllowed) as caught:
        await act(place, stranger, place.staff_role)

    assert code(caught) == 50013
    assert before == (len(place.guild.roles), len(place.guild.channels), place.staff_role.color, place.lobby.topic)


@pytest.mark.parametrize(
    "act",
    [
        lambda place, person, role: person.create_role(place.guild, "x" * 101),
        lambda place, person, role: person.create_role(place.guild, "x", colour=0x1000000),
        lambda place, person, role: person.change_role(place.guild, role, name=""),
        lambda place, person, role: person.rename(place.guild, place.stranger, "x" * 33),
        lambda place, person, role: person.change_channel(place.lobby, topic="x" * 1025),
        lambda place, person, role: person.change_channel(place.lobby, parent=place.lobby),
    ],
)
async def test_what_is_too_long_or_no_place_is_refused(place: Place, owner: Person, act: Act) -> None:
    with pytest.raises(NotAllowed) as caught:
        await act(place, owner, place.staff_role)

    assert code(caught) == 50035
    assert caught.value.refused.body["errors"]


async def test_no_more_roles_than_a_server_holds(place: Place, owner: Person) -> None:
    for n in range(250 - len(place.guild.roles)):
        place.sandbox.stage.role(place.guild, f"role {n}")

    with pytest.raises(NotAllowed) as caught:
        await owner.create_role(place.guild, "one more")

    assert code(caught) == 30005


async def test_people_are_called_as_they_or_their_keepers_wish(
    place: Place, keeper: Person, stranger: Person, wire: Socket
) -> None:
    await wire.identify()

    await stranger.rename(place.guild, place.stranger, "New here")
    own = await wire.hears("GUILD_MEMBER_UPDATE")
    await keeper.rename(place.guild, place.stranger, "Newcomer")
    theirs = await wire.hears("GUILD_MEMBER_UPDATE")
    await keeper.rename(place.guild, place.stranger, "  ")
    none = await wire.hears("GUILD_MEMBER_UPDATE")
    with pytest.raises(NotAllowed, match="Missing Permissions"):
        await keeper.rename(place.guild, place.owner, "Boss")

    assert [each["nick"] for each in (own, theirs, none)] == ["New here", "Newcomer", None]


async def test_who_may_not_change_their_name_does_not(place: Place, stranger: Person) -> None:
    everyone = place.guild.roles[place.guild.id]
    kept = Permission(everyone.permissions) & ~Permission.CHANGE_NICKNAME
    place.sandbox.stage.set_permissions(place.guild, everyone, kept)

    with pytest.raises(NotAllowed, match="Missing Permissions"):
        await stranger.rename(place.guild, place.stranger, "New here")

    assert place.guild.members[place.stranger.id].nick is None


async def test_who_joins_twice_stays_as_they_are_and_whose_it_is_cannot_leave(place: Place, owner: Person) -> None:
    before = place.guild.members[place.staff.id]

    await place.person(place.staff).join(place.guild)
    with pytest.raises(NotAllowed) as caught:
        await owner.leave(place.guild)

    assert place.guild.members[place.staff.id] is before
    assert code(caught) == 50055
    assert place.owner.id in place.guild.members


def test_two_people_are_never_called_the_same() -> None:
    world = World()
    first = world.add_user("owner")

    with pytest.raises(SandboxError, match="somebody is called 'Owner' already"):
        world.add_user("Owner")

    assert [each for each in world.users.values() if not each.bot] == [first]


async def test_what_discord_itself_wrote_is_neither_edited_nor_all_deleted(place: Place, owner: Person) -> None:
    stranger = place.person(place.stranger)
    thread = await stranger.begin_thread(place.lobby, "aside")
    note = place.last(place.stranger)
    said = await stranger.say(place.lobby, "begin here")
    begun = await stranger.begin_thread(place.lobby, "another", on=said.id)
    starter = stranger.sees(begun)[0]

    with pytest.raises(NotAllowed) as edited:
        await stranger.edit(note, "mine")
    with pytest.raises(NotAllowed) as deleted:
        await owner.delete(starter)
    await owner.delete(note)

    assert (code(edited), code(deleted)) == (50021, 50021)
    assert [each.content for each in stranger.sees(place.lobby)] == ["begin here"]
    assert thread in stranger.threads(place.lobby)
