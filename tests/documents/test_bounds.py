"""The worst that a document can come to stays far below what MongoDB takes: all that is long, at its longest."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import bson

from models.commands import Open
from models.desk import Desk, OpenTicket, Panel, Submission
from models.documents.codec import form_of
from models.effects import (
    DeleteMessage,
    Effect,
    KeepFile,
    Place,
    PostForm,
    Say,
    SendTranscript,
    SetAccess,
    ShowCard,
    Tell,
)
from models.ids import (
    LARGEST,
    Address,
    ChannelId,
    EffectId,
    FileId,
    GuildId,
    LetterId,
    MessageId,
    RoleId,
    TypeKey,
    UserId,
    What,
)
from models.snapshot import MOST_RECENT, Pending, Recent, Snapshot
from models.ticket import Absence, Away, Closing, Ending, Outcome, Priority, Rating, Side, Term, Ticket, Told, Turn

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
HERE = Address(GuildId(LARGEST), 999_999)
USER, CHANNEL, MESSAGE = UserId(LARGEST), ChannelId(LARGEST), MessageId(LARGEST)
KEY = TypeKey("t" * 40)
TITLE, NAME, NOTE, TEXT = (length * "\U0001f4a1" for length in (100, 32, 1_000, 4_000))  # four bytes a character
RECENT = Recent().added(*map(LetterId, range(LARGEST - MOST_RECENT, LARGEST)))
ID = EffectId(What.UNDELIVERED, LARGEST, 999, What.OWNER_REMINDER)


def worst_ticket() -> Ticket:
    closing = Closing(NOW, Ending.SURFACE_DELETED, USER, NOTE, rating_asked=True, archived=NOW)
    return Ticket(
        HERE,
        USER,
        NAME,
        TITLE,
        NOW,
        turns=(Turn(NOW, LARGEST, Side.OTHER),) * 64,
        terms=(Term(NOW, KEY, Priority.NORMAL, timedelta(days=365)),) * 32,
        form=TEXT,
        channel=CHANNEL,
        card=MESSAGE,
        promised_at=NOW,
        category=CHANNEL,
        role=RoleId(LARGEST),
        guests=(USER,) * 8,
        absences=(Absence(NOW, NOW, Away.TIMED_OUT),) * 8,
        reopened=999,
        still=LetterId(LARGEST),
        told=tuple(Told(what, LARGEST, 999, ID, NOW, MESSAGE) for what in What),
        closing=replace(
            closing, copy=Outcome(NOW, MESSAGE), transcript=Outcome(NOW, MESSAGE), rating=Rating(5, NOTE, NOW, 99)
        ),
    )


def size(snapshot: Snapshot) -> int:
    return len(bson.encode(form_of(Snapshot).write(snapshot)))


def waiting(*effects: Effect) -> tuple[Pending, ...]:
    return tuple(Pending(NOW, effect, withdrawn=True) for effect in effects)


def test_of_the_letters_that_were_read_the_last_sixty_four_are_known() -> None:
    first, *others = map(LetterId, range(LARGEST - 65, LARGEST))

    recent = Recent().added(first, *others[:31]).added(*others[31:])

    assert len(recent) == MOST_RECENT == 64
    assert first not in recent
    assert all(letter in recent for letter in others)


def test_a_ticket_at_its_worst_with_a_day_of_undelivered_effects() -> None:
    ping = Say(ID, Place.STAFF_LOG, CHANNEL, None, USER, NOW, timedelta(days=1), Priority.URGENT, breached=True)
    card = ShowCard(ID, CHANNEL, MESSAGE, USER, KEY, TITLE, Priority.URGENT, timedelta(days=1))
    form = PostForm(ID, CHANNEL, USER, NAME, TITLE, TEXT)
    transcript = SendTranscript(
        ID, Place.TRANSCRIPTS, USER, NAME, KEY, TITLE, NOW, NOW, Ending.BY_STAFF, USER, NOTE, ask_rating=True
    )
    unsay = DeleteMessage(ID, Place.TICKET, MESSAGE, CHANNEL, after=(ID,) * 10)
    keep = KeepFile(ID, CHANNEL, MESSAGE, FileId(LARGEST))
    access = SetAccess(ID, CHANNEL, USER, RoleId(LARGEST), staff_write=True, guests=(USER,) * 8, without=(USER,) * 8)
    outbox = waiting(form, *[transcript] * 3, *[card] * 32, *[access] * 32, *[ping] * 64, *[unsay] * 64, *[keep] * 640)

    assert size(Snapshot(LARGEST, worst_ticket(), outbox, RECENT, LARGEST, NOW)) < 500_000


def test_a_ticket_at_rest_after_a_long_life() -> None:
    at_rest = replace(worst_ticket(), form=None)

    assert size(Snapshot(LARGEST, at_rest, (), RECENT, LARGEST, NOW)) < 25_000


def test_a_desk_with_as_many_tickets_as_a_guild_has_channels() -> None:
    desk = Desk(
        HERE.guild,
        number=999_999,
        open=(OpenTicket(999_999, USER, KEY),) * 500,
        submissions=(Submission(LetterId(LARGEST), 999_999),) * 64,
        panel=Panel(CHANNEL, CHANNEL, MESSAGE, 99),
    )
    letter = Open(LetterId(LARGEST), NOW, HERE, USER, NAME, KEY, TITLE, TEXT, CHANNEL)
    outbox = waiting(*[Tell(ID, HERE, letter)] * 5)

    assert size(Snapshot(LARGEST, desk, outbox, RECENT, LARGEST, NOW)) < 160_000
