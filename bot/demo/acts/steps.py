"""What happens in many acts: a ticket is opened, gets its priority, is closed."""

from bot.demo.acting import Cast
from bot.demo.sights import card, panel_of, tickets
from bot.sandbox.client.people import Person
from bot.sandbox.client.seeing import Seen
from bot.sandbox.model import Channel

SUBJECT, TEXT = "What is it about?", "Tell us more"
REASON, FEEDBACK = "Why? The owner reads it (optional)", "Ask the owner how it was?"
QUESTION = {SUBJECT: "Cannot read my records", TEXT: "The page says *no access* since this morning."}


async def opens(cast: Cast, label: str = "Database", person: Person | None = None) -> Channel:
    """The form is filled in and sent; the new channel."""
    channel, _ = await opens_and_reads(cast, label, person)
    return channel


async def opens_and_reads(cast: Cast, label: str = "Database", person: Person | None = None) -> tuple[Channel, Seen]:
    owner = person or cast.community.owner
    before = tickets(cast.community.administrator, cast.community)
    form = await cast.opens_form(owner, panel_of(owner, cast.community), label)
    answer = await cast.submits(owner, form, QUESTION)
    (channel,) = [one for one in tickets(cast.community.administrator, cast.community) if one not in before]
    return channel, answer


async def prioritises(cast: Cast, ticket: Channel, priority: str = "High", staff: Person | None = None) -> Seen:
    who = staff or cast.community.staff
    return await cast.selects(who, card(who, ticket), priority)


async def closes(cast: Cast, ticket: Channel, reason: str = "", staff: Person | None = None) -> Seen:
    """By the button of the card."""
    who = staff or cast.community.staff
    form = await cast.opens_form(who, card(who, ticket), "Close ticket")
    return await cast.submits(who, form, {REASON: reason} if reason else {})


async def ends(cast: Cast, ticket: Channel, staff: Person | None = None) -> None:
    """The act's ticket is closed without a question, so that nobody hears of it in the next one."""
    await cast.runs(staff or cast.community.staff, ticket, "close_ticket", feedback=False)
