"""What comes into the bot's sight, or goes out of it, because roles or overwrites changed: it is told of that, too."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.sandbox.model import Channel, Guild
from bot.sandbox.rules import news
from bot.sandbox.world import World


@contextmanager
def bot_may_see_anew(world: World, guild: Guild) -> Iterator[None]:
    """Whatever happens to roles inside, the bot is told of each channel that it sees now, or no longer sees."""
    me = world.application.user.id
    before = {each.id for each in guild.channels.values() if world.can_view(me, each)}
    yield
    for channel in guild.channels.values():
        is_seen = world.can_view(me, channel)
        if (channel.id in before) != is_seen:
            news.channel_changed(world, channel)
            if is_seen:
                news.threads_appeared(world, guild, channel)


@contextmanager
def threads_may_appear(world: World, guild: Guild, channel: Channel) -> Iterator[None]:
    """Whatever happens to this channel inside, a bot that sees it only now hears what threads are awake in it."""
    me = world.application.user.id
    was_seen = world.can_view(me, channel)
    yield
    if not was_seen and world.can_view(me, channel):
        news.threads_appeared(world, guild, channel)
