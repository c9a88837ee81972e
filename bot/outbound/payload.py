"""A message as Discord's API takes it: frozen values, and the JSON that they become. Nothing here knows a ticket."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from bot.limits import AUTHOR, DESCRIPTION, FIELD_NAME, FIELD_VALUE, TITLE, WHOLE_EMBED
from bot.outbound.text import cut
from models.custom_id import reference
from models.ids import RoleId, UserId

Json = dict[str, Any]

LABEL, PLACEHOLDER, HINT = 80, 150, 100
ACTION_ROW, BUTTON, STRING_SELECT = 1, 2, 3


class Style(IntEnum):
    """Discord's colours of buttons."""

    PRIMARY = 1
    SECONDARY = 2
    SUCCESS = 3
    DANGER = 4


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    value: str
    inline: bool = True

    def json(self) -> Json:
        return {"name": cut(self.name, FIELD_NAME), "value": cut(self.value, FIELD_VALUE), "inline": self.inline}


@dataclass(frozen=True, slots=True)
class Embed:
    """`mark` stands in the footer where no button carries it."""

    title: str = ""
    text: str = ""
    fields: tuple[Field, ...] = ()
    author: str = ""
    colour: int | None = None
    mark: str = ""

    def json(self) -> Json:
        """Within Discord's limits whatever was given: the description gives way first."""
        body: Json = {"type": "rich"}
        if self.title:
            body["title"] = cut(self.title, TITLE)
        if self.fields:
            body["fields"] = [field.json() for field in self.fields]
        if self.author:
            body["author"] = {"name": cut(self.author, AUTHOR)}
        if self.colour is not None:
            body["color"] = self.colour
        if self.mark:
            body["footer"] = {"text": reference(self.mark)}
        if self.text:
            body["description"] = cut(self.text, min(DESCRIPTION, WHOLE_EMBED - _characters(body)))
        return body


@dataclass(frozen=True, slots=True)
class Button:
    custom_id: str
    label: str
    style: Style = Style.SECONDARY
    emoji: Json | None = None

    def json(self) -> Json:
        body: Json = {"type": BUTTON, "custom_id": self.custom_id, "label": cut(self.label, LABEL), "style": self.style}
        return body | ({"emoji": self.emoji} if self.emoji else {})


@dataclass(frozen=True, slots=True)
class Choice:
    label: str
    value: str
    hint: str = ""
    is_chosen: bool = False
    emoji: Json | None = None

    def json(self) -> Json:
        body: Json = {"label": cut(self.label, LABEL), "value": self.value, "default": self.is_chosen}
        if self.hint:
            body["description"] = cut(self.hint, HINT)
        return body | ({"emoji": self.emoji} if self.emoji else {})


@dataclass(frozen=True, slots=True)
class Select:
    """One of the choices."""

    custom_id: str
    placeholder: str
    choices: tuple[Choice, ...]

    def json(self) -> Json:
        return {
            "type": STRING_SELECT,
            "custom_id": self.custom_id,
            "placeholder": cut(self.placeholder, PLACEHOLDER),
            "min_values": 1,
            "max_values": 1,
            "options": [choice.json() for choice in self.choices],
        }


Row = tuple[Button, ...] | tuple[Select]


@dataclass(frozen=True, slots=True)
class File:
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """`roles` and `users` are all that it may call, whatever its text says."""

    content: str = ""
    embeds: tuple[Embed, ...] = ()
    rows: tuple[Row, ...] = ()
    roles: tuple[RoleId, ...] = ()
    users: tuple[UserId, ...] = ()
    files: tuple[File, ...] = ()

    def json(self) -> Json:
        """Everything but the files: an edit with it shows exactly this."""
        return {
            "content": self.content,
            "embeds": [embed.json() for embed in self.embeds],
            "components": [{"type": ACTION_ROW, "components": [part.json() for part in row]} for row in self.rows],
            "allowed_mentions": {
                "parse": [],
                "roles": [str(role) for role in self.roles],
                "users": [str(user) for user in self.users],
            },
        }


def _characters(embed: Json) -> int:
    """What counts towards the 6000 of one message, without the description."""
    fields = sum(len(field["name"]) + len(field["value"]) for field in embed.get("fields", ()))
    author, footer = embed.get("author", {}).get("name", ""), embed.get("footer", {}).get("text", "")
    return fields + len(embed.get("title", "")) + len(author) + len(footer)
