"""A guild with exactly the permissions of the reference, and an outlet over py-cord at a Discord on loopback."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import anyio
import pytest

from actors.ports import Notice
from bot.outbound.outlet import DiscordOutlet
from bot.rights import NEEDED
from bot.sandbox import Channel, Guild, Permission, Role, Sandbox, Seen, User, World
from models import effects as f
from models.effects import Effect, Place
from models.ids import Address, ChannelId, EffectId, GuildId, MessageId, RoleId, TypeKey, UserId, What
from models.message import Entry
from models.policy import Places, Policy, TypePolicy
from models.snapshot import Pending
from models.ticket import Ending
from tests.sandbox.tools import Client, connected
from tests.support.memory_shelf import MemoryShelf

LEAST = tuple(Permission(right) for right in NEEDED)
ISSUES = TypeKey("product_issues")
NOTHING = Permission(0)


def all_of(*permissions: Permission) -> Permission:
    total = NOTHING
    for permission in permissions:
        total |= permission
    return total


@dataclass
class Desk:
    """A guild with exactly the permissions that the reference names, an outlet, and an archive by hand."""

    sandbox: Sandbox
    client: Client
    guild: Guild
    bot_role: Role
    owner: User
    staff: User
    stranger: User
    role: Role
    category: Channel
    transcripts: Channel
    sla: Channel
    places: Places
    archive: list[Entry] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    shelf: MemoryShelf = field(default_factory=MemoryShelf)

    @property
    def ticket(self) -> Address:
        return Address(GuildId(self.guild.id), 12)

    @property
    def outlet(self) -> DiscordOutlet:
        return DiscordOutlet(self.client, self, self, self.shelf, lambda sender, notice: self.notices.append(notice))

    def of(self, guild: GuildId) -> Policy:
        return Policy(
            types={ISSUES: TypePolicy(label="Product issues", staff_role=RoleId(self.role.id))}, places=self.places
        )

    async def entries(self, ticket: Address) -> tuple[Entry, ...]:
        return tuple(self.archive) if ticket == self.ticket else ()

    async def entry(self, ticket: Address, message: MessageId) -> Entry | None:
        return next((one for one in await self.entries(ticket) if one.id == message), None)

    def pending(self, effect: Effect) -> Pending:
        return Pending(self.sandbox.world.now(), effect)

    async def deliver(self, effect: Effect, sender: Address | None = None) -> int:
        return await self.outlet.deliver(sender or self.ticket, self.pending(effect))

    async def find(self, effect: Effect) -> int | None:
        return await self.outlet.find(self.ticket, self.pending(effect))

    async def opened(self) -> ChannelId:
        return ChannelId(await self.deliver(self.surface()))

    def surface(self) -> f.CreateSurface:
        category = ChannelId(self.category.id)
        return f.CreateSurface(EffectId(What.SURFACE), self.owner_id, RoleId(self.role.id), ISSUES, category)

    def welcome(self, channel: ChannelId) -> f.Welcome:
        return f.Welcome(EffectId(What.WELCOME), channel, self.owner_id, RoleId(self.role.id), ISSUES, "It crashes")

    def access(
        self,
        channel: ChannelId,
        *,
        staff_write: bool,
        locked: bool = False,
        guests: tuple[User, ...] = (),
        without: tuple[Role | User, ...] = (),
    ) -> f.SetAccess:
        return f.SetAccess(
            EffectId(What.ACCESS),
            channel,
            self.owner_id,
            RoleId(self.role.id),
            staff_write=staff_write,
            locked=locked,
            guests=tuple(UserId(guest.id) for guest in guests),
            without=tuple(RoleId(one.id) if isinstance(one, Role) else UserId(one.id) for one in without),
        )

    def rename(self, channel: ChannelId, type: TypeKey, category: Channel | None = None) -> f.Rename:
        return f.Rename(EffectId(What.RENAME, 1), channel, type, ChannelId(category.id) if category else None)

    def transcript(self, to: Place, channel: ChannelId | None = None, *, ask_rating: bool = True) -> f.SendTranscript:
        id = EffectId(What.TRANSCRIPT) if to is Place.TRANSCRIPTS else EffectId(What.COPY, n=int(to is Place.TICKET))
        now = self.sandbox.world.now()
        return f.SendTranscript(
            id,
            to,
            owner=self.owner_id,
            owner_name="member",
            type=ISSUES,
            title="It crashes",
            opened_at=now,
            closed_at=now,
            ending=Ending.BY_STAFF,
            by=UserId(self.staff.id),
            note="Done.",
            ask_rating=ask_rating and to is not Place.TRANSCRIPTS,
            channel=channel,
        )

    @property
    def owner_id(self) -> UserId:
        return UserId(self.owner.id)

    def stands(self, channel: int) -> bool:
        return any(int(one) == channel for one in self.guild.channels)

    def channel(self, channel: int) -> Channel:
        return next(one for id, one in self.guild.channels.items() if int(id) == channel)

    def sees(self, user: User, channel: int) -> list[Seen]:
        return self.sandbox.person(user).sees(self.channel(channel))

    def lose(self, *permissions: Permission) -> None:
        """The bot's role loses them; the client hears of it as it would from Discord."""
        kept = all_of(*(one for one in LEAST if one not in permissions))
        self.sandbox.stage.set_permissions(self.guild, self.bot_role, kept)

    async def heard(self) -> None:
        """The client has heard what its role may do now."""
        with anyio.fail_after(5):
            while self._known_permissions() != self.bot_role.permissions:
                await anyio.lowlevel.checkpoint()

    def _known_permissions(self) -> int:
        guild = self.client.get_guild(self.guild.id)
        role = guild.get_role(self.bot_role.id) if guild else None
        return role.permissions.value if role else 0


@asynccontextmanager
async def a_desk(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    async with Sandbox(World()) as sandbox:
        stage = sandbox.stage
        admin, owner, staff, stranger = (stage.user(name) for name in ("admin", "owner", "staff", "stranger"))
        guild = stage.guild("Desk", admin, with_bot=False)
        everyone = next(role for role in guild.roles.values() if role.id == guild.id)
        stage.set_permissions(guild, everyone, NOTHING)
        bot_role = stage.invite_bot(guild, all_of(*LEAST))
        people = all_of(Permission.VIEW_CHANNEL, Permission.SEND_MESSAGES, Permission.READ_MESSAGE_HISTORY)
        member = stage.role(guild, "Member", people)
        role = stage.role(guild, "Support", people)
        for user, roles in ((owner, [member]), (staff, [member, role]), (stranger, [member])):
            stage.join(guild, user, *roles)
        category, transcripts, sla = (
            stage.category(guild, "Tickets"),
            stage.channel(guild, "transcripts"),
            stage.channel(guild, "sla"),
        )
        places = Places(transcripts=ChannelId(transcripts.id), sla=ChannelId(sla.id))
        async with connected(sandbox, monkeypatch) as client:
            yield Desk(
                sandbox, client, guild, bot_role, owner, staff, stranger, role, category, transcripts, sla, places
            )
