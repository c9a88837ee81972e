"""Everything that people read while a desk keeps its promises, place by place, as one text to be reviewed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.sandbox import Person, Seen
from tests.support.golden import check_golden
from tests.support.town import MORNING, Town, a_town

SNOWFLAKE = re.compile(r"(<[@#]&?|\b)(\d{15,20})(>|\b)")
TIME = re.compile(r"<t:(\d+):([fR])>")
MARK = re.compile(r"\nref \w+$")


@dataclass
class Diary:
    """Who reads what from one moment to the next: `+` new, `~` reads differently now, `-` is gone."""

    town: Town
    lines: list[str] = field(default_factory=list)
    stood: dict[str, dict[int, str]] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)

    async def step(self, what: str) -> None:
        """What has changed since the step before, once all is quiet."""
        await self.town.quiet()
        self.lines += ["", f"== {when(self.town.now)} {what}"]
        self._look_at_names()
        places = self._places()
        for place, messages in places.items():
            before, now = self.stood.get(place, {}), {int(one.id): self._shown(one) for one in messages}
            changed = [f"- {text}" for id, text in before.items() if id not in now]
            changed += [f"{'~' if id in before else '+'} {text}" for id, text in now.items() if before.get(id) != text]
            self.stood[place] = now
            self.lines += [f"[{place}]", *changed] if changed else []
        for place in self.stood.keys() - places.keys():
            del self.stood[place]
            self.lines.append(f"[{place}] is gone")

    def answer(self, who: str, text: str) -> None:
        """What only one person reads."""
        self._look_at_names()
        self.lines.append(f"({who} alone reads) {self._named(text)}")

    def _look_at_names(self) -> None:
        """Everything keeps the name under which it was first read of; of tickets the new ones are told."""
        town, tickets = self.town, self.town.channels()
        people = {one.user.id: one.user.username for one in (town.admin, town.owner, town.staff, town.stranger)}
        roles = {one.id: one.name for one in town.guild.roles.values()}
        fixed = {one.id: one.name for one in town.guild.channels.values() if one.id not in tickets}
        born = {id: f"channel {len(self._tickets()) + 1}" for id in tickets if int(id) not in self.names}
        self.names |= {int(id): name for id, name in (people | roles | fixed | born).items()}
        for id, channel in tickets.items():
            told = f"[{self.names[id]}] is called {channel.name}"
            if told != next((line for line in reversed(self.lines) if line.startswith(told.rpartition(" ")[0])), ""):
                self.lines.append(told)

    def _tickets(self) -> list[str]:
        return [name for name in self.names.values() if name.startswith("channel ")]

    def _places(self) -> Mapping[str, list[Seen]]:
        town = self.town
        fixed = {"lobby": town.lobby, "sla": town.sla, "staff-log": town.log, "transcripts": town.transcripts}
        tickets = {self.names[id]: one for id, one in town.channels().items()}
        seen = {name: town.admin.sees(one) for name, one in (fixed | tickets).items()}
        seen |= {f"{one.user.username}'s messages": one.inbox() for one in (town.owner, town.staff, town.admin)}
        return {place: [one for one in messages if not one.is_ephemeral] for place, messages in seen.items()}

    def _shown(self, message: Seen) -> str:
        text = self._named(MARK.sub("", message.text)).replace("\n", "\n    ")
        parts = [f"{message.author}: {text}"]
        parts += [f"    [{button.label}]" for button in message.buttons]
        parts += [f"    <{select.placeholder}>" for select in message.selects]
        return "\n".join([*parts, *(f"    ({file.filename})" for file in message.files)])

    def _named(self, text: str) -> str:
        """Names for ids, and the story's days for times."""
        text = TIME.sub(lambda found: f"<{when(datetime.fromtimestamp(int(found[1]), UTC))}>", text)
        return SNOWFLAKE.sub(lambda found: f"{found[1]}{self.names.get(int(found[2]), 'id')}{found[3]}", text)


def when(at: datetime) -> str:
    """The day of the story and its time."""
    return f"day {(at - MORNING.replace(hour=0)).days} {at:%H:%M:%S}"


async def press(diary: Diary, person: Person, message: Seen, label: str, **form: object) -> None:
    """And the window that opens is sent, where one does."""
    attempt = await person.click(message, label)
    response = await attempt.response
    if response.form is not None:
        attempt = await person.submit(response.form, form)
    diary.answer(person.user.username, await diary.town.answer(attempt))


