"""Discord's REST routes, as a table of (method, path as Discord's reference writes it, what answers it)."""

from bot.sandbox.wire.rest import (
    bans,
    channels,
    commands,
    guilds,
    interactions,
    messages,
    reactions,
    roles,
    threads,
    users,
)
from bot.sandbox.wire.rest.route import Route

ROUTES: tuple[Route, ...] = (
    *users.ROUTES,
    *commands.ROUTES,
    *guilds.ROUTES,
    *roles.ROUTES,
    *bans.ROUTES,
    *channels.ROUTES,
    *messages.ROUTES,
    *reactions.ROUTES,
    *threads.ROUTES,
    *interactions.ROUTES,
)
