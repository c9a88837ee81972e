"""The close: who reads what, the rating, and how a ticket is opened again."""

from base64 import b64decode

from bot.demo.acting import Cast
from bot.demo.acts.steps import FEEDBACK, REASON, closes, ends, opens, prioritises
from bot.demo.sights import card, last, said, with_button
from bot.sandbox.client.seeing import Seen
from bot.sandbox.model import Channel, Upload

COMMENT = "Anything you would like to add? (optional)"
# A picture that can be drawn: 160 by 90, a red bar above a grey page.
PICTURE = Upload(
    "screenshot.png",
    b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAKAAAABaCAIAAACwpMoFAAAAqUlEQVR42u3RQRUAAAREQcH0T6GGuwAaMP9tgp2oTDu8cAFgA2yADbABNsAG"
        "GLABNsAG2AAbYAMM2AAbYANsgA2wATbAgA2wATbABtgA2wJunQ4wYAEWYAEWYAEWYMACLMACLMACLMCABViABViABViABRiwAAuwAAuwAAswYAEW"
        "YAEWYAEWYMACLMACLMACLMACDFiABViABViABRiwAAuwAAuwAAvw+wZg+Jk9KbqVrwAAAABJRU5ErkJggg=="
    ),
)


async def solved(cast: Cast) -> Channel:
    """A ticket with a question, a picture and an answer."""
    community = cast.community
    ticket = await opens(cast)
    await prioritises(cast, ticket)
    await cast.says(community.owner, ticket, "This is what I see.", [PICTURE])
    slip = await cast.says(community.owner, ticket, "My number is 555-0100")
    await cast.deletes(community.owner, slip)
    await cast.says(community.staff, ticket, "It works again, please look.")
    await cast.says(community.owner, ticket, "It does, thank you!")
    return ticket


async def a_ticket_is_closed_and_rated(cast: Cast) -> None:
    await cast.act("The close: transcript, rating, and the channel goes")
    community = cast.community
    ticket = await solved(cast)
    await cast.until(0, "9:10")
    form = await cast.opens_form(community.staff, card(community.staff, ticket), "Close ticket")
    cast.expect(
        "L13 a button asks for confirmation, and whether a rating is wanted",
        [REASON, FEEDBACK],
        [field.label for field in form.fields],
    )
    await cast.submits(community.staff, form, {REASON: "Access was given back"})
    dm, record = last(community.owner, community.owner.dm), last(community.staff, community.transcripts)
    cast.expect(
        "0.7 the transcript is in the transcripts channel and in the owner's direct messages",
        (True, True),
        (bool(record.files), bool(dm.files)),
    )
    cast.expect(
        "0.8 the owner is asked for a rating",
        [f"{stars} ★" for stars in range(1, 6)],
        [button.label for button in dm.buttons if "★" in button.label],
    )
    cast.expect(
        "L13 they read who closed it, and why",
        (True, True),
        (f"<@{community.staff.user.id}>" in dm.text, "Access was given back" in dm.text),
    )
    locked = await cast.is_refused(community.owner, "write in the closed ticket", community.owner.say(ticket, "Hm"))
    cast.expect("L13 the channel is locked", True, locked)
    copies_hold_what_each_may_read(cast, dm.files[0].content.decode(), record.files[0].content.decode())
    await the_owner_rates_it_twice(cast, dm)
    await cast.until(0, "9:14:59")
    cast.expect("L13 until five minutes are over the channel stays", True, ticket in community.staff.channels())
    await cast.until(0, "9:15")
    cast.expect("0.6 then it is deleted", False, ticket in community.staff.channels())
    requests = len(cast.stage.sandbox.log)
    await cast.until(20, "9:00")
    cast.expect("in the weeks after it the desk asks Discord nothing", requests, len(cast.stage.sandbox.log))


