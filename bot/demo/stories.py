"""The stories: each is a preset and the acts that are played under it, one after another on one desk."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.demo.acting import Cast
from bot.demo.acts import clock, closing, gate, mishaps, moving, promises, setting_up, silence

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
                setting_up.a_new_ticket_stands,
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
                closing.a_ticket_is_closed_and_rated,
                closing.the_team_opens_it_again,
                closing.the_owner_opens_it_again_from_their_messages,
                closing.the_owner_takes_no_direct_messages,
                closing.the_owner_opens_it_again_in_the_locked_channel,
                closing.a_lead_reads_everything,
                promises.the_policy_is_read_again,
                mishaps.the_channel_is_deleted_by_hand,
                mishaps.the_channel_is_deleted_while_the_bot_is_away,
                mishaps.the_category_is_full_and_then_gone,
                mishaps.the_owner_leaves_and_comes_back,
                mishaps.the_owner_is_timed_out,
                mishaps.permissions_are_taken_away_and_given_back,
                mishaps.the_transcripts_channel_is_gone,
                mishaps.the_transcripts_channel_is_deleted,
                mishaps.a_role_is_taken_away,
            ),
        ),
        Story(
            "inertia-literal",
            (
                setting_up.the_desk_is_set_up,
                setting_up.each_type_has_its_team,
                setting_up.a_new_ticket_stands,
                setting_up.the_form_holds_its_lengths,
                gate.nobody_answers_before_there_is_a_priority,
                gate.nobody_looks_at_a_ticket_without_priority,
                clock.the_clock_starts_at_the_first_priority,
                clock.the_owner_waits_and_the_team_is_called,
                moving.a_ticket_is_moved,
                silence.to_the_letter_the_owner_is_reminded_daily_and_timed_out,
                silence.no_answer_is_needed,
                silence.to_the_letter_an_answer_on_the_seventh_day_is_followed_by_the_close,
                closing.to_the_letter_the_channel_goes_at_once,
                mishaps.to_the_letter_the_record_goes_with_the_channel,
            ),
        ),
    )
}
