"""What one meets first: the panel with its buttons, the ticket's card with its controls, and what the form said."""

import re
from datetime import timedelta

from bot.outbound.payload import Button, Choice, Embed, Field, Json, Message, Row, Select, Style
from bot.outbound.scene import Scene, mentions
from bot.outbound.text import plain, safe
from models.custom_id import Op
from models.effects import PostForm, PostPanel, ShowCard, Welcome
from models.ids import EffectId, TypeKey, What
from models.ticket import Priority

EMOJI = re.compile(r"<(?P<animated>a?):(?P<name>\w{2,32}):(?P<id>\d{1,20})>")
BUTTONS_A_ROW = 5
WELCOME = EffectId(What.WELCOME)  # a ticket has one card: an edit of it keeps the mark that it was posted with


def panel(effect: PostPanel, scene: Scene) -> Message:
    """A button for each type, in the policy's order, and a line for each that is described."""
    buttons = [
        Button(scene.custom_id(Op.OPEN, effect.id, key), kind.label, Style.PRIMARY, emoji(kind.emoji))
        for key, kind in scene.policy.types.items()
    ]
    rows = tuple(tuple(buttons[at : at + BUTTONS_A_ROW]) for at in range(0, len(buttons), BUTTONS_A_ROW))
    described = [
        f"**{safe(kind.label)}**: {kind.description}" for kind in scene.policy.types.values() if kind.description
    ]
    text = "\n".join([scene.words.forms.panel_text, *([""] if described else []), *described])
    return Message(embeds=(Embed(scene.words.forms.panel_title, text),), rows=rows)


def welcome(effect: Welcome, scene: Scene) -> Message:
    """The card as it is at birth; it calls the owner and the type's role, once."""
    return Message(
        content=mentions(effect.owner, effect.role),
        embeds=(_card(effect.type, effect.title, None, None, scene),),
        rows=_controls(effect.type, None, scene),
        roles=(effect.role,) if effect.role else (),
        users=(effect.owner,),
    )


def card(effect: ShowCard, scene: Scene) -> Json:
    """The parts of the card that change; its content, the call, stays as it was."""
    message = Message(
        embeds=(_card(effect.type, effect.title, effect.priority, effect.promise, scene),),
        rows=_controls(effect.type, effect.priority, scene),
    ).json()
    return {key: message[key] for key in ("embeds", "components", "allowed_mentions")}


def form(effect: PostForm, scene: Scene) -> Message:
    """The owner's own words, as they wrote them: alone in their embed, where nothing can call anybody."""
    return Message(
        embeds=(
            Embed(
                title=safe(effect.title),
                text=effect.text,
                author=plain(effect.owner_name),
                mark=scene.mark(effect.id),
            ),
        ),
    )


def emoji(text: str | None) -> Json | None:
    """`🔧` or `<:name:id>` as a button carries it; None for none."""
    if not text:
        return None
    if custom := EMOJI.fullmatch(text):
        return {"name": custom["name"], "id": custom["id"], "animated": bool(custom["animated"])}
    return {"name": text}


def _card(type: TypeKey, title: str, priority: Priority | None, promise: timedelta | None, scene: Scene) -> Embed:
    says = scene.words.in_ticket
    return Embed(
        title=says.card_title.format(number=scene.number, title=safe(title)),
        text=says.card_text,
        fields=(
            Field(says.card_type, safe(scene.type(type).label)),
            Field(says.card_priority, scene.words.priorities[priority] if priority else says.no_priority),
            Field(says.card_promise, says.promise.format(span=_span(promise, scene)) if promise else says.no_promise),
        ),
        colour=scene.type(type).colour,
    )


def _controls(type: TypeKey, chosen: Priority | None, scene: Scene) -> tuple[Row, ...]:
    says = scene.words.in_ticket
    targets = scene.type(type).targets
    choices = tuple(
        Choice(
            scene.words.priorities[priority],
            priority.value,
            says.option_hint.format(span=_span(targets[priority], scene)),
            is_chosen=priority is chosen,
        )
        for priority in Priority
    )
    select = Select(scene.custom_id(Op.PRIORITY, WELCOME), says.choose_priority, choices)
    close = Button(scene.custom_id(Op.CLOSE, WELCOME), says.close_button, Style.DANGER)
    return ((select,), (close,))


def _span(length: timedelta, scene: Scene) -> str:
    return scene.words.span(length)
