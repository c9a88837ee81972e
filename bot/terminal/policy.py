"""`steward policy`: what is promised, shown and checked without a desk."""

from pathlib import Path

import click
import yaml

from bot.desks import DeskPolicies
from bot.policy import load_policy
from bot.presets import PRESETS, preset
from bot.settings import WrongSetting
from bot.terminal.ending import give_up, settings_or_end
from models.duration import written


@click.group()
def policy() -> None:
    """What the desk promises."""


@policy.command()
@click.argument("name", type=click.Choice(PRESETS), required=False)
def show(*, name: str | None) -> None:
    """Print a packaged policy by its NAME, with its comments; or the one in force, with every default written out."""
    if name:
        click.echo(preset(name).read_text(encoding="utf-8"), nl=False)
        return
    settings = settings_or_end()
    try:
        policies = DeskPolicies(load_policy(settings.policy_file), settings)
    except WrongSetting as wrong:
        give_up(wrong)
    in_force = policies.policy.model_dump(mode="json")
    click.echo(yaml.safe_dump(in_force, sort_keys=False, allow_unicode=True, width=120), nl=False)
    for key in policies.unserved:
        click.echo(f"# {key} is not offered: no role answers it.")


@policy.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
def check(*, file: Path | None) -> None:
    """Read a policy FILE (else that of STEWARD_POLICY) and say whether it is right."""
    file = file or settings_or_end().policy_file or preset(PRESETS[0])
    try:
        policy = load_policy(file)
    except WrongSetting as wrong:
        give_up(wrong)
    click.echo(f"{file} is right: it is called {policy.name} and promises")
    for key, kind in policy.types.items():
        targets = ", ".join(f"{priority.value} {written(span)}" for priority, span in kind.targets.items())
        click.echo(f"  {key}: an answer within {targets}")
