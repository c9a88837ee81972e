"""What people do in a story: each act is narrated, done through the sandbox, and waited for until all is quiet."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.demo.community import Community
from bot.demo.narration import Narration
from bot.demo.theatre import Theatre
from bot.demo.witness import Witness
from bot.sandbox.client.attempt import Attempt
from bot.sandbox.client.people import Person
from bot.sandbox.client.seeing import Form, Seen
from bot.sandbox.errors import NotAllowed, SandboxError
from bot.sandbox.model import Channel, Upload

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Cast:
    """The hands of everybody in the story."""

    stage: Theatre
    narration: Narration
    witness: Witness

    @property
    def community(self) -> Community:
        return self.stage.community

    def expect(self, sentence: str, expected: object, actual: object) -> None:
        """Begins with the row of the requirements that it shows, where it shows one."""
        self.narration.expect(sentence, expected, actual)

    async def act(self, title: str) -> None:
        """A new scene, on a new morning."""
        await self.stage.next_morning()
        self.narration.scene(title)

    async def until(self, day: int, time: str) -> None:
        await self.stage.until(day, time)

    async def says(self, person: Person, channel: Channel, text: str, files: Sequence[Upload] = ()) -> Seen:
        attached = f" (with {', '.join(file.filename for file in files)})" if files else ""
        self._tell(person, f"writes in #{channel.name}{attached}\n{text}")
        message = await person.say(channel, text, files)
        await self.stage.quiet()
        return message

    async def edits(self, person: Person, message: Seen, text: str) -> None:
        self._tell(person, f"edits that into\n{text}")
        await person.edit(message, text)
        await self.stage.quiet()

    async def deletes(self, person: Person, message: Seen) -> None:
        self._tell(person, f"deletes “{message.content}”")
        await person.delete(message)
        await self.stage.quiet()

    async def is_refused(self, person: Person, what: str, act: Awaitable[object]) -> bool:
        """Whether Discord's own client lets the person not even try."""
        try:
            await act
        except NotAllowed:
            self._tell(person, f"wants to {what}: Discord does not let them")
            return True
        finally:
            await self.stage.quiet()
        return False

    async def does(self, person: Person, what: str, act: Awaitable[Result]) -> Result:
        """Anything else that a person can do at Discord's client."""
        self._tell(person, what)
        result = await act
        await self.stage.quiet()
        return result

    async def happens(self, what: str, act: Callable[[], object]) -> None:
        """Something that the story's author does."""
        self.narration.line("(meanwhile)", what)
        act()
        await self.stage.quiet()

    async def stops_the_desk(self) -> None:
        self.narration.line("(the desk)", "is stopped")
        await self.stage.stop_desk()

    async def starts_the_desk(self) -> None:
        self.narration.line("(the desk)", "is started again")
        await self.stage.start_desk()

    async def presses(self, person: Person, message: Seen, label: str) -> Seen:
        """A button that opens no form."""
        self._tell(person, f"presses [{label}]")
        return await self._answered(person, await person.click(message, label))

    async def opens_form(self, person: Person, message: Seen, label: str) -> Form:
        self._tell(person, f"presses [{label}]")
        return await self._form(person, await person.click(message, label))

    async def submits(self, person: Person, form: Form, values: Mapping[str, object]) -> Seen:
        filled = "\n".join(f"{label}: {value}" for label, value in values.items())
        self._tell(person, f"sends the form\n{filled}")
        return await self._answered(person, await person.submit(form, values))

    async def submit_together(
        self, filled: Sequence[tuple[Person, Form]], values: Mapping[str, object]
    ) -> tuple[Seen, ...]:
        """Everybody sends their form before anybody is answered."""
        for person, _ in filled:
            self._tell(person, "sends the form")
        attempts = [await person.submit(form, values) for person, form in filled]
        answers = tuple([await attempt.answer() for attempt in attempts])
        await self.stage.quiet()
        for (person, _), answer in zip(filled, answers, strict=True):
            self._tell(person, f"(only for them) {self.witness.drawn(answer)}")
        return answers

    async def selects(self, person: Person, message: Seen, option: str) -> Seen:
        self._tell(person, f"chooses {option} in the menu of the card")
        return await self._answered(person, await person.select(message, option))

    async def runs(self, person: Person, channel: Channel, command: str, **options: object) -> Seen:
        self._tell(person, f"runs /{command} in #{channel.name}")
        return await self._answered(person, await person.slash(channel, command, **options))

    async def _form(self, person: Person, attempt: Attempt) -> Form:
        response = await attempt.response
        if response.form is None:
            raise SandboxError(f"no form opened for {person.user.username}, but: {response.kind}")
        limits = [f"{one.label} ({one.at_least} to {one.at_most})" for one in response.form.fields]
        self._tell(person, "sees the form “{}”\n{}".format(response.form.title, "\n".join(limits)))
        return response.form

    async def _answered(self, person: Person, attempt: Attempt) -> Seen:
        answer = await attempt.answer()
        self.narration.line("(only for them)", self.witness.drawn(answer))
        await self.stage.quiet()
        return answer

    def _tell(self, person: Person, what: str) -> None:
        self.narration.line(person.user.username, what)
