"""A Discord as small as the actors need it: places where messages stand, nonces, marks, channels with their ticket.

It holds the law that nothing is shown which was not committed, and keeps what people saw, place by place.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from actors.ports import Clock, Presence, SurfaceMissing, WorldError
from models import effects as f
from models.commands import Delete, Edit, Post
from models.effects import Effect, Place
from models.ids import Address, ChannelId, EffectId, FileId, MessageId, UserId, mark, nonce
from models.message import Attachment, Thread, Written
from models.moment import Moment, first_snowflake
from models.person import Person
from models.snapshot import Pending

BOT = Person(UserId(1), "steward", is_bot=True)
PAGE = 20
NONCES_LAST = timedelta(minutes=5)
ABSOLUTE = (
    f.ShowCard,
    f.ShowPanel,
    f.SetAccess,
    f.Rename,
    f.KeepFile,
    f.DeleteMessage,
    f.DeleteSurface,
    f.CreateSurface,
)

Heard = Callable[[ChannelId, Post | Edit | Delete], None]


@dataclass
class Standing:
    """One message of ours, somewhere."""

    mark: str
    text: str


@dataclass
class Branch:
    """One thread; a hidden one is shown to nobody of us."""

    thread: Thread
    messages: dict[MessageId, Written] = field(default_factory=dict)
    is_hidden: bool = False


@dataclass
class Room:
    """One ticket's channel; `topic` names the ticket."""

    topic: Address
    messages: dict[MessageId, Written] = field(default_factory=dict)
    branches: dict[ChannelId, Branch] = field(default_factory=dict)
    access: str = "gate"
    name: str = ""
    is_gone: bool = False


def _unheard(channel: ChannelId, event: Post | Edit | Delete) -> None:
    return


