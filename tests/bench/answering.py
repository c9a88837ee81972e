"""A bot that answers: a panel with a button in every channel, a press with a message for one, a command with a word."""

import os
from typing import Any

import discord

PRESS, NOTED, PONG = "press", "Noted.", "pong"


class Panel(discord.ui.View):
    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.button(label="Press", custom_id=PRESS)
    async def press(self, _button: Any, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(NOTED, ephemeral=True)


def main() -> None:
    discord.http.Route.API_BASE_URL = os.environ["API"] + "/v{API_VERSION}"
    bot = discord.Bot(intents=discord.Intents.all())  # type: ignore[no-untyped-call]

    @bot.listen(once=True)
    async def on_ready() -> None:
        for channel in bot.get_all_channels():
            if isinstance(channel, discord.TextChannel):
                await channel.send("Press here.", view=Panel())

    @bot.slash_command()
    async def ping(context: discord.ApplicationContext) -> None:
        await context.respond(PONG)

    bot.run(os.environ["TOKEN"])


if __name__ == "__main__":
    main()
