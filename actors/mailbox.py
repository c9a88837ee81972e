"""A mailbox: letters in order of arrival and the one future of their reader. `put` never waits."""

from asyncio import Future, get_running_loop
from collections.abc import Collection, Iterable

from actors.letters import Appeared, Envelope, Farewell, Gap, Reply, Retry
from models.commands import Post

ROOM = 256
ALONE = (Gap, Farewell, Retry, Appeared)  # letters that are read by themselves


class Mailbox:
    """A list and not a deque: an empty deque takes 600 bytes, and a mailbox is short."""

    __slots__ = ("_letters", "_reader", "_room")

    def __init__(self, room: int = ROOM) -> None:
        self._letters: list[Envelope] = []
        self._reader: Future[None] | None = None
        self._room = room

    def __len__(self) -> int:
        return len(self._letters)

    @property
    def is_full(self) -> bool:
        return len(self._letters) >= self._room

    def offer(self, letter: Envelope) -> bool:
        """Takes it where there is room, and says whether there was."""
        if len(self._letters) >= self._room:
            return False
        self._letters.append(letter)
        if self._reader is not None:
            self._ring()
        return True

    @property
    def is_watched(self) -> bool:
        """Its reader waits here, and there is nothing to read."""
        return self._reader is not None and not self._reader.done()

    def put(self, letter: Envelope) -> None:
        """Takes every letter: who may be turned away is not decided here."""
        self._letters.append(letter)
        if self._reader is not None:
            self._ring()

    def put_back(self, letters: Iterable[Envelope]) -> None:
        """To the front, in the order in which they were taken."""
        self._letters[:0] = letters
        self._ring()

    def arrival(self) -> "Future[None]":
        """Done as soon as there is a letter; one reader at a time."""
        arrival = self._reader = get_running_loop().create_future()
        if self._letters:
            self._ring()
        return arrival

    def take(self, most: int) -> list[Envelope]:
        """Up to `most` letters; one that wants to be alone comes alone."""
        taken = self._letters[:most]
        for n, letter in enumerate(taken):
            if isinstance(letter.command, ALONE):
                taken = taken[: n or 1]
                break
        del self._letters[: len(taken)]
        return taken

    def strike(self, messages: Collection[int]) -> None:
        """Without these posts: the history has told them."""
        self._letters = [letter for letter in self._letters if not _is_post(letter, messages)]

    def empty(self, reply: Reply) -> None:
        """Answers every unread letter: nobody waits for the dead."""
        letters, self._letters = self._letters, []
        for letter in letters:
            letter.answer(reply)

    def _ring(self) -> None:
        reader, self._reader = self._reader, None
        if reader is not None and not reader.done():
            reader.set_result(None)


def _is_post(letter: Envelope, messages: Collection[int]) -> bool:
    return isinstance(letter.command, Post) and letter.command.id in messages
