"""Calls about the whole: where everything is, what there is, what happened, what may be asked."""

from typing import Any

from bot.sandbox import worldfile
from bot.sandbox.control import describing, views
from bot.sandbox.control.journal import Filter
from bot.sandbox.control.showing import somebody
from bot.sandbox.control.state import Call


async def read_description(call: Call) -> dict[str, Any]:
    """This description, as OpenAPI 3.1."""
    return describing.description(call.state.routes)


async def read_addresses(call: Call) -> views.Addresses:
    """Where API, gateway, CDN, this interface and the page are, and the bot's token."""
    return call.state.addresses()


async def see_world(call: Call) -> views.World:
    """Everybody and every server, by name and id."""
    world = call.world
    return views.World(
        bot=somebody(world, world.application.user),
        people=[somebody(world, each) for each in world.users.values() if not each.bot],
        guilds=[views.Named(id=str(each.id), name=each.name) for each in world.guilds.values()],
    )


async def build_world(call: Call, wish: worldfile.WorldFile) -> views.World:
    """Adds what a world file says; it is checked whole before anything is built."""
    worldfile.build(call.world, wish)
    return await see_world(call)


async def read_log(call: Call, asked: Filter) -> list[views.LogEntry]:
    """The bot's requests and the events that it was told, oldest first; the last 5,000 are kept."""
    return call.state.journal.read(asked)


async def see_guide(call: Call) -> views.Guide:
    """The guide and which of its steps are done; no steps where there is no guide."""
    return call.state.guide()
