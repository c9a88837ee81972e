"""What every rendering is told beside its effect: whose it is, what the desk promises, which language."""

from dataclasses import dataclass

from bot.wording import Words
from models import custom_id
from models.custom_id import CustomId, Op
from models.ids import Address, ChannelId, EffectId, RoleId, TypeKey, UserId, mark
from models.policy import Policy, TypePolicy


@dataclass(frozen=True, slots=True)
class Scene:
    """`sender` is the ticket (or the desk) whose promise is kept."""

    sender: Address
    policy: Policy
    words: Words

    @property
    def number(self) -> int:
        return self.sender.number

    def type(self, key: TypeKey) -> TypePolicy:
        return self.policy.of(key)

    def mark(self, effect: EffectId, part: str = "") -> str:
        """What this effect's message is recognised by in history; `part` names one of several."""
        return mark(self.sender, effect, part)

    def custom_id(self, op: Op, effect: EffectId, about: str = "") -> str:
        return custom_id.write(CustomId(op, self.sender, about, self.mark(effect)))

    def link(self, channel: ChannelId | None) -> str:
        """A link to the ticket's channel, else its number."""
        return f"<#{channel}>" if channel else f"**#{self.number}**"


def mentions(user: UserId | None, role: RoleId | None) -> str:
    """The call itself; who is really notified is the message's `users` and `roles`."""
    return " ".join([*([f"<@{user}>"] if user else []), *([f"<@&{role}>"] if role else [])])
