"""English: what the staff read in the SLA channel and in the staff log."""

from actors.finality import Why
from bot.wording.staff import ToStaff
from models.ids import What

TO_STAFF = ToStaff(
    opened_title="Ticket #{number} is new",
    opened_text="{ticket} waits for the team. Please set a priority there, and answer.",
    half_title="Ticket #{number}: half of the time has passed",
    half_text="{ticket} waits for an answer. Please write one there.",
    late_title="Ticket #{number}: the answer is late",
    late_text="{ticket} was not answered in time. Please write an answer there now.",
    triage_title="Ticket #{number} has no priority",
    triage_text="{ticket} waits for a priority. Please set one there, in the menu or with `/priority`.",
    nudge_title="Ticket #{number}: the owner is silent",
    owner_silent="{ticket} was answered and waits for its owner. There is nothing you need to do.",
    closing_soon="{ticket} will be closed soon, because its owner does not reply. A message there keeps it open.",
    audit_title="Ticket #{number}: its full record was read",
    audit_text="{by} has read everything that was written in it, with what was held back, deleted or edited.",
    unreturned_title="Ticket #{number}: a message could not be sent back",
    unreturned_text=(
        "{author}, your message in {ticket} came before the ticket had a priority and was held back. "
        "I could not send it back to you, because you take no direct messages from this server. "
        "Once a priority is set there, please write it again; the archive keeps the first one."
    ),
    waiting_since="Waiting since",
    promised_by="Promised by",
    overdue_since="Late since",
    priority="Priority",
    type="About",
    undelivered_title="Ticket #{number}: something did not work",
    undelivered_desk_title="Something did not work",
    undelivered_text="{thing} did not work: {why}.",
    undelivered_next="**What to do:** {next}",
    record_is_kept="{next} Nothing is lost: `/transcript full ticket:{number}` shows the record to leads.",
    copy_goes_to_ticket="nothing; it goes into the ticket's channel instead, which stays longer for it.",
    panel_gone="run `/setup` again, and a new panel is posted.",
    panel_refused="check the emojis of the types in the policy, then run `/setup` again.",
    unplaced_rating_title="Ticket #{number} was rated",
    unplaced_rating_text="Its transcript has no message that could show the rating, so it stands here.",
    notice_title="I need your help",
    missing_permission=(
        "I am missing a permission in {place}: **{permissions}**. Until I have it, {thing} has to wait ({where}). "
        "Please give it to my role for the whole server, and see that no channel takes it away again. "
        "I try again then, and every hour. Nothing is lost."
    ),
    missing_permissions=(
        "I am missing permissions in {place}: **{permissions}**. Until I have them, {thing} has to wait ({where}). "
        "Please give them to my role for the whole server, and see that no channel takes them away again. "
        "I try again then, and every hour. Nothing is lost."
    ),
    missing_something=(
        "I am missing a permission in {place}, and Discord does not say which one. "
        "Until I have it, {thing} has to wait ({where}). "
        "Please compare what my role may do there with what I asked for when I was invited. "
        "I try again then, and every hour. Nothing is lost."
    ),
    cannot_see=(
        "I cannot see {place}. Until I can, {thing} has to wait ({where}). "
        "Please allow my role **View Channel** there. I try again then, and every hour. Nothing is lost."
    ),
    nobody_called=(
        "I mentioned {role} in {place}, and Discord notified nobody. Please give my role "
        "**Mention @everyone, @here, and All Roles**, or let anyone mention that role; "
        "if it was deleted, name another one in my settings."
    ),
    no_category=(
        "Tickets do not fit into {place}: it is gone, full (Discord allows 50 channels) or no category. "
        "New ones open outside of it, where only the owner and the team see them; one whose type changes stays where "
        "it is. Please make room there, or name another category: with `/setup`, or in the policy of the type."
    ),
    channel_gone=(
        "The channel that my setting `{variable}` names was deleted, so what belongs there goes nowhere. "
        "Please make another one, set `{variable}` to its id (right click, Copy ID) and {then}."
    ),
    role_gone=(
        "The role that my setting `{variable}` names was deleted, so nobody holds it any more. "
        "Please make another one, set `{variable}` to its id (right click, Copy ID) and {then}."
    ),
    panel_deleted="The panel was deleted, so nobody can open a ticket. Please run `/setup` where it is to stand.",
    this_server="this server",
    reading="reading what was written",
    stuck=(
        "Stuck: {where}. It failed several times in a row, so I let it rest. What was said is safe. "
        "Please run `/revive` there; if it gets stuck again, the log says why."
    ),
    stuck_desk=(
        "The desk is stuck: it failed several times in a row, so no new ticket can be opened. "
        "Please run `/revive`; if it gets stuck again, the log says why."
    ),
    guild_stuck=(
        "Too many tickets of this server failed at once, so I let them all rest. What was said is safe. "
        "Please run `/revive`; if they get stuck again, the log says why."
    ),
    the_desk="the desk",
    the_ticket="ticket #{number}",
)

