"""How a command ends early: one sentence on stderr and exit code 2 for whatever a person can put right."""

import sys
from typing import NoReturn

import click

from bot.settings import Settings, WrongSetting, load_settings

WRONG = 2  # the exit code of what the person at the terminal can put right; click uses it for wrong options, too
UNWELL = 1  # of a look that found something wrong


def give_up(problem: object) -> NoReturn:
    """One sentence on stderr, and the end."""
    click.echo(f"steward: {problem}", err=True)
    sys.exit(WRONG)


def settings_or_end() -> Settings:
    try:
        return load_settings()
    except WrongSetting as wrong:
        give_up(wrong)
