"""Every wish x every kind of person: exactly those who may succeed; for all others nothing changes, and they are told.

The table of docs/reference/permissions.md is this one. A command or a button without a row here fails.
"""

from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import partial
from itertools import product
from pathlib import Path

import pytest

from bot.inbound.commands.table import COMMANDS
from bot.sandbox import Channel, OutcomeKind
from models.custom_id import Op
from models.errors import Reason
from models.ticket import Priority, Side, Ticket
from tests.support.crowd import TEXT, TITLE, Crowd, Subject, Who, Wish, command, form, gather, press, set_up
from tests.support.town import SAYS, a_town

PAGE = Path(__file__).parents[2] / "docs/reference/permissions.md"

SERVES = frozenset({Who.OWNER_ON_STAFF, Who.STAFF, Who.ADMIN})
OWNS = frozenset({Who.OWNER, Who.OWNER_ON_STAFF})
ADMIN = frozenset({Who.ADMIN})
GUEST, FOREIGN = frozenset({Who.GUEST}), frozenset({Who.FOREIGN_ADMIN})
LEADS = ADMIN | {Who.LEAD}
HERE = frozenset(Who) - {Who.FOREIGN_ADMIN, Who.BOT}
TEAM = SERVES | {Who.OTHER_STAFF, Who.GUEST}


def ticket(crowd: Crowd, subject: Subject) -> Ticket:
    return crowd.town.ticket(subject.number)


def has(fact: Callable[[Ticket], bool]) -> Callable[[Crowd, Who, Subject], bool]:
    return lambda crowd, who, subject: fact(ticket(crowd, subject))


def last_turn(side: Side) -> Callable[[Crowd, Who, Subject], bool]:
    return has(lambda it: it.turns[-1].side is side)


is_low = has(lambda it: it.term.priority is Priority.LOW)
is_moved = has(lambda it: it.term.type == "product_issues")
is_closed = has(lambda it: it.closing is not None)
is_open_again = has(lambda it: it.reopened == 1 and it.closing is None)
is_rated = has(lambda it: it.closing is not None and it.closing.rating is not None)


def spoke_again(crowd: Crowd, who: Who, subject: Subject) -> bool:
    return sum(turn.side is Side.OWNER for turn in ticket(crowd, subject).turns) > 1


def has_audit(crowd: Crowd, who: Who, subject: Subject) -> bool:
    title = SAYS.to_staff.audit_title.format(number=subject.number)
    return any(title in message.text for message in crowd.town.admin.sees(crowd.town.log))


def has_opened(crowd: Crowd, who: Who, subject: Subject) -> bool:
    return any(int(one.owner) == crowd.people[who].user.id and one.number > subject.number for one in crowd.desk().open)


def has_new_panel(crowd: Crowd, who: Who, subject: Subject) -> bool:
    panel = crowd.desk().panel
    return panel is not None and panel.n > 1


def has_left(crowd: Crowd, who: Who, subject: Subject) -> bool:
    return int(crowd.people[who].user.id) not in map(int, ticket(crowd, subject).guests)


def of_the_server() -> Iterator[Wish]:
    here, at_home = partial(Wish, elsewhere=Reason.NO_TICKET), partial(Wish, elsewhere=Reason.NOT_THIS_SERVER)
    full = command("transcript full")
    yield at_home("setup", "`/setup`", set_up, ADMIN, Reason.ADMIN_ONLY, has_new_panel)
    yield here("transcript full", "`/transcript full`", full, LEADS, Reason.LEAD_ONLY, has_audit)
    yield Wish("revive", "`/revive`", command("revive"), TEAM | FOREIGN, Reason.TEAM_ONLY, bots=Reason.TEAM_ONLY)
    yield at_home("desk doctor", "`/desk doctor`", command("desk doctor"), ADMIN, Reason.ADMIN_ONLY)
    yield at_home("config reload", "`/config reload`", command("config reload"), ADMIN, Reason.ADMIN_ONLY)


