"""The clock of a promise: it starts at the first priority, calls the team at half and at all of it, and survives."""

from bot.demo.acting import Cast
from bot.demo.acts.steps import ends, opens, prioritises
from bot.demo.sights import calls, card, last, last_line, told
from bot.sandbox.model import Channel


async def the_clock_starts_at_the_first_priority(cast: Cast) -> None:
    await cast.act("The first priority starts the clock")
    community = cast.community
    ticket = await opens(cast)
    await cast.until(0, "9:20")
    answer = await prioritises(cast, ticket)
    cast.expect("0.5 whoever sets it is told what is promised", True, "1 hour" in answer.text)
    cast.expect("0.5 the card shows it", True, "Priority: High" in card(community.owner, ticket).text)
    cast.expect("L10 and one line says so", True, "within 1 hour" in last(community.owner, ticket).text)
    await cast.until(0, "9:50:01")
    found = told(cast, community.staff, community.sla, ticket)
    cast.expect("0.5 the clock runs from the priority, not from the opening: nobody is called at 9:35", [], found)
    await cast.until(0, "9:51")
    found = told(cast, community.staff, community.sla, ticket)
    cast.expect("0.12 half an hour after the priority the team is called in the SLA channel", ["0 09:50:02"], found)
    answer = await cast.runs(community.staff, ticket, "priority", priority="low")
    cast.expect("0.5 a later priority moves only the target", True, "1 day" in answer.text or "24 hours" in answer.text)
    await cast.until(0, "20:00")
    cast.expect("0.5 an hour is over, and nobody is called", [], calls(cast, community.staff, ticket))
    await ends(cast, ticket)
    await cast.until(0, "21:00")


async def the_owner_waits_and_the_team_is_called(cast: Cast) -> None:
    await cast.act("The owner writes, and nobody answers; the bot is away for a day in the middle of it")
    community = cast.community
    ticket = await opens(cast)
    await prioritises(cast, ticket)
    await cast.until(0, "9:30")
    await cast.says(community.staff, ticket, "Which page do you see this on?")
    await cast.until(0, "9:40")
    await cast.says(community.owner, ticket, "The page of my orders.")
    await cast.until(0, "10:10:01")
    cast.expect(
        "0.12 until half the hour is over nobody is called", [], told(cast, community.staff, community.sla, ticket)
    )
    await cast.until(0, "12:00")
    await says_it_in_both_places(cast, ticket, "0", ("10:10:02", "10:40:02"))
    cast.expect(
        "L8 the owner reads a kind word there, and no times",
        "Sorry for the wait, I have called the team again.",
        last_line(community.owner, ticket),
    )
    await cast.until(1, "11:00")
    await says_it_in_both_places(cast, ticket, "1", ("10:10:02", "10:40:02"))
    details = "not answered in time" in last(community.staff, community.sla).text
    cast.expect("L8 times and the breach stand in the SLA channel", True, details)
    await the_bot_is_away(cast, ticket)
    await an_answer_ends_it(cast, ticket)


async def says_it_in_both_places(cast: Cast, ticket: Channel, day: str, times: tuple[str, str]) -> None:
    community, (half, full) = cast.community, times
    found = calls(cast, community.staff, community.sla, ticket)
    again = "again, a day later, in place of the one before" if day != "0" else "2 s after half of the hour"
    cast.expect(f"0.12 the team is called in the SLA channel, {again}", [f"{day} {half}"], found)
    again = "again, a day later, in place of the one before" if day != "0" else "2 s after all of it"
    found = calls(cast, community.staff, ticket)
    cast.expect(f"0.11 the team is called in the ticket, {again}", [f"{day} {full}"], found)


async def the_bot_is_away(cast: Cast, ticket: Channel) -> None:
    community = cast.community
    await cast.until(1, "12:00")
    await cast.stops_the_desk()
    await cast.until(1, "12:30")
    first = next(one for one in community.owner.sees(ticket) if one.author == "owner")
    second = await cast.says(community.owner, ticket, "Is anybody there?")
    await cast.edits(community.owner, first, "The page of my orders, in both browsers.")
    await cast.says(community.owner, ticket, "I have tried it again today.")
    await cast.deletes(community.owner, second)
    await cast.until(2, "11:00")
    cast.expect(
        "while the bot is away nothing is said",
        (["1 10:10:02"], ["1 10:40:02"]),
        (calls(cast, community.staff, community.sla, ticket), calls(cast, community.staff, ticket)),
    )
    await cast.starts_the_desk()
    cast.expect(
        "0.11 coming back it says once what is still true, of each series the last that fell due",
        (["2 11:00:00"], ["2 11:00:00"]),
        (calls(cast, community.staff, community.sla, ticket), calls(cast, community.staff, ticket)),
    )


async def an_answer_ends_it(cast: Cast, ticket: Channel) -> None:
    community = cast.community
    await cast.until(2, "11:30")
    await cast.says(community.staff, ticket, "Sorry that it took so long. It works again, please look.")
    await cast.until(3, "11:20")
    cast.expect(
        "0.11 after an answer nobody is called",
        (["2 11:00:00"], ["2 11:00:00"]),
        (calls(cast, community.staff, community.sla, ticket), calls(cast, community.staff, ticket)),
    )
    await cast.says(community.owner, ticket, "It does, thank you!")
    await cast.until(3, "11:30")
    await ends(cast, ticket)
    dm, record = last(community.owner, community.owner.dm), last(community.staff, community.transcripts)
    own, team = (message.files[0].content.decode() for message in (dm, record))
    for sentence, text, in_own, in_team in (
        ("what was edited while the bot was away is there as it read last", "in both browsers", True, True),
        ("what was written while the bot was away is there", "tried it again today", True, True),
        ("L14 what was deleted is in neither copy", "Is anybody there?", False, False),
        ("there is no script in it", "<script", False, False),
    ):
        cast.expect(sentence, (in_own, in_team), (text in own, text in team))
    await cast.until(3, "12:00")
