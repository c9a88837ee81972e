"""What the tests of this folder ask about a town: who was called where, and what of a channel still stands."""

from pathlib import Path

from bot.presets import preset
from bot.sandbox import Channel, Person, Seen
from tests.support.town import Town


def calls(town: Town, person: Person, channel: Channel) -> list[str]:
    """When those were said that are no card."""
    return [f"{one.at:%d %H:%M}" for one in person.sees(channel) if one.calls_me and not one.selects]


def stands(town: Town, channel: Channel) -> bool:
    return channel.id in town.channels()


def button(person: Person, channel: Channel, label: str) -> Seen:
    return next(one for one in reversed(person.sees(channel)) if label in [each.label for each in one.buttons])


async def answered(town: Town, person: Person | None = None) -> Channel:
    """A ticket with a priority that was answered just now."""
    channel = await town.open(person)
    await town.answer(await town.staff.slash(channel, "priority", priority="high"))
    await town.staff.say(channel, "an answer")
    await town.quiet()
    return channel


def policy_with(folder: Path, *changes: tuple[str, str]) -> Path:
    """The safe preset with some of its lines written otherwise."""
    text = preset("inertia").read_text()
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path = folder / "policy.yaml"
    path.write_text(text)
    return path
