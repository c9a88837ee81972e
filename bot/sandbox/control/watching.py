"""Who watches: each socket is told what its person may see at that moment, and nothing else."""

from collections.abc import Callable, Iterable
from datetime import datetime

from aiohttp import web

from bot.sandbox.control import views
from bot.sandbox.control.reading import Stance, shown, stance
from bot.sandbox.control.refusing import Guarded
from bot.sandbox.control.socket import Outgoing, talk
from bot.sandbox.model import Channel, Id, Message, User
from bot.sandbox.permissions import Permission
from bot.sandbox.world import Change, ChangeKind, World

SOCKETS = 300
SERVER = '{"type":"server"}'


class Watcher:
    """One socket of one person, open since a moment of story time."""

    def __init__(self, person: User, since: datetime, *, wants_log: bool) -> None:
        self.person = person
        self.since = since
        self.wants_log = wants_log
        self.out = Outgoing()

    def tell_server(self) -> None:
        """Once is enough until it is sent: whoever hears it asks for everything anew."""
        if not self.out.holds(SERVER):
            self.out.put(SERVER)


class Watch:
    """All sockets. It hears of every change of the world, and asks for each person whether it is theirs to know."""

    def __init__(self, world: World) -> None:
        self.watchers: list[Watcher] = []
        self._world = world

    async def serve(self, request: web.Request, person: User, *, wants_log: bool) -> web.WebSocketResponse:
        if len(self.watchers) >= SOCKETS:
            raise Guarded(503, f"{SOCKETS} windows watch this sandbox already: close some, then try again.")
        watcher = Watcher(person, self._world.now(), wants_log=wants_log)
        self.watchers.append(watcher)
        try:
            return await talk(request, watcher.out, _nothing_is_asked)
        finally:
            self.watchers.remove(watcher)

    def hear(self, change: Change) -> None:
        match change:
            case Change(ChangeKind.SERVER):
                for watcher in self.watchers:
                    watcher.tell_server()
            case Change(ChangeKind.MESSAGE, Channel() as channel, Message() as message):
                self._tell_message(channel, message)
            case Change(ChangeKind.GONE, Channel() as channel, message, ids):
                told = f'{{"type":"gone","channel_id":"{channel.id}","ids":{_texts(ids)}}}'
                _tell(self._seeing(channel, message), told)
            case _:
                raise TypeError(change)

    def tell_time(self, time: views.Time, moved: views.Moved | None) -> None:
        more = f',"moved":{moved.model_dump_json()}' if moved else ""
        _tell(self.watchers, f'{{"type":"time","time":{time.model_dump_json()}{more}}}')

    def tell_guide(self, guide: views.Guide) -> None:
        _tell(self.watchers, f'{{"type":"guide","guide":{guide.model_dump_json()}}}')

    def tell_log(self, entry: Callable[[], views.LogEntry]) -> None:
        """An entry is made only where somebody wants to know."""
        wanting = [each for each in self.watchers if each.wants_log]
        if wanting:
            _tell(wanting, f'{{"type":"log","entry":{entry().model_dump_json()}}}')

    def _tell_message(self, channel: Channel, message: Message) -> None:
        frames: dict[Stance, str] = {}
        for watcher in self.watchers:
            may = self._world.may(watcher.person.id, channel)
            if message.seen_only_by not in (None, watcher.person.id) or not _can_read(watcher, may, message):
                continue
            to = stance(self._world, watcher.person, may, message)
            if to not in frames:
                view = shown(self._world, channel, message, to)
                frames[to] = f'{{"type":"message","message":{view.model_dump_json()}}}'
            watcher.out.put(frames[to])

    def _seeing(self, channel: Channel, message: Message | None) -> list[Watcher]:
        only = message.seen_only_by if message else None
        return [
            each
            for each in self.watchers
            if only in (None, each.person.id) and self._world.can_view(each.person.id, channel)
        ]


def _can_read(watcher: Watcher, may: Permission, message: Message) -> bool:
    """Who may not read back sees what comes while they look on; of what was there before, no change either."""
    if Permission.VIEW_CHANNEL not in may:
        return False
    is_new = message.sent_at >= watcher.since or message.is_ephemeral
    return is_new or Permission.READ_MESSAGE_HISTORY in may


def _tell(watchers: Iterable[Watcher], frame: str) -> None:
    for watcher in watchers:
        watcher.out.put(frame)


def _texts(ids: Iterable[Id]) -> str:
    return "[" + ",".join(f'"{each}"' for each in ids) + "]"


def _nothing_is_asked(frame: str) -> None:
    """Whoever watches has nothing to say; what they say all the same is passed over."""
