"""L31: nothing that a person typed stands in the log or in a dead letter, also not in a traceback, at any level."""

import io
import json

import pytest

from bot.logs import set_up_logs
from bot.sandbox import Upload
from models import commands as c
from models.rules.step import DeskRules, TicketRules
from models.snapshot import State, Step
from tests.support.injections import INJECTIONS
from tests.support.town import Town, a_town

pytestmark = pytest.mark.usefixtures("logs_as_before")

CANARY = "canary"
POISON = f"{CANARY}-poison"
KINDS = (
    *("username", "nick", "role", "channel", "guild", "title", "text", "message", "edit", "reply", "file"),
    *("poll", "answer", "sticker", "note", "comment", "form"),
)


def canary(kind: str) -> str:
    assert kind in KINDS
    return f"{CANARY}-{kind}"


def quoting(real: object) -> object:
    """Rules with a mistake of ours in them, which quotes what it was given."""

    def step(self: object, state: State | None, command: c.Command, *more: object) -> Step:
        if POISON in str(command):
            raise KeyError(f"cannot read {command!r}")
        return real(self, state, command, *more)  # type: ignore[operator,no-any-return]

    return step


async def with_names(town: Town) -> None:
    """Everybody and everything is called something that must not be found."""
    await town.stop()
    for person in (town.admin, town.owner, town.staff, town.stranger):
        person.user.username = canary("username")
        town.guild.members[person.user.id].nick = canary("nick")
    for role in town.guild.roles.values():
        role.name = canary("role")
    for channel in town.sandbox.world.channels.values():
        channel.name = canary("channel")
    town.guild.name = canary("guild")
    await town.start()


async def a_whole_life(town: Town) -> None:
    """Every kind of thing that people type, what is refused and what breaks included."""
    channel = await town.open(title=canary("title"), text=canary("text"))
    early = await town.admin.say(channel, canary("message"))
    await town.quiet()
    assert early.text not in town.said(channel), "the gate took it back"
    await town.answer(await town.staff.slash(channel, "priority", priority="high"))

    said = await town.owner.say(channel, canary("message"), [Upload(f"{canary('file')}.txt", b"x")])
    await town.owner.edit(said, canary("edit"))
    await town.staff.say(channel, canary("reply"), reply_to=said)
    await town.owner.send_sticker(channel, canary("sticker"))
    await town.owner.ask_poll(channel, canary("poll"), canary("answer"), canary("answer"))
    for words in INJECTIONS.values():
        await town.owner.say(channel, f"{canary('message')} {words}"[:2000])
    await town.owner.delete(said)
    await town.owner.say(channel, POISON)
    await town.quiet()

    await town.answer(await town.owner.slash(channel, "priority", priority="low"))
    town.staff.forge_component(channel, town.card(channel), canary("form"))
    town.staff.forge_form(channel, canary("form"), {canary("form"): canary("form")})
    town.sandbox.forge_event("MESSAGE_CREATE", {"channel_id": str(channel.id), "content": canary("message")})
    await town.quiet()

    await town.wait(hours=30)
    town.stage.rename(channel, canary("channel"))
    await town.close(channel, reason=canary("note"))
    copy = town.owner.inbox()[-1]
    await town.rate(copy, 4, canary("comment"))
    await town.answer(await town.submit(town.stranger, POISON, canary("text")))
    await town.wait(minutes=10)


async def buried(town: Town) -> str:
    return "\n".join(repr(grave) for _, grave in await town.app.store.graves_of(None))


async def test_nothing_that_anybody_typed_stands_in_the_log_or_in_a_dead_letter(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for rules in (TicketRules, DeskRules):
        monkeypatch.setattr(rules, "step", quoting(rules.step))
    log = io.StringIO()
    set_up_logs("TRACE", stream=log)
    async with a_town() as town:
        await with_names(town)

        await a_whole_life(town)

        graves = await buried(town)
        transcripts = "".join(town.said(town.transcripts))
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    told = {line["action"] for line in lines}
    assert CANARY in transcripts, "what was typed did arrive where it belongs"
    assert graves.count("KeyError") >= 2
    assert {"bury", "gateway_fence", "refused"} <= told, told
    assert CANARY not in log.getvalue()
    assert CANARY not in graves
    assert [words for words in INJECTIONS.values() if len(words) > 8 and words in log.getvalue()] == []