def with_button(messages: list[Seen], label: str) -> Seen:
    return next(one for one in reversed(messages) if any(button.label == label for button in one.buttons))


async def test_everything_that_people_read_is_as_agreed() -> None:
    async with a_town() as town:
        diary = Diary(town)
        await diary.step("the desk is set up")
        await asked_and_answered(diary)
        await silence(diary)
        await moved(diary)
        await away(diary)
        await closed_by_itself(diary)
        await without_direct_messages(diary)

        check_golden("story.txt", "\n".join(diary.lines).strip() + "\n")


async def asked_and_answered(diary: Diary) -> None:
    town = diary.town
    diary.answer("owner", await town.answer(await town.submit(town.owner)))
    await diary.step("the owner opens a ticket")
    (channel,) = town.channels().values()
    await town.wait(minutes=31)
    await diary.step("half an hour without a priority")
    diary.answer("staff", await town.answer(await town.staff.select(town.card(channel), "high")))
    await diary.step("staff set a priority")
    await town.wait(minutes=31)
    await diary.step("half of the promise has passed")
    await town.wait(minutes=30)
    await diary.step("all of the promise has passed")
    await town.staff.say(channel, "Which table is it?")
    await diary.step("staff answer")


async def silence(diary: Diary) -> None:
    town, (channel,) = diary.town, diary.town.channels().values()
    await town.wait(hours=24, minutes=1)
    await diary.step("the owner is silent for a day")
    await town.wait(hours=24)
    await diary.step("and for another one")
    await press(diary, town.owner, with_button(town.owner.sees(channel), "Still need help"), "Still need help")
    await diary.step("the owner still needs help")
    await press(diary, town.staff, town.card(channel), "No answer needed")
    await diary.step("staff say that no answer is needed")


async def moved(diary: Diary) -> None:
    town, (channel,) = diary.town, diary.town.channels().values()
    attempt = await town.staff.slash(channel, "ticket_type", type="product_issues")
    diary.answer("staff", await town.answer(attempt))
    await diary.step("staff move it to another team")
    await press(diary, town.staff, with_button(town.staff.sees(channel), "Leave"), "Leave")
    await diary.step("and leave")


async def away(diary: Diary) -> None:
    town = diary.town
    await town.owner.leave(town.guild)
    await diary.step("the owner leaves the server")
    town.stage.join(town.guild, town.owner.user)
    await diary.step("and comes back")
    town.stage.time_out(town.guild, town.owner.user, town.now.replace(hour=23))
    await diary.step("and is timed out")
    await town.wait(hours=24)
    await diary.step("that is over")


async def closed_by_itself(diary: Diary) -> None:
    town, (channel,) = diary.town, diary.town.channels().values()
    await town.admin.say(channel, "Is it better now?")
    await town.wait(days=6, minutes=1)
    await diary.step("nearly a week of silence")
    await town.wait(days=1, minutes=15)
    await diary.step("the ticket closes by itself")
    await town.wait(minutes=6)
    await diary.step("its channel goes")
    await press(diary, town.owner, with_button(town.owner.inbox(), "Reopen"), "Reopen")
    await diary.step("the owner opens it again")
    (channel,) = town.channels().values()
    diary.answer("admin", await town.answer(await town.admin.slash(channel, "close_ticket", reason="Done at last")))
    await diary.step("an administrator closes it")
    copy = with_button(town.owner.inbox(), "5 ★")
    await press(diary, town.owner, copy, "5 ★", comment="It took a while.")
    await diary.step("the owner rates it")


async def without_direct_messages(diary: Diary) -> None:
    town = diary.town
    await town.wait(minutes=6)
    await diary.step("the channel goes, and time passes")
    town.owner.close_dms()
    channel = await town.open(title="Now it is slow", text="Since this morning.")
    await town.admin.say(channel, "Let me see.")
    await diary.step("an administrator writes before there is a priority")
    diary.answer("staff", await town.answer(await town.staff.slash(channel, "priority", priority="low")))
    await town.staff.say(channel, "It is fast again, is it not?")
    await town.wait(hours=24, minutes=1)
    await diary.step("the owner takes no direct messages, and is reminded")
    await press(diary, town.owner, with_button(town.owner.sees(channel), "Solved"), "Solved")
    await diary.step("the owner says that it is solved")
    diary.answer("staff", await town.answer(await town.staff.slash(channel, "reopen")))
    await diary.step("staff open it again")
    await town.admin.delete_channel(channel)
    await diary.step("its channel is deleted by hand")