THINGS = {
    What.SURFACE: "making the ticket's channel",
    What.OPENED: "telling the team that the ticket is new",
    What.WELCOME: "posting the ticket's first message",
    What.FORM: "posting what the owner wrote in the form",
    What.CARD: "changing the ticket's first message",
    What.ACCESS: "changing who may write in the ticket",
    What.TRIAGE: "reminding the team that a priority is missing",
    What.HALF: "reminding the team at half of the time",
    What.FULL: "calling the team because an answer is late",
    What.OWNER_REMINDER: "reminding the owner",
    What.WARNING: "warning the owner that the ticket will be closed",
    What.GATE: "removing a message that came before the priority",
    What.RETURN: "sending a held back message to its author",
    What.UNRETURNED: "telling the author of a held back message",
    What.ASK_PRIORITY: "asking the team for a priority",
    What.PRIORITY: "telling the ticket its new priority",
    What.TYPE: "telling the ticket its new team",
    What.RENAME: "renaming the ticket's channel",
    What.KEEP: "keeping a file that was attached",
    What.OWNER_AWAY: "telling the team that the owner is away",
    What.OWNER_BACK: "telling the team that the owner is back",
    What.STILL_NEEDED: "telling the team that the owner still needs help",
    What.UNSAY: "removing an earlier reminder",
    What.COMPLETE: "reading the ticket's history once more",
    What.TRANSCRIPT: "posting the transcript in the transcripts channel",
    What.COPY: "sending the transcript to the owner",
    What.RATING: "showing the rating at the transcript",
    What.LOCK: "locking the closed ticket's channel",
    What.REMOVE: "removing the closed ticket's channel",
    What.OPEN: "opening the ticket of a new form",
    What.ENDED: "telling the channel that its ticket is closed",
    What.CLOSED: "telling the desk that the ticket is closed",
    What.REOPENED: "telling everybody that the ticket is open again",
    What.AUDIT: "telling you who has read a full record",
    What.PANEL: "posting the panel",
    What.PANEL_SHOWN: "bringing the panel up to date",
    What.UNDELIVERED: "telling you that something did not work",
}

RECORD_IS_KEPT = "nothing; the ticket's record is kept all the same."
READ_THE_LOG = "look into the log; it says what Discord answered."

WHYS: dict[str, tuple[str, str]] = {
    Why.CLOSED_DM: (
        "the person takes no direct messages from this server",
        "nothing, unless it matters; then mention them in a channel.",
    ),
    Why.LEFT: ("the person is not in this server any more", RECORD_IS_KEPT),
    Why.UNKNOWN_CHANNEL: (
        "the channel is gone, or none is named in the settings",
        "check the channels in the settings; if the panel or its category was deleted, run `/setup` again.",
    ),
    Why.UNKNOWN_GUILD: ("I am not in that server any more", RECORD_IS_KEPT),
    Why.UNKNOWN_MEMBER: ("the person is gone", RECORD_IS_KEPT),
    Why.UNKNOWN_MESSAGE: ("its message is gone", RECORD_IS_KEPT),
    Why.NOT_FOUND: ("what it needs is gone", RECORD_IS_KEPT),
    Why.TOO_LARGE: (
        "it is larger than Discord takes",
        "ask whoever runs me for the record; nothing of it is lost.",
    ),
    Why.TOO_MANY_CHANNELS: (
        "this server has as many channels as Discord allows",
        "delete channels that nobody needs, and ask the person to open the ticket again.",
    ),
    Why.REFUSED: ("Discord refused it", READ_THE_LOG),
    Why.UNREADABLE: ("it could not be read", "look into the log; it says why."),
    Why.UNWRITABLE: ("it does not fit into the database", "look into the log; it says why."),
    Why.GAVE_UP: ("Discord did not take it for a whole day", READ_THE_LOG),
}

WHY_UNKNOWN = ("Discord refused it", READ_THE_LOG)

PERMISSIONS = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "embed_links": "Embed Links",
    "attach_files": "Attach Files",
    "read_message_history": "Read Message History",
    "manage_channels": "Manage Channels",
    "manage_roles": "Manage Permissions (for the whole server: Manage Roles)",
    "manage_messages": "Manage Messages",
    "mention_everyone": "Mention @everyone, @here, and All Roles",
    "create_public_threads": "Create Public Threads",
    "create_private_threads": "Create Private Threads",
    "send_messages_in_threads": "Send Messages in Threads",
}
