"""What every store must do, whatever it is made of: one suite, run over memory, mongomock and a MongoDB on the wire.

A subclass named Test... offers `Store`s over one empty database by the fixture `processes`: each call is a process of
its own.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Protocol

import anyio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actors.ports import Store
from models.desk import Desk
from models.effects import DeleteSurface
from models.errors import StaleWrite
from models.grave import Grave, Reread
from models.ids import Address, ChannelId, EffectId, FileId, GuildId, LetterId, MessageId, RoleId, UserId, What
from models.message import Attachment, Embed, Entry, Erased, HeldBack, Thread, Trace, Version, Written
from models.moment import Moment, said_at
from models.person import Person
from models.snapshot import Pending, Recent, Snapshot
from tests.support.drawn import drawn
from tests.support.memory_store import Memory

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
GUILD, ANOTHER_GUILD = GuildId(7), GuildId(8)
DESK, TICKET = Address(GUILD), Address(GUILD, 3)
OWNER = Person(UserId(1), "owner")
GRAVE = Grave("post/50", "Post", "KeyError", "Traceback ...", NOW, again=Reread(MessageId(50)))
FRESH = count(1)
SHARED = (HealthCheck.function_scoped_fixture, HealthCheck.too_slow)  # each example has an address of its own


Buried = tuple[Address, Grave]


class WholeStore(Store, Protocol):
    """What is more than the actors need: the rooms of whoever looks after the desk."""

    async def entry(self, address: Address, message: MessageId) -> Entry | None: ...
    async def grave(self, address: Address, letter: str) -> Grave | None: ...
    async def graves_of(self, guild: GuildId | None) -> tuple[Buried, ...]: ...
    async def marked(self) -> tuple[Buried, ...]: ...
    async def mark_retry(self, address: Address, letter: str) -> bool: ...
    async def unbury(self, address: Address, grave: Grave) -> bool: ...


Processes = Callable[[], WholeStore]


def after(minutes: int) -> Moment:
    return NOW + timedelta(minutes=minutes)


def written(message: int, text: str, *, edited: int | None = None, author: Person = OWNER) -> Written:
    return Written(MessageId(message), NOW, author, text, edited_at=None if edited is None else after(edited))


def next_of(snapshot: Snapshot, guild: GuildId = GUILD) -> Snapshot:
    """What a turn could have made of it."""
    goodbye = DeleteSurface(EffectId(What.REMOVE, snapshot.version), ChannelId(9))
    return replace(
        snapshot,
        version=snapshot.version + 1,
        state=Desk(guild, number=snapshot.version),
        outbox=(Pending(NOW, goodbye),),
        recent=snapshot.recent.added(LetterId(snapshot.version)),
        seen=snapshot.version,
        latest=after(snapshot.version),
    )


async def committed(store: Store, address: Address, *, alive: bool = True) -> Snapshot:
    snapshot = next_of(await store.claim(address, await store.begin()))
    await store.commit(address, snapshot.version - 1, snapshot, alive=alive)
    return snapshot


async def all_at_once(*acts: Callable[[], object]) -> list[object]:
    """What each answers or raises; StaleWrite is an answer here."""
    answers: list[object] = [None] * len(acts)

    async def run(n: int) -> None:
        try:
            answers[n] = await acts[n]()  # type: ignore[misc]
        except StaleWrite as stale:
            answers[n] = stale

    async with anyio.create_task_group() as group:
        for n in range(len(acts)):
            group.start_soon(run, n)
    return answers


Retelling = tuple[list[Trace], list[Trace]]


@st.composite
def retellings(draw: st.DrawFn) -> Retelling:
    """Traces of a few messages; and the same in another order, some of them twice."""
    ids = st.integers(1, 3).map(MessageId)
    traces = draw(st.lists(st.builds(lambda trace, id: replace(trace, id=id), drawn(Trace), ids), max_size=8))
    return traces, draw(st.permutations(traces + traces[: len(traces) // 2]))


class StoreContract:
    """Given `processes`; each test says one sentence of the port."""

    @pytest.fixture
    def store(self, processes: Processes) -> WholeStore:
        return processes()

    # --- begin ---

    async def test_each_process_begins_in_an_epoch_of_its_own(self, processes: Processes) -> None:
        first, second = processes(), processes()

        epochs = [await first.begin(), await second.begin(), await first.begin()]

        assert epochs == sorted(set(epochs))

    async def test_processes_that_begin_together_get_different_epochs(self, processes: Processes) -> None:
        epochs = await all_at_once(*(processes().begin for _ in range(20)))

        assert len(set(epochs)) == 20

    # --- claim ---

    async def test_an_actor_that_was_never_written_is_claimed_empty(self, store: Store) -> None:
        snapshot = await store.claim(TICKET, await store.begin())

        assert snapshot == Snapshot(version=1)

    async def test_a_claim_of_what_may_not_be_new_finds_nothing_and_makes_nothing(self, store: Store) -> None:
        epoch = await store.begin()

        assert await store.claim(TICKET, epoch, may_be_new=False) == Snapshot()

        with pytest.raises(StaleWrite):
            await store.commit(TICKET, 0, Snapshot(version=1), alive=True)
        assert await store.alive(GUILD) == ()
        assert await store.claim(TICKET, epoch) == Snapshot(version=1)

    async def test_what_stands_is_claimed_whether_it_may_be_new_or_not(self, processes: Processes) -> None:
        old, new = processes(), processes()
        earlier = await old.begin()
        snapshot = await committed(new, TICKET)

        claimed = await new.claim(TICKET, await new.begin(), may_be_new=False)

        assert claimed == replace(snapshot, version=snapshot.version + 1)
        with pytest.raises(StaleWrite):
            await old.claim(TICKET, earlier, may_be_new=False)

    async def test_a_claim_raises_the_version_and_brings_what_was_committed(self, store: Store) -> None:
        snapshot = await committed(store, TICKET)

        claimed = await store.claim(TICKET, await store.begin())

        assert claimed == replace(snapshot, version=snapshot.version + 1)

    async def test_the_same_epoch_may_claim_again(self, store: Store) -> None:
        epoch = await store.begin()

        versions = [(await store.claim(TICKET, epoch)).version for _ in range(3)]

        assert versions == [1, 2, 3]

    async def test_an_earlier_epoch_may_not_claim_and_changes_nothing(self, processes: Processes) -> None:
        old, new = processes(), processes()
        earlier, later = await old.begin(), await new.begin()
        claimed = await new.claim(TICKET, later)

        with pytest.raises(StaleWrite):
            await old.claim(TICKET, earlier)

        snapshot = next_of(claimed)
        await new.commit(TICKET, claimed.version, snapshot, alive=True)
        assert await new.claim(TICKET, later) == replace(snapshot, version=snapshot.version + 1)

    async def test_a_hundred_claims_at_once_get_a_hundred_versions(self, store: Store) -> None:
        epoch = await store.begin()
        await store.claim(TICKET, epoch)

        answers = await all_at_once(*[lambda: store.claim(TICKET, epoch)] * 100)

        assert sorted(one.version for one in answers if isinstance(one, Snapshot)) == list(range(2, 102))

    async def test_a_claim_at_the_birth_either_holds_or_is_stale(self, store: Store) -> None:
        epoch = await store.begin()

        answers = await all_at_once(*[lambda: store.claim(TICKET, epoch)] * 20)

        held = sorted(one.version for one in answers if isinstance(one, Snapshot))
        assert held == list(range(1, len(held) + 1))
        assert (await store.claim(TICKET, epoch)).version == len(held) + 1

    # --- commit ---

    @settings(suppress_health_check=SHARED, max_examples=20)
    @given(snapshot=drawn(Snapshot))
    async def test_what_was_committed_is_what_is_claimed(self, store: Store, snapshot: Snapshot) -> None:
        address = Address(ANOTHER_GUILD, next(FRESH))
        claimed = await store.claim(address, await store.begin())
        snapshot = replace(snapshot, version=claimed.version + 1)

        await store.commit(address, claimed.version, snapshot, alive=True)

        assert await store.claim(address, await store.begin()) == replace(snapshot, version=snapshot.version + 1)

    async def test_a_commit_on_another_version_is_stale_and_changes_nothing(self, store: Store) -> None:
        snapshot = await committed(store, TICKET)

        for wrong in (0, snapshot.version - 1, snapshot.version + 1):
            with pytest.raises(StaleWrite):
                await store.commit(TICKET, wrong, Snapshot(version=wrong + 1), alive=False)

        assert await store.claim(TICKET, await store.begin()) == replace(snapshot, version=snapshot.version + 1)
        assert await store.alive(GUILD) == (TICKET,)

    async def test_a_commit_to_what_nobody_claimed_is_stale_and_makes_nothing(self, store: Store) -> None:
        with pytest.raises(StaleWrite):
            await store.commit(TICKET, 0, Snapshot(version=1), alive=True)

        assert await store.alive(GUILD) == ()
        assert await store.claim(TICKET, await store.begin()) == Snapshot(version=1)

    async def test_a_version_that_does_not_follow_is_a_mistake_and_changes_nothing(self, store: Store) -> None:
        snapshot = await committed(store, TICKET)

        with pytest.raises(ValueError, match="does not follow"):
            await store.commit(TICKET, snapshot.version, snapshot, alive=False)

        assert await store.claim(TICKET, await store.begin()) == replace(snapshot, version=snapshot.version + 1)

    async def test_of_ten_who_write_on_one_version_one_wins(self, processes: Processes) -> None:
        store = processes()
        claimed = await store.claim(TICKET, await store.begin())
        rivals = [replace(next_of(claimed), seen=n) for n in range(10)]

        def write(rival: Snapshot) -> Callable[[], object]:
            other = processes()
            return lambda: other.commit(TICKET, claimed.version, rival, alive=True)

        answers = await all_at_once(*map(write, rivals))

        winners = [rival for rival, answer in zip(rivals, answers, strict=True) if answer is None]
        assert len(winners) == 1
        stored = await store.claim(TICKET, await store.begin())
        assert stored == replace(winners[0], version=stored.version)

    async def test_a_write_that_lands_after_the_next_claim_misses(self, processes: Processes) -> None:
        late, heir = processes(), processes()
        claimed = await late.claim(TICKET, await late.begin())
        inherited = await heir.claim(TICKET, await heir.begin())

        with pytest.raises(StaleWrite):
            await late.commit(TICKET, claimed.version, next_of(claimed), alive=True)

        await heir.commit(TICKET, inherited.version, next_of(inherited), alive=True)

    async def test_a_hundred_actors_commit_at_once(self, store: Store) -> None:
        addresses = [Address(GUILD, number) for number in range(100)]

        async def live(address: Address) -> None:
            for _ in range(3):
                await committed(store, address)

        async with anyio.create_task_group() as group:
            for address in addresses:
                group.start_soon(live, address)

        epoch = await store.begin()
        assert [(await store.claim(address, epoch)).version for address in addresses] == [7] * 100
        assert await store.alive(GUILD) == tuple(addresses)

    async def test_desk_and_ticket_and_another_guild_are_strangers(self, store: Store) -> None:
        kept = {
            address: await committed(store, address)
            for address in (DESK, TICKET, Address(ANOTHER_GUILD), Address(ANOTHER_GUILD, 3))
        }
        await committed(store, TICKET)

        epoch = await store.begin()
        for address in kept.keys() - {TICKET}:
            assert await store.claim(address, epoch) == replace(kept[address], version=3)

    async def test_sixty_four_letter_ids_come_back(self, store: Store) -> None:
        claimed = await store.claim(TICKET, await store.begin())
        letters = [LetterId(2**62 + n) for n in range(64)]
        snapshot = replace(next_of(claimed), recent=Recent().added(*letters))

        await store.commit(TICKET, claimed.version, snapshot, alive=True)

        recent = (await store.claim(TICKET, await store.begin())).recent
        assert all(letter in recent for letter in letters)

    # --- alive ---

    async def test_alive_are_the_desk_and_the_tickets_whose_last_commit_said_so(self, store: Store) -> None:
        resting, risen = Address(GUILD, 12), Address(GUILD, 2)
        for address in (DESK, TICKET, resting, risen):
            await committed(store, address, alive=address != risen)
        for address in (DESK, resting):
            await committed(store, address, alive=False)
        await committed(store, risen)
        await committed(store, Address(ANOTHER_GUILD, 5))

        assert await store.alive(GUILD) == (DESK, risen, TICKET)

    async def test_a_claim_alone_makes_no_ticket_alive(self, store: Store) -> None:
        await store.claim(TICKET, await store.begin())

        assert await store.alive(GUILD) == ()

    # --- archive ---

    async def test_a_message_is_archived_with_who_said_it(self, store: Store) -> None:
        said = replace(
            written(50, "hello"),
            author=Person(UserId(1), "owner", (), is_admin=True),
            attachments=(Attachment("log.txt", 12),),
            reply_to=MessageId(49),
        )

        await store.archive(TICKET, [said])

        assert await store.entries(TICKET) == (
            Entry(MessageId(50), NOW, said.author, (Version(NOW, "hello"),), said.attachments, MessageId(49)),
        )

    async def test_every_text_is_kept_oldest_first_in_whatever_order_it_came(self, store: Store) -> None:
        await store.archive(TICKET, [written(50, "third", edited=2), written(50, "first")])
        await store.archive(TICKET, [written(50, "second", edited=1)])

        (entry,) = await store.entries(TICKET)
        assert entry.versions == (Version(NOW, "first"), Version(after(1), "second"), Version(after(2), "third"))

    async def test_a_delete_that_comes_first_leaves_its_mark(self, store: Store) -> None:
        await store.archive(TICKET, [Erased(MessageId(50), after(5))])
        (marked,) = await store.entries(TICKET)
        await store.archive(TICKET, [written(50, "hello")])

        assert marked == Entry(MessageId(50), said_at(50), deleted_at=after(5))
        assert await store.entries(TICKET) == (
            Entry(MessageId(50), NOW, OWNER, (Version(NOW, "hello"),), deleted_at=after(5)),
        )

    async def test_of_two_deletes_the_one_heard_first_stands(self, store: Store) -> None:
        await store.archive(TICKET, [Erased(MessageId(50), after(5))])
        await store.archive(TICKET, [Erased(MessageId(50), after(9)), Erased(MessageId(50), after(4))])

        (entry,) = await store.entries(TICKET)
        assert entry.deleted_at == after(4)

    async def test_a_gated_message_is_marked_before_or_after_its_text(self, store: Store) -> None:
        await store.archive(TICKET, [HeldBack(MessageId(50)), written(50, "early"), written(51, "late")])
        await store.archive(TICKET, [HeldBack(MessageId(51)), written(52, "free")])

        assert [entry.held_back for entry in await store.entries(TICKET)] == [True, True, False]

    async def test_of_one_text_heard_twice_the_fuller_one_is_shown(self, store: Store) -> None:
        preview = (Embed("a page"),)
        with_roles = replace(OWNER, roles=(RoleId(5),))
        await store.archive(TICKET, [written(50, "https://example.org", author=with_roles)])
        await store.archive(TICKET, [replace(written(50, "https://example.org"), embeds=preview)])

        (entry,) = await store.entries(TICKET)
        assert entry.versions == (Version(NOW, "https://example.org", preview),)

    async def test_a_file_that_an_edit_took_away_is_remembered(self, store: Store) -> None:
        both = (Attachment("a.txt", 1), Attachment("b.txt", 2))
        await store.archive(TICKET, [replace(written(50, "", edited=1), attachments=both[:1])])
        await store.archive(TICKET, [replace(written(50, ""), attachments=both)])

        (entry,) = await store.entries(TICKET)
        assert entry.attachments == both

    async def test_a_file_whose_address_was_signed_anew_is_one_file_with_its_latest_address(
        self, store: WholeStore
    ) -> None:
        def signed(until: str) -> Written:
            file = Attachment("a.txt", 1, FileId(70), f"https://files.example/a.txt?ex={until}", "a log")
            return replace(written(50, "look"), attachments=(file, Attachment("b.txt", 2)))

        for until in ("6a1b2c", "6b0000", "69ffff"):
            await store.archive(TICKET, [signed(until)])
        await store.archive(TICKET, [signed(f"{n:06x}") for n in range(300)])
        await store.archive(TICKET, [written(50, "edited", edited=1)])

        (entry,) = await store.entries(TICKET)
        assert entry.attachments == signed("6b0000").attachments
        assert [version.text for version in entry.versions] == ["look", "edited"]

    async def test_a_message_of_a_thread_says_so(self, store: Store) -> None:
        thread = Thread(ChannelId(60), "among us", is_private=True)
        await store.archive(TICKET, [replace(written(50, "hello"), thread=thread)])

        (entry,) = await store.entries(TICKET)
        assert entry.thread == thread

    async def test_one_message_is_found_without_the_others(self, store: WholeStore) -> None:
        await store.archive(TICKET, [written(n, str(n)) for n in (50, 51)])
        await store.archive(Address(GUILD, 33), [written(52, "elsewhere")])

        assert await store.entry(TICKET, MessageId(50)) == (await store.entries(TICKET))[0]
        assert await store.entry(TICKET, MessageId(52)) is None

    async def test_entries_come_by_id_and_from_this_ticket_alone(self, store: Store) -> None:
        await store.archive(TICKET, [written(n, "here") for n in (2**60, 100, 20, 3)])
        await store.archive(Address(ANOTHER_GUILD, 3), [written(20, "elsewhere")])
        await store.archive(Address(GUILD, 33), [written(21, "elsewhere")])

        assert [entry.id for entry in await store.entries(TICKET)] == [3, 20, 100, 2**60]
        assert {entry.versions[0].text for entry in await store.entries(TICKET)} == {"here"}

    async def test_a_long_archive_comes_whole(self, store: Store) -> None:
        await store.archive(TICKET, [written(1 + n, str(n)) for n in range(250)])

        assert [entry.versions[0].text for entry in await store.entries(TICKET)] == list(map(str, range(250)))
        assert sorted(await store.known(TICKET)) == list(range(1, 251))

    async def test_a_message_keeps_two_hundred_texts_and_never_grows_further(self, store: Store) -> None:
        for start in range(0, 240, 40):
            await store.archive(TICKET, [written(50, str(n), edited=n) for n in range(start, start + 40)])

        (entry,) = await store.entries(TICKET)
        assert [version.text for version in entry.versions] == [str(n) for n in range(200)]

    async def test_a_text_that_is_heard_again_and_again_takes_no_room(self, store: Store) -> None:
        await store.archive(TICKET, [written(50, "first")] * 300)
        await store.archive(TICKET, [written(50, "second", edited=1)])

        (entry,) = await store.entries(TICKET)
        assert [version.text for version in entry.versions] == ["first", "second"]

    async def test_nothing_to_archive_is_nothing(self, store: Store) -> None:
        await store.archive(TICKET, [])

        assert await store.entries(TICKET) == ()
        assert await store.known(TICKET) == {}

    async def test_known_are_the_messages_that_stand_with_their_latest_edit(self, store: Store) -> None:
        await store.archive(
            TICKET,
            [
                written(50, "never edited"),
                *(written(51, "edited twice", edited=2), written(51, "edited twice", edited=1)),
                *(written(52, "deleted"), Erased(MessageId(52), after(1))),
                Erased(MessageId(53), after(1)),
                HeldBack(MessageId(54)),
            ],
        )

        known: Mapping[MessageId, Moment | None] = await store.known(TICKET)

        assert dict(known) == {50: None, 51: after(2)}

    @settings(suppress_health_check=SHARED, max_examples=25)
    @given(retellings())
    async def test_traces_in_any_order_and_twice_amount_to_the_same(self, store: Store, both: Retelling) -> None:
        traces, shuffled = both
        paper, told, retold = Memory(), Address(GUILD, next(FRESH)), Address(GUILD, next(FRESH))
        paper.archive(told, traces)

        await store.archive(told, traces)
        for one in shuffled:
            await store.archive(retold, [one])

        assert await store.entries(told) == await store.entries(retold) == paper.entries(told)
        assert dict(await store.known(told)) == dict(await store.known(retold)) == paper.known(told)

    async def test_traces_that_arrive_at_once_are_all_kept(self, processes: Processes) -> None:
        traces: list[Trace] = [written(50, str(n), edited=n) for n in range(30)]
        traces += [Erased(MessageId(50), after(n)) for n in range(30)]

        def archive(one: Trace) -> Callable[[], object]:
            store = processes()
            return lambda: store.archive(TICKET, [one])

        await all_at_once(*map(archive, traces))

        (entry,) = await processes().entries(TICKET)
        assert len(entry.versions) == 30
        assert entry.deleted_at == NOW

    # --- bury ---

    async def test_a_letter_has_one_grave_however_often_it_is_buried(self, store: WholeStore) -> None:
        first = GRAVE
        second = replace(first, error="ValueError", at=after(1))
        other = replace(first, letter="edit/50")

        for grave in (first, other, second):
            await store.bury(TICKET, grave)
        await store.bury(DESK, first)

        assert await store.graves_of(GUILD) == ((DESK, first), (TICKET, other), (TICKET, second))

    async def test_where_nobody_was_buried_there_is_no_grave(self, store: WholeStore) -> None:
        assert await store.graves_of(None) == ()
        assert await store.grave(TICKET, "post/50") is None

    async def test_graves_are_of_a_guild_or_of_all_by_address_and_letter(self, store: WholeStore) -> None:
        elsewhere, longer, far = Address(ANOTHER_GUILD, 1), Address(GuildId(77), 1), Address(GUILD, 12)
        for address in (far, elsewhere, longer, TICKET):
            await store.bury(address, GRAVE)

        assert await store.graves_of(GUILD) == ((TICKET, GRAVE), (far, GRAVE))
        assert await store.graves_of(None) == tuple((one, GRAVE) for one in (TICKET, far, elsewhere, longer))

    async def test_a_grave_is_found_by_its_letter(self, store: WholeStore) -> None:
        await store.bury(TICKET, GRAVE)

        assert await store.grave(TICKET, GRAVE.letter) == GRAVE
        assert await store.grave(DESK, GRAVE.letter) is None
        assert await store.grave(TICKET, "post/5") is None

    async def test_a_letter_that_can_be_read_once_more_is_marked(self, store: WholeStore) -> None:
        mute = replace(GRAVE, letter="open/1", again=None)
        for grave in (GRAVE, mute):
            await store.bury(TICKET, grave)

        assert await store.mark_retry(TICKET, GRAVE.letter)
        assert not await store.mark_retry(TICKET, mute.letter)
        assert not await store.mark_retry(TICKET, "post/5")

        assert await store.marked() == ((TICKET, replace(GRAVE, retry=True)),)

    async def test_what_is_buried_again_is_no_longer_marked(self, store: WholeStore) -> None:
        await store.bury(TICKET, GRAVE)
        await store.mark_retry(TICKET, GRAVE.letter)

        await store.bury(TICKET, GRAVE)

        assert await store.marked() == ()
        assert await store.grave(TICKET, GRAVE.letter) == GRAVE

    async def test_a_grave_is_removed_as_it_was_seen_and_not_the_one_that_was_dug_since(
        self, store: WholeStore
    ) -> None:
        await store.bury(TICKET, GRAVE)
        await store.mark_retry(TICKET, GRAVE.letter)
        ((_, seen),) = await store.marked()
        later = replace(GRAVE, at=after(1))

        await store.bury(TICKET, later)
        assert not await store.unbury(TICKET, seen)
        assert not await store.unbury(TICKET, GRAVE)
        assert await store.unbury(TICKET, later)

        assert await store.graves_of(None) == ()
        assert not await store.unbury(TICKET, later)

    # --- forget ---

    async def test_of_what_is_forgotten_nothing_is_kept_and_nothing_else_is_lost(self, store: WholeStore) -> None:
        others = (DESK, Address(GUILD, 33), Address(ANOTHER_GUILD, 3))
        for address in (TICKET, *others):
            await committed(store, address)
            await store.archive(address, [written(50, "hello")])
            await store.bury(address, GRAVE)
        kept = {address: await store.entries(address) for address in others}

        for _ in range(2):
            await store.forget(TICKET)

        epoch = await store.begin()
        assert await store.claim(TICKET, epoch, may_be_new=False) == Snapshot()
        assert await store.entries(TICKET) == ()
        assert await store.graves_of(None) == tuple((address, GRAVE) for address in sorted(others))
        assert {address: await store.entries(address) for address in others} == kept
        assert {(await store.claim(address, epoch)).version for address in others} == {3}

    async def test_a_write_that_lands_after_it_was_forgotten_is_stale_and_makes_nothing(self, store: Store) -> None:
        snapshot = await committed(store, TICKET)
        await store.forget(TICKET)

        with pytest.raises(StaleWrite):
            await store.commit(TICKET, snapshot.version, next_of(snapshot), alive=True)

        assert await store.alive(GUILD) == ()

    # --- ping ---

    async def test_a_store_that_is_there_answers(self, store: Store) -> None:
        await store.ping()
