"""The owner does not answer: they are reminded, warned, and the ticket is closed; or they press a button."""

from bot.demo.acting import Cast
from bot.demo.acts.steps import ends, opens, prioritises
from bot.demo.sights import calls, card, last, told, with_button
from bot.sandbox.model import Channel


async def answered(cast: Cast) -> Channel:
    """A ticket that was answered at 9:00."""
    ticket = await opens(cast)
    await prioritises(cast, ticket)
    await cast.says(cast.community.staff, ticket, "Does it work with another browser?")
    return ticket


async def the_owner_is_reminded_warned_and_the_ticket_closed(cast: Cast) -> None:
    await cast.act("The owner is silent for a week")
    community = cast.community
    ticket = await answered(cast)
    await cast.until(1, "9:00:01")
    cast.expect("0.13 for a day the owner is not reminded", [], calls(cast, community.owner, ticket))
    await cast.until(1, "9:01")
    cast.expect(
        "0.13 a day after the team's message they are, in the ticket",
        ["1 09:00:02"],
        calls(cast, community.owner, ticket),
    )
    buttons = [button.label for button in last(community.owner, ticket).buttons]
    cast.expect("L5 with two buttons", ["Solved", "Still need help"], buttons)
    await cast.until(2, "9:01")
    cast.expect(
        "0.13 and a day later again, in place of the one before", ["2 09:00:02"], calls(cast, community.owner, ticket)
    )
    await cast.until(5, "20:00")
    cast.expect("L5 not a third time", ["2 09:00:02"], calls(cast, community.owner, ticket))
    cast.expect("L6 and the team is not called: it has answered", [], calls(cast, community.staff, ticket))
    await cast.until(6, "9:01")
    warning = last(community.owner, ticket)
    cast.expect(
        "L7 a day before the close the owner is warned",
        (True, "6 09:00:02"),
        ("will be closed" in warning.text, cast.stage.day_of(warning.at)),
    )
    await cast.until(7, "9:14:59")
    cast.expect(
        "L7 until its deadline and a quarter of an hour it stays open", True, ticket in community.staff.channels()
    )
    await cast.until(7, "9:16")
    dm = last(community.owner, community.owner.dm)
    cast.expect("0.14 after seven days it is closed by itself", True, "closed by itself" in dm.text)
    cast.expect(
        "0.14 with the transcript and without the rating",
        (1, 0),
        (len(dm.files), sum("★" in button.label for button in dm.buttons)),
    )
    await cast.until(7, "9:30")
    cast.expect("0.6 and its channel goes", False, ticket in community.staff.channels())
    await cast.until(7, "10:00")


async def the_owner_still_needs_help(cast: Cast) -> None:
    await cast.act("The owner presses a button")
    community = cast.community
    ticket = await answered(cast)
    await cast.until(1, "9:30")
    await cast.presses(community.owner, with_button(community.owner, ticket, "Still need help"), "Still need help")
    await cast.until(1, "10:00:01")
    cast.expect("L5 “Still need help” is as good as a message", [], told(cast, community.staff, community.sla, ticket))
    await cast.until(1, "10:31")
    cast.expect(
        "L5 the team owes an answer again, and is called",
        (["1 10:00:02"], ["1 10:30:02"]),
        (calls(cast, community.staff, community.sla, ticket), calls(cast, community.staff, ticket)),
    )
    await cast.says(community.staff, ticket, "I have looked again, please try.")
    await cast.until(2, "11:00")
    message = with_button(community.owner, ticket, "Solved")
    form = await cast.opens_form(community.owner, message, "Solved")
    await cast.submits(community.owner, form, {})
    dm = last(community.owner, community.owner.dm)
    cast.expect(
        "L5 “Solved” closes the ticket, and a rating is asked for",
        (True, 5),
        ("You have closed" in dm.text, sum("★" in button.label for button in dm.buttons)),
    )
    await cast.until(2, "12:00")
    cast.expect("L5 and the channel goes", False, ticket in community.staff.channels())


async def no_answer_is_needed(cast: Cast) -> None:
    await cast.act("“Thanks!”")
    community = cast.community
    ticket = await answered(cast)
    await cast.until(0, "9:10")
    await cast.says(community.owner, ticket, "Thanks!")
    await cast.until(0, "9:20")
    await cast.presses(community.staff, card(community.staff, ticket), "No answer needed")
    refused = await cast.presses(community.owner, card(community.owner, ticket), "No answer needed")
    cast.expect("L6 the button is for the team", True, "Only the team" in refused.text)
    await cast.until(3, "9:00")
    found = [calls(cast, person, ticket) for person in (community.staff, community.owner)]
    cast.expect("L6 neither the team nor the owner is reminded of a thank-you", [[], []], found)
    cast.expect("L6 not in the SLA channel either", [], told(cast, community.staff, community.sla, ticket))
    await cast.says(community.owner, ticket, "One more thing.")
    await cast.until(3, "10:01")
    cast.expect("L6 until the owner writes again", ["3 10:00:02"], calls(cast, community.staff, ticket))
    await ends(cast, ticket)
    await cast.until(3, "11:00")


async def an_outage_postpones_the_close(cast: Cast) -> None:
    await cast.act("The bot is away when it would have warned")
    community = cast.community
    ticket = await answered(cast)
    await cast.until(5, "9:00")
    await cast.stops_the_desk()
    await cast.until(8, "9:00")
    await cast.starts_the_desk()
    warning = last(community.owner, ticket)
    cast.expect(
        "L7 after an outage the owner is warned first",
        ("8 09:00:00", True),
        (cast.stage.day_of(warning.at), "will be closed" in warning.text),
    )
    await cast.until(9, "8:59")
    cast.expect("L7 and has the whole day", True, ticket in community.staff.channels())
    await cast.says(community.owner, ticket, "I am back, sorry.")
    await cast.until(9, "9:40")
    cast.expect("L7 a word of theirs keeps it open", True, ticket in community.staff.channels())
    await ends(cast, ticket)
    await cast.until(9, "10:00")


async def to_the_letter_the_owner_is_reminded_daily_and_timed_out(cast: Cast) -> None:
    await cast.act("The owner is silent for a week")
    community = cast.community
    ticket = await answered(cast)
    for day in range(1, 7):
        await cast.until(day, "9:01")
        found = calls(cast, community.owner, ticket)
        cast.expect(f"0.13 the owner is reminded on day {day}, in place of the one before", [f"{day} 09:00:02"], found)
    cast.expect("L5 to the letter there is no maximum", 1, len(calls(cast, community.owner, ticket)))
    before = len(community.owner.inbox())
    await cast.until(7, "9:14:59")
    cast.expect("0.14 for seven days it stays open", True, ticket in community.staff.channels())
    await cast.until(7, "9:16")
    dm = last(community.owner, community.owner.dm)
    cast.expect(
        "0.14 then it is timed out, unwarned",
        (1, True),
        (len(community.owner.inbox()) - before, "closed by itself" in dm.text),
    )
    cast.expect("0.14 without feedback", [], [button.label for button in dm.buttons])
    cast.expect("L13 and its channel goes at once", False, ticket in community.staff.channels())


async def to_the_letter_an_answer_on_the_seventh_day_is_followed_by_the_close(cast: Cast) -> None:
    await cast.act("The team answers on the seventh day")
    community = cast.community
    ticket = await opens(cast)
    await prioritises(cast, ticket, "Low")
    await cast.until(7, "9:10")
    await cast.says(community.staff, ticket, "Sorry that it took so long.")
    await cast.until(7, "9:26")
    cast.expect("L7 to the letter it is closed within the hour", False, ticket in community.staff.channels())
