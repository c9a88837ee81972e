"""How we recognise a message of our own in history, which returns no nonce: by a button's custom_id or the footer."""

from collections.abc import Iterator

from bot.outbound.payload import Json
from models import custom_id
from models.custom_id import referenced
from models.ids import UserId


def bears(message: Json, mark: str, me: UserId) -> bool:
    """Whether the message is ours and was made by the effect of this mark; anybody may copy a mark, nobody our id."""
    return int(message["author"]["id"]) == me and mark in _marks(message)


def _marks(message: Json) -> Iterator[str | None]:
    for embed in message.get("embeds", ()):
        yield referenced(embed.get("footer", {}).get("text", ""))
    for row in message.get("components", ()):
        for part in row.get("components", ()):
            carried = custom_id.read(part.get("custom_id", ""))
            yield carried.mark if carried else None
