"""What people do in a story: each act is narrated, done through the sandbox, and waited for until all is quiet."""

from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass

from bot.demo.narration import Narration
from bot.demo.theatre import Theatre
from bot.demo.witness import Witness
from bot.sandbox.attempt import Attempt
from bot.sandbox.errors import NotAllowed
from bot.sandbox.model import Channel
from bot.sandbox.people import Person
from bot.sandbox.seeing import Form, Seen


@dataclass(frozen=True, slots=True)
class Cast:
    """The hands of everybody in the story."""

    stage: Theatre
    narration: Narration
    witness: Witness

    async def says(self, person: Person, channel: Channel, text: str) -> Seen:
        self._tell(person, f"writes in #{channel.name}\n{text}")
        message = await person.say(channel, text)
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
            raise NotAllowed(f"no form opened for {person.user.username}, but: {response.kind}")
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
