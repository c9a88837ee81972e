"""Calls about who is there: everybody, one person with all that they see, their own settings."""

from bot.sandbox.control import naming, showing, views, wishes
from bot.sandbox.control.state import Call


async def list_people(call: Call) -> list[views.Somebody]:
    """Everybody who can be played: all but the bot."""
    return [showing.somebody(call.world, each) for each in call.world.users.values() if not each.bot]


async def add_person(call: Call, wish: wishes.NewPerson) -> views.Somebody:
    """Somebody new, who is in no server yet."""
    return showing.somebody(call.world, call.state.sandbox.stage.user(wish.name))


async def see_person(call: Call) -> views.Person:
    """All that this person sees but the messages: servers, channels, roles, members."""
    return showing.person_view(call.world, call.person)


async def list_members(call: Call) -> list[views.Member]:
    """Who sees the channel; of a thread, who is in it, as Discord lists them."""
    guild = naming.guild_around(call.world, call.channel)
    return showing.members_around(call.world, guild, call.channel)


async def set_dms(call: Call, wish: wishes.Dms) -> None:
    """Whether this person takes direct messages."""
    if wish.are_open:
        call.person.open_dms()
    else:
        call.person.close_dms()


async def join_guild(call: Call) -> None:
    """Joins the server; who is in it stays as they are."""
    await call.person.join(naming.guild_named(call.world, call.path["guild"]))


async def leave_guild(call: Call) -> None:
    """Leaves the server."""
    await call.person.leave(call.guild)
