"""One ticket's whole life, over the wire: from the panel's button to the rating, with an outage in the middle.

Every act has its time, and every time is exact. The numbers are those of the `inertia` policy: a High ticket is
answered within an hour; half of that over, the team is called in the SLA channel, all of it over, in the ticket.
"""

from bot.demo.acting import Cast
from bot.demo.sights import calls, card, last, last_line, panel_of, said, sight
from bot.sandbox.model import Channel
from bot.sandbox.seeing import Seen

QUESTION = {
    "What is it about?": "Cannot read my records",
    "Tell us more": "The page says *no access* since this morning.",
}


async def play(cast: Cast) -> None:
    """The acts, in the order in which they happen."""
    await the_desk_is_set_up(cast)
    ticket = await a_ticket_is_opened(cast)
    await nobody_answers_before_there_is_a_priority(cast, ticket)
    await the_clock_starts_and_staff_answer(cast, ticket)
    await the_owner_waits_and_the_team_is_called(cast, ticket)
    await the_bot_is_away_and_comes_back(cast, ticket)
    await staff_answer_and_nobody_is_called_any_more(cast, ticket)
    await the_ticket_is_closed_and_rated(cast, ticket)
    await two_people_press_at_the_same_moment(cast)


async def the_desk_is_set_up(cast: Cast) -> None:
    cast.narration.scene("An administrator sets up the desk")
    community = cast.stage.community
    await cast.runs(community.administrator, community.support, "setup", category=community.tickets)
    panel = panel_of(community.stranger, community)
    cast.narration.expect(
        "everybody sees the panel with a button for each type",
        ["Database", "Product issue"],
        [button.label for button in panel.buttons],
    )
    cast.narration.expect(
        "an ordinary member is not offered /setup", False, "setup" in community.stranger.commands(community.support)
    )


async def a_ticket_is_opened(cast: Cast) -> Channel:
    cast.narration.scene("A member opens a ticket")
    community = cast.stage.community
    await cast.stage.until(0, "9:05")
    form = await cast.opens_form(community.owner, panel_of(community.owner, community), "Database")
    answer = await cast.submits(community.owner, form, QUESTION)
    (ticket,) = [channel for channel in community.owner.channels() if channel.name == "database-0001"]
    cast.narration.expect("they are told where it is", True, f"<#{ticket.id}>" in answer.content)
    cast.narration.expect(
        "owner, staff and administrator see it, nobody else", [True, True, True, False], sight(community, ticket)
    )
    card, words = community.owner.sees(ticket)[:2]
    cast.narration.expect(
        "owner and team are called, once",
        ([True, True], [False, False]),
        (
            [person.sees(ticket)[0].calls_me for person in (community.owner, community.staff)],
            [person.sees(ticket)[1].calls_me for person in (community.owner, community.staff)],
        ),
    )
    cast.narration.expect("the card says that there is no priority yet", True, "Not set yet" in card.text)
    cast.narration.expect(
        "what they wrote in the form is the first message", True, QUESTION["Tell us more"] in words.text
    )
    return ticket


async def nobody_answers_before_there_is_a_priority(cast: Cast, ticket: Channel) -> None:
    cast.narration.scene("The gate: no answer before a priority")
    community = cast.stage.community
    await cast.stage.until(0, "9:10")
    refused = await cast.is_refused(community.staff, "write in the ticket", community.staff.say(ticket, "Hello"))
    cast.narration.expect("staff cannot write yet", True, refused)
    before = len(community.administrator.inbox())
    await cast.says(community.administrator, ticket, "Which page do you mean?")
    cast.narration.expect(
        "the administrator's message, which Discord let through, is taken back",
        [],
        [one.content for one in community.owner.sees(ticket) if one.author == "administrator"],
    )
    returned = community.administrator.inbox()[before:]
    cast.narration.expect(
        "and sent back to them, with what to do first",
        [True],
        ["Which page do you mean?" in one.text and "priority" in one.text for one in returned],
    )
    cast.narration.expect(
        "the ticket asks for a priority", True, "no priority yet" in last(community.staff, ticket).text
    )


