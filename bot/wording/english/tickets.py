"""English: what the owner and the team read around a ticket."""

from bot.wording.shape import Closing, Commands, Forms, InTicket
from bot.wording.staff import Returned
from models.ticket import Ending, Priority

COMMANDS = Commands(
    setup="Post the panel that opens tickets",
    setup_category="Where the channels of new tickets go",
    setup_channel="Where the panel is posted; this channel if you leave it out",
    priority="Set how soon this ticket is to be answered",
    priority_priority="The first choice starts the clock; a later one only moves the target",
    close="Close this ticket and send its transcript",
    close_reason="Why it is closed; the owner reads it",
    close_feedback="Ask the owner how it was (yes, unless you say no)",
    revive="Wake a ticket or the desk that got stuck",
    revive_number="The ticket's number; leave it out for this ticket, or for the desk",
    desk="Look after this desk",
    desk_doctor="Look for whatever keeps this desk from its work, and how it is mended",
    config="What this desk promises",
    config_reload="Read the policy file again; open tickets move with it",
    ticket_type="Move this ticket to another team",
    ticket_type_type="What it is about; its team is called once",
    reopen="Open this closed ticket again",
    no_answer_needed="Say that the last message needs no answer; nobody is reminded until the owner writes",
    transcript="Records of tickets",
    transcript_full="The full record, with what was held back, edited and deleted; the team is told who read it",
    transcript_full_ticket="The ticket's number; leave it out for this ticket",
)

FORMS = Forms(
    panel_title="How can we help?",
    panel_text=(
        "Choose what it is about. A short form opens, and then you get a private channel "
        "that only you and the team can see."
    ),
    panel_choose="What is it about?",
    open_title="{label}",
    open_subject="What is it about?",
    open_subject_hint="A few words are enough",
    open_text="Tell us more",
    open_text_hint="What happened, what did you expect, and what have you tried already?",
    close_title="Close ticket #{number}?",
    close_reason="Why? The owner reads it (optional)",
    close_reason_hint="For example: the order has been refunded",
    close_feedback="Ask the owner how it was?",
    close_feedback_hint="Sent with the transcript",
    solved_title="Is ticket #{number} solved?",
    solved_note="Anything to add? (optional)",
    solved_note_hint="For example: what helped you",
    yes="Yes",
    no="No",
    rate_title="Your rating of ticket #{number}",
    rate_comment="Anything you would like to add? (optional)",
    rate_comment_hint="What was good, what could be better?",
)

