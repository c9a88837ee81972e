"""Breaks one promise of the machinery at a time, and sees the law beside it notice."""

from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from actors import compare, courier, failures, graves
from actors.attempt import Attempt
from actors.breaker import Breaker
from actors.cell import Cell
from actors.courier import Courier
from actors.entity import Entity
from actors.missed import Missed
from actors.pauses import Pause, end
from actors.turn import WISHES, Turn
from models.commands import Command, Delivered, Post
from models.ids import Address, ChannelId, EffectId
from models.lanes import Lane, lane_of
from models.message import Erased
from models.moment import Moment, said_at
from models.policy import Policy
from models.snapshot import Pending, Recent, Snapshot
from tests.actors import (
    test_attendance,
    test_breaker,
    test_bursts,
    test_compare,
    test_courier,
    test_doors,
    test_forget,
    test_gap,
    test_poison,
    test_retry,
    test_twins,
    test_waiting,
)
from tests.support.fuse import Fuse, Mode
from tests.support.laws import broken_by, touches, undisturbed
from tests.support.memory_store import Memory
from tests.support.virtual import Deadlock, play

pytestmark = pytest.mark.slow

Law = Callable[[], None]
BREAKS = (AssertionError, Deadlock, BaseExceptionGroup, KeyError)


# --- laws ---


def killed(mode: Mode, *, at: str = "", later: float = 1) -> Law:
    """The kill law at every touch whose name begins so; the first case that breaks is enough."""

    def law() -> None:
        for n in (n for n, name in enumerate(touches()) if name.startswith(at)):
            how = broken_by(Fuse(n, mode, later))
            assert how is None, how

    return law


def told(story: Callable[[], Coroutine[Any, Any, None]]) -> Law:
    return lambda: play(story())


def bursts() -> None:
    test_bursts.hold(range(15), kills=0)


# --- mutants ---


def claim_without_raising(self: Memory, address: Address, epoch: int, *, may_be_new: bool = True) -> Snapshot:
    before = self.rows[address].version if address in self.rows else 0
    if claim(self, address, epoch, may_be_new=may_be_new) == Snapshot():
        return Snapshot()
    self.rows[address].version = max(1, before)
    return self.snapshot(address)


def forgets_wishes(self: Turn, command: Command) -> bool:
    return type(command) not in WISHES and was_read(self, command)


def forgets_posts(self: Turn, command: Command) -> bool:
    return not isinstance(command, Post) and was_read(self, command)


def begins_without_a_gap(self: Cell) -> None:
    self.is_behind = False
    self.courier.start()


def hears_all(
    self: Turn, kept: Snapshot, rules: Any, policy: Policy, now: Moment, heard: Moment | None, posts: Recent
) -> None:
    turn(self, kept, rules, policy, now, now, posts)


def wakes_with_now(self: Cell) -> None:
    self._office.ear = Everything(self._office.clock)
    ring(self)


class Everything:
    """An ear that claims to have heard all there is."""

    def __init__(self, clock: Any) -> None:
        self._clock = clock

    def heard_until(self, guild: int) -> Moment:
        now: Moment = self._clock.now()
        return now

    def ask(self, guild: int) -> None:
        return


async def publishes_first(self: Entity, turn: Turn, policy: Policy) -> None:
    self._cell.publish(turn.snapshot(self._kept.version + 1), turn.promised)
    await commit(self, turn, policy)


async def answers_first(self: Entity, turn: Turn, policy: Policy) -> None:
    for letter, reply in turn.answers:
        letter.answer(reply)
    await commit(self, turn, policy)


async def completes_nothing(self: Attempt, pending: Pending, channel: int) -> Any:
    return Delivered(pending.id)


def loses_what_was_in_hand(self: Cell) -> None:
    self.in_hand = []


def drops_withdrawals(self: Courier, outbox: tuple[Pending, ...], promised: tuple[EffectId, ...] = ()) -> None:
    hold(self, tuple(replace(one, withdrawn=False) for one in outbox), promised)


def nothing(*_: Any) -> None:
    return


async def nothing_later(*_: Any) -> None:
    return


async def lets_all_go_at_once(self: Breaker) -> None:
    while self._waiting:
        end(self._waiting.popleft()[1])


async def never_waits(self: Breaker) -> None:
    return


def buries_without_the_letter(command: object) -> None:
    return


def forgets_at_once(self: Entity) -> bool:
    return self._cell.rules.is_forgotten(self._kept.state)


def swallows_what_is_late(self: Turn, message: int) -> bool:
    return False


def removes_every_twin(self: Entity, channel: ChannelId) -> None:
    self._cell.courier.remove_twin(channel)


def goes_in_order(self: Courier, lane: Lane) -> Pending | None:
    return next((pending for pending in self._waiting() if lane_of(pending.effect) is lane), None)


async def erases_all(self: compare.Comparison, threads: object) -> None:
    if self.missing:
        await self.store.archive(self.address, [Erased(message, said_at(message)) for message in self.missing])


claim, was_read, ring = Memory.claim, Turn._was_read, Cell._ring
turn, commit, hold = Turn.__init__, Entity._commit, Courier.hold

