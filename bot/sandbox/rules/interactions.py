"""The life of an interaction: begun by a person, acknowledged once within three real seconds, then followed up.

Rules: https://discord.com/developers/docs/interactions/receiving-and-responding
"""

from bot.sandbox import errors
from bot.sandbox.error_tree import refuse
from bot.sandbox.errors import ApiError
from bot.sandbox.looks import message_objects, objects
from bot.sandbox.model import (
    Channel,
    Id,
    Interaction,
    InteractionType,
    Json,
    Message,
    MessageFlag,
    Outcome,
    OutcomeKind,
    Upload,
    User,
)
from bot.sandbox.rules import news, posting
from bot.sandbox.rules.commands import GROUP, SUBCOMMAND
from bot.sandbox.rules.components import check_form
from bot.sandbox.rules.limits import check_message, check_uploads
from bot.sandbox.rules.posting import Draft
from bot.sandbox.world import World

ACKNOWLEDGE_WITHIN = 3.0
TOKEN_LIFE = 15 * 60.0

MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, CHOICES, FORM = 4, 5, 6, 7, 8, 9
_ALLOWED = {
    InteractionType.COMMAND: {MESSAGE, DEFERRED, FORM},
    InteractionType.COMPONENT: {MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, FORM},
    InteractionType.AUTOCOMPLETE: {CHOICES},
    InteractionType.MODAL_SUBMIT: {MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE},
}


def begin(
    world: World,
    user: User,
    channel: Channel,
    kind: InteractionType,
    data: Json,
    *,
    message: Message | None = None,
    parent: Interaction | None = None,
    age: float = 0.0,
) -> Interaction:
    """A person acts: the interaction is made, not yet told to the bot. `age` is how many real seconds it is late."""
    interaction = Interaction(
        id=world.new_id(),
        token=world.secret(),
        type=kind,
        user_id=user.id,
        channel_id=channel.id,
        guild_id=channel.guild_id,
        born=world.real() - age,
        name=_name(data) if kind is InteractionType.COMMAND else "",
        message=message,
        parent=parent,
        expired=age > ACKNOWLEDGE_WITHIN,
    )
    interaction.payload = _payload(world, user, channel, interaction, data)
    world.interactions[interaction.id] = world.tokens[interaction.token] = interaction
    return interaction


def deliver(world: World, interaction: Interaction) -> None:
    """Tells the bot; told twice, the same payload comes twice."""
    news.interaction_created(world, interaction.payload, interaction.guild_id)


def expire(interaction: Interaction) -> None:
    """Three seconds are over: who was not answered reads that the application did not respond."""
    if interaction.answered_with is None:
        interaction.expired = True
        _tell(interaction, Outcome(OutcomeKind.FAILED))


def acknowledge(world: World, interaction_id: int, token: str, body: Json, uploads: tuple[Upload, ...]) -> Json:
    """The one callback; returns Discord's description of what it brought about."""
    interaction = world.interactions.get(Id(interaction_id))
    if interaction is None or interaction.token != token or _is_late(world, interaction):
        raise ApiError(errors.UNKNOWN_INTERACTION)
    if interaction.answered_with is not None:
        raise ApiError(errors.ALREADY_ACKNOWLEDGED)
    kind, data = body.get("type"), body.get("data") or {}
    if kind not in _ALLOWED[interaction.type]:
        allowed = ", ".join(str(each) for each in sorted(_ALLOWED[interaction.type]))
        raise refuse(("type",), "BASE_TYPE_CHOICES", f"Value must be one of {{{allowed}}}.")
    outcome = _perform(world, interaction, int(kind), data, uploads)
    interaction.answered_with = kind
    _tell(interaction, outcome)
    return _callback_response(world, interaction)


def follow_up(world: World, token: str, body: Json, uploads: tuple[Upload, ...]) -> Message:
    """A further message; the first after a deferral takes the place of "thinking" and keeps its visibility."""
    interaction = by_token(world, token)
    original = interaction.original
    channel = world.channel(interaction.channel_id)
    if original is not None and original.is_loading and original.id in channel.messages:
        _change(world, interaction, original, body, uploads)
        return original
    check_message(body)
    check_uploads(uploads, world.upload_limit_in(channel))
    return _answer(world, interaction, body, uploads)


def edit(world: World, token: str, message_id: Id | None, body: Json, uploads: tuple[Upload, ...]) -> Message:
    """Changes the original answer (None) or a follow-up."""
    interaction = by_token(world, token)
    message = find(world, interaction, message_id)
    _change(world, interaction, message, body, uploads)
    return message


def delete(world: World, token: str, message_id: Id | None) -> None:
    interaction = by_token(world, token)
    posting.remove(world, world.channel(interaction.channel_id), find(world, interaction, message_id))


def find(world: World, interaction: Interaction, message_id: Id | None) -> Message:
    """The original answer, or a follow-up of this very interaction; anything else is unknown to it."""
    channel = world.channel(interaction.channel_id)
    if message_id is None:
        if interaction.original is None:
            raise ApiError(errors.UNKNOWN_MESSAGE)
        return world.message(channel, interaction.original.id)
    message = world.message(channel, message_id)
    if message.interaction is not interaction and message is not interaction.original:
        raise ApiError(errors.UNKNOWN_MESSAGE)
    return message


