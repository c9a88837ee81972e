"""The guide of `steward try`: ten steps that tick themselves off by what people and the desk did, in any order."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.demo.community import Community
from bot.demo.scene import Scene
from bot.sandbox.client.people import Person
from bot.sandbox.control import views
from bot.sandbox.model import Channel

TITLE = "Your first ticket"


@dataclass(frozen=True, slots=True)
class Task:
    """`who` does it `where`; there may be no such channel yet, or no more."""

    text: str
    who: Callable[[Scene], Person]
    where: Callable[[Scene], Channel | None]
    is_done: Callable[[Scene], bool]


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
        channel = task.where(scene)
        return views.Step(
            text=task.text,
            is_done=n in self._done,
            person=task.who(scene).user.username,
            channel=str(channel.id) if channel else None,
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
    ),
    Task(
        "You are the member again. Write a question in your channel: the team owes you an answer.",
        lambda scene: scene.owner,
        lambda scene: scene.ticket,
        Scene.the_owner_has_asked,
    ),
    Task(
        "Nobody answers. Press +1 h: half an hour after your question the team was called in #sla. Seconds later the "
        "whole hour is over, and the team is called in the ticket, too.",
        lambda scene: scene.staff,
        lambda scene: scene.community.sla,
        Scene.the_team_was_called,
    ),
    Task(
        "You are staff. Write an answer in the ticket: nobody is called any more.",
        lambda scene: scene.staff,
        lambda scene: scene.ticket,
        Scene.the_team_has_answered,
    ),
    Task(
        "The member does not reply. Press +1 d: seconds later, a day after the answer, the desk reminds them in the "
        "ticket, with two buttons.",
        lambda scene: scene.owner,
        lambda scene: scene.ticket,
        Scene.the_owner_was_reminded,
    ),
    Task(
        "You are staff. Press Close ticket in the channel's first message, and send the form.",
        lambda scene: scene.staff,
        lambda scene: scene.ticket,
        Scene.a_transcript_is_there,
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
)
