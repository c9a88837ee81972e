"""A Discord on loopback: REST, gateway, CDN and people, for tests, stories and demos. It knows nothing of tickets."""

from bot.sandbox.client.attempt import Attempt
from bot.sandbox.client.people import Person
from bot.sandbox.client.seeing import Form, Response, Seen
from bot.sandbox.errors import NotAllowed
from bot.sandbox.model import Channel, ChannelType, Guild, Member, OutcomeKind, Overwrite, Role, Upload, User
from bot.sandbox.permissions import Permission
from bot.sandbox.stage import Stage, allow, deny
from bot.sandbox.wire.exchange import Exchange, Observer
from bot.sandbox.wire.faults import Fault, Gate
from bot.sandbox.wire.rate_limits import Limit
from bot.sandbox.wire.server import Sandbox
from bot.sandbox.world import Intent, World

__all__ = [
    "Attempt",
    "Channel",
    "ChannelType",
    "Exchange",
    "Fault",
    "Form",
    "Gate",
    "Guild",
    "Intent",
    "Limit",
    "Member",
    "NotAllowed",
    "Observer",
    "OutcomeKind",
    "Overwrite",
    "Permission",
    "Person",
    "Response",
    "Role",
    "Sandbox",
    "Seen",
    "Stage",
    "Upload",
    "User",
    "World",
    "allow",
    "deny",
]
