"""English: what is wrong with an id of the settings, in the log and in the answer to `/setup`."""

from bot.installation import Fault, Kind
from bot.wording.premises import InSettings

IN_SETTINGS = InSettings(
    wrong="`{variable}` {fault}. Set it to the id of {wanted} (right click, Copy ID), then {then}.",
    hidden="The channel of `{variable}` is hidden from me: give me View Channel there (Edit Channel, Permissions).",
    faults={
        Fault.NO_CHANNEL: "names no channel of the desk's server",
        Fault.NO_ROLE: "names no role of the desk's server",
        Fault.A_ROLE: "names a role, not a channel",
        Fault.A_CHANNEL: "names a channel, not a role",
        Fault.NOT_TEXT: "names a channel that takes no messages",
        Fault.NOT_CATEGORY: "names no category",
        Fault.EVERYONE: "names the server itself (@everyone), which is no team",
        Fault.ELSEWHERE: "names something in another server",
    },
    wanted={
        Kind.CHANNEL: "a text channel of the desk's server",
        Kind.CATEGORY: "a category of the desk's server",
        Kind.ROLE: "a role of the desk's server",
    },
    then_restart="start me again",
    then_reload="run `/config reload`, which reads the policy file again",
    check="**But my settings need a look**, please show this to whoever runs me:",
    kept="The policy stays as it was. {wrong} Then use this command again.",
    kept_ids="The policy stays as it was. Please mend this, then use this command again:",
    reloaded="The policy `{name}` is read again, and holds for open tickets, too.",
    nothing_changed="The policy `{name}` is read again; nothing in it has changed.",
    added="New: {types}.",
    removed="Gone: {types}. Open tickets of that kind keep the promises of the first type.",
    changed="Changed: {types}.",
    desk_changed="For the whole desk: {fields}.",
    unserved="Not offered, because no role answers them: {types}.",
    more="- and {count} more, which the log names.",
)