def by_token(world: World, token: str) -> Interaction:
    """An unanswered interaction has no webhook yet (10015); after fifteen minutes its token is dead (50027)."""
    interaction = world.tokens.get(token)
    if interaction is None or interaction.answered_with is None:
        raise ApiError(errors.UNKNOWN_WEBHOOK)
    if world.real() - interaction.born > TOKEN_LIFE:
        raise ApiError(errors.INVALID_WEBHOOK_TOKEN)
    return interaction


def _name(data: Json) -> str:
    """That of the command with those of its groups and sub-commands."""
    inner = [each for each in data.get("options") or [] if each["type"] in (SUBCOMMAND, GROUP)]
    return " ".join([str(data["name"]), *map(_name, inner)])


def _is_late(world: World, interaction: Interaction) -> bool:
    overdue = world.real() - interaction.born > ACKNOWLEDGE_WITHIN
    return interaction.answered_with is None and (interaction.expired or overdue)


def _perform(world: World, interaction: Interaction, kind: int, data: Json, uploads: tuple[Upload, ...]) -> Outcome:
    check_uploads(uploads, world.upload_limit_in(world.channel(interaction.channel_id)))
    match kind:
        case 4:
            check_message(data)
            interaction.original = _answer(world, interaction, data, uploads, told=False)
            return Outcome(OutcomeKind.MESSAGE, interaction.original)
        case 5:
            check_message({"flags": data.get("flags")})
            interaction.original = _answer(world, interaction, {"flags": data.get("flags")}, (), loading=True)
            return Outcome(OutcomeKind.DEFERRED, interaction.original)
        case 6:
            interaction.original = _pressed(world, interaction)
            return Outcome(OutcomeKind.DEFERRED, interaction.original)
        case 7:
            interaction.original = _pressed(world, interaction)
            posting.change(world, world.channel(interaction.channel_id), interaction.original, data, uploads)
            return Outcome(OutcomeKind.UPDATE, interaction.original)
        case 8:
            return Outcome(OutcomeKind.CHOICES, choices=tuple(data.get("choices") or ()))
        case 9:
            check_form(data)
            return Outcome(OutcomeKind.FORM, form=data)
        case _:
            raise TypeError(kind)


def _pressed(world: World, interaction: Interaction) -> Message:
    """The message whose button was pressed, if it still stands."""
    if interaction.message is None:
        raise refuse(("type",), "BASE_TYPE_CHOICES", "Value must be one of {4, 5}.")
    return world.message(world.channel(interaction.channel_id), interaction.message.id)


def _answer(
    world: World,
    interaction: Interaction,
    body: Json,
    uploads: tuple[Upload, ...],
    *,
    loading: bool = False,
    told: bool = True,
) -> Message:
    flags = int(body.get("flags") or 0) & MessageFlag.EPHEMERAL
    draft = Draft(
        body=body,
        uploads=uploads,
        interaction=interaction,
        flags=flags | (MessageFlag.LOADING if loading else 0),
        seen_only_by=interaction.user_id if flags else None,
    )
    message = posting.place(world, world.application.user, world.channel(interaction.channel_id), draft)
    if told and not loading:
        _tell(interaction, Outcome(OutcomeKind.MESSAGE, message))
    return message


def _change(world: World, interaction: Interaction, message: Message, body: Json, uploads: tuple[Upload, ...]) -> None:
    was_loading = message.is_loading
    posting.change(world, world.channel(interaction.channel_id), message, body, uploads)
    _tell(interaction, Outcome(OutcomeKind.MESSAGE if was_loading else OutcomeKind.UPDATE, message))


def _tell(interaction: Interaction, outcome: Outcome) -> None:
    for watcher in interaction.watchers:
        watcher(outcome)


def _callback_response(world: World, interaction: Interaction) -> Json:
    about: Json = {
        "id": str(interaction.id),
        "type": int(interaction.type),
        "channel_id": str(interaction.channel_id),
    }
    if interaction.guild_id is not None:
        about["guild_id"] = str(interaction.guild_id)
    message = interaction.original
    if message is None:
        return {"interaction": about}
    about |= {
        "response_message_id": str(message.id),
        "response_message_loading": message.is_loading,
        "response_message_ephemeral": message.is_ephemeral,
    }
    if interaction.answered_with in (DEFERRED, DEFERRED_UPDATE):
        return {"interaction": about}
    resource = {"type": interaction.answered_with, "message": message_objects.message(world, message)}
    return {"interaction": about, "resource": resource}


def _payload(world: World, user: User, channel: Channel, interaction: Interaction, data: Json) -> Json:
    permissions = str(int(world.may(user.id, channel)))
    payload: Json = {
        "id": str(interaction.id),
        "application_id": str(world.application.id),
        "type": int(interaction.type),
        "token": interaction.token,
        "version": 1,
        "data": data,
        "channel_id": str(channel.id),
        "channel": {**objects.channel(world, channel), "permissions": permissions},
        "app_permissions": str(int(world.may(world.application.user.id, channel))),
        "locale": "en-US",
        "entitlements": [],
        "authorizing_integration_owners": message_objects.installed_by(interaction),
        "context": 1 if channel.guild_id is None else 0,
        "attachment_size_limit": world.upload_limit_in(channel),
    }
    if interaction.message is not None:
        payload["message"] = message_objects.message(world, interaction.message)
    if channel.guild_id is None:
        return {**payload, "user": objects.user(user)}
    guild = world.guilds[channel.guild_id]
    member = objects.member_with_permissions(world, guild.members[user.id], channel)
    about = {"id": str(guild.id), "locale": "en-US", "features": []}
    return {**payload, "guild_id": str(guild.id), "guild": about, "guild_locale": "en-US", "member": member}
