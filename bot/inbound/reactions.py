"""What a person gets for what they did: a window, a sentence, or the answer of an actor once it is there.

To decide on a reaction waits for nothing, and puts the letter in; to perform it acknowledges first and waits then.
"""

from asyncio import Future
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from typing import TypeAlias

import discord
from discord.ui import Button, DesignerModal, View
from discord.utils import MISSING
from loguru import logger

from actors.codes import ANSWERED_ALREADY, ENTITY_TOO_LARGE, TOO_LARGE
from actors.letters import Answer, NoAnswerYet, Reply, Unanswered
from actors.patience import answered
from bot.inbound.asking import Asked, Draft, Kind
from bot.inbound.calls import LIMIT, TROUBLES, UPLOAD_LIMIT, NotReached, limited
from bot.limits import DESCRIPTION, TITLE
from bot.wording import words
from bot.wording.answering import refused, unanswered
from models.errors import Refused
from models.ids import Address

NOBODY = discord.AllowedMentions.none()


@dataclass(frozen=True, slots=True)
class Press:
    """A button below an answer."""

    label: str
    custom_id: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file that comes with an answer."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Said:
    """What one person reads: a sentence, and where there is any a button, a file, and what they had typed.

    `too_large` is read instead where Discord does not take the file.
    """

    text: str
    button: Press | None = None
    file: Sheet | None = None
    too_large: str | None = None
    typed: Draft | None = None


Word: TypeAlias = Callable[[Answer], Awaitable[Said]]
"""Makes the answer for a person of the answer of an actor."""


@dataclass(frozen=True, slots=True)
class GiveBack:
    """What was typed, and the button (by its custom_id) that opens its form again with that in it."""

    draft: Draft
    button: str


@dataclass(frozen=True, slots=True)
class ShowWindow:
    """`foresee` raises Refused where whatever is typed there would be typed in vain."""

    window: DesignerModal
    foresee: Callable[[], Awaitable[None]] | None = None


@dataclass(frozen=True, slots=True)
class SayNow:
    text: str


@dataclass(frozen=True, slots=True)
class SayThen:
    """`to` was asked and gives the `reply`; `word` makes the answer of it, `otherwise` goes with a bad one.

    `late` is read where none came in time and none will follow; without it what was asked for is done later.
    """

    to: Address
    reply: Future[Reply]
    word: Word
    otherwise: GiveBack | None = None
    late: str | None = None


@dataclass(frozen=True, slots=True)
class SayLater:
    """No letter: `work` is begun once the person was told to wait, and may raise Refused."""

    work: Callable[[], Awaitable[Said]]


Reaction: TypeAlias = ShowWindow | SayNow | SayThen | SayLater


async def perform(client: discord.Client, interaction: discord.Interaction, asked: Asked, reaction: Reaction) -> None:
    """Only the person sees it. A failure is logged once by the interaction's id; what was asked for stays asked."""
    try:
        match reaction:
            case ShowWindow():
                await _show_window(client, interaction, asked, reaction)
            case SayNow(text):
                await _say_now(client, interaction, text)
            case SayThen(to=to):
                await _say_then(client, interaction, asked, lambda: _outcome(asked, reaction), to)
            case SayLater(work):
                await _say_then(client, interaction, asked, work, None)
            case _:
                raise TypeError(reaction)
    except TROUBLES as trouble:
        why = trouble.code if isinstance(trouble, discord.HTTPException) else type(trouble).__name__
        logger.bind(action="answer_failed", interaction=asked.id, why=why).warning("A person could not be answered")


async def _show_window(
    client: discord.Client, interaction: discord.Interaction, asked: Asked, reaction: ShowWindow
) -> None:
    try:
        if reaction.foresee:
            await reaction.foresee()
    except Refused as refusal:
        await _say_now(client, interaction, sentence(asked, refusal))
    else:
        await _acknowledge(client, lambda: interaction.response.send_modal(reaction.window))


async def _say_now(client: discord.Client, interaction: discord.Interaction, text: str) -> None:
    say = interaction.response.send_message
    await _acknowledge(client, lambda: say(text, ephemeral=True, allowed_mentions=NOBODY))


async def _say_then(
    client: discord.Client,
    interaction: discord.Interaction,
    asked: Asked,
    outcome: Callable[[], Awaitable[Said]],
    to: Address | None,
) -> None:
    """Whatever happens, nobody is left reading that the bot is thinking."""
    is_command = asked.kind is Kind.COMMAND
    with suppress(NotReached):  # it may have arrived, which the edit finds out
        await _acknowledge(client, lambda: interaction.response.defer(ephemeral=True, invisible=is_command))
    said = Said(words(asked.language).answers.buried)
    try:
        said = await outcome()
    except (Refused, Unanswered) as no:
        said = Said(sentence(asked, no, to))
    finally:
        await _say(client, interaction, said)


async def _acknowledge(client: discord.Client, call: Callable[[], Awaitable[object]]) -> None:
    """Twice where no answer came: the first may have arrived all the same, and then Discord says so."""
    try:
        try:
            await limited(client, call())
        except NotReached:
            await limited(client, call())
    except discord.HTTPException as refusal:
        if refusal.code != ANSWERED_ALREADY:
            raise


async def _say(client: discord.Client, interaction: discord.Interaction, said: Said) -> None:
    """In place of "thinking"; twice where no answer came, for it is the same text."""
    within = UPLOAD_LIMIT if said.file else LIMIT
    try:
        try:
            await limited(client, _edit(interaction, said), within=within)
        except NotReached:
            await limited(client, _edit(interaction, said), within=within)
    except discord.HTTPException as refusal:
        if said.too_large is None or not (refusal.status == TOO_LARGE or refusal.code == ENTITY_TOO_LARGE):
            raise
        await limited(client, _edit(interaction, Said(said.too_large)))


def _edit(interaction: discord.Interaction, said: Said) -> Awaitable[object]:
    embed = discord.Embed(title=said.typed.title, description=said.typed.text) if said.typed else MISSING
    file = discord.File(BytesIO(said.file.content), said.file.name) if said.file else MISSING
    view = _view(said.button) if said.button else MISSING
    return interaction.edit_original_response(
        content=said.text, embed=embed, view=view, file=file, allowed_mentions=NOBODY
    )


def _view(press: Press) -> View:
    button: Button[View] = Button(label=press.label, custom_id=press.custom_id)
    return View(button, timeout=None, store=False)


async def _outcome(asked: Asked, reaction: SayThen) -> Said:
    try:
        return await reaction.word(await answered(reaction.reply))
    except NoAnswerYet as no:  # it may still be read, so it must not be sent again
        text = sentence(asked, no, reaction.to)
        return Said(reaction.late or text)
    except (Refused, Unanswered) as no:
        return _given_back(sentence(asked, no, reaction.to), reaction.otherwise, asked)


def _given_back(text: str, back: GiveBack | None, asked: Asked) -> Said:
    if back is None:
        return Said(text)
    typed = Draft(back.draft.title[:TITLE], back.draft.text[:DESCRIPTION])
    return Said(text, Press(words(asked.language).answers.fix_it, back.button), typed=typed)


def sentence(asked: Asked, no: Refused | Unanswered, to: Address | None = None) -> str:
    """What the person reads instead; logged once by the interaction's id and the reason."""
    reason = no.reason.value if isinstance(no, Refused) else type(no).__name__
    logger.bind(action="refused", interaction=asked.id, guild=asked.guild, reason=reason).info("A wish was not granted")
    spoken = words(asked.language)
    if isinstance(no, Refused):
        return refused(no, spoken)
    return unanswered(no, spoken, is_desk=to is not None and to.is_desk)