async def the_owner_rates_it_twice(cast: Cast, dm: Seen) -> None:
    community = cast.community
    await cast.until(0, "9:12")
    form = await cast.opens_form(community.owner, dm, "5 ★")
    thanks = await cast.submits(community.owner, form, {COMMENT: "Friendly and clear."})
    cast.expect("they are thanked", True, "Thank you" in thanks.text)
    record = last(community.staff, community.transcripts)
    cast.expect(
        "0.9 the message in the transcripts channel is edited and shows it",
        (True, True),
        ("5 of 5" in record.text, "Friendly and clear." in record.text),
    )
    form = await cast.opens_form(community.owner, dm, "4 ★")
    await cast.submits(community.owner, form, {})
    record = last(community.staff, community.transcripts)
    cast.expect("0.9 rated again, it shows the last", (True, False), ("4 of 5" in record.text, "5 of 5" in record.text))


def copies_hold_what_each_may_read(cast: Cast, own: str, team: str) -> None:
    for sentence, text, in_own, in_team in (
        ("L14 both copies hold the conversation", "It works again, please look.", True, True),
        ("L14 and the picture, in the file itself", "data:image/png;base64,", True, True),
        ("L14 what was deleted is in neither copy", "555-0100", False, False),
        ("L14 the team's copy says that something was deleted", "was deleted", False, True),
        ("there is no script in it", "<script", False, False),
    ):
        cast.expect(sentence, (in_own, in_team), (text in own, text in team))


async def the_team_opens_it_again(cast: Cast) -> None:
    await cast.act("The team opens a closed ticket again")
    community = cast.community
    ticket = await solved(cast)
    await closes(cast, ticket)
    await cast.until(0, "9:03")
    await cast.runs(community.staff, ticket, "reopen")
    await cast.says(community.owner, ticket, "Good, because it is back.")
    await cast.until(0, "9:30")
    cast.expect("L13 opened again by the team it stays", True, ticket in community.staff.channels())
    await cast.until(0, "10:10")
    cast.expect(
        "L13 and its promises count again", True, any("called the team" in one for one in said(community.owner, ticket))
    )
    await closes(cast, ticket)
    dm, record = last(community.owner, community.owner.dm), last(community.staff, community.transcripts)
    own = dm.files[0].content.decode()
    cast.expect(
        "L13 the second transcript has both parts",
        (True, True),
        ("It works again, please look." in own, "Good, because it is back." in own),
    )
    cast.expect("0.7 it is in the transcripts channel, too", True, bool(record.files))
    await cast.until(0, "11:00")
    cast.expect("0.6 and then the channel goes", False, ticket in community.staff.channels())


async def the_owner_opens_it_again_from_their_messages(cast: Cast) -> None:
    await cast.act("The owner opens it again, two days after the channel has gone")
    community = cast.community
    ticket = await solved(cast)
    await closes(cast, ticket)
    dm = last(community.owner, community.owner.dm)
    await cast.until(2, "9:00")
    answer = await cast.presses(community.owner, dm, "Reopen")
    again = next(one for one in community.owner.channels() if f"<#{one.id}>" in answer.text)
    cast.expect("L13 there is a new channel for the same ticket", (True, ticket.name), (again != ticket, again.name))
    cast.expect("L13 with its card", True, "Priority: High" in card(community.owner, again).text)
    cast.expect("L13 the days in which it was closed count for nobody", [], said_late(cast, again))
    await cast.says(community.owner, again, "It stopped working again.")
    await cast.says(community.staff, again, "I see. Done now.")
    await closes(cast, again)
    own = last(community.owner, community.owner.dm).files[0].content.decode()
    cast.expect(
        "L13 its transcript holds what was said in both channels",
        (True, True),
        ("It works again, please look." in own, "It stopped working again." in own),
    )
    dm = last(community.owner, community.owner.dm)
    await cast.until(6, "9:00")
    answer = await cast.presses(community.owner, dm, "Reopen")
    cast.expect("L13 after three days it is too late", True, "time for this has passed" in answer.text)


