"""`steward letters`: what could not be read, listed, shown, marked to be read once more, removed."""

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeAlias

import anyio
import click

from bot.settings import Settings
from bot.terminal.ending import give_up, settings_or_end
from models.grave import Grave
from models.ids import Address, GuildId

Buried: TypeAlias = tuple[Address, Grave]


class Graves(Protocol):
    """Those that the store keeps; everything raises StoreDown."""

    async def graves_of(self, guild: GuildId | None) -> tuple[Buried, ...]: ...

    async def mark_retry(self, address: Address, letter: str) -> bool: ...

    async def unbury(self, address: Address, grave: Grave) -> bool: ...


OnAll: TypeAlias = Callable[[Graves], Awaitable[None]]
OnOne: TypeAlias = Callable[[Graves, Address, Grave], Awaitable[None]]

WHEN = "%Y-%m-%d %H:%M:%S"

NO_LETTER = "No dead letter begins with {letter}: `steward letters list` shows them all."
SEVERAL = "{count} dead letters begin with {letter}: write more of the one that you mean."
UNREADABLE = (
    "{letter} held what a person wrote, which is never kept here, so it cannot be read again: ask that person to do it "
    "once more, then drop it."
)


@click.group()
def letters() -> None:
    """The letters that could not be read."""


@letters.command("list")
def list_() -> None:
    """Where, when, what kind, and what went wrong."""

    async def told(store: Graves) -> None:
        buried = await store.graves_of(None)
        for one in buried:
            click.echo(_line(one))
        if not buried:
            click.echo("There are none: every letter was read.")

    _with_store(told)


@letters.command()
@click.argument("letter")
def show(*, letter: str) -> None:
    """One of them, with the trace of the error."""

    async def shown(store: Graves, address: Address, grave: Grave) -> None:
        click.echo(_line((address, grave)))
        click.echo(f"\n{grave.traceback.rstrip()}")

    _with_letter(letter, shown)


@letters.command()
@click.argument("letter")
def retry(*, letter: str) -> None:
    """Have the running desk read it once more, within half a minute."""

    async def marked(store: Graves, address: Address, grave: Grave) -> None:
        if not await store.mark_retry(address, grave.letter):
            give_up(UNREADABLE.format(letter=_id((address, grave))))
        click.echo(f"{_id((address, grave))} is read again by the running desk, within half a minute.")

    _with_letter(letter, marked)


@letters.command()
@click.argument("letter")
def drop(*, letter: str) -> None:
    """Remove it for good."""

    async def dropped(store: Graves, address: Address, grave: Grave) -> None:
        if not await store.unbury(address, grave):
            give_up(f"{_id((address, grave))} has just been tried again: look at it once more.")
        click.echo(f"{_id((address, grave))} is gone.")

    _with_letter(letter, dropped)


def _id(buried: Buried) -> str:
    address, grave = buried
    return f"{address}/{grave.letter}"


def _line(buried: Buried) -> str:
    _, grave = buried
    hope = "will be read again" if grave.retry else "can be read again" if grave.again else "cannot be read again"
    return f"{_id(buried)}  {grave.at.strftime(WHEN)}  {grave.command}  {grave.error}  ({hope})"


def _with_letter(letter: str, act: OnOne) -> None:
    async def found(store: Graves) -> None:
        meant = [one for one in await store.graves_of(None) if letter in (_id(one), one[1].letter)]
        if not meant:
            meant = [one for one in await store.graves_of(None) if _begins(one, letter)]
        if not meant:
            give_up(NO_LETTER.format(letter=letter))
        if len(meant) > 1:
            give_up(SEVERAL.format(letter=letter, count=len(meant)))
        await act(store, *meant[0])

    _with_store(found)


def _begins(buried: Buried, letter: str) -> bool:
    return _id(buried).startswith(letter) or buried[1].letter.startswith(letter)


def _with_store(act: OnAll) -> None:
    settings = settings_or_end()
    from bot.unusable import Unusable  # here, because Discord and the database take long to import

    try:
        anyio.run(_open, settings, act)
    except Unusable as problem:
        give_up(problem)


async def _open(settings: Settings, act: OnAll) -> None:
    from bot.database import mongo_of, store_at, told_apart

    async with mongo_of(settings) as mongo:
        store = await store_at(mongo)
        with told_apart():
            await act(store)
