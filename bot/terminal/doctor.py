"""`steward doctor`, `invite` and `healthy`: looks at an installation without starting or changing anything."""

import json
import sys

import anyio
import click

from actors.clock import SystemClock
from bot.pulse import is_fresh
from bot.settings import WrongSetting
from bot.terminal.ending import UNWELL, give_up, settings_or_end


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, for machines.")
def doctor(*, as_json: bool) -> None:
    """Look for whatever keeps the desk from its work; each finding has its remedy."""
    from bot.doctor.findings import Line, is_well  # here and not above: Discord and the database take long to import
    from bot.doctor.visit import visit
    from bot.wording import words
    from bot.wording.doctor import told, verdict

    def as_object(line: Line) -> str:
        says = told(line, words())
        found = {"check": line.name.value, "mark": line.mark.value, "what": says.what}
        return json.dumps(found | {"remedy": says.remedy, "link": says.link}, ensure_ascii=False)

    settings = settings_or_end()
    try:
        lines = anyio.run(visit, settings)
    except WrongSetting as wrong:
        give_up(wrong)
    for line in lines:
        click.echo(as_object(line) if as_json else str(told(line, words())))
    if not as_json:
        click.echo(f"\n{verdict(lines, words())}")
    sys.exit(0 if is_well(lines) else UNWELL)


@click.command()
def invite() -> None:
    """Print the link that invites the bot with exactly the permissions that it needs."""
    from actors.codes import BAD_TOKEN
    from bot.doctor.asking import Denied, Silent, application_of
    from bot.doctor.checks import invitation

    settings = settings_or_end()
    try:
        application = anyio.run(application_of, settings)
    except Denied as denied:
        if denied.status != BAD_TOKEN:
            give_up(f"Discord answers with an error (HTTP {denied.status}): try again in some minutes.")
        give_up("DISCORD_TOKEN is not accepted by Discord: paste the token again, from the Bot page.")
    except Silent:
        give_up("Discord does not answer: look whether this machine reaches the internet, then try again.")
    click.echo(invitation(application.id))


@click.command()
def healthy() -> None:
    """Say by the exit code whether the running desk hears Discord and its database answers."""
    settings = settings_or_end()
    if settings.heartbeat is None:
        give_up("STEWARD_HEARTBEAT is not set: name the file that the running desk shall touch.")
    if not is_fresh(settings.heartbeat, SystemClock().now()):
        click.echo("steward: the desk is not well: Discord or the database was not heard for a minute.", err=True)
        sys.exit(UNWELL)
