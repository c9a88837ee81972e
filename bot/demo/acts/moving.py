"""A ticket that belongs to another team: it is moved, keeps its clock, and who moved it looks on until they leave."""

from bot.demo.acting import Cast
from bot.demo.acts.steps import ends, opens, prioritises
from bot.demo.sights import calls, card, last, sight, told, with_button


async def a_ticket_is_moved(cast: Cast) -> None:
    await cast.act("A ticket is moved to another team")
    community = cast.community
    ticket = await opens(cast)
    await prioritises(cast, ticket)
    await cast.until(0, "9:20")
    answer = await cast.runs(community.staff, ticket, "ticket_type", type="product_issues")
    cast.expect("0.4 whoever moves it is told what it is now", True, "Product issue" in answer.text)
    cast.expect("0.4 the card shows it", True, "About: Product issue" in card(community.owner, ticket).text)
    cast.expect("0.4 the channel is renamed", True, ticket.name.startswith("product-issues"))
    cast.expect(
        "L10 the new team is called once, by one line", ["0 09:20:00"], calls(cast, community.product_staff, ticket)
    )
    line = last(community.owner, ticket)
    cast.expect("L10 which tells the owner", (True, False), ("Product issue" in line.text, line.calls_me))
    seen_by = ["owner", "staff", "product staff", "administrator"]
    cast.expect("L10 whoever moved it keeps sight of it", seen_by, sight(cast, ticket))
    cast.expect(
        "0.4 the team before has nothing to do with it any more",
        False,
        community.teams["database"].id in ticket.overwrites,
    )
    await cast.until(0, "9:30:01")
    cast.expect("0.11 nobody is called before the time", [], told(cast, community.product_staff, community.sla, ticket))
    await cast.until(0, "10:00:02")
    cast.expect(
        "L10 the time that has passed still counts: half of it is over at 9:30",
        ["0 09:30:02"],
        calls(cast, community.product_staff, community.sla, ticket),
    )
    cast.expect(
        "0.11 the role of the new type is called in the ticket",
        ["0 09:20:00", "0 10:00:02"],
        calls(cast, community.product_staff, ticket),
    )
    cast.expect("0.11 and the team before is not", [], calls(cast, community.staff, ticket))
    await cast.says(community.product_staff, ticket, "This is ours, thank you.")
    await cast.presses(community.staff, with_button(community.staff, ticket, "Leave"), "Leave")
    cast.expect("L10 until they leave", ["owner", "product staff", "administrator"], sight(cast, ticket))
    await ends(cast, ticket, community.product_staff)
    await cast.until(0, "12:00")


async def a_ticket_is_moved_often(cast: Cast) -> None:
    """Discord allows two changes of a name in ten minutes."""
    await cast.act("A ticket is moved back and forth")
    community = cast.community
    ticket = await opens(cast)
    await prioritises(cast, ticket)
    for type in ("product_issues", "database", "other", "product_purchases"):
        await cast.runs(community.administrator, ticket, "ticket_type", type=type)
    cast.expect("L10 its card is right at once", True, "About: Product purchase" in card(community.owner, ticket).text)
    cast.expect("L10 its name after the second change waits", True, ticket.name.startswith("database"))
    await cast.until(0, "9:11")
    cast.expect("L10 and takes the last one, ten minutes later", True, ticket.name.startswith("product-purchases"))
    await ends(cast, ticket, community.administrator)
    await cast.until(0, "10:00")
