"""The cure of py-cord's global rate limit, for whoever calls Discord within a limit of time: inbound and outbound."""

from asyncio import CancelledError, Event
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def others_go_on(gate: Event) -> Iterator[None]:
    """A call that is cancelled while it sleeps out a global limit would leave every other call waiting for ever.

    py-cord 2.8.1 clears its event, `client.http._global_over`, before that sleep and sets it after; a call that ends
    by itself has set it. To stand around the limit of time, which is a cancellation too.
    """
    try:
        yield
    except (CancelledError, TimeoutError):
        gate.set()
        raise
