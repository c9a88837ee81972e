"""What a person gets for what they did: a window, a sentence, or the answer of an actor once it is there.

To decide on a reaction waits for nothing, and puts the letter in; to perform it acknowledges first and waits then.
"""

from asyncio import Future
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias

import discord
from discord.ui import Button, DesignerModal, View
from discord.utils import MISSING
from loguru import logger

from actors.letters import Answer, NoAnswerYet, Reply, Unanswered
from actors.patience import answered
from bot.inbound.calls import TROUBLES, limited
from bot.inbound.translate import Asked, Draft, Kind
from bot.wording import words
from bot.wording.answering import refused, unanswered
from models.errors import Refused

NOBODY = discord.AllowedMentions.none()
LONGEST_TITLE, LONGEST_TEXT = 256, 4096  # characters; Discord's limits for an embed


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
    """`reply` was asked for; `word` makes the sentence of it; `otherwise` is given where there is no good answer."""

    reply: Future[Reply]
    word: Callable[[Answer], Awaitable[str]]
    otherwise: GiveBack | None = None


Reaction: TypeAlias = ShowWindow | SayNow | SayThen


async def perform(client: discord.Client, interaction: discord.Interaction, asked: Asked, reaction: Reaction) -> None:
    """Only the person sees it. A failure is logged once by the interaction's id; what was asked for stays asked."""
    try:
        match reaction:
            case ShowWindow():
                await _show_window(client, interaction, asked, reaction)
            case SayNow(text):
                await _say_now(client, interaction, text)
            case SayThen():
                await _say_then(client, interaction, asked, reaction)
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
        await limited(client, interaction.response.send_modal(reaction.window))


async def _say_now(client: discord.Client, interaction: discord.Interaction, text: str) -> None:
    await limited(client, interaction.response.send_message(text, ephemeral=True, allowed_mentions=NOBODY))


async def _say_then(client: discord.Client, interaction: discord.Interaction, asked: Asked, reaction: SayThen) -> None:
    is_command = asked.kind is Kind.COMMAND
    await limited(client, interaction.response.defer(ephemeral=True, invisible=is_command))
    text, back = await _outcome(asked, reaction)
    embed, view = _given_back(back, asked) if back else (MISSING, MISSING)
    edit = interaction.edit_original_response(content=text, embed=embed, view=view, allowed_mentions=NOBODY)
    await limited(client, edit)


def _given_back(back: GiveBack, asked: Asked) -> tuple[discord.Embed, View]:
    title, text = back.draft.title[:LONGEST_TITLE], back.draft.text[:LONGEST_TEXT]
    button: Button[View] = Button(label=words(asked.language).answers.fix_it, custom_id=back.button)
    return discord.Embed(title=title, description=text), View(button, timeout=None, store=False)


async def _outcome(asked: Asked, reaction: SayThen) -> tuple[str, GiveBack | None]:
    try:
        return await reaction.word(await answered(reaction.reply)), None
    except NoAnswerYet as no:  # it may still be read, so it must not be sent again
        return sentence(asked, no), None
    except (Refused, Unanswered) as no:
        return sentence(asked, no), reaction.otherwise


def sentence(asked: Asked, no: Refused | Unanswered) -> str:
    """What the person reads instead; logged once by the interaction's id and the reason."""
    reason = no.reason.value if isinstance(no, Refused) else type(no).__name__
    logger.bind(action="refused", interaction=asked.id, guild=asked.guild, reason=reason).info("A wish was not granted")
    spoken = words(asked.language)
    return refused(no, spoken) if isinstance(no, Refused) else unanswered(no, spoken)
