"""A ticket's whole life played on this machine: sandbox, database in memory and the desk itself, on stepped time."""

import sys
from pathlib import Path

import anyio

from bot.demo.acting import Cast
from bot.demo.narration import Narration
from bot.demo.story import play
from bot.demo.theatre import Theatre, theatre
from bot.demo.witness import Witness
from bot.logs import set_up_logs


def run_demo(*, keep: bool, out: Path | None) -> int:
    """The exit code: 0 where every expectation holds, else 1."""
    set_up_logs("WARNING")
    return anyio.run(_demo, keep, out)


async def _demo(keep: bool, out: Path | None) -> int:
    async with theatre() as stage:
        narration = Narration(stage.clock.now)
        await _played(stage, narration)
        if out is not None:
            leave_transcripts(stage, out, narration)
        print(f"\n{narration.verdict()}", flush=True)
        if keep:
            await _keep(stage)
    return 0 if narration.all_hold else 1


async def _played(stage: Theatre, narration: Narration) -> None:
    witness = Witness(stage.community, narration)
    stage.look = witness.look
    await stage.start_desk()
    await play(Cast(stage, narration, witness))


def leave_transcripts(stage: Theatre, folder: Path, narration: Narration) -> None:
    """Both copies, the owner's and the team's, under names that say whose they are."""
    folder.mkdir(parents=True, exist_ok=True)
    community = stage.community
    for whose, messages in (
        ("owner", community.owner.inbox()),
        ("team", community.staff.sees(community.transcripts)),
    ):
        for file in (file for message in messages for file in message.files):
            path = folder / f"{whose}-{file.filename}"
            path.write_bytes(file.content)
            narration.out(f"  the {whose}'s transcript is in {path}")


async def _keep(stage: Theatre) -> None:
    """Real time does not move the story's; the desk answers whoever talks to this Discord."""
    sandbox = stage.sandbox
    print(f"The story's Discord stays until Ctrl-C:\n  API      {sandbox.api_url}\n  gateway  {sandbox.gateway_url}")
    print(f"  CDN      {sandbox.cdn_url}\n  token    {sandbox.token}", file=sys.stdout, flush=True)
    await anyio.sleep_forever()