async def the_clock_starts_and_staff_answer(cast: Cast, ticket: Channel) -> None:
    cast.narration.scene("A priority within thirty minutes, and an answer in time")
    community = cast.stage.community
    await cast.stage.until(0, "9:20")
    answer = await cast.selects(community.staff, card(community.staff, ticket), "High")
    cast.narration.expect("they are told what is promised", True, "1 hour" in answer.text)
    cast.narration.expect("the card shows it", True, "Priority: High" in card(community.owner, ticket).text)
    await cast.stage.until(0, "9:30")
    await cast.says(community.staff, ticket, "Which page do you see this on?")
    await cast.stage.until(0, "9:40")
    cast.narration.expect("nobody was called: the answer came in time", [], said(community.staff, community.sla))


async def the_owner_waits_and_the_team_is_called(cast: Cast, ticket: Channel) -> None:
    cast.narration.scene("The owner writes, and nobody answers")
    community = cast.stage.community
    page = await cast.says(community.owner, ticket, "The page of my orders.")
    await cast.stage.until(0, "9:41")
    await cast.edits(community.owner, page, "The page of my orders, all of it.")
    slip = await cast.says(community.owner, ticket, "My number is 555-0100")
    await cast.stage.until(0, "9:42")
    await cast.deletes(community.owner, slip)
    await cast.stage.until(0, "10:10:01")
    cast.narration.expect("until half the hour is over nobody is called", [], said(community.staff, community.sla))
    await cast.stage.until(0, "12:00")
    half, full = calls(community.staff, community.sla), calls(community.staff, ticket)
    cast.narration.expect(
        "half the time over: the team is called in the SLA channel, 2 s after 10:10", ["02 10:10:02"], half
    )
    cast.narration.expect("all of it over: the team is called in the ticket, 2 s after 10:40", ["02 10:40:02"], full)
    cast.narration.expect(
        "the owner reads a kind word there",
        "Sorry for the wait, I have called the team again.",
        last_line(community.owner, ticket),
    )
    await cast.stage.until(1, "11:00")
    half, full = calls(community.staff, community.sla), calls(community.staff, ticket)
    cast.narration.expect(
        "a day later both say it again, each in place of the one before",
        (["03 10:10:02"], ["03 10:40:02"]),
        (half, full),
    )
    cast.narration.expect(
        "now the SLA channel tells of the breach",
        True,
        "not answered in time" in last(community.staff, community.sla).text,
    )


async def the_bot_is_away_and_comes_back(cast: Cast, ticket: Channel) -> None:
    cast.narration.scene("The bot is stopped, life goes on, the bot comes back")
    community = cast.stage.community
    await cast.stage.until(1, "12:00")
    await cast.stage.stop_desk()
    cast.narration.line("(the desk)", "is stopped")
    await cast.stage.until(1, "12:30")
    first, second = (
        [one for one in community.owner.sees(ticket) if one.author == "owner"][:1],
        await cast.says(community.owner, ticket, "Is anybody there?"),
    )
    await cast.edits(community.owner, first[0], "The page of my orders, all of it, in both browsers.")
    await cast.says(community.owner, ticket, "I have tried it again today.")
    await cast.deletes(community.owner, second)
    await cast.stage.until(2, "11:00")
    cast.narration.expect(
        "while it is away nothing is said",
        (["03 10:10:02"], ["03 10:40:02"]),
        (calls(community.staff, community.sla), calls(community.staff, ticket)),
    )
    cast.narration.line("(the desk)", "is started again")
    await cast.stage.start_desk()
    cast.narration.expect(
        "it says once what is still true: of each series the last that fell due, in place of the one before",
        (["04 11:00:00"], ["04 11:00:00"]),
        (calls(community.staff, community.sla), calls(community.staff, ticket)),
    )


async def staff_answer_and_nobody_is_called_any_more(cast: Cast, ticket: Channel) -> None:
    cast.narration.scene("An answer ends it")
    community = cast.stage.community
    await cast.stage.until(2, "11:30")
    await cast.says(community.staff, ticket, "Sorry that it took so long. It works again, please look.")
    await cast.stage.until(4, "9:00")
    cast.narration.expect(
        "in the two days after it nobody is called",
        (["04 11:00:00"], ["04 11:00:00"]),
        (calls(community.staff, community.sla), calls(community.staff, ticket)),
    )
    await cast.says(community.owner, ticket, "It does, thank you!")
    await cast.stage.until(4, "9:05")
    await cast.says(community.staff, ticket, "You are welcome.")


