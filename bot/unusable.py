"""Why this installation cannot work, each in one sentence for the person at the terminal."""

WRONG_TOKEN = (
    "DISCORD_TOKEN is not accepted by Discord: paste the token again, from the Bot page of Discord's developer portal."
)
WRONG_INTENTS = (
    "Discord refuses the intents: switch on Server Members Intent and Message Content Intent, on the Bot page of "
    "Discord's developer portal."
)
NOWHERE = (
    "BOT_SUPPORT_TICKETS_TRANSCRIPTS_CHANNEL_ID names no channel of a server that the bot is in, and no other id of "
    "the settings is found there either: copy the ids again (right click, Copy ID), or invite the bot to their server."
)
NO_SERVER = "The bot is in no server yet: invite it to the desk's server; it waits for that"


class Unusable(Exception):
    """One sentence for the person at the terminal: Discord will never take us like this."""
