"""A desk's life played on this machine: sandbox, database in memory and the desk itself, on stepped time."""

from collections import Counter
from pathlib import Path

import anyio

from bot.app import a_signal
from bot.demo.acting import Cast
from bot.demo.narration import Narration
from bot.demo.stories import STORIES, Story
from bot.demo.theatre import Theatre, theatre
from bot.demo.witness import Witness
from bot.logs import set_up_logs
from bot.sandbox.control.server import Control


def run_demo(*, story: str, keep: bool, out: Path | None) -> int:
    """Plays the story of this name. The exit code: 0 where every expectation holds, else 1."""
    set_up_logs("ERROR", for_people=True)
    return anyio.run(_demo, STORIES[story], keep, out)


async def _demo(story: Story, keep: bool, out: Path | None) -> int:
    async with theatre(story.preset) as stage:
        narration = Narration(stage.clock.now)
        await perform(story, stage, narration)
        if out is not None:
            leave_transcripts(stage, out, narration)
        print(f"\n{narration.verdict()}", flush=True)
        if keep:
            await _keep(stage)
    return 0 if narration.all_hold else 1


async def perform(story: Story, stage: Theatre, narration: Narration) -> None:
    """Starts the desk and plays the whole story."""
    witness = Witness(stage.community, narration)
    stage.look = witness.look
    await stage.start_desk()
    await story.play(Cast(stage, narration, witness))


def leave_transcripts(stage: Theatre, folder: Path, narration: Narration) -> None:
    """All copies, the owner's and the team's, under names that say whose they are; a later one has a number."""
    folder.mkdir(parents=True, exist_ok=True)
    community, given = stage.community, Counter[str]()
    for whose, messages in (
        ("owner", community.owner.inbox()),
        ("team", [*stage.filed, *community.administrator.sees(community.transcripts)]),
    ):
        for file in (file for message in messages for file in message.files):
            name = Path(f"{whose}-{file.filename}")
            given[name.name] += 1
            path = folder / (name if given[name.name] == 1 else f"{name.stem}-{given[name.name]}{name.suffix}")
            path.write_bytes(file.content)
            narration.out(f"  the {whose}'s transcript is in {path}")


async def _keep(stage: Theatre) -> None:
    """Until Ctrl-C or SIGTERM. From here on the story's time goes at the pace of the wall, and people may move it."""
    async with Control(stage.sandbox, stage) as control, anyio.create_task_group() as tasks:
        tasks.start_soon(_say_where, control)
        await a_signal()
        tasks.cancel_scope.cancel()


async def _say_where(control: Control) -> None:
    """Once whoever reads this may stop it: the signals are being listened to."""
    print("The story's Discord and the desk stay until Ctrl-C, and its time goes on. Look around on its page:")
    for what, where in control.addresses().model_dump().items():
        print(f"  {what:<8} {where}", flush=True)
