"""Which ticket a channel belongs to: a dict, so that the answer needs no await."""

from models.ids import Address, ChannelId


class Directory:
    """Holds what is committed: the cells feed it whenever they load or publish a state."""

    def __init__(self) -> None:
        self._tickets: dict[ChannelId, Address] = {}

    def __len__(self) -> int:
        return len(self._tickets)

    def ticket_of(self, channel: ChannelId) -> Address | None:
        """None for every channel in which no ticket listens."""
        return self._tickets.get(channel)

    def enter(self, channel: ChannelId, ticket: Address) -> None:
        self._tickets[channel] = ticket

    def remove(self, channel: ChannelId, ticket: Address) -> None:
        """Only where it is still this ticket's."""
        if self._tickets.get(channel) == ticket:
            del self._tickets[channel]
