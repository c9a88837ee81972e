"""The panel, the five types with their teams, and what an opening says."""

from bot.demo.acting import Cast
from bot.demo.acts.steps import QUESTION, SUBJECT, TEXT, ends, opens, opens_and_reads
from bot.demo.sights import last, panel_of, sight, tickets
from bot.sandbox.model import Channel


async def the_desk_is_set_up(cast: Cast) -> None:
    await cast.act("An administrator sets up the desk")
    community = cast.community
    await cast.runs(community.administrator, community.support, "setup", category=community.tickets)
    panel = panel_of(community.stranger, community)
    cast.expect("0.10 everybody sees the panel with a button for each of the five types", 5, len(panel.buttons))
    cast.expect(
        "an ordinary member is not offered /setup", False, "setup" in community.stranger.commands(community.support)
    )


async def each_type_has_its_team(cast: Cast) -> None:
    await cast.act("A ticket of each type")
    community = cast.community
    labels = [button.label for button in panel_of(community.owner, community).buttons]
    opened = [await opens(cast, label) for label in labels[:-1]]
    last_one, answer = await opens_and_reads(cast, labels[-1])
    opened.append(last_one)
    await teams_may_see_their_own(cast, opened)
    links = [f"<#{ticket.id}>" in answer.text for ticket in opened]
    cast.expect("L12 five tickets of one owner are no problem, and the last answer lists all", [True] * 5, links)
    await cast.until(0, "9:10")
    for ticket in opened:
        await ends(cast, ticket, community.administrator)
    dm = last(community.owner, community.owner.dm)
    cast.expect(
        "0.8 closed with feedback:false the transcript comes without the question",
        (True, []),
        (bool(dm.files), [button.label for button in dm.buttons if "★" in button.label]),
    )
    await cast.until(1, "9:00")
    cast.expect("0.6 all five channels are gone", [], tickets(community.administrator, community))


async def teams_may_see_their_own(cast: Cast, opened: list[Channel]) -> None:
    community = cast.community
    seen = [ticket.name for ticket in opened if ticket in community.product_staff.channels()]
    own = [ticket.name for ticket in opened if ticket.name.startswith("product-issues")]
    cast.expect("0.10 the product team sees its own kind of ticket alone", own, seen)
    allowed = {
        ticket.name.rpartition("-")[0].replace("-", "_"): [
            key for key, role in community.teams.items() if role.id in ticket.overwrites
        ]
        for ticket in opened
    }
    wanted = {key: [key] for key in allowed}
    cast.expect("0.10 each is open to the role of its type, and to no other team", wanted, allowed)
    cast.expect("0.10 there is one of each", sorted(community.teams), sorted(allowed))


async def a_new_ticket_stands(cast: Cast) -> None:
    await cast.act("What is there once a ticket is open")
    community = cast.community
    ticket = await opens(cast)
    card, words = community.owner.sees(ticket)[:2]
    cast.expect("0.1 the ticket has no priority yet, and its card says so", True, "Not set yet" in card.text)
    cast.expect("0.1 the card says what it is about", True, QUESTION[SUBJECT] in card.text)
    seen_by = ["owner", "staff", "administrator"]
    cast.expect("0.2 owner, team and administrator see its channel, nobody else", seen_by, sight(cast, ticket))
    cast.expect("L4 what they wrote in the form is the first message", True, QUESTION[TEXT] in words.text)
    await ends(cast, ticket)
    await cast.until(0, "10:00")


async def the_team_is_called_once(cast: Cast) -> None:
    await cast.act("Who is called when a ticket opens")
    community = cast.community
    ticket = await opens(cast)
    called = [[message.calls_me for message in person.sees(ticket)] for person in (community.owner, community.staff)]
    cast.expect("L1 owner and team are called once, by the first message", [[True, False], [True, False]], called)
    await ends(cast, ticket)
    await cast.until(0, "10:00")


async def the_form_holds_its_lengths(cast: Cast) -> None:
    await cast.act("A form that is too short, and one that is sent twice at once")
    community = cast.community
    form = await cast.opens_form(community.owner, panel_of(community.owner, community), "Database")
    subject, text = form.fields
    cast.expect(
        "L11 the fields themselves hold the lengths",
        ((5, 100), (10, 2000)),
        ((subject.at_least, subject.at_most), (text.at_least, text.at_most)),
    )
    refused = await cast.is_refused(
        community.owner, "send two words", community.owner.submit(form, {SUBJECT: "Help me", TEXT: "Now"})
    )
    cast.expect("L11 what is too short is not sent, and stays in the form", True, refused)
    await cast.until(0, "9:05")
    people = (community.owner, community.stranger)
    forms = [await cast.opens_form(person, panel_of(person, community), "Database") for person in people]
    first, second = await cast.submit_together(tuple(zip(people, forms, strict=True)), QUESTION)
    cast.expect("two people who press at the same moment get a ticket each", True, first.content != second.content)
    seen = [tickets(person, community) for person in people]
    cast.expect("and neither sees the other's", ([1, 1], True), ([len(one) for one in seen], seen[0] != seen[1]))
    for ticket in (*seen[0], *seen[1]):
        await ends(cast, ticket)
    await cast.until(0, "10:00")
