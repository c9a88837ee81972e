"""The one place where Discord is called for an effect: each call within its limit, each refusal a WorldError.

It speaks py-cord's HTTP client and not its objects: those are built from caches, and a cache is no truth.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Collection, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import Any, NamedTuple

import aiohttp
import discord
from discord.http import Route
from loguru import logger

from actors.codes import (
    CLOSED_DM,
    FORBIDDEN,
    MISSING_ACCESS,
    MISSING_PERMISSIONS,
    NO_COMMON_GUILD,
    NOT_FOUND,
    WRONG_FORM,
)
from actors.ports import WorldError
from bot.global_limit import others_go_on
from bot.limits import upload_limit
from bot.outbound.answers import Garbled, WrongForm, a_list, an_object, the_id
from bot.outbound.payload import Json, Message
from bot.rights import NOTHING, Right, named
from models.ids import ChannelId, GuildId, MessageId, RoleId, UserId

CALL_LIMIT = 10.0  # seconds; py-cord itself sleeps out rate limits and up to 25 s of retries inside a call
UPLOAD_LIMIT = 60.0  # seconds; a file of 10 MiB at 1.4 Mbit/s
PAGE = 100  # messages; Discord's largest page of history

TO_SEE = Right.VIEW_CHANNEL
TO_POST = TO_SEE | Right.SEND_MESSAGES | Right.EMBED_LINKS
TO_POST_A_FILE = TO_POST | Right.ATTACH_FILES
TO_READ = TO_SEE | Right.READ_MESSAGE_HISTORY
TO_GIVE = TO_SEE | Right.MANAGE_ROLES
TO_CHANGE = TO_SEE | Right.MANAGE_CHANNELS
MOST_NAMES = 10  # people whom the cache does not know and Discord is asked for, all of them
NAMES_WITHIN = 2.0  # seconds


class Made(NamedTuple):
    """A message of ours as it stands, and the roles that it really called."""

    id: MessageId
    called: frozenset[RoleId]


class DiscordPort:
    """Raw calls of the REST interface. Raises WorldError for Discord's refusals; whatever else comes is a retry."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    @property
    def me(self) -> UserId:
        """The bot's own id; asked before the login it raises RuntimeError."""
        if self._client.user is None:
            raise RuntimeError("the bot has not logged in yet")
        return UserId(self._client.user.id)

    def server_name(self, guild: GuildId) -> str:
        """As far as the cache knows: good enough to be read, for nothing else."""
        here = self._client.get_guild(guild)
        return here.name if here else ""

    def upload_limit(self, guild: GuildId | None) -> int:
        """Bytes that one message's files may have, by the server's boosts; direct messages (None) have none."""
        here = self._client.get_guild(guild) if guild else None
        return upload_limit(here.premium_tier if here else 0)

    def text_channel(self, channel: ChannelId) -> discord.TextChannel | None:
        """As the cache knows it."""
        found = self._client.get_channel(channel)
        return found if isinstance(found, discord.TextChannel) else None

    async def names_of(self, guild: GuildId, people: Collection[UserId]) -> dict[UserId, str]:
        """What members are called there, as well as it can be known soon; whoever is not found is left out."""
        here = self._client.get_guild(guild)
        cached = {person: here.get_member(person) if here else None for person in people}
        names = {person: member.display_name for person, member in cached.items() if member}
        try:
            async with asyncio.timeout(NAMES_WITHIN):
                for person in sorted(set(people) - names.keys())[:MOST_NAMES]:
                    names |= await self._name_of(guild, person)
        except (WorldError, Garbled, aiohttp.ClientError, OSError, TimeoutError) as error:
            logger.bind(action="no_names", guild=guild, error=type(error).__name__).info("Names were not to be had")
        return names

    async def _name_of(self, guild: GuildId, person: UserId) -> dict[UserId, str]:
        if (member := await self.member(guild, person)) is None:
            return {}
        user = member["user"]
        return {person: member.get("nick") or user.get("global_name") or user["username"]}

    async def member(self, guild: GuildId, person: UserId) -> Json | None:
        """None for who is not there."""
        route = Route("GET", "/guilds/{guild_id}/members/{person}", guild_id=guild, person=person)
        try:
            return an_object(await self._call(route))
        except WorldError as error:
            if error.status != NOT_FOUND:
                raise
            return None

    async def roles(self, guild: GuildId) -> list[Json]:
        return a_list(await self._call(Route("GET", "/guilds/{guild_id}/roles", guild_id=guild)))

    async def post(self, channel: ChannelId, message: Message, nonce: str = "") -> Made:
        """Discord answers a repeat of the nonce with the message that it made before, for some minutes."""
        body = message.json() | ({"nonce": nonce, "enforce_nonce": True} if nonce else {})
        route = Route("POST", "/channels/{channel_id}/messages", channel_id=channel)
        if message.files:
            body["attachments"] = [{"id": at, "filename": file.name} for at, file in enumerate(message.files)]
            files = [discord.File(BytesIO(file.content), file.name) for file in message.files]
            made = await self._call(route, TO_POST_A_FILE, form=_form(body, files), files=files)
        else:
            made = await self._call(route, TO_POST, json=body)
        called = frozenset(RoleId(int(role)) for role in an_object(made).get("mention_roles", ()))
        return Made(MessageId(the_id(made)), called)

    async def edit(self, channel: ChannelId, message: MessageId, body: Json) -> None:
        """What the body does not name stays as it is."""
        await self._call(_of_message("PATCH", channel, message), TO_POST, json=body)

    async def message(self, channel: ChannelId, message: MessageId) -> Json:
        return an_object(await self._call(_of_message("GET", channel, message), TO_READ))

    async def delete_message(self, channel: ChannelId, message: MessageId) -> None:
        await self._call(_of_message("DELETE", channel, message), TO_SEE | Right.MANAGE_MESSAGES)

    async def history(self, channel: ChannelId, after: int) -> AsyncIterator[Json]:
        """What stands there after this snowflake, oldest first.

        Without Read Message History Discord shows an empty page instead of refusing: so that is refused here.
        """
        self._require_history(channel)
        route = Route("GET", "/channels/{channel_id}/messages", channel_id=channel)
        while True:
            page = a_list(await self._call(route, TO_READ, params={"after": str(after), "limit": str(PAGE)}))
            for message in sorted(page, key=lambda message: int(message["id"])):
                yield message
            if len(page) < PAGE:
                return
            after = max(int(message["id"]) for message in page)

    async def direct(self, user: UserId) -> ChannelId:
        """The channel of direct messages with this person: opened, or the one that is open already."""
        with _closed_when_forbidden():
            opened = await self._call(Route("POST", "/users/@me/channels"), json={"recipient_id": str(user)})
        return ChannelId(the_id(opened))

    async def post_direct(self, user: UserId, message: Message, nonce: str) -> MessageId:
        with _closed_when_forbidden():
            return (await self.post(await self.direct(user), message, nonce)).id

    async def create_channel(self, guild: GuildId, body: Json, needs: Right) -> ChannelId:
        made = await self._call(Route("POST", "/guilds/{guild_id}/channels", guild_id=guild), needs, json=body)
        return ChannelId(the_id(made))

    async def channels(self, guild: GuildId) -> list[Json]:
        return a_list(await self._call(Route("GET", "/guilds/{guild_id}/channels", guild_id=guild)))

    async def channel(self, channel: ChannelId) -> Json:
        return an_object(await self._call(Route("GET", "/channels/{channel_id}", channel_id=channel), TO_SEE))

    async def set_overwrite(self, channel: ChannelId, overwrite: Json, gives: Right) -> None:
        """`gives` are the permissions that it gives or takes, which one must have oneself, in the whole server."""
        target, body = overwrite["id"], {key: overwrite[key] for key in ("type", "allow", "deny")}
        route = Route("PUT", "/channels/{channel_id}/permissions/{target}", channel_id=channel, target=target)
        await self._call(route, TO_GIVE, gives, json=body)

    async def drop_overwrite(self, channel: ChannelId, target: str, takes: Right) -> None:
        route = Route("DELETE", "/channels/{channel_id}/permissions/{target}", channel_id=channel, target=target)
        await self._call(route, TO_GIVE, takes)

    async def change_channel(self, channel: ChannelId, body: Json) -> None:
        """What the body does not name stays as it is."""
        route = Route("PATCH", "/channels/{channel_id}", channel_id=channel)
        await self._call(route, TO_CHANGE, json=body)

    async def delete_channel(self, channel: ChannelId) -> None:
        route = Route("DELETE", "/channels/{channel_id}", channel_id=channel)
        await self._call(route, TO_CHANGE)

    async def _call(self, route: Route, needs: Right = NOTHING, gives: Right = NOTHING, **parts: Any) -> Any:
        limit = UPLOAD_LIMIT if "form" in parts else CALL_LIMIT
        try:
            with others_go_on(self._client.http._global_over):
                async with asyncio.timeout(limit):
                    return await self._client.http.request(route, **parts)
        except discord.HTTPException as refusal:
            if refusal.code == WRONG_FORM:
                raise WrongForm(refusal) from refusal
            missing = self._missing(refusal, route, needs, gives)
            where = ChannelId(int(route.channel_id)) if route.channel_id else None
            raise WorldError(refusal.status, refusal.code, missing, where) from refusal

    def _require_history(self, channel: ChannelId) -> None:
        known = self._client.get_channel(channel)
        if not isinstance(known, discord.abc.GuildChannel):
            return
        held = known.permissions_for(known.guild.me)
        if held.view_channel and not held.read_message_history:
            raise WorldError(FORBIDDEN, MISSING_PERMISSIONS, ",".join(named(TO_READ & ~TO_SEE)), channel)

    def _missing(self, refusal: discord.HTTPException, route: Route, needs: Right, gives: Right) -> str:
        """Which of the needed permissions the bot lacks there, by Discord's names; none where the cache cannot tell."""
        if refusal.code == MISSING_ACCESS:
            return ",".join(named(TO_SEE))
        if refusal.code != MISSING_PERMISSIONS:
            return ""
        channel = self._client.get_channel(int(route.channel_id)) if route.channel_id else None
        if isinstance(channel, discord.abc.GuildChannel):
            here, everywhere = channel.permissions_for(channel.guild.me), channel.guild.me.guild_permissions
            return ",".join((*_lacking(needs, here), *_lacking(gives, everywhere)))
        guild = self._client.get_guild(int(route.guild_id)) if route.guild_id else None
        return ",".join(_lacking(needs, guild.me.guild_permissions)) if guild else ""


def _lacking(wanted: Right, held: discord.Permissions) -> tuple[str, ...]:
    return named(wanted & ~held.value)


@contextmanager
def _closed_when_forbidden() -> Iterator[None]:
    """Whatever forbids a direct message, only the person could change it: no permission of ours is missing.

    Who has left is told apart: for them nothing need be kept.
    """
    try:
        yield
    except WorldError as error:
        if error.status != FORBIDDEN:
            raise
        raise WorldError(FORBIDDEN, NO_COMMON_GUILD if error.code == NO_COMMON_GUILD else CLOSED_DM) from error


def _of_message(method: str, channel: ChannelId, message: MessageId) -> Route:
    return Route(method, "/channels/{channel_id}/messages/{message_id}", channel_id=channel, message_id=message)


def _form(body: Json, files: Sequence[discord.File]) -> list[dict[str, Any]]:
    """The client rewinds the files for each of its tries."""
    kind = "application/octet-stream"
    return [
        {"name": "payload_json", "value": json.dumps(body), "content_type": "application/json"},
        *(
            {"name": f"files[{at}]", "value": file.fp, "filename": file.filename, "content_type": kind}
            for at, file in enumerate(files)
        ),
    ]