async def the_ticket_is_closed_and_rated(cast: Cast, ticket: Channel) -> None:
    cast.narration.scene("The close: transcript, rating, and the channel goes")
    community = cast.stage.community
    await cast.stage.until(4, "9:10")
    form = await cast.opens_form(community.staff, card(community.staff, ticket), "Close ticket")
    await cast.submits(community.staff, form, {"Why? The owner reads it (optional)": "Access was given back"})
    dm, record = last(community.owner, community.owner.dm), last(community.staff, community.transcripts)
    cast.narration.expect(
        "the owner gets the transcript and is asked for a rating",
        (1, [f"{stars} ★" for stars in range(1, 6)]),
        (len(dm.files), [button.label for button in dm.buttons][:5]),
    )
    cast.narration.expect("the reason stands there", True, "Access was given back" in dm.text)
    cast.narration.expect("the transcripts channel has one, too", 1, len(record.files))
    locked = await cast.is_refused(
        community.owner, "write in the closed ticket", community.owner.say(ticket, "One more")
    )
    cast.narration.expect("the channel is locked", True, locked)
    transcripts_hold_what_was_said(cast, dm, record)
    await cast.stage.until(4, "9:12")
    form = await cast.opens_form(community.owner, dm, "5 ★")
    thanks = await cast.submits(
        community.owner, form, {"Anything you would like to add? (optional)": "Friendly and clear."}
    )
    cast.narration.expect("they are thanked", True, "Thank you" in thanks.text)
    record = last(community.staff, community.transcripts)
    cast.narration.expect(
        "the message in the transcripts channel shows the rating",
        (True, True),
        ("5 of 5" in record.text, "Friendly and clear." in record.text),
    )
    await cast.stage.until(4, "9:14:59")
    cast.narration.expect("until five minutes are over the channel stays", True, ticket in community.staff.channels())
    await cast.stage.until(4, "9:15")
    cast.narration.expect("then it goes", False, ticket in community.staff.channels())
    cast.narration.expect("staff had to be told of nothing that failed", [], said(community.staff, community.staff_log))
    requests = len(cast.stage.sandbox.log)
    await cast.stage.until(34, "9:00")
    cast.narration.expect(
        "in the month after it the desk asks Discord nothing: nothing is due", requests, len(cast.stage.sandbox.log)
    )


async def two_people_press_at_the_same_moment(cast: Cast) -> None:
    cast.narration.scene("Two people press at the same moment")
    community = cast.stage.community
    await cast.stage.until(34, "9:05")
    people = (community.owner, community.stranger)
    forms = [await cast.opens_form(person, panel_of(person, community), "Product issue") for person in people]
    first, second = await cast.submit_together(tuple(zip(people, forms, strict=True)), QUESTION)
    cast.narration.expect("both are told where their ticket is", True, first.content != second.content)
    cast.narration.expect(
        "each has one of their own, with a number of its own",
        [["product-issues-0002"], ["product-issues-0003"]],
        sorted([channel.name for channel in person.channels() if "issues" in channel.name] for person in people),
    )


def transcripts_hold_what_was_said(cast: Cast, dm: Seen, record: Seen) -> None:
    """The owner's copy holds what the owner could see at the end; the team's marks what is gone, without its text."""
    own, team = (message.files[0].content.decode() for message in (dm, record))
    for sentence, text, in_own, in_team in (
        ("what was edited while the bot was away is there as it read last", "in both browsers", True, True),
        ("what was written while the bot was away is there", "tried it again today", True, True),
        ("what was deleted is in neither copy", "555-0100", False, False),
        ("nor is what was deleted while the bot was away", "Is anybody there?", False, False),
        ("the team's copy says that something was deleted", "A message of owner was deleted", False, True),
        ("the team's copy says that something was held back", "A message of administrator was held back", False, True),
        ("what was held back is in neither copy", "Which page do you mean?", False, False),
        ("there is no script in it", "<script", False, False),
        ("and no link that leads anywhere", "href=", False, False),
    ):
        cast.narration.expect(sentence, (in_own, in_team), (text in own, text in team))
