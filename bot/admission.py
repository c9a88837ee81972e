"""Whether Discord takes us: one call before anything is written. The gateway judges again, at each session."""

import anyio
from loguru import logger

from actors.backoff import Backoff, Jitter
from actors.codes import BAD_TOKEN
from bot.doctor.asking import Denied, Silent, application_of
from bot.doctor.checks import CONTENT_INTENT, MEMBERS_INTENT
from bot.doctor.facts import Application
from bot.settings import Settings
from bot.unusable import WRONG_INTENTS, WRONG_TOKEN, Unusable

BACKOFF = Backoff(longest=60.0)  # seconds, as at the login


async def admitted(settings: Settings) -> None:
    """Returns once Discord knows the token and has both intents switched on; trouble on the way is waited out.

    Raises Unusable where Discord says no.
    """
    jitter, tries = Jitter(), 0
    while True:
        try:
            return judge(await application_of(settings))
        except (Denied, Silent) as trouble:
            if isinstance(trouble, Denied) and trouble.status == BAD_TOKEN:
                raise Unusable(WRONG_TOKEN) from None
            if not tries:
                log = logger.bind(action="discord_silent", why=str(trouble))
                log.warning("Discord does not say who we are; it is asked again until it does")
        await anyio.sleep(jitter.wait(BACKOFF, tries))
        tries += 1


def judge(application: Application) -> None:
    """Raises Unusable where an intent is switched off; what Discord does not tell is left to the gateway."""
    flags = application.flags
    if flags is not None and not (flags & MEMBERS_INTENT and flags & CONTENT_INTENT):
        raise Unusable(WRONG_INTENTS)
