"""English: what only the person who pressed or typed sees."""

from bot.wording.shape import Answers
from models.errors import Reason

ANSWERS = Answers(
    refusals={
        Reason.NO_TICKET: "There is no ticket here. Please use this in a ticket's channel.",
        Reason.NO_SUCH_NUMBER: "There is no ticket of this number. Please look the number up in its transcript.",
        Reason.STARTING: "I am just starting and do not know every ticket yet. Please try again in a few seconds.",
        Reason.ANOTHER_TICKET: "This belongs to another ticket. Please use the buttons of this one.",
        Reason.CLOSED: "This ticket is closed already. If there is more to do, please open a new one.",
        Reason.NOT_CLOSED: (
            "This ticket is open. Please write in its channel; it can be rated or reopened once it is closed."
        ),
        Reason.CHANNEL_GONE: (
            "The channel of this ticket is gone already. Its owner can still reopen it, with the button in the direct "
            "message that came with the transcript."
        ),
        Reason.NOT_A_GUEST: "You did not move this ticket here, so there is nothing for you to leave.",
        Reason.STAFF_ONLY: "Only the team of this ticket can do this. If you need it done, please ask them here.",
        Reason.TEAM_ONLY: "Only the team can do this. If something seems stuck, please tell one of them.",
        Reason.OWNER_ONLY: "Only the owner of the ticket can do this.",
        Reason.LEAD_ONLY: "Only those who lead the team can do this. Please ask one of them.",
        Reason.ADMIN_ONLY: "Only somebody who may manage this server can do this. Please ask an administrator.",
        Reason.NOT_ASKED: "No rating was asked for here. If there is something to tell us, please open a new ticket.",
        Reason.TOO_LATE: "The time for this has passed. If there is something to tell us, please open a new ticket.",
        Reason.NOT_A_RATING: "A rating is a number from 1 to 5. Please press one of the five buttons.",
        Reason.NOT_SET_UP: "Tickets are not set up here yet. Please ask an administrator to run `/setup`.",
        Reason.NOT_THIS_SERVER: (
            "I keep the desk of the server that my settings name, and this is another one. Please ask whoever runs me: "
            "`BOT_SUPPORT_TICKETS_TRANSCRIPTS_CHANNEL_ID` must be the id of a channel of this server."
        ),
        Reason.NOT_A_CATEGORY: (
            "{channel} is no category, so it cannot hold the channels of tickets. Please run `/setup` again and choose "
            "one of the headings under which Discord lists the channels."
        ),
        Reason.NOT_A_TEXT_CHANNEL: "The panel cannot stand in {channel}. Please run `/setup` again in a text channel.",
        Reason.NO_SUCH_TYPE: "This kind of ticket is not offered any more. Please choose another one on the panel.",
        Reason.TITLE_LENGTH: "Please write between {least} and {most} characters in the first line, and send it again.",
        Reason.TEXT_LENGTH: "Please write between {least} and {most} characters in the description, and send it again.",
        Reason.NOT_FOR_BOTS: "Bots cannot do this. Please ask a person.",
    },
    opened="Your ticket is here: {ticket}. Please go on there, the team has been called.",
    opened_uncalled="Your ticket is here: {ticket}. Please go on there, the team will find it.",
    opening="Your ticket is #{number}. Its channel is being prepared and will call you in a moment.",
    no_channel=(
        "Your ticket is #{number}, but its channel could not be made. "
        "The team was told and has what you wrote; please try again later."
    ),
    also_open="You also have open: {tickets}.",
    priority_set="The priority is {priority} now: messages are answered within {span}.",
    type_set="This ticket is about {type} now, and the time that has passed still counts.",
    type_is="This ticket is about {type} already, so nothing has changed.",
    type_promise="Messages are answered within {span}.",
    type_guest="You are not of that team, so I keep the channel open for you. Leave it once you need it no more.",
    left="Done: the ticket goes on without you.",
    no_answer_needed="Noted: no answer is needed. Nobody is reminded until the owner writes again.",
    still_open="Noted: the team owes you an answer again. If something is missing, please write it here.",
    closed="The ticket is closed. The transcript is on its way, and the channel goes soon.",
    closed_and_asked=(
        "The ticket is closed. The transcript is on its way, the owner is asked how it was, and the channel goes soon."
    ),
    solved="Thank you! The ticket is closed, and the transcript is on its way to you.",
    solved_and_asked=(
        "Thank you! The ticket is closed, and the transcript is on its way to you. "
        "With it comes the question how it was; one press is enough."
    ),
    reopened="It is open again: {ticket}. Please go on there.",
    reopening="Ticket #{number} is open again. Its channel is being prepared and will call you in a moment.",
    full_record="This is the full record of ticket #{number}. The team reads in its log that you have it.",
    record_too_large="The record is larger than Discord takes here. Please ask whoever runs me for it.",
    record_unread="The record cannot be read right now. Please try again in a minute; `/revive` wakes a stuck ticket.",
    rated="Thank you! You gave {stars} of 5. If you change your mind, press another number: you can for {span}.",
    set_up="Done: the panel is on its way to {channel}, and new tickets go to {category}.",
    revived="I try it again, from where it was. If it gets stuck once more, the team is told.",
    revived_all="I try everything again that was stuck, from where it was. The team is told what gets stuck once more.",
    nothing_to_revive="Nothing is stuck here, so there is nothing to do.",
    fix_it="Open the form again",
    not_ours="This button is not in use any more. Please take one from the panel or from your ticket.",
    busy="There is very much going on here right now. Please try again in a few seconds.",
    stuck="This ticket is stuck, and the team was told. Nothing that was written is lost; please try again later.",
    stuck_desk="The desk is stuck, and the team was told. No ticket can be opened right now; please try again later.",
    not_answered_yet="This takes longer than usual. It is noted and will be done; you need not do it again.",
    gone="I am just restarting. Please try again in a minute.",
    buried="This went wrong, and it is my fault. The error is noted; please try again or tell the team.",
    moved="This server is just moving to another machine. Please try again in a minute.",
)
