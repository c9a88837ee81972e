"""What somebody asked for: an interaction as the wire brings it, to our noun of it. Pure, and all of it untrusted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from bot.inbound.translate import EPHEMERAL, Payload, channel_of, guild_of, may_administer, member
from models.ids import ChannelId, GuildId, LetterId
from models.moment import Moment, said_at
from models.person import Person

SUBCOMMAND = 1  # Discord's type of an option that is one


class Kind(IntEnum):
    """What somebody did; Discord's own numbers."""

    COMMAND = 2
    COMPONENT = 3
    FORM = 5


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody typed into the form of a new ticket, and what could not be taken as it was."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody used a command, pressed something or sent a form.

    `name` is the command's whole name ("transcript full") or the custom_id; `options` are the command's,
    `channel_types` Discord's own types of the channels that they name, `chosen` the select's values, `fields` the
    form's texts by their custom_ids, `draft` what stands in an answer of ours that only this person sees. Whatever it
    says is untrusted.
    """

    id: LetterId
    said_at: Moment
    kind: Kind
    by: Person
    guild: GuildId | None
    channel: ChannelId
    name: str
    options: Mapping[str, str | int | bool] = field(default_factory=dict)
    channel_types: Mapping[ChannelId, int] = field(default_factory=dict)
    chosen: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    draft: Draft | None = None
    language: str = "en"


def asked(interaction: Payload) -> Asked | None:
    """None for the kinds that nothing of ours can cause (a ping, an autocomplete)."""
    if interaction["type"] not in set(Kind):
        return None
    id, given = int(interaction["id"]), interaction["data"]
    name, options = _wished(given)
    return Asked(
        id=LetterId(id),
        said_at=said_at(id),
        kind=Kind(interaction["type"]),
        by=_asker(interaction),
        guild=guild_of(interaction),
        channel=channel_of(interaction),
        name=name,
        options={one["name"]: one["value"] for one in options if "value" in one},
        channel_types=dict(_channel_types(given)),
        chosen=tuple(given.get("values", ())),
        fields=dict(_fields(given.get("components", ()))),
        draft=_draft(interaction.get("message") or {}),
        language=interaction.get("locale", "en"),
    )


def _wished(given: Payload) -> tuple[str, Sequence[Payload]]:
    """The whole name and the options, which lie one level down where it is a subcommand."""
    name, options = str(given.get("custom_id", given.get("name", ""))), given.get("options", ())
    for option in options:
        if option["type"] == SUBCOMMAND:
            return f"{name} {option['name']}", option.get("options", ())
    return name, options


def _asker(interaction: Payload) -> Person:
    """In a guild Discord sends the member with the permissions that it resolved; in direct messages only the user."""
    membership = interaction.get("member")
    if membership is None:
        return member(interaction["user"], None, lambda user, roles: False)
    permissions = int(membership["permissions"])
    return member(membership["user"], membership, lambda user, roles: may_administer(permissions))


def _channel_types(given: Payload) -> Iterator[tuple[ChannelId, int]]:
    for id, channel in given.get("resolved", {}).get("channels", {}).items():
        yield ChannelId(int(id)), channel["type"]


def _draft(message: Payload) -> Draft | None:
    """The message itself keeps it, so that nothing of ours has to, and a restart in between is not felt."""
    embeds = message.get("embeds")
    if not embeds or not message.get("flags", 0) & EPHEMERAL:
        return None
    return Draft(embeds[0].get("title") or "", embeds[0].get("description") or "")


def _fields(components: Sequence[Payload]) -> list[tuple[str, str]]:
    """A form's parts lie in rows or labels: one level down, either as a list or alone."""
    found: list[tuple[str, str]] = []
    for part in components:
        inner = [*part.get("components", ()), *([part["component"]] if "component" in part else [])]
        found += _fields(inner)
        if "custom_id" in part:
            found.append((part["custom_id"], str(part.get("value") or next(iter(part.get("values", ())), ""))))
    return found
