"""Letters in order of arrival, and a reader that is woken by the first of them."""

from asyncio import get_running_loop

from actors.letters import Busy, Envelope, Farewell, Gap, Gone, Reply
from actors.mailbox import Mailbox
from models.commands import Delete
from models.ids import MessageId
from tests.support.virtual import START


def letter(n: int) -> Envelope:
    return Envelope(Delete(MessageId(n), START), START)


def ids(letters: list[Envelope]) -> list[int]:
    return [int(getattr(one.command, "id", 0)) for one in letters]


def filled(*letters: Envelope, room: int = 256) -> Mailbox:
    mailbox = Mailbox(room)
    for one in letters:
        mailbox.put(one)
    return mailbox


def test_letters_are_taken_in_the_order_of_their_arrival_and_no_more_than_asked_for() -> None:
    mailbox = filled(letter(1), letter(2), letter(3))

    assert ids(mailbox.take(2)) == [1, 2]
    assert ids(mailbox.take(2)) == [3]
    assert ids(mailbox.take(2)) == []


def test_what_is_put_back_comes_first_and_in_its_own_order() -> None:
    mailbox = filled(letter(1), letter(2), letter(3))

    mailbox.put_back(mailbox.take(2))

    assert ids(mailbox.take(9)) == [1, 2, 3]


def test_a_gap_and_a_farewell_come_alone() -> None:
    mailbox = filled(letter(1), Envelope(Gap(), START), Envelope(Farewell(), START), letter(2))

    assert [ids(mailbox.take(9)), len(mailbox.take(9)), len(mailbox.take(9)), ids(mailbox.take(9))] == [[1], 1, 1, [2]]


def test_it_is_full_at_its_room_and_still_takes_what_is_put() -> None:
    mailbox, was_full = Mailbox(room=2), []
    for n in (1, 2, 3):
        mailbox.put(letter(n))
        was_full.append(mailbox.is_full)

    assert was_full == [False, True, True]
    assert len(mailbox) == 3


def test_there_is_room_for_256_letters_and_what_is_offered_beyond_is_not_taken() -> None:
    mailbox = Mailbox()

    taken = [mailbox.offer(letter(n)) for n in range(257)]

    assert taken == [*[True] * 256, False]
    assert len(mailbox) == 256


async def test_the_reader_is_woken_by_a_letter_and_not_before() -> None:
    mailbox = Mailbox()

    arrival = mailbox.arrival()
    before = (arrival.done(), mailbox.is_watched)
    mailbox.put(letter(1))

    assert before == (False, True)
    assert (arrival.done(), mailbox.is_watched) == (True, False)


async def test_a_reader_that_comes_late_finds_the_letter() -> None:
    assert filled(letter(1)).arrival().done()


async def test_emptied_it_answers_everybody_who_was_not_read() -> None:
    replies = [get_running_loop().create_future() for _ in range(2)]
    mailbox = filled(*(Envelope(Delete(MessageId(1), START), START, reply) for reply in replies))

    mailbox.empty(Gone())

    assert [type(reply.result()) for reply in replies] == [Gone, Gone]
    assert len(mailbox) == 0


async def test_the_first_answer_stands_and_nobody_is_answered_who_went_away() -> None:
    asked: list[Envelope] = []
    for _ in range(2):
        reply = get_running_loop().create_future()
        asked.append(Envelope(Delete(MessageId(1), START), START, reply))
    stays, leaves = asked
    first: Reply = Busy()
    stays.answer(first)
    assert leaves.reply is not None
    leaves.reply.cancel()

    for one in asked:
        one.answer(Gone())

    assert stays.reply is not None
    assert stays.reply.result() is first
    assert leaves.reply.cancelled()