IN_TICKET = InTicket(
    topic="Ticket #{number} · {type} · {address}",
    card_title="#{number} · {title}",
    card_text=(
        "Thank you for writing. The team has been called and will answer here. "
        "In the meantime you can add anything that helps: details, pictures, files."
    ),
    card_text_uncalled=(
        "Thank you for writing. The team will answer here. "
        "In the meantime you can add anything that helps: details, pictures, files."
    ),
    card_again=(
        "This ticket goes on here, because its earlier channel is gone. What was written there is kept in its record."
    ),
    card_type="About",
    card_priority="Priority",
    card_promise="Answer within",
    no_priority="Not set yet",
    no_promise="Shown once the team has set a priority",
    promise="{span}",
    choose_priority="Team: set the priority",
    option_hint="Answer within {span}",
    no_answer_button="No answer needed",
    close_button="Close ticket",
    solved_button="Solved",
    still_button="Still need help",
    reopen_button="Reopen",
    leave_button="Leave",
    ask_priority=(
        "This ticket has no priority yet, so the team cannot write here for now. "
        "Team: please choose one in the menu of the first message, or with `/priority`."
    ),
    priority_set="The priority is **{priority}**: messages are answered within {span}.",
    half="The team has been reminded of your ticket.",
    full="Sorry for the wait, I have called the team again.",
    triage="This ticket has no priority yet. Team: please choose one in the menu of the first message.",
    owner_reminder=(
        "The team has answered and waits for your reply. Is everything solved? Then press **Solved**, and this ticket "
        "is closed. If not, press **Still need help** or write here."
    ),
    warning=(
        "There has been no reply from you for a while, so this ticket will be closed {when}. "
        "If you still need help, press the button or write here, and it stays open."
    ),
    soon="soon",
    on_date="on {date}",
    closed="{by} has closed this ticket.",
    closed_itself="This ticket was closed by itself, because there was no reply from its owner.",
    channel_goes="The owner gets the transcript, and {span} after that this channel goes.",
    channel_goes_at_once="The owner gets the transcript, and then this channel goes.",
    may_reopen="Is something left to do? Press **Reopen**.",
    moved="This ticket is about **{type}** now. The team for that has been called; you need not do anything.",
    moved_uncalled="This ticket is about **{type}** now. You need not do anything.",
    looks_on="{by} goes on reading along, until they press **Leave**.",
    reopened_by_owner="{by} needs more help, so this ticket is open again.",
    reopened_by_staff="{by} has opened this ticket again. You can write here as before.",
    reopened_itself=(
        "This ticket is open again: something was written here just before it was closed, and I read it only now."
    ),
    owner_left=(
        "The owner has left this server and cannot read or write here for now. They are not reminded of anything until "
        "they come back; what you write here stays for them."
    ),
    owner_muted=(
        "The owner is timed out on this server and cannot write until {until}. They are not reminded of anything "
        "until then; they can still read what you write."
    ),
    owner_muted_openly=(
        "The owner is timed out on this server and cannot write for now. They are not reminded of anything until "
        "they can; they can still read what you write."
    ),
    owner_back="The owner is back in this server, and can read and write here again.",
    still_needed="The owner still needs help, and waits for the team's answer.",
)

RETURNED = Returned(
    title="Your message was held back",
    text=(
        "{ticket} has no priority yet, and until it has one the team does not write there. Please set it in the menu "
        "of the first message or with `/priority`, and then send your message again."
    ),
    text_to_guest=(
        "{ticket} has no priority yet, and until it has one only its owner writes there. "
        "The team sets it; please wait until they have, and then send your message again."
    ),
    wrote="This is what you wrote:",
    nothing="Your message had no text.",
    files="It came with these files; please attach them again",
)

CLOSING = Closing(
    title="Closed: #{number} · {title}",
    endings={
        Ending.BY_STAFF: "{by} has closed your ticket.",
        Ending.BY_OWNER: "You have closed your ticket. Thank you for telling us that it is solved.",
        Ending.TIMED_OUT: "Your ticket was closed by itself, because there was no reply from you for a while.",
        Ending.SURFACE_DELETED: "Your ticket was closed, because its channel was deleted.",
    },
    reason="Reason",
    transcript="The whole conversation is in the attached file; open it in any browser.",
    stays="I could not reach you by direct message, so this channel stays for {span}. Please save the file until then.",
    ask_rating="How was it? Press a number: 1 is poor, 5 is very good. You can change it for {span}.",
    more_help="Do you need anything else? Please open a new ticket, we are glad to help.",
    may_reopen="Is something left to do? Press **Reopen** within {span}, and your ticket goes on.",
    record_title="#{number} · {title}",
    owner="Owner",
    type="About",
    opened="Opened",
    closed="Closed",
    closed_by="Closed by",
    by_itself="Nobody",
    the_team="The team",
    endings_short={
        Ending.BY_STAFF: "Closed by the team",
        Ending.BY_OWNER: "Solved, says the owner",
        Ending.TIMED_OUT: "No reply from the owner",
        Ending.SURFACE_DELETED: "The channel was deleted",
    },
    rating="Rating",
    stars="{drawn} {stars} of 5",
    comment="Comment",
)

PRIORITIES = {
    Priority.LOW: "Low",
    Priority.NORMAL: "Normal",
    Priority.HIGH: "High",
    Priority.URGENT: "Urgent",
}
