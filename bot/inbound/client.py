"""The Discord client: what it asks for, and where Discord is."""

import discord


def client_at(api_url: str | None) -> discord.Client:
    """Asks for the least: server, members (for roles), messages and what they say; keeps no message in memory.

    `api_url` is another Discord; None is the real one.
    """
    if api_url:
        discord.http.Route.API_BASE_URL = api_url + "/v{API_VERSION}"
        discord.asset.Asset.BASE = api_url.removesuffix("/api") + "/cdn"
    discord.utils.voice_dependency_warning_emitted = True  # a desk needs no voice, and nobody needs to read so
    intents = discord.Intents(guilds=True, members=True, guild_messages=True, message_content=True)
    return discord.Client(
        intents=intents,
        max_messages=None,
        chunk_guilds_at_startup=False,
        cache_default_sounds=False,
        guild_ready_timeout=0.05,
    )
