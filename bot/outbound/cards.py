"""What one meets first: the panel with its choices, the ticket's card with its controls, and what the form said."""

from datetime import timedelta

from bot.limits import DESCRIPTION
from bot.outbound.colours import style
from bot.outbound.payload import Button, Choice, Embed, Field, Json, Message, Row, Select, Style
from bot.outbound.scene import Scene, mentions
from bot.outbound.text import cut, plain, safe
from models.custom_id import Op
from models.effects import PostForm, PostPanel, ShowCard, ShowPanel, Welcome
from models.emoji import OWN
from models.ids import EffectId, TypeKey, What
from models.policy import Panel
from models.ticket import Priority

BUTTONS_A_ROW = 5
LONGEST_LABEL = 80  # characters of a type's label
WELCOME = EffectId(What.WELCOME)  # whose mark an edit of the card keeps; only its first post is ever looked for


def panel(effect: PostPanel | ShowPanel, scene: Scene) -> Message:
    """A choice for each type, in the policy's order: a button and a line, or an option of the one select."""
    text = scene.words.forms.panel_text
    match scene.policy.panel:
        case Panel.SELECT:
            rows: tuple[Row, ...] = ((_choose(effect, scene),),)
        case Panel.BUTTONS:
            rows, text = _open_buttons(effect, scene), "\n".join([text, *_described(text, scene)])
        case other:
            raise TypeError(other)
    return Message(embeds=(Embed(scene.words.forms.panel_title, text),), rows=rows)


def _open_buttons(effect: PostPanel | ShowPanel, scene: Scene) -> tuple[Row, ...]:
    buttons = [
        Button(scene.custom_id(Op.OPEN, effect.id, key), kind.label, style(kind.colour), emoji(kind.emoji))
        for key, kind in scene.policy.types.items()
    ]
    return tuple(tuple(buttons[at : at + BUTTONS_A_ROW]) for at in range(0, len(buttons), BUTTONS_A_ROW))


def _choose(effect: PostPanel | ShowPanel, scene: Scene) -> Select:
    choices = tuple(
        Choice(kind.label, key, kind.description, emoji=emoji(kind.emoji)) for key, kind in scene.policy.types.items()
    )
    return Select(scene.custom_id(Op.CHOOSE, effect.id), scene.words.forms.panel_choose, choices)


def _described(above: str, scene: Scene) -> list[str]:
    """A line for each type that is described; all of them get the same room, so that none breaks the embed."""
    kinds = [kind for kind in scene.policy.types.values() if kind.description]
    if not kinds:
        return []
    room = (DESCRIPTION - len(above) - 1) // len(kinds) - 1
    labels = [f"**{safe(kind.label, LONGEST_LABEL)}**: " for kind in kinds]
    return ["", *(label + cut(kind.description, room - len(label)) for label, kind in zip(labels, kinds, strict=True))]


def welcome(effect: Welcome, scene: Scene) -> Message:
    """The card as it is at birth; it calls the owner and, where they are called here, the type's role, once."""
    return Message(
        content=_call(effect, scene),
        embeds=(_card(effect, scene),),
        rows=_controls(effect.type, effect.priority, effect.id, scene),
        roles=(effect.role,) if effect.role else (),
        users=(effect.owner,),
    )


def card(effect: ShowCard, scene: Scene) -> Json:
    """The parts of the card that change; its content, the call, stays as it was."""
    message = Message(
        embeds=(_card(effect, scene),),
        rows=_controls(effect.type, effect.priority, WELCOME, scene),
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
    if custom := OWN.fullmatch(text):
        return {"name": custom["name"], "id": custom["id"], "animated": bool(custom["animated"])}
    return {"name": text}


def _call(effect: Welcome, scene: Scene) -> str:
    """A channel that is not the ticket's first says so, where no edit of the card reaches."""
    called = mentions(effect.owner, effect.role)
    return f"{called}\n{scene.words.in_ticket.card_again}" if effect.id.about else called


def _greeting(type: TypeKey, scene: Scene) -> str:
    """Nobody is said to have been called where nobody is."""
    says, kind = scene.words.in_ticket, scene.type(type)
    return says.card_text if kind.staff_role and kind.call_on_open else says.card_text_uncalled


def _card(effect: Welcome | ShowCard, scene: Scene) -> Embed:
    says, kind, promise = scene.words.in_ticket, scene.type(effect.type), effect.promise
    return Embed(
        title=says.card_title.format(number=scene.number, title=safe(effect.title)),
        text=_greeting(effect.type, scene),
        fields=(
            Field(says.card_type, safe(kind.label)),
            Field(says.card_priority, scene.words.priorities[effect.priority] if effect.priority else says.no_priority),
            Field(says.card_promise, says.promise.format(span=_span(promise, scene)) if promise else says.no_promise),
        ),
        colour=kind.colour,
    )


def _controls(type: TypeKey, chosen: Priority | None, mark: EffectId, scene: Scene) -> tuple[Row, ...]:
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
    select = Select(scene.custom_id(Op.PRIORITY, mark), says.choose_priority, choices)
    waive = Button(scene.custom_id(Op.NO_ANSWER, mark), says.no_answer_button)
    close = Button(scene.custom_id(Op.CLOSE, mark), says.close_button, Style.DANGER)
    return ((select,), (waive, close))


def _span(length: timedelta, scene: Scene) -> str:
    return scene.words.span(length)