def on_the_team() -> Iterator[Wish]:
    here, team = partial(Wish, elsewhere=Reason.NO_TICKET), Reason.STAFF_ONLY
    moved = command("ticket_type", type="product_issues")
    waive, waived = command("no_answer_needed"), last_turn(Side.WAIVED)
    yield here("priority", "`/priority`", command("priority", priority="low"), SERVES, team, is_low)
    yield here("ticket_type", "`/ticket_type`", moved, SERVES, team, is_moved)
    yield here("no_answer_needed", "`/no_answer_needed`", waive, SERVES, team, waived)
    yield here("close_ticket", "`/close_ticket`", command("close_ticket"), SERVES, team, is_closed)
    yield here("reopen", "`/reopen`", command("reopen"), SERVES | OWNS, team, is_open_again, is_closed=True)


def of_the_panel() -> Iterator[Wish]:
    """Whoever sees the panel may open a ticket; who is no person reads so when the form is sent."""
    everybody, nowhere = HERE | {Who.BOT}, Reason.NOT_SET_UP
    button, menu = press("open", about="database", of_desk=True), press("choose", "database", of_desk=True)
    sent = form("form", "database", of_desk=True, title=TITLE, text=TEXT)
    yield Wish(Op.OPEN, "the panel's buttons", button, everybody, nowhere, opens=True)
    yield Wish(Op.CHOOSE, "the panel's menu", menu, everybody, nowhere, opens=True)
    yield Wish(Op.FORM, "the form of a new ticket", sent, HERE, nowhere, has_opened)


def in_the_card() -> Iterator[Wish]:
    team, closed = Reason.STAFF_ONLY, form("confirm", reason="", feedback="yes")
    yield Wish(Op.PRIORITY, "the menu of priorities", press("priority", "low"), SERVES, team, is_low)
    yield Wish(Op.NO_ANSWER, "No answer needed", press("waive"), SERVES, team, last_turn(Side.WAIVED))
    yield Wish(Op.CLOSE, "Close ticket", press("close"), SERVES, team, opens=True)
    yield Wish(Op.CONFIRM_CLOSE, "Close ticket, its window", closed, SERVES, team, is_closed)
    yield Wish(Op.LEAVE, "Leave", press("leave"), GUEST, Reason.NOT_A_GUEST, has_left)


def of_the_owner() -> Iterator[Wish]:
    owner, solved = Reason.OWNER_ONLY, form("solve", note="")
    yield Wish(Op.SOLVED, "Solved", press("solved"), OWNS, owner, opens=True)
    yield Wish(Op.CONFIRM_SOLVED, "Solved, its window", solved, OWNS, owner, is_closed)
    yield Wish(Op.STILL, "Still need help", press("still"), OWNS, owner, spoke_again)


def after_the_end() -> Iterator[Wish]:
    closed, team, owner = partial(Wish, is_closed=True), Reason.STAFF_ONLY, Reason.OWNER_ONLY
    rate, rated = press("rate", about="5"), form("rated", "5", comment="")
    reopen = press("reopen")
    yield closed(Op.RATE, "the numbers below a transcript", rate, OWNS, owner, opens=True, bots=owner)
    yield closed(Op.RATE_FORM, "the numbers, their window", rated, OWNS, owner, is_rated, bots=owner)
    yield closed(Op.REOPEN, "Reopen", reopen, SERVES | OWNS, team, is_open_again)


def in_direct_messages() -> Iterator[Wish]:
    """Nobody has roles there, and no server is another one."""
    closed, team, owner = partial(Wish, is_closed=True), Reason.STAFF_ONLY, Reason.OWNER_ONLY
    rate, rated = press("rate", about="5", in_dm=True), form("rated", "5", in_dm=True, comment="")
    rating = partial(closed, elsewhere=owner, bots=owner)
    reopen = press("reopen", in_dm=True)
    yield rating(Op.RATE, "the numbers, in direct messages", rate, OWNS, owner, opens=True)
    yield rating(Op.RATE_FORM, "their window, in direct messages", rated, OWNS, owner, is_rated)
    yield closed(Op.REOPEN, "Reopen, in direct messages", reopen, OWNS, team, is_open_again, elsewhere=team)


