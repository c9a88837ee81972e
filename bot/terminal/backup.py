"""`steward backup` and `steward restore`: the whole database into a file, and back."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import anyio
import click

from actors.clock import SystemClock
from bot.settings import Settings
from bot.terminal.ending import give_up, settings_or_end

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.backup import Contents
    from bot.database import Database

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=FILE)
def backup(*, file: Path) -> None:
    """Write the whole database into a new FILE; the desk may go on meanwhile."""

    async def dumped(database: "Database") -> "Contents":
        from bot.backup import dump

        return await dump(database, file, SystemClock().now())

    contents = _with_database(dumped)
    click.echo(f"{file} holds {_counted(contents)}. It holds what people wrote: keep it where nobody else reads it.")


@click.command()
@click.argument("file", type=FILE)
@click.option("--replace", is_flag=True, help="Lose what the database holds.")
@click.option("--force", is_flag=True, help="Do not look whether a desk still runs.")
def restore(*, file: Path, replace: bool, force: bool) -> None:
    """Fill the database from FILE, which `steward backup` wrote; the desk must be stopped."""

    async def restored(database: "Database") -> "Contents":
        from bot.backup import nobody_lives, restore

        if not force:
            await nobody_lives(database, SystemClock().now())
        return await restore(database, file, replace=replace)

    contents = _with_database(restored)
    click.echo(f"Restored from {contents.at:%Y-%m-%d %H:%M} UTC: {_counted(contents)}. Start the desk.")


def _counted(contents: "Contents") -> str:
    """By the names of the database, which know no singular."""
    return ", ".join(f"{name} ({count})" for name, count in sorted(contents.counts.items())) or "nothing"


def _with_database(act: "Callable[[Database], Awaitable[Contents]]") -> "Contents":
    settings = settings_or_end()
    from bot.backup import BackupRefused  # here, because Discord and the database take long to import
    from bot.unusable import Unusable

    try:
        return anyio.run(partial(_open, settings, act))
    except (BackupRefused, Unusable) as problem:
        give_up(problem)


async def _open(settings: Settings, act: "Callable[[Database], Awaitable[Contents]]") -> "Contents":
    from bot.database import database_at, mongo_of, told_apart

    async with mongo_of(settings, is_patient=True) as mongo:
        database = await database_at(mongo, may_be_half=True)
        with told_apart():
            return await act(database)
