"""The packaged policies, as files in YAML that a person can read, copy and change."""

from importlib.resources import files
from pathlib import Path

PRESETS = ("inertia", "inertia-literal")  # the first is what a desk has that names none


def preset(name: str) -> Path:
    """The file of a packaged policy."""
    return Path(str(files("bot.presets").joinpath(f"{name}.yaml")))