GROUPS = {
    kind.__name__: tuple(kind())
    for kind in (of_the_server, on_the_team, of_the_panel, in_the_card, of_the_owner, after_the_end, in_direct_messages)
}
WISHES = tuple(wish for group in GROUPS.values() for wish in group)


async def everything(crowd: Crowd) -> object:
    """The database and what people see, but for answers that one person alone sees."""
    town = crowd.town
    stored = town.mongo.get_default_database("steward")
    names = sorted(set(await stored.list_collection_names()) - {"processes"})
    documents = {name: await stored.get_collection(name).find().to_list(None) for name in names}
    return documents, {channel.id: seen(channel) for channel in town.sandbox.world.channels.values()}


def seen(channel: Channel) -> object:
    standing = [one for one in channel.messages.values() if not one.is_ephemeral]
    messages = [(one.id, one.content, deepcopy(one.embeds), deepcopy(one.components)) for one in standing]
    return channel.name, channel.topic, channel.parent_id, deepcopy(channel.overwrites), messages


async def refused(crowd: Crowd, wish: Wish, who: Who, subject: Subject) -> bool:
    """Told so, and nothing has changed."""
    before = await everything(crowd)
    answer = await crowd.town.answer(wish.send(crowd, who, subject))
    return answer.startswith(wish.refusal(who)) and await everything(crowd) == before


async def granted(crowd: Crowd, wish: Wish, who: Who, subject: Subject) -> bool:
    """It was not so before, and is so now; a window shows itself."""
    was_so = wish.came is not None and wish.came(crowd, who, subject)
    attempt = wish.send(crowd, who, subject)
    if wish.opens:
        return (await attempt.response).kind is OutcomeKind.FORM
    answer = await crowd.town.answer(attempt)
    is_refused = answer in {*SAYS.answers.refusals.values(), SAYS.answers.not_ours}
    return not was_so and not is_refused and (wish.came is None or wish.came(crowd, who, subject))


@pytest.mark.slow
@pytest.mark.parametrize("group", GROUPS)
async def test_exactly_the_allowed_succeed_and_the_others_change_nothing_and_are_told_so(group: str) -> None:
    async with a_town() as town:
        crowd, wrong = await gather(town), list[str]()
        kinds = (Who.OWNER, Who.OWNER_ON_STAFF, Who.GUEST)
        shared = {
            (who, is_closed): await crowd.open(who, is_closed=is_closed)
            for who, is_closed in product(kinds, {wish.is_closed for wish in GROUPS[group]})
        }
        for wish, who in product(GROUPS[group], Who):
            kind = who if who in kinds else Who.OWNER
            if who not in wish.by and not await refused(crowd, wish, who, shared[kind, wish.is_closed]):
                wrong.append(f"{wish.what}: not refused to {who}")
        for wish, who in product(GROUPS[group], Who):
            if who in wish.by and not await granted(crowd, wish, who, await crowd.open(who, is_closed=wish.is_closed)):
                wrong.append(f"{wish.what}: not granted to {who}")

        assert not wrong, "\n".join(wrong)


def test_every_command_and_every_button_has_its_row() -> None:
    assert {wish.name for wish in WISHES} == {*COMMANDS, *Op}


def table() -> str:
    """As the page shows it: who may is marked."""
    head = ["", *(who.value for who in Who)]
    rows = [[wish.what, *("yes" if who in wish.by else "" for who in Who)] for wish in WISHES]
    lines = [head, ["---", *("---" for _ in Who)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def test_the_page_shows_who_may_do_what() -> None:
    assert table() in PAGE.read_text(encoding="utf-8"), f"put this table there:\n{table()}"
