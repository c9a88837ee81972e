"""Discord's limits on messages: text, embeds, mentions, files. Components have a module of their own.

Numbers: https://discord.com/developers/docs/resources/message#create-message and #embed-object-embed-limits
"""

from typing import Any

from bot.sandbox import errors
from bot.sandbox.error_tree import ErrorTree, Path
from bot.sandbox.errors import ApiError
from bot.sandbox.model import Json, MessageFlag, Upload
from bot.sandbox.rules.components import check_message_components

CONTENT = 2000
EMBEDS = 10
EMBED_TITLE = 256
EMBED_DESCRIPTION = 4096
EMBED_FIELDS = 25
FIELD_NAME = 256
FIELD_VALUE = 1024
FOOTER = 2048
AUTHOR_NAME = 256
EMBED_TOTAL = 6000
FILES = 10
CHANNEL_NAME = 100
TOPIC = 1024
ROLE_NAME = 100
NICK = 32
UNSAID = 604_800  # seconds of what was said that a ban takes along
REASON = 512
SLOWEST = 21_600  # seconds between two messages of one person
SPOKEN_TYPES = (0, 2, 4)
NONCE = 25
_PARSED = ("everyone", "roles", "users")


def check_message(body: Json) -> None:
    """Everything that can be wrong with a message's body, told at once as Discord does."""
    tree = ErrorTree()
    tree.text(("content",), body.get("content"), CONTENT)
    _check_embeds(tree, body.get("embeds"))
    flags = int(body["flags"]) if tree.digits(("flags",), body.get("flags")) else 0
    check_message_components(tree, body.get("components"), flags & MessageFlag.COMPONENTS_V2 != 0)
    _check_nonce(tree, body.get("nonce"))
    _check_allowed_mentions(tree, body.get("allowed_mentions"))
    tree.items(("attachments",), body.get("attachments"), FILES)
    if flags & MessageFlag.COMPONENTS_V2 and (body.get("content") or body.get("embeds")):
        told = "The 'content' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
        tree.add(("content",), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", told)
    tree.refuse()


def check_uploads(uploads: tuple[Upload, ...], limit: int) -> None:
    """At most ten files, each within the limit: else the whole request is too large (413, 40005)."""
    if any(len(upload.content) > limit for upload in uploads):
        raise ApiError(errors.TOO_LARGE)
    tree = ErrorTree()
    tree.items(("attachments",), list(uploads), FILES)
    tree.refuse()


def check_reason(reason: str | None) -> None:
    tree = ErrorTree()
    tree.text(("reason",), reason, REASON)
    tree.refuse()


def check_role(body: Json) -> None:
    tree = ErrorTree()
    tree.text(("name",), body.get("name"), ROLE_NAME, shortest=1)
    tree.number(("color",), body.get("color"), 0, 0xFFFFFF)
    if not isinstance(body.get("colors"), dict | None):
        tree.add(("colors",), "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
    else:
        tree.number(("colors", "primary_color"), (body.get("colors") or {}).get("primary_color"), 0, 0xFFFFFF)
    for key in ("hoist", "mentionable"):
        if not isinstance(body.get(key), bool | None):
            tree.add((key,), "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")
    tree.digits(("permissions",), body.get("permissions"))
    tree.refuse()


def check_ban(body: Json) -> None:
    tree = ErrorTree()
    tree.number(("delete_message_seconds",), body.get("delete_message_seconds"), 0, UNSAID)
    tree.refuse()


def check_nick(nick: str | None) -> None:
    tree = ErrorTree()
    tree.text(("nick",), nick, NICK)
    tree.refuse()


def check_channel(body: Json, *, is_new: bool) -> None:
    tree = ErrorTree()
    if is_new and not body.get("name"):
        tree.add(("name",), "BASE_TYPE_REQUIRED", "This field is required")
    tree.text(("name",), body.get("name"), CHANNEL_NAME, shortest=1)
    tree.text(("topic",), body.get("topic"), TOPIC)
    if body.get("type") is not None and body["type"] not in SPOKEN_TYPES:
        tree.add(("type",), "BASE_TYPE_CHOICES", f"Value must be one of {SPOKEN_TYPES}.")
    tree.number(("rate_limit_per_user",), body.get("rate_limit_per_user"), 0, SLOWEST)
    for n, overwrite in enumerate(tree.items(("permission_overwrites",), body.get("permission_overwrites"), 100)):
        _check_overwrite(tree, ("permission_overwrites", n), overwrite)
    tree.refuse()


def check_overwrite(body: Json) -> None:
    tree = ErrorTree()
    _check_overwrite(tree, (), {"id": 0, **body})
    tree.refuse()


def _check_overwrite(tree: ErrorTree, path: Path, overwrite: Json) -> None:
    """Bit sets are accepted as text, as the reference has them, and as numbers, as clients send them."""
    if overwrite.get("id") is None:
        tree.add((*path, "id"), "BASE_TYPE_REQUIRED", "This field is required")
    if overwrite.get("type") not in (None, 0, 1):
        tree.add((*path, "type"), "BASE_TYPE_CHOICES", "Value must be one of {0, 1}.")
    for key in ("id", "allow", "deny"):
        tree.digits((*path, key), overwrite.get(key))


def _check_embeds(tree: ErrorTree, embeds: Any) -> None:
    total = 0
    for n, embed in enumerate(tree.items(("embeds",), embeds, EMBEDS)):
        total += _check_embed(tree, ("embeds", n), embed)
    if total > EMBED_TOTAL:
        tree.add(("embeds",), "MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {EMBED_TOTAL}")


def _check_embed(tree: ErrorTree, path: Path, embed: Json) -> int:
    """Notes what is wrong with one embed; returns how much of the common 6,000 it takes."""
    tree.text((*path, "title"), embed.get("title"), EMBED_TITLE)
    tree.text((*path, "description"), embed.get("description"), EMBED_DESCRIPTION)
    texts = [embed.get("title"), embed.get("description")]
    if (footer := embed.get("footer")) is not None:
        tree.required_text((*path, "footer", "text"), footer.get("text"), FOOTER)
        texts.append(footer.get("text"))
    if (author := embed.get("author")) is not None:
        tree.required_text((*path, "author", "name"), author.get("name"), AUTHOR_NAME)
        texts.append(author.get("name"))
    for n, field in enumerate(tree.items((*path, "fields"), embed.get("fields"), EMBED_FIELDS)):
        tree.required_text((*path, "fields", n, "name"), field.get("name"), FIELD_NAME)
        tree.required_text((*path, "fields", n, "value"), field.get("value"), FIELD_VALUE)
        texts += [field.get("name"), field.get("value")]
    _check_addresses(tree, path, embed)
    return sum(len(text) for text in texts if isinstance(text, str))


def _check_addresses(tree: ErrorTree, path: Path, embed: Json) -> None:
    for key in ("url", "image", "thumbnail"):
        value = embed.get(key)
        address = value.get("url") if isinstance(value, dict) else value
        where = (*path, key) if key == "url" else (*path, key, "url")
        schemes = ("http://", "https://") if key == "url" else ("http://", "https://", "attachment://")
        if address is not None and not str(address).startswith(schemes):
            told = f'Scheme "{str(address).partition(":")[0]}" is not supported. Scheme must be one of {schemes}.'
            tree.add(where, "URL_TYPE_INVALID_SCHEME", told)


def _check_nonce(tree: ErrorTree, nonce: Any) -> None:
    if isinstance(nonce, str):
        tree.text(("nonce",), nonce, NONCE)


def _check_allowed_mentions(tree: ErrorTree, allowed: Json | None) -> None:
    """`parse` and an explicit list of the same kind exclude each other."""
    if allowed is None:
        return
    parse = allowed.get("parse") or []
    for n, kind in enumerate(parse):
        if kind not in _PARSED:
            told = f"Value must be one of {list(_PARSED)}."
            tree.add(("allowed_mentions", "parse", n), "BASE_TYPE_CHOICES", told)
    for kind in ("users", "roles"):
        tree.items(("allowed_mentions", kind), allowed.get(kind), 100)
        if kind in parse and allowed.get(kind):
            told = f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.'
            tree.add(("allowed_mentions",), "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", told)
