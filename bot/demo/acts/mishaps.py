"""What goes wrong on a server: people leave, places vanish, permissions are taken away. No ticket is ever stuck."""

from bot.demo.acting import Cast
from bot.demo.acts.closing import solved
from bot.demo.acts.steps import closes, ends, opens, prioritises
from bot.demo.sights import calls, last, said
from bot.sandbox.client.people import Person
from bot.sandbox.model import Channel, Guild
from bot.sandbox.permissions import Permission
from bot.sandbox.stage import deny


async def the_channel_is_deleted_by_hand(cast: Cast) -> None:
    await cast.act("Somebody deletes a ticket's channel by hand")
    community = cast.community
    ticket = await solved(cast)
    await cast.does(community.administrator, f"deletes #{ticket.name}", community.administrator.delete_channel(ticket))
    await cast.until(0, "9:10")
    dm, record = last(community.owner, community.owner.dm), last(community.staff, community.transcripts)
    cast.expect(
        "0.15 the ticket is closed and its record kept",
        (True, True),
        ("its channel was deleted" in dm.text, bool(record.files)),
    )
    await cast.until(0, "10:00")


async def the_channel_is_deleted_while_the_bot_is_away(cast: Cast) -> None:
    await cast.act("A ticket's channel is deleted while the bot is away")
    community = cast.community
    ticket = await solved(cast)
    before = len(said(community.staff, community.transcripts))
    await cast.stops_the_desk()
    await cast.does(community.administrator, f"deletes #{ticket.name}", community.administrator.delete_channel(ticket))
    await cast.until(0, "10:00")
    await cast.starts_the_desk()
    await cast.until(0, "10:30")
    after = said(community.staff, community.transcripts)
    cast.expect("0.15 at the start it is found missing: the ticket is closed, its record kept", before + 1, len(after))
    await cast.until(0, "11:00")


async def to_the_letter_the_record_goes_with_the_channel(cast: Cast) -> None:
    await cast.act("A ticket's channel is deleted while the bot is away, to the letter")
    community = cast.community
    ticket = await solved(cast)
    before = len(said(community.staff, community.transcripts)), len(community.owner.inbox())
    await cast.stops_the_desk()
    await cast.does(community.administrator, f"deletes #{ticket.name}", community.administrator.delete_channel(ticket))
    await cast.until(0, "10:00")
    kept = await cast.stage.documents("tickets")
    await cast.starts_the_desk()
    await cast.until(0, "10:30")
    cast.expect(
        "0.15 at the start the record of the ticket is deleted", 1, kept - await cast.stage.documents("tickets")
    )
    cast.expect(
        "0.15 without transcript and notice",
        before,
        (len(said(community.staff, community.transcripts)), len(community.owner.inbox())),
    )
    answer = await opens(cast)
    cast.expect("and its owner can open another", True, answer in community.owner.channels())
    await ends(cast, answer)
    await cast.until(0, "11:00")


async def the_category_is_full_and_then_gone(cast: Cast) -> None:
    await cast.act("The category is full, and then it is gone")
    community = cast.community
    room = community.tickets.most_channels
    community.tickets.most_channels = 0
    first = await opens(cast)
    cast.expect("a full category refuses nobody: the ticket opens outside of it", None, first.parent_id)
    told = last(community.staff, community.staff_log)
    cast.expect("and the team is told", True, f"<#{community.tickets.id}>" in told.text)
    community.tickets.most_channels = room
    second = await opens(cast)
    cast.expect("with room again tickets are there again", community.tickets.id, second.parent_id)
    for ticket in (first, second):
        await ends(cast, ticket)
    await cast.until(0, "10:00")


async def the_owner_leaves_and_comes_back(cast: Cast) -> None:
    await cast.act("The owner leaves the server, and comes back")
    community = cast.community
    ticket = await opens(cast)
    await prioritises(cast, ticket)
    await cast.says(community.staff, ticket, "Does it work with another browser?")
    await cast.until(0, "15:00")
    await cast.does(community.owner, "leaves the server", community.owner.leave(community.guild))
    cast.expect("the team is told, once", True, "has left this server" in last(community.staff, ticket).text)
    count = len(said(community.staff, ticket))
    await cast.until(10, "9:00")
    cast.expect("L7 while they are away nothing of theirs is due", count, len(said(community.staff, ticket)))
    await cast.does(community.owner, "comes back", community.owner.join(community.guild))
    cast.expect(
        "the team is told, and the owner sees the ticket again",
        (True, True),
        ("is back" in last(community.staff, ticket).text, ticket in community.owner.channels()),
    )
    await cast.until(11, "2:59")
    cast.expect("L7 the days away do not count", [], calls(cast, community.owner, ticket))
    await cast.until(11, "3:01")
    cast.expect(
        "0.13 the reminder comes after a day in which they could have answered",
        ["11 03:00:02"],
        calls(cast, community.owner, ticket),
    )
    await ends(cast, ticket)
    await cast.until(11, "10:00")


async def the_owner_is_timed_out(cast: Cast) -> None:
    await cast.act("The owner is timed out for three days")
    community = cast.community
    ticket = await opens(cast)
    await prioritises(cast, ticket)
    await cast.says(community.staff, ticket, "Does it work with another browser?")
    await cast.until(0, "12:00")
    until = cast.stage.at(3, "12:00")
    await cast.does(
        community.administrator,
        "times the owner out for three days",
        community.administrator.time_out(community.guild, community.owner.user, until),
    )
    cast.expect("the team is told, once", True, "cannot write until" in last(community.staff, ticket).text)
    await cast.until(4, "8:59")
    cast.expect("L7 who cannot write is not reminded", [], calls(cast, community.owner, ticket))
    await cast.until(4, "9:01")
    cast.expect("L7 but once they could for a day", ["4 09:00:02"], calls(cast, community.owner, ticket))
    await ends(cast, ticket)
    await cast.until(4, "10:00")