def said_late(cast: Cast, ticket: Channel) -> list[str]:
    return [line for line in said(cast.community.owner, ticket) if "Sorry for the wait" in line]


async def the_owner_takes_no_direct_messages(cast: Cast) -> None:
    await cast.act("The owner takes no direct messages")
    community = cast.community
    ticket = await solved(cast)
    community.owner.close_dms()
    before = len(community.owner.inbox())
    await closes(cast, ticket)
    await cast.until(0, "9:30")
    copy = with_button(community.owner, ticket, "5 ★")
    cast.expect(
        "L13 transcript and rating stand in the locked channel instead",
        (True, True, before),
        (bool(copy.files), copy.calls_me, len(community.owner.inbox())),
    )
    form = await cast.opens_form(community.owner, copy, "3 ★")
    await cast.submits(community.owner, form, {})
    cast.expect("0.9 and can be used there", True, "3 of 5" in last(community.staff, community.transcripts).text)
    await cast.until(1, "8:55")
    cast.expect("L13 the channel stays for a day", True, ticket in community.owner.channels())
    await cast.until(1, "9:30")
    cast.expect("L13 and then goes", False, ticket in community.owner.channels())
    community.owner.open_dms()


async def the_owner_opens_it_again_in_the_locked_channel(cast: Cast) -> None:
    await cast.act("The owner opens it again in the locked channel")
    community = cast.community
    ticket = await solved(cast)
    await closes(cast, ticket)
    await cast.until(0, "9:02")
    await cast.presses(community.owner, with_button(community.owner, ticket, "Reopen"), "Reopen")
    await cast.says(community.owner, ticket, "There is one more thing.")
    await cast.until(0, "9:20")
    cast.expect("L13 Reopen there cancels the deletion", True, ticket in community.owner.channels())
    await cast.says(community.staff, ticket, "Done, too.")
    await ends(cast, ticket)
    await cast.until(0, "10:00")


async def a_lead_reads_everything(cast: Cast) -> None:
    await cast.act("A lead reads the full record")
    community = cast.community
    ticket = await solved(cast)
    refused = await cast.runs(community.staff, ticket, "transcript full")
    cast.expect("L14 the full record is for leads", True, "lead the team" in refused.text)
    number = int(ticket.name.rpartition("-")[2])
    answer = await cast.runs(community.lead, community.staff_log, "transcript full", ticket=number)
    whole = answer.files[0].content.decode()
    cast.expect("L14 it has what was deleted", True, "555-0100" in whole)
    cast.expect(
        "L14 and the team reads who has read it",
        True,
        f"<@{community.lead.user.id}>" in last(community.staff, community.staff_log).text,
    )
    await ends(cast, ticket)
    await cast.until(0, "10:00")


async def to_the_letter_the_channel_goes_at_once(cast: Cast) -> None:
    await cast.act("The close, to the letter")
    community = cast.community
    ticket = await solved(cast)
    await cast.until(0, "9:10")
    await cast.runs(community.staff, ticket, "close_ticket")
    cast.expect("0.6 the channel is deleted at once", False, ticket in community.staff.channels())
    dm, record = last(community.owner, community.owner.dm), last(community.staff, community.transcripts)
    cast.expect(
        "0.7 the transcript is in the transcripts channel and in the owner's direct messages",
        (1, 1),
        (len(record.files), len(dm.files)),
    )
    labels = [f"{stars} ★" for stars in range(1, 6)]
    cast.expect("0.8 the owner is asked for a rating", labels, [button.label for button in dm.buttons])
    cast.expect("L13 and cannot open it again", False, "Reopen" in dm.text)
    form = await cast.opens_form(community.owner, dm, "5 ★")
    await cast.submits(community.owner, form, {COMMENT: "Friendly and clear."})
    cast.expect(
        "0.9 the message in the transcripts channel is edited and shows it",
        True,
        "Friendly and clear." in last(community.staff, community.transcripts).text,
    )
    await cast.until(0, "10:00")