MUTANTS: dict[str, tuple[object, str, Any, Law]] = {
    "a store that is down is called by all": (
        *(Breaker, "closed", never_waits),
        told(test_breaker.test_a_hundred_actors_leave_a_store_that_is_down_to_one_probe_and_lose_nothing),
    ),
    "a store that is back is run over": (
        *(Breaker, "_let_go", lets_all_go_at_once),
        told(test_breaker.test_when_the_store_is_back_all_go_on_a_few_at_first),
    ),
    "a grave holds nothing": (
        *(graves, "again_of", buries_without_the_letter),
        told(test_retry.test_a_wish_is_read_once_more_although_its_id_was_marked_as_read),
    ),
    "forgotten before everybody was told": (
        *(Entity, "_is_forgotten", property(forgets_at_once)),
        told(test_forget.test_nothing_is_forgotten_before_the_desk_was_told),
    ),
    "the owner is not looked for": (
        *(Missed, "look_for_owner", nothing_later),
        told(test_attendance.test_an_owner_who_left_while_nobody_listened_is_found_to_be_away),
    ),
    "what is late is swallowed by the cursor": (
        *(Turn, "_is_late", swallows_what_is_late),
        told(lambda: test_waiting.test_a_message_heard_after_a_later_one_takes_its_turn_once(256)),
    ),
    "nothing waits for files or a budget": (
        *(courier, "not_before", lambda *_: None),
        told(test_waiting.test_a_gated_message_goes_once_its_files_are_kept),
    ),
    "a budget that is never spent": (
        *(courier, "not_before", lambda *_: None),
        told(test_waiting.test_a_channel_is_renamed_twice_in_ten_minutes_and_then_once_more_by_the_last_name),
    ),
    "what is wanted no more waits for its lane": (
        *(Courier, "_head", goes_in_order),
        told(test_waiting.test_what_is_wanted_no_more_leaves_although_what_is_before_it_is_parked),
    ),
    "a copy of a channel is taken for a twin": (
        *(Entity, "_remove_twin", removes_every_twin),
        told(lambda: test_twins.test_a_copy_that_somebody_makes_later_is_left_alone(timedelta(days=3))),
    ),
    "what is not shown is gone": (
        *(compare.Comparison, "erase", erases_all),
        told(test_compare.test_a_thread_that_is_hidden_from_us_is_not_taken_for_deleted),
    ),
    "a load does not raise the version": (
        *(Memory, "claim", claim_without_raising),
        told(lambda: test_doors.test_a_write_of_the_dead_misses_what_the_next_life_has_claimed(5)),
    ),
    "answered wishes are forgotten": (Turn, "_was_read", forgets_wishes, killed(Mode.LOST, at="commit")),
    "read posts are forgotten": (
        *(Turn, "_was_read", forgets_posts),
        told(test_waiting.test_a_message_that_is_heard_twice_is_read_once),
    ),
    "a life begins without a gap": (Cell, "open_gap_first", begins_without_a_gap, killed(Mode.BEFORE, at="archive")),
    "edits and deletes without room are dropped": (Missed, "_read_again", nothing_later, bursts),
    "nothing is ever looked for": (Attempt, "_may_stand", lambda *_: False, killed(Mode.AFTER, at="deliver Create")),
    "a create is looked for at once": (
        *(failures, "until_next", lambda *_: (1.0, Pause.BACKOFF)),
        killed(Mode.SLOW, at="deliver Create", later=50),
    ),
    "a create of a dead process is looked for at once": (
        *(courier, "until_landed", lambda *_: 0.0),
        killed(Mode.GHOST, at="deliver Create", later=30),
    ),
    "shown before it is committed": (Entity, "_commit", publishes_first, killed(Mode.BEFORE, at="commit")),
    "answered before it is committed": (Entity, "_commit", answers_first, killed(Mode.BEFORE, at="commit")),
    "letters in hand are lost with a life": (Cell, "hand_back", loses_what_was_in_hand, killed(Mode.LOST, at="commit")),
    "gated messages are not marked": (Entity, "_mark_held_back", nothing_later, killed(Mode.LOST, at="begin")),
    "the archive is not compared when coming back": (
        *(Courier, "check_archive", nothing),
        told(test_gap.test_what_was_edited_and_deleted_while_nobody_listened_is_found),
    ),
    "the archive is not completed at the end": (
        *(Attempt, "_complete", completes_nothing),
        told(test_gap.test_the_archive_is_complete_before_a_ticket_is_closed_for_good),
    ),
    "time passes while a gap is unread": (
        *(Turn, "__init__", hears_all),
        told(test_gap.test_coming_back_nothing_is_said_of_what_was_answered_meanwhile),
    ),
    "a Wake believes that all was heard": (
        *(Cell, "_ring", wakes_with_now),
        told(test_gap.test_nobody_is_told_that_no_answer_came_while_answers_may_be_on_their_way),
    ),
    "what was withdrawn is carried all the same": (
        *(Courier, "hold", drops_withdrawals),
        told(test_courier.test_a_parked_promise_that_is_withdrawn_leaves_without_a_word),
    ),
    "nobody is suspected after a death": (
        *(Cell, "suspect", nothing),
        told(lambda: test_poison.test_a_letter_that_kills_the_write_is_found_and_the_others_are_read(True)),
    ),
    "a poisoned letter is not marked as read": (
        *(Turn, "_bury", lambda self, letter, error: setattr(self, "_reading", None)),
        told(test_poison.test_a_poisoned_letter_in_a_batch_is_buried_and_its_neighbours_are_read_in_order),
    ),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_the_law_beside_it_notices(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    undisturbed()
    touches()
    owner, attribute, mutant, law = MUTANTS[name]
    law()

    monkeypatch.setattr(owner, attribute, mutant)

    with pytest.raises(BREAKS):
        law()