async def permissions_are_taken_away_and_given_back(cast: Cast) -> None:
    await cast.act("Permissions are taken away, and given back")
    community, stage = cast.community, cast.stage.sandbox.stage
    ticket = await solved(cast)
    bot, place = cast.stage.sandbox.world.application.user, community.transcripts
    less = deny(bot, Permission.ATTACH_FILES)
    records, notices = (
        len(said(community.staff, community.transcripts)),
        len(said(community.staff, community.staff_log)),
    )
    await cast.happens("Attach Files is taken away", lambda: stage.overwrite(place, less))
    await closes(cast, ticket)
    await cast.until(0, "11:30")
    told = said(community.staff, community.staff_log)[notices:]
    cast.expect("the team is told once what is missing", [True], ["Attach Files" in one for one in told])
    cast.expect("what does not need it is done", True, bool(last(community.owner, community.owner.dm).files))
    await cast.happens("Attach Files is given back", lambda: stage.drop_overwrite(place, bot))
    await cast.until(0, "11:31")
    cast.expect("0.7 and what had to wait is done", records + 1, len(said(community.staff, community.transcripts)))
    await cast.until(0, "12:00")


async def the_transcripts_channel_is_gone(cast: Cast) -> None:
    await cast.act("The transcripts channel cannot be written in")
    community, stage = cast.community, cast.stage.sandbox.stage
    ticket = await solved(cast)
    bot = cast.stage.sandbox.world.application.user
    closed, place = deny(bot, Permission.VIEW_CHANNEL), community.transcripts
    await cast.happens("the transcripts channel is closed to the bot", lambda: stage.overwrite(place, closed))
    before = len(community.owner.inbox())
    await closes(cast, ticket)
    await cast.until(0, "10:00")
    cast.expect("the owner has their copy all the same", before + 1, len(community.owner.inbox()))
    cast.expect("and the channel goes", False, ticket in community.staff.channels())
    notice = last(community.staff, community.staff_log)
    cast.expect("the team is told", True, f"<#{place.id}>" in notice.text)
    await cast.happens("and opened again", lambda: stage.drop_overwrite(place, bot))
    await cast.until(0, "12:00")
    cast.expect("0.7 then the transcript comes", True, bool(last(community.staff, community.transcripts).files))


async def a_role_is_taken_away(cast: Cast) -> None:
    await cast.act("Somebody leaves the team, and then the team's role is deleted")
    community = cast.community
    ticket = await opens(cast)
    await prioritises(cast, ticket)
    role, staff = community.teams["database"], community.staff
    taken = community.administrator.take_role(community.guild, staff.user, role)
    await cast.does(community.administrator, "takes the team's role from staff", taken)
    cast.expect("who has left the team sees none of its tickets", False, ticket in staff.channels())
    given = community.administrator.give_role(community.guild, staff.user, role)
    await cast.does(community.administrator, "gives it back", given)
    cast.expect("and sees them again with the role", True, ticket in staff.channels())
    before = len(said(community.administrator, community.staff_log))
    deleted = community.administrator.delete_role(community.guild, role)
    await cast.does(community.administrator, "deletes the team's role", deleted)
    told = said(community.administrator, community.staff_log)[before:]
    cast.expect("the team is told once that a role of the settings is gone", 1, len(told))
    answer = await cast.runs(community.administrator, ticket, "close_ticket", feedback=False)
    cast.expect("and its tickets can still be closed", True, "is closed" in answer.text)
    await cast.until(0, "10:00")
    cast.expect("0.6 to the end", False, ticket in community.owner.channels())


async def _made_again(administrator: Person, guild: Guild, before: Channel) -> Channel:
    """Open to whom it was open, and hidden from all others."""
    new = await administrator.create_channel(guild, before.name)
    for overwrite in before.overwrites.values():
        await administrator.set_overwrite(new, overwrite)
    return new


async def the_transcripts_channel_is_deleted(cast: Cast) -> None:
    await cast.act("The transcripts channel is deleted, and made anew")
    community = cast.community
    before = len(said(community.administrator, community.staff_log))
    cast.stage.file_transcripts()
    gone = community.administrator.delete_channel(community.transcripts)
    await cast.does(community.administrator, "deletes #transcripts", gone)
    told = said(community.administrator, community.staff_log)[before:]
    cast.expect("the team is told once", 1, len(told))
    ticket = await solved(cast)
    await closes(cast, ticket)
    has_copy = bool(last(community.owner, community.owner.dm).files)
    cast.expect("0.7 the owner has their copy all the same", True, has_copy)
    await cast.until(0, "10:00")
    cast.expect("0.6 and the channel goes", False, ticket in community.owner.channels())
    made = _made_again(community.administrator, community.guild, community.transcripts)
    new = await cast.does(community.administrator, "makes a new #transcripts and names it in the settings", made)
    cast.expect("0.7 which the team sees, and nobody else", False, new in community.owner.channels())
    await cast.stops_the_desk()
    cast.stage.move_transcripts(new)
    await cast.starts_the_desk()
    ticket = await solved(cast)
    await ends(cast, ticket)
    cast.expect("0.7 from then on transcripts are there", 1, len(said(community.staff, new)))
    await cast.until(0, "11:00")
