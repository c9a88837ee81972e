"""The hands of people at the page, without the page: what it would ask of the control interface."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import anyio

from bot.demo.trying import Trial, trying

Json = dict[str, Any]
DIRECT = "@me"
WITHIN = 10.0  # real seconds for news to come


@dataclass(frozen=True)
class Hands:
    trial: Trial
    session: aiohttp.ClientSession

    async def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """The status and the JSON, whatever they are."""
        async with self.session.request(method, self.trial.control.url + path, json=body) as answer:
            return answer.status, await answer.json() if answer.content_length else None

    async def ask(self, method: str, path: str, body: Any = None) -> Any:
        """What is answered to something that is allowed; once the desk has done what it does about it."""
        status, answer = await self.call(method, path, body)
        assert status < 400, (method, path, answer)
        await self.trial.stage.quiet()
        return answer

    async def ticks(self) -> str:
        """The guide as a row of marks."""
        guide = await self.ask("GET", "/guide")
        return "".join("x" if step["is_done"] else "." for step in guide["steps"])

    async def step(self, n: int) -> Json:
        """The n-th of the guide, from 1."""
        guide = await self.ask("GET", "/guide")
        return dict(guide["steps"][n - 1])

    async def reads(self, person: str, channel: str) -> list[Json]:
        return list(await self.ask("GET", f"/people/{person}/channels/{channel}/messages"))

    async def says(self, person: str, channel: str, text: str) -> Json:
        return dict(await self.ask("POST", f"/people/{person}/channels/{channel}/messages", {"text": text}))

    async def presses(self, person: str, channel: str, label: str) -> Json:
        """The newest button of that name, as the guide calls it."""
        for message in reversed(await self.reads(person, channel)):
            for button in buttons(message):
                if button["label"] == label:
                    path = f"/people/{person}/channels/{channel}/messages/{message['id']}/click"
                    return dict(await self.ask("POST", path, {"custom_id": button["custom_id"]}))
        raise AssertionError(f"{person} sees no button {label!r} there")

    async def sends(self, person: str, form: Json, values: Json) -> Json:
        return dict(await self.ask("POST", f"/people/{person}/forms/{form['id']}", {"values": values}))

    async def opens_form(self, person: str, channel: str, label: str) -> Json:
        answer = await self.presses(person, channel, label)
        assert answer["kind"] == "form", answer
        return dict(answer["form"])

    async def opens_ticket(self, person: str = "owner", label: str = "Database") -> str:
        """The id of the channel that the answer leads to."""
        form = await self.opens_form(person, "support", label)
        subject, text = (field["custom_id"] for field in form["fields"])
        answer = await self.sends(person, form, {subject: "Cannot read my records", text: "No access since today."})
        message = await self.ask("GET", f"/people/{person}/answers/{answer['interaction']}")
        (channel,) = re.findall(r"<#(\d+)>", message["text"])
        return str(channel)

    async def prioritises(self, person: str, ticket: str, priority: str = "high") -> None:
        card = (await self.reads(person, ticket))[0]
        select = card["components"][0]["components"][0]
        path = f"/people/{person}/channels/{ticket}/messages/{card['id']}/select"
        await self.ask("POST", path, {"custom_id": select["custom_id"], "values": [priority]})

    @asynccontextmanager
    async def watching(self, person: str) -> AsyncIterator[Callable[[str], Awaitable[Json]]]:
        """The next of the news of a type, from now on."""
        async with self.session.ws_connect(f"{self.trial.control.url}/people/{person}/watch") as socket:

            async def news(kind: str) -> Json:
                with anyio.fail_after(WITHIN):
                    while (told := await socket.receive_json())["type"] != kind:
                        pass
                return dict(told)

            yield news

    async def lets_pass(self, span: str) -> None:
        """So much story time, as "PT1H"."""
        await self.ask("POST", "/time/step", {"by": span})


def buttons(message: Json) -> list[Json]:
    return [one for row in message["components"] for one in row["components"] if one["type"] == 2]


@asynccontextmanager
async def tried(preset: str = "inertia", *, pace: float = 0.0) -> AsyncIterator[Hands]:
    """On a clock that stands unless it is moved."""
    async with trying(preset, pace=pace) as trial, aiohttp.ClientSession() as session:
        yield Hands(trial, session)
