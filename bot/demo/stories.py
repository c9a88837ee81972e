"""The stories: each is a preset and the acts that are played under it, one after another on one desk."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.demo.acting import Cast
from bot.demo.acts import clock, gate, moving, setting_up, silence

Act = Callable[[Cast], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Story:
    """`preset` is the policy that it is played under; its name is the story's."""

    preset: str
    acts: tuple[Act, ...]

    async def play(self, cast: Cast) -> None:
        for act in self.acts:
            await act(cast)


STORIES = {
    story.preset: story
    for story in (
        Story(
            "inertia",
            (
                setting_up.the_desk_is_set_up,
                setting_up.each_type_has_its_team,
                setting_up.the_team_is_called_once,
                setting_up.the_form_holds_its_lengths,
                gate.nobody_answers_before_there_is_a_priority,
                gate.a_ticket_without_priority_is_not_forgotten,
                clock.the_clock_starts_at_the_first_priority,
                clock.the_owner_waits_and_the_team_is_called,
                moving.a_ticket_is_moved,
                moving.a_ticket_is_moved_often,
                silence.the_owner_is_reminded_warned_and_the_ticket_closed,
                silence.the_owner_still_needs_help,
                silence.no_answer_is_needed,
                silence.an_outage_postpones_the_close,
            ),
        ),
        Story(
            "inertia-literal",
            (
                setting_up.the_desk_is_set_up,
                setting_up.each_type_has_its_team,
                gate.nobody_answers_before_there_is_a_priority,
                gate.nobody_looks_at_a_ticket_without_priority,
                clock.the_clock_starts_at_the_first_priority,
                clock.the_owner_waits_and_the_team_is_called,
                silence.to_the_letter_the_owner_is_reminded_daily_and_timed_out,
                silence.to_the_letter_an_answer_on_the_seventh_day_is_followed_by_the_close,
            ),
        ),
    )
}
