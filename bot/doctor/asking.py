"""Asks Discord over REST what the doctor wants to know: a handful of reads, without a gateway and without a session.

Exception
  Denied           Discord answered, and not with what was asked for
  Silent           Discord was not reached, or its answer is none of Discord's
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import aiohttp
from pydantic import SecretStr

from actors.codes import BAD_TOKEN, FORBIDDEN, NOT_FOUND
from bot.desks import DeskPolicies
from bot.doctor.facts import Application, Facts, Login, Server, Spot
from bot.installation import Kind, Site
from bot.rights import Member, Overwrite, Role
from bot.settings import Settings
from models.desk import Panel
from models.ids import GuildId

DISCORD = "https://discord.com/api"
VERSION, AGENT = "v10", "DiscordBot (steward, doctor)"
WITHIN = aiohttp.ClientTimeout(total=10.0)  # real seconds a call
MOST_SERVERS = 10  # that are looked into for what the settings name; a desk's bot is in one or two

Json = Mapping[str, Any]


class Silent(Exception):
    """Discord was not reached, or its answer is none of Discord's."""


class Denied(Exception):
    """Discord answered, and not with what was asked for: `status` is HTTP's."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True, slots=True)
class Caller:
    session: aiohttp.ClientSession
    base: str
    token: SecretStr

    async def get(self, path: str) -> Any:
        """The answer of one read. Raises Denied and Silent."""
        headers = {
            "Authorization": f"Bot {self.token.get_secret_value()}",
            "User-Agent": "DiscordBot (steward, doctor)",
        }
        try:
            async with self.session.get(f"{self.base}{path}", headers=headers) as answer:
                if answer.status != 200:
                    raise Denied(answer.status)
                return json.loads(await answer.read())
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            raise Silent(type(error).__name__) from error

    async def refusal(self, path: str) -> int:
        """The status by which this read is refused, 0 where it is answered. Raises Denied and Silent."""
        try:
            await self.get(path)
        except Denied as refused:
            if refused.status in (FORBIDDEN, NOT_FOUND):
                return refused.status
            raise
        return 0


async def application_of(settings: Settings) -> Application:
    """The application that the token belongs to. Raises Denied and Silent."""
    async with aiohttp.ClientSession(timeout=WITHIN) as session:
        return _application(await _caller(session, settings).get("/applications/@me"))


async def facts_of(settings: Settings, policies: DeskPolicies) -> Facts:
    """Everything but the database; what Discord does not tell is not known."""
    async with aiohttp.ClientSession(timeout=WITHIN) as session:
        caller = _caller(session, settings)
        application: Application | None = None
        home: Server | None = None
        others: tuple[Site, ...] = ()
        count, unread, login, status = 0, 0, Login.FINE, 0
        try:
            application = _application(await caller.get("/applications/@me"))
            home, others, count, unread = await _servers(caller, policies)
        except Denied as denied:
            login, status = Login.REFUSED if denied.status == BAD_TOKEN else Login.DENIED, denied.status
        except Silent:
            login = Login.SILENT
    named, policy, unserved = policies.named, policies.policy, policies.unserved
    return Facts(login, application, count, home, others, named, policy, unserved, unread=unread, status=status)


async def with_panel(settings: Settings, facts: Facts, panel: Panel) -> Facts:
    """And whether what the desk stands on is there; where Discord does not tell, it is taken to be."""
    if facts.home is None:
        return facts
    async with aiohttp.ClientSession(timeout=WITHIN) as session:
        caller = _caller(session, settings)
        try:
            home = await _with_hidden(caller, facts.home, {panel.category})
            where = f"/channels/{panel.stands_in}/messages/{panel.message}"
            is_gone = panel.message is not None and await caller.refusal(where) == NOT_FOUND
        except (Denied, Silent):
            return replace(facts, category=None)
    return replace(facts, home=home, category=panel.category, panel_is_gone=is_gone)


def _caller(session: aiohttp.ClientSession, settings: Settings) -> Caller:
    return Caller(session, f"{settings.discord_api_url or DISCORD}/{VERSION}", settings.token)


async def _servers(caller: Caller, policies: DeskPolicies) -> tuple[Server | None, tuple[Site, ...], int, int]:
    """The desk's server, what stands in the others, how many there are, and how many of them cannot be read."""
    me = int((await caller.get("/users/@me"))["id"])
    ids = [int(one["id"]) for one in await caller.get("/users/@me/guilds")]
    asked = [await _server_or_none(caller, id, me) for id in ids[:MOST_SERVERS]]
    seen = [server for server in asked if server is not None]
    wanted = [one.id for one in policies.named]
    transcripts = next((one.id for one in policies.named if one.kind is Kind.CHANNEL), 0)
    home = max(
        (server for server in seen if any(server.site().holds(id) for id in wanted)),
        key=lambda server: server.site().holds(transcripts),
        default=None,
    )
    others = tuple(server.site() for server in seen if server is not home)
    if home is not None:
        home = await _with_hidden(caller, home, {id for id in wanted if not any(site.holds(id) for site in others)})
    return home, others, len(ids), len(asked) - len(seen)


async def _with_hidden(caller: Caller, home: Server, wanted: Iterable[int]) -> Server:
    """Discord leaves out of a server's channels whatever the bot may not view; asked for one by its id, it says so.

    It says the same of a channel of a server that the bot is not in: only the gateway tells these apart.
    """
    site = home.site()
    hidden = [id for id in wanted if not site.holds(id) and await caller.refusal(f"/channels/{id}") == FORBIDDEN]
    return replace(home, hidden=home.hidden.union(hidden))


async def _server_or_none(caller: Caller, id: int, me: int) -> Server | None:
    """None where Discord does not let this one be read: it is in a disturbance, or the bot was just removed from it."""
    try:
        return await _server(caller, id, me)
    except Denied as denied:
        if denied.status == BAD_TOKEN:
            raise
        return None


async def _server(caller: Caller, id: int, me: int) -> Server:
    guild = await caller.get(f"/guilds/{id}")
    channels = await caller.get(f"/guilds/{id}/channels")
    member = await caller.get(f"/guilds/{id}/members/{me}")
    return Server(
        id=GuildId(id),
        owner=int(guild["owner_id"]),
        tier=int(guild["premium_tier"]),
        roles={role.id: role for role in map(_role, guild["roles"])},
        channels={place.id: place for place in map(_spot, channels)},
        me=Member(me, frozenset(map(int, member["roles"]))),
    )


def _application(raw: Json) -> Application:
    """Raises Silent for what is none of Discord's: whatever stands between may answer in its place."""
    try:
        flags = raw.get("flags")
        return Application(int(raw["id"]), None if flags is None else int(flags))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Silent(type(error).__name__) from error


def _role(raw: Json) -> Role:
    return Role(int(raw["id"]), int(raw["permissions"]), bool(raw["mentionable"]), bool(raw["managed"]))


def _spot(raw: Json) -> Spot:
    parent = raw.get("parent_id")
    return Spot(int(raw["id"]), int(raw["type"]), int(parent) if parent else None, _overwrites(raw))


def _overwrites(raw: Json) -> tuple[Overwrite, ...]:
    given: Iterable[Json] = raw.get("permission_overwrites", ())
    return tuple(Overwrite(int(one["id"]), int(one["allow"]), int(one["deny"])) for one in given)
