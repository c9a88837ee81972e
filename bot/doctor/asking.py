"""Asks Discord over REST what the doctor wants to know: a handful of reads, without a gateway and without a session.

Exception
  Unreadable       Discord was not reached, or its answer is none of Discord's
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import aiohttp

from bot.desks import DeskPolicies
from bot.doctor.facts import Application, Facts, Login, Place, Server
from bot.installation import Kind, Site
from bot.rights import Member, Overwrite, Role
from bot.settings import Settings
from models.desk import Panel
from models.ids import GuildId

DISCORD = "https://discord.com/api"
VERSION = "v10"
WITHIN = aiohttp.ClientTimeout(total=10.0)  # real seconds a call
MOST_SERVERS = 10  # that are looked into for what the settings name; a desk's bot is in one or two

Json = Mapping[str, Any]


class Unreadable(Exception):
    """Discord was not reached, or its answer is none of Discord's."""


class Refused(Exception):
    """Discord's own refusal, by HTTP's status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True, slots=True)
class Caller:
    session: aiohttp.ClientSession
    base: str
    token: str

    async def get(self, path: str) -> Any:
        """The answer of one read. Raises Refused and Unreadable."""
        headers = {"Authorization": f"Bot {self.token}", "User-Agent": "DiscordBot (steward, doctor)"}
        try:
            async with self.session.get(f"{self.base}{path}", headers=headers) as answer:
                if answer.status != 200:
                    raise Refused(answer.status)
                return json.loads(await answer.read())
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            raise Unreadable(type(error).__name__) from error

    async def refusal(self, path: str) -> int:
        """The status by which this read is refused, 0 where it is answered. Raises Refused and Unreadable."""
        try:
            await self.get(path)
        except Refused as refused:
            if refused.status in (403, 404):
                return refused.status
            raise
        return 0


async def application_of(settings: Settings) -> Application:
    """The application that the token belongs to. Raises Refused and Unreadable."""
    async with aiohttp.ClientSession(timeout=WITHIN) as session:
        return _application(await _caller(session, settings).get("/applications/@me"))


async def facts_of(settings: Settings, policies: DeskPolicies) -> Facts:
    """Everything but the database; what Discord does not tell is not known."""
    async with aiohttp.ClientSession(timeout=WITHIN) as session:
        caller = _caller(session, settings)
        application: Application | None = None
        home: Server | None = None
        others: tuple[Site, ...] = ()
        count, login = 0, Login.FINE
        try:
            application = _application(await caller.get("/applications/@me"))
            home, others, count = await _servers(caller, policies)
        except Refused as refused:
            login = Login.REFUSED if refused.status == 401 else Login.SILENT
        except Unreadable:
            login = Login.SILENT
    named, policy, unserved = policies.named, policies.policy, policies.unserved
    return Facts(login, application, count, home, others, named, policy, unserved)


async def with_panel(settings: Settings, facts: Facts, panel: Panel) -> Facts:
    """And whether what the desk stands on is there; where Discord does not tell, it is taken to be."""
    if facts.home is None:
        return facts
    async with aiohttp.ClientSession(timeout=WITHIN) as session:
        caller = _caller(session, settings)
        try:
            home = await _with_hidden(caller, facts.home, {panel.category})
            where = f"/channels/{panel.stands_in}/messages/{panel.message}"
            is_gone = panel.message is not None and await caller.refusal(where) == 404
        except (Refused, Unreadable):
            return replace(facts, category=None)
    return replace(facts, home=home, category=panel.category, panel_is_gone=is_gone)


def _caller(session: aiohttp.ClientSession, settings: Settings) -> Caller:
    return Caller(session, f"{settings.discord_api_url or DISCORD}/{VERSION}", settings.token.get_secret_value())


async def _servers(caller: Caller, policies: DeskPolicies) -> tuple[Server | None, tuple[Site, ...], int]:
    """The desk's server, what stands in the others, and how many there are."""
    me = int((await caller.get("/users/@me"))["id"])
    ids = [int(one["id"]) for one in await caller.get("/users/@me/guilds")]
    seen = [await _server(caller, id, me) for id in ids[:MOST_SERVERS]]
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
    return home, others, len(ids)


async def _with_hidden(caller: Caller, home: Server, wanted: Iterable[int]) -> Server:
    """Discord leaves out of a server's channels whatever the bot may not view; asked for one by its id, it says so.

    It says the same of a channel of a server that the bot is not in: only the gateway tells these apart.
    """
    site = home.site()
    hidden = [id for id in wanted if not site.holds(id) and await caller.refusal(f"/channels/{id}") == 403]
    return replace(home, hidden=home.hidden.union(hidden))


async def _server(caller: Caller, id: int, me: int) -> Server:
    guild = await caller.get(f"/guilds/{id}")
    channels = await caller.get(f"/guilds/{id}/channels")
    member = await caller.get(f"/guilds/{id}/members/{me}")
    return Server(
        id=GuildId(id),
        owner=int(guild["owner_id"]),
        tier=int(guild["premium_tier"]),
        roles={role.id: role for role in map(_role, guild["roles"])},
        channels={place.id: place for place in map(_place, channels)},
        me=Member(me, frozenset(map(int, member["roles"]))),
    )


def _application(raw: Json) -> Application:
    """Raises Unreadable for what is none of Discord's: whatever stands between may answer in its place."""
    try:
        flags = raw.get("flags")
        return Application(int(raw["id"]), None if flags is None else int(flags))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Unreadable(type(error).__name__) from error


def _role(raw: Json) -> Role:
    return Role(int(raw["id"]), int(raw["permissions"]), bool(raw["mentionable"]), bool(raw["managed"]))


def _place(raw: Json) -> Place:
    parent = raw.get("parent_id")
    return Place(int(raw["id"]), int(raw["type"]), int(parent) if parent else None, _overwrites(raw))


def _overwrites(raw: Json) -> tuple[Overwrite, ...]:
    given: Iterable[Json] = raw.get("permission_overwrites", ())
    return tuple(Overwrite(int(one["id"]), int(one["allow"]), int(one["deny"])) for one in given)