class SmallDiscord:
    """`errors` is what it answers to a kind of effect; `closed` are people who take no direct messages."""

    def __init__(self, clock: Clock, is_promised: Callable[[Address, EffectId], bool]) -> None:
        self._clock, self._is_promised = clock, is_promised
        self._last_id = 0
        self._nonces: dict[str, tuple[MessageId, Moment]] = {}
        self.rooms: dict[ChannelId, Room] = {}
        self.places: dict[str, dict[MessageId, Standing]] = defaultdict(dict)
        self.seen: dict[str, list[str]] = defaultdict(list)
        self.never_committed: list[str] = []  # what was shown all the same
        self.closed: set[UserId] = set()
        self.presences: dict[UserId, Presence] = {}  # of whoever is not simply there
        self.files: dict[FileId, str] = {}  # by their names, for as long as Discord has them
        self.errors: dict[type[Effect], WorldError] = {}
        self.heard: Heard = _unheard
        self.on_create: Callable[[ChannelId], None] = lambda channel: None

    def snowflake(self) -> int:
        """Carries the story's time, and always grows."""
        self._last_id = max(self._last_id + 1, first_snowflake(self._clock.now()))
        return self._last_id

    # --- the outlet ---

    def deliver(self, sender: Address, pending: Pending) -> int:
        if not self._is_promised(sender, pending.id):
            self.never_committed.append(f"{sender} {pending.id}")
        effect = pending.effect
        if (error := self.errors.get(type(effect))) is not None:
            raise error
        match effect:
            case f.CreateSurface():
                return self._create(sender)
            case f.ShowCard(channel=channel, message=message):
                return self._edit_own(str(self._room(channel).topic), message, f"card {effect.priority}")
            case f.SetAccess(channel=channel):
                return self._set_access(channel, f"write={effect.staff_write} locked={effect.locked}")
            case f.Rename(channel=channel):
                return self._rename(channel, effect.type)
            case f.KeepFile(file=file):
                return self._keep(sender, self.files[file])
            case f.ShowPanel(message=message):
                return self._edit_own("panel", message, "panel of now")
            case f.DeleteMessage():
                return self._delete(sender, effect)
            case f.DeleteSurface(channel=channel):
                return self._remove(channel)
            case f.ShowRating(message=int(message)):
                return self._edit_own("transcripts", message, f"transcript {sender}, {effect.rating.stars} stars")
            case _:
                return self._say(sender, pending)

    def find(self, sender: Address, pending: Pending) -> int | None:
        if isinstance(pending.effect, f.CreateSurface):
            standing = (channel for channel, room in self.rooms.items() if room.topic == sender and not room.is_gone)
            return next(standing, None)
        wanted = mark(sender, pending.id)
        messages = self.places[self._place(sender, pending.effect)]
        return next((id for id, message in messages.items() if message.mark == wanted), None)

    def is_told_apart(self, effect: Effect) -> bool:
        return not isinstance(effect, ABSOLUTE)

    # --- the history ---

    def after(self, channel: ChannelId, message: MessageId) -> Sequence[Post]:
        standing = self._standing(channel)
        return [Post(standing[id], live=False) for id in sorted(standing) if id > message][:PAGE]

    def again(self, channel: ChannelId, message: MessageId) -> Written | None:
        return self._open_room(channel).messages.get(message)

    def threads(self, channel: ChannelId) -> Sequence[Thread]:
        return [one.thread for one in self._open_room(channel).branches.values() if not one.is_hidden]

    def _standing(self, place: ChannelId) -> dict[MessageId, Written]:
        """In a channel, or in a thread."""
        for room in self.rooms.values():
            if place in room.branches:
                return room.branches[place].messages
        return self._open_room(place).messages

    def _open_room(self, channel: ChannelId) -> Room:
        if channel not in self.rooms or self.rooms[channel].is_gone:
            raise SurfaceMissing
        return self.rooms[channel]

    # --- people ---

    def write(self, channel: ChannelId, author: Person, text: str, *files: str) -> MessageId:
        id = MessageId(self.snowflake())
        words = Written(id, self._clock.now(), author, text, attachments=self._attached(files))
        self.rooms[channel].messages[id] = words
        self.heard(channel, Post(words))
        return id

    def _attached(self, files: Sequence[str]) -> tuple[Attachment, ...]:
        attached = tuple(Attachment(name, 1, FileId(self.snowflake())) for name in files)
        self.files |= {one.id: one.name for one in attached if one.id is not None}
        return attached

    def branch(self, channel: ChannelId, author: Person, *texts: str, files: Sequence[str] = ()) -> Branch:
        """A thread in the channel: what is said there reaches nobody of us. The files come with each message."""
        id = ChannelId(self.snowflake())
        branch = self.rooms[channel].branches[id] = Branch(Thread(id, "aside"))
        for text in texts:
            message = MessageId(self.snowflake())
            branch.messages[message] = Written(
                message, self._clock.now(), author, text, attachments=self._attached(files)
            )
        return branch

    def edit(self, channel: ChannelId, message: MessageId, text: str) -> None:
        messages = self.rooms[channel].messages
        before = messages[message]
        at = max(self._clock.now(), (before.edited_at or before.at) + timedelta(milliseconds=1))
        messages[message] = replace(before, text=text, edited_at=at)
        self.heard(channel, Edit(messages[message]))

    def delete(self, channel: ChannelId, message: MessageId) -> None:
        del self.rooms[channel].messages[message]
        self.heard(channel, Delete(message, self._clock.now()))

    def remove_channel(self, channel: ChannelId) -> None:
        self.rooms[channel].is_gone = True

    def channel_of(self, ticket: Address) -> ChannelId:
        """The one that stands; where none does, the last."""
        own = {channel: room for channel, room in self.rooms.items() if room.topic == ticket}
        return next((channel for channel, room in own.items() if not room.is_gone), max(own, default=ChannelId(0)))

    # --- acts ---

    def _room(self, channel: ChannelId | None) -> Room:
        room = self.rooms.get(channel) if channel else None
        if room is None or room.is_gone:
            raise WorldError(404, 10003)
        return room

    def _create(self, sender: Address) -> int:
        channel = ChannelId(self.snowflake())
        self.rooms[channel] = Room(sender)
        self.seen[str(sender)].append("channel")
        self.on_create(channel)
        return channel

    def _place(self, sender: Address, effect: Effect) -> str:
        match effect:
            case f.Say(to=Place.TICKET) | f.SendTranscript(to=Place.TICKET) | f.Welcome() | f.PostForm():
                return str(sender)
            case f.Say(to=place, user=user) | f.SendTranscript(to=place, owner=user):
                return f"dm {user}" if place is Place.OWNER_DM else str(place)
            case f.ReturnGated(author=author):
                return f"dm {author}"
            case f.PostPanel():
                return "panel"
            case f.ShowRating():
                return str(Place.STAFF_LOG)
            case _:
                raise TypeError(effect)

    def _say(self, sender: Address, pending: Pending) -> int:
        place, text = self._place(sender, pending.effect), words_of(sender, pending.effect)
        if place.startswith("dm ") and int(place[3:]) in self.closed:
            raise WorldError(403, 50007)
        if place == str(sender):
            self._room(getattr(pending.effect, "channel", None))
        known = nonce(sender, pending.id)
        if known in self._nonces and self._clock.now() - self._nonces[known][1] < NONCES_LAST:
            return self._nonces[known][0]
        id = MessageId(self.snowflake())
        self._nonces[known] = id, self._clock.now()
        self.places[place][id] = Standing(mark(sender, pending.id), text)
        self.seen[place].append(text)
        if place == str(sender):
            channel = self.channel_of(sender)
            words = self.rooms[channel].messages[id] = Written(id, self._clock.now(), BOT, text)
            self.heard(channel, Post(words))
        return id

    def _edit_own(self, place: str, message: MessageId, text: str) -> int:
        if message not in self.places[place]:
            raise WorldError(404, 10008)
        if self.places[place][message].text != text:
            self.places[place][message].text = text
            self.seen[place].append(f"edited: {text}")
        return 0

    def _set_access(self, channel: ChannelId, access: str) -> int:
        room = self._room(channel)
        if room.access != access:
            room.access = access
            self.seen[f"{room.topic} access"].append(access)
        return 0

    def _rename(self, channel: ChannelId, name: str) -> int:
        room = self._room(channel)
        if room.name != name:
            room.name = name
            self.seen[f"{room.topic} name"].append(name)
        return 0

    def _keep(self, sender: Address, name: str) -> int:
        if name not in self.seen[f"{sender} files"]:
            self.seen[f"{sender} files"].append(name)
        return 0

    def _delete(self, sender: Address, order: f.DeleteMessage) -> int:
        """404 is done."""
        place = str(sender) if order.to is Place.TICKET else str(order.to)
        standing = self.places[place].pop(order.message, None)
        if standing is not None:
            self.seen[place].append(f"deleted: {standing.text}")
        if order.channel in self.rooms and order.message in self.rooms[order.channel].messages:
            self.delete(order.channel, order.message)
        return 0

    def _remove(self, channel: ChannelId) -> int:
        if channel in self.rooms and not self.rooms[channel].is_gone:
            self.rooms[channel].is_gone = True
            self.seen[str(self.rooms[channel].topic)].append("channel removed")
        return 0


def words_of(sender: Address, effect: Effect) -> str:
    """What people read, without the times that depend on who was awake when."""
    match effect:
        case f.Say(id=id):
            breach = " breached" if effect.breached else ""
            return f"{sender} {id.what} {id.n}{breach} {effect.why} {effect.priority or ''}".rstrip()
        case f.SendTranscript(ask_rating=asks):
            return f"transcript {sender} of {effect.title!r}, {effect.ending}{', rate it' if asks else ''}"
        case f.PostForm(text=text):
            return f"form: {text}"
        case f.ReturnGated():
            return f"{sender} your message came back"
        case f.ShowRating(rating=rating):
            return f"{sender} rated {rating.stars}"
        case f.Welcome(title=title):
            return f"welcome to {title}"
        case _:
            return type(effect).__name__
