"""Calls about the story's time, and the sockets."""

import json

from aiohttp import web
from pydantic import Field, ValidationError

from bot.sandbox.control import views, wishes
from bot.sandbox.control.frames import Report
from bot.sandbox.control.refusing import Guarded
from bot.sandbox.control.socket import Outgoing, talk
from bot.sandbox.control.state import Call
from bot.sandbox.wall_time import WallTime


class Watching(wishes.Wish):
    log: bool = Field(False, description="The entries of the log, too.")


async def see_time(call: Call) -> views.Time:
    """The story's clock, its pace, and when something happens by itself."""
    return call.state.mover.view


async def step_time(call: Call, wish: wishes.MoveTime) -> views.Moved:
    """Moves the clock; all that falls due on its way happens at its own moment."""
    return await call.state.mover.step(wish)


async def set_pace(call: Call, wish: wishes.Pace) -> views.Time:
    """Lets the clock run at a pace, or stand."""
    call.state.mover.set_pace(wish.pace)
    return call.state.mover.view


async def watch(call: Call, asked: Watching) -> web.WebSocketResponse:
    """A socket that tells what this person sees as it happens, one News a frame."""
    return await call.state.watch.serve(call.request, call.user, wants_log=asked.log)


async def follow_time(call: Call) -> web.WebSocketResponse:
    """A socket for a program that lives in this time: it is told each moment and reports when it is done with it."""
    time = call.state.mover.time
    if not isinstance(time, WallTime):
        raise Guarded(409, "The bot lives in this process, and so does its time: nobody else can follow it.")
    out = Outgoing()
    follower = time.follow(lambda now: out.put(json.dumps({"now": now.isoformat()})))

    def hear(frame: str) -> None:
        try:
            report = Report.model_validate_json(frame)
        except ValidationError:
            out.put('{"error":"A report is {\\"now\\": moment, \\"next\\": moment or null, \\"is_quiet\\": true}."}')
        else:
            follower.report(now=report.now, next=report.next, is_quiet=report.is_quiet)

    try:
        return await talk(call.request, out, hear)
    finally:
        time.leave(follower)
