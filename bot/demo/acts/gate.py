"""Before there is a priority: nobody of the team writes, and somebody is called about it."""

from bot.demo.acting import Cast
from bot.demo.acts.steps import ends, opens, prioritises
from bot.demo.sights import calls, card, last, said


async def nobody_answers_before_there_is_a_priority(cast: Cast) -> None:
    await cast.act("The gate: no answer before a priority")
    community = cast.community
    ticket = await opens(cast)
    await cast.until(0, "9:10")
    refused = await cast.is_refused(community.staff, "write in the ticket", community.staff.say(ticket, "Hello"))
    cast.expect("0.3 staff cannot write yet: Discord itself does not let them", True, refused)
    before = len(community.administrator.inbox())
    await cast.says(community.administrator, ticket, "Which page do you mean?")
    left = [one.content for one in community.owner.sees(ticket) if one.author == "administrator"]
    cast.expect("0.3 the administrator's message, which Discord let through, is deleted", [], left)
    returned = community.administrator.inbox()[before:]
    cast.expect(
        "L2 and sent back to them, with what to do first",
        [True],
        ["Which page do you mean?" in one.text and "priority" in one.text for one in returned],
    )
    cast.expect(
        "L2 the ticket asks for a priority, once", True, "no priority yet" in last(community.staff, ticket).text
    )
    await cast.says(community.owner, ticket, "Is it known already?")
    kept = [one.content for one in community.staff.sees(ticket) if one.author == "owner"]
    cast.expect("0.3 what the owner writes stays", ["Is it known already?"], kept)
    await prioritises(cast, ticket)
    await cast.says(community.staff, ticket, "It is, and somebody looks at it.")
    kept = [one.content for one in community.owner.sees(ticket) if one.author == "staff"]
    cast.expect("0.3 with a priority staff may write", ["It is, and somebody looks at it."], kept)
    await ends(cast, ticket)
    await cast.until(0, "10:00")


async def a_ticket_without_priority_is_not_forgotten(cast: Cast) -> None:
    await cast.act("Triage: nobody has set a priority")
    community = cast.community
    ticket = await opens(cast)
    await cast.until(0, "9:30:01")
    cast.expect("L3 for half an hour nobody is called", [], calls(cast, community.staff, community.sla, ticket))
    await cast.until(0, "9:31")
    found = calls(cast, community.staff, community.sla, ticket)
    cast.expect("L3 then the team is called in the SLA channel, 2 s after 9:30", ["0 09:30:02"], found)
    await cast.until(0, "14:00")
    found = calls(cast, community.staff, community.sla, ticket)
    cast.expect("L3 and every four hours again, in place of the call before", ["0 13:30:02"], found)
    await prioritises(cast, ticket, "Low")
    cast.expect("L3 with a priority it stops", True, "Priority: Low" in card(community.owner, ticket).text)
    await cast.until(0, "20:00")
    found = calls(cast, community.staff, community.sla, ticket)
    cast.expect("L3 and nobody is called any more", ["0 13:30:02"], found)
    await ends(cast, ticket)
    await cast.until(0, "21:00")


async def nobody_looks_at_a_ticket_without_priority(cast: Cast) -> None:
    """To the letter: nothing was asked for."""
    await cast.act("Nobody has set a priority, and nobody is called")
    community = cast.community
    ticket = await opens(cast)
    before = len(said(community.staff, community.sla))
    await cast.until(3, "9:00")
    cast.expect(
        "L3 to the letter a ticket without priority calls nobody", before, len(said(community.staff, community.sla))
    )
    await ends(cast, ticket)
    await cast.until(3, "10:00")
