"""The command `steward`. What a person can put right is one sentence on stderr and exit code 2, never a traceback."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from bot import __version__
from bot.logs import set_up_logs
from bot.presets import PRESETS
from bot.settings import WrongSetting
from bot.terminal.backup import backup, restore
from bot.terminal.doctor import doctor, healthy, invite
from bot.terminal.ending import give_up, settings_or_end
from bot.terminal.letters import letters
from bot.terminal.policy import policy

DEMO_PACKAGES = ("mongomock", "mongomock_motor")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="steward")
def main() -> None:
    """A Discord support desk that keeps its promises."""


@main.command()
def run() -> None:
    """Run the desk with the settings of the environment and of .env."""
    settings = settings_or_end()
    set_up_logs(settings.log_level, secrets=(settings.token, settings.mongodb_uri))
    from bot.app import run  # here, because discord and the database driver take most of a second to import
    from bot.unusable import Unusable

    try:
        sys.exit(run(settings))
    except (WrongSetting, Unusable) as problem:
        give_up(problem)


@main.command()
@click.option(
    "--story", type=click.Choice(PRESETS), default=PRESETS[0], show_default=True, help="Play the preset of this name."
)
@click.option("--keep", is_flag=True, help="Leave everything running and print the addresses.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Leave the transcripts in this folder.",
)
def demo(*, story: str, keep: bool, out: Path | None) -> None:
    """Play a desk's life against a Discord on this machine and check what each person saw."""
    with demo_packages():
        from bot.demo import run_demo
    try:
        if out is not None:
            out.mkdir(parents=True, exist_ok=True)  # before the story, not after it
    except OSError as error:
        give_up(f"The folder {out} cannot be made ({error.strerror}): name another one with --out.")
    sys.exit(run_demo(story=story, keep=keep, out=out))


@main.command(name="try")
@click.option(
    "--preset", type=click.Choice(PRESETS), default=PRESETS[0], show_default=True, help="What the desk promises."
)
@click.option("--port", default=0, metavar="N", help="Of its Discord; a free one if left out.")
@click.option("--page-port", default=0, metavar="N", help="Of the page; a free one if left out.")
@click.option("--no-browser", is_flag=True, help="Only print the page's address.")
def try_it(*, preset: str, port: int, page_port: int, no_browser: bool) -> None:
    """Try the desk in your browser: on this machine, without an account, and with the time in your hand."""
    with demo_packages():
        from bot.demo.trying import run_trial
        from bot.sandbox.wanted import CannotServe

    try:
        sys.exit(run_trial(preset_name=preset, port=port, page_port=page_port, opens_browser=not no_browser))
    except CannotServe as problem:
        give_up(f"{problem}.")


@contextmanager
def demo_packages() -> Iterator[None]:
    """Whoever did not install them reads how."""
    try:
        yield
    except ModuleNotFoundError as missing:
        if missing.name not in DEMO_PACKAGES:
            raise
        give_up("The demo needs packages that are not installed: pip install 'steward[demo]'.")


@main.command()
@click.option("--port", default=0, metavar="N", help="Of the API, the gateway and the CDN; a free one if left out.")
@click.option("--page-port", default=0, metavar="N", help="Of the page and the control interface.")
@click.option("--world", type=click.Path(path_type=Path), metavar="FILE", help="Who and what is there, in YAML.")
@click.option("--at", metavar="MOMENT", help="When story time begins, such as 2026-03-02T09:00Z; now if left out.")
@click.option("--pace", default=1.0, metavar="N", help="Story seconds a second; 0 is a clock that stands.")
def sandbox(*, port: int, page_port: int, world: Path | None, at: str | None, pace: float) -> None:
    """Serve a Discord of your own on this machine, for any bot."""
    from bot.sandbox.control.views import Addresses  # here, because a desk needs no such thing
    from bot.sandbox.serving import serve
    from bot.sandbox.wanted import CannotServe, wanted

    def tell(addresses: Addresses) -> None:
        click.echo(addresses.model_dump_json())  # one line, for programs
        click.echo(f"steward: the page is {addresses.page}; Ctrl-C ends it.", err=True)

    try:
        serve(wanted(world=world, port=port, page_port=page_port, at=at, pace=pace), tell)
    except CannotServe as problem:
        give_up(f"{problem}.")


for command in (doctor, invite, healthy, policy, letters, backup, restore):
    main.add_command(command)
