"""How far the gateway was heard: the port Ear. Deaf is not asleep: nobody is told "no answer" about a time unheard.

While the connection is lost the ear stands still. It goes on when the session was resumed (everything missed was
replayed first), or guild by guild once the gap lies in every mailbox to be read.
"""

from collections.abc import Callable

from actors.clock import SteppedClock
from actors.ports import Clock
from models.ids import GuildId
from models.moment import DISCORD_EPOCH, Moment

ASK_AGAIN = 5.0  # real seconds between two questions; Discord allows 120 frames a minute


class GatewayEar:
    """One shard's ear. `question` sends a heartbeat without waiting; its answer is a frame like any other."""

    def __init__(self, clock: Clock, question: Callable[[], None]) -> None:
        self._clock, self._question = clock, question
        self._asked: float | None = None
        self._latest = DISCORD_EPOCH
        self._connected = False
        self._listening: set[GuildId] = set()
        self._stopped: dict[GuildId, Moment] = {}

    @property
    def is_connected(self) -> bool:
        """A session has begun or was resumed, and is not lost."""
        return self._connected

    def heard_until(self, guild: GuildId) -> Moment:
        """Everything said there before this has reached a mailbox, or lies in a gap."""
        if self._connected and guild in self._listening:
            return self._now_heard()
        return self._stopped.get(guild, DISCORD_EPOCH)

    def ask(self, guild: GuildId) -> None:
        """Asks for a sign of life, at most once in 5 s; never waits."""
        now = self._clock.monotonic()
        if self._connected and (self._asked is None or now - self._asked >= ASK_AGAIN):
            self._asked = now
            self._question()

    def frame(self) -> None:
        """A frame was read, and whatever it brought lies in its mailbox."""
        self._latest = self._clock.now()

    def lost(self) -> None:
        """The connection is gone: from here on everything is unheard."""
        if self._connected:
            for guild in self._listening:
                self._stopped[guild] = self._now_heard()
        self._connected = False

    def resumed(self) -> None:
        """The same session goes on, and what was missed was replayed."""
        self._connected = True

    def began(self) -> None:
        """A new session: no guild is heard before it is shown."""
        self.lost()
        self._listening.clear()
        self._connected = True

    def listens(self, guild: GuildId) -> None:
        """The guild is there, and its gap lies in the mailboxes."""
        self._listening.add(guild)

    def cannot_hear(self, guild: GuildId) -> None:
        """Discord says that the guild is unavailable."""
        if guild in self._listening:
            self._stopped[guild] = self.heard_until(guild)
            self._listening.discard(guild)

    def _now_heard(self) -> Moment:
        return self._latest


class SteppedEar(GatewayEar):
    """On stepped time quiet is the answer: time moves only once all was heard, up to now where connected."""

    def _now_heard(self) -> Moment:
        return self._clock.now()


def ear_for(clock: Clock, question: Callable[[], None]) -> GatewayEar:
    """The ear that fits the clock."""
    return (SteppedEar if isinstance(clock, SteppedClock) else GatewayEar)(clock, question)
