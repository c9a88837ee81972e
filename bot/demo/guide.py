"""The guide of `steward try`: its steps tick themselves off by what people and the desk did, in any order."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.demo.community import Community
from bot.demo.scene import Scene
from bot.sandbox.client.people import Person
from bot.sandbox.control import views
from bot.sandbox.model import Channel

TITLE = "Your first ticket"


@dataclass(frozen=True, slots=True)
class Need:
    """What a step stands on, and which task, from 0, brought it about; `text` is said where it is no more."""

    task: int
    text: str
    is_met: Callable[[Scene], bool]


@dataclass(frozen=True, slots=True)
class Task:
    """`who` does it `where`; there may be no such channel yet, or no more."""

    text: str
    who: Callable[[Scene], Person]
    where: Callable[[Scene], Channel | None]
    is_done: Callable[[Scene], bool]
    needs: tuple[Need, ...] = ()


@dataclass(slots=True)
class Guide:
    """Called, it says how far people have come; what was done once stays done, and is not looked for again."""

    community: Community
    _done: set[int] = field(default_factory=set)

    def __call__(self) -> views.Guide:
        scene = Scene(self.community)
        self._done |= {n for n, task in enumerate(TASKS) if n not in self._done and task.is_done(scene)}
        return views.Guide(title=TITLE, steps=[self._step(n, task, scene) for n, task in enumerate(TASKS)])

    def _step(self, n: int, task: Task, scene: Scene) -> views.Step:
        need = self._unmet(n, task, scene)
        place = TASKS[need.task] if need else task
        channel = place.where(scene)
        return views.Step(
            text=need.text if need else task.text,
            is_done=n in self._done,
            person=place.who(scene).user.username,
            channel=str(channel.id) if channel else None,
        )

    def _unmet(self, n: int, task: Task, scene: Scene) -> Need | None:
        """What was there once and is gone; what never was is the step of another task."""
        lost = (need for need in task.needs if need.task in self._done and not need.is_met(scene))
        return None if n in self._done else next(lost, None)


A_TICKET = Need(
    1,
    "Your ticket is closed, and this step needs an open one. As the member, open a new one in #support, as in steps 1 "
    "and 2.",
    Scene.a_ticket_is_open,
)
A_PRIORITY = Need(
    2,
    "Your new ticket has no priority yet, and this step needs one. As staff, choose it in the channel's first message, "
    "as in step 3.",
    Scene.it_has_a_priority,
)
A_QUESTION = Need(
    3,
    "Nobody waits for an answer now, and this step needs somebody who does. As the member, write in your channel, as "
    "in step 4.",
    Scene.the_owner_waits,
)
AN_ANSWER = Need(
    5,
    "The team has not answered yet, and this step needs a member who does not reply. As staff, write an answer in the "
    "ticket, as in step 6.",
    Scene.the_team_waits,
)

TASKS = (
    Task(
        "You are a member. Press the button Database in #support, below “How can we help?”: a short form opens.",
        lambda scene: scene.owner,
        lambda scene: scene.community.support,
        Scene.a_form_was_opened,
    ),
    Task(
        "Fill in the form and send it. The answer, which only you see, leads to a channel for you and the team.",
        lambda scene: scene.owner,
        lambda scene: scene.community.support,
        Scene.a_ticket_is_there,
    ),
    Task(
        "Now you are staff. Choose High in the menu of the channel's first message: from here on an answer is promised "
        "within an hour.",
        lambda scene: scene.staff,
        lambda scene: scene.ticket,
        Scene.a_priority_is_set,
        (A_TICKET,),
    ),
    Task(
        "You are the member again. Write a question in your channel: the team owes you an answer.",
        lambda scene: scene.owner,
        lambda scene: scene.ticket,
        Scene.the_owner_has_asked,
        (A_TICKET,),
    ),
    Task(
        "Nobody answers. Press +1 h: half an hour after your question the team was called in #sla. Seconds later the "
        "whole hour is over, and the team is called in the ticket, too.",
        lambda scene: scene.staff,
        lambda scene: scene.community.sla,
        Scene.the_team_was_called,
        (A_TICKET, A_PRIORITY, A_QUESTION),
    ),
    Task(
        "You are staff. Write an answer in the ticket: nobody is called any more.",
        lambda scene: scene.staff,
        lambda scene: scene.ticket,
        Scene.the_team_has_answered,
        (A_TICKET, A_PRIORITY),
    ),
    Task(
        "The member does not reply. Press +1 d: seconds later, a day after the answer, the desk reminds them in the "
        "ticket, with two buttons.",
        lambda scene: scene.owner,
        lambda scene: scene.ticket,
        Scene.the_owner_was_reminded,
        (A_TICKET, A_PRIORITY, AN_ANSWER),
    ),
    Task(
        "You are staff. Press Close ticket in the channel's first message, and send the form.",
        lambda scene: scene.staff,
        lambda scene: scene.ticket,
        Scene.a_transcript_is_there,
        (A_TICKET,),
    ),
    Task(
        "You are the member. The transcript is in your direct messages; open it. Then press 1 ★ to 5 ★, and send the "
        "form: #transcripts shows the team what you gave.",
        lambda scene: scene.owner,
        lambda scene: scene.direct,
        Scene.a_rating_is_there,
    ),
    Task(
        "You are the administrator. In the menu of Community, under Roles of the server, take Manage Channels from "
        "Steward. Then use /desk doctor here: it says what does not work now, and how to mend it.",
        lambda scene: scene.community.administrator,
        lambda scene: scene.community.support,
        Scene.the_desk_said_what_it_lacks,
    ),
    Task(
        "Give it back: until then no ticket gets a channel. Switch Manage Channels on where you took it away, and use "
        "/desk doctor once more: all is well again.",
        lambda scene: scene.community.administrator,
        lambda scene: scene.community.support,
        Scene.the_desk_lacks_nothing_any_more,
    ),
)
