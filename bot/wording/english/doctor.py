"""English: what the doctor finds, and how it is mended; facts stand in braces."""

from bot.doctor.findings import Mark, Name
from bot.wording.premises import Doctor

DOCTOR = Doctor(
    marks={Mark.FINE: "✅", Mark.NOTE: "⚠️", Mark.WRONG: "❌"},
    well="Everything that the desk needs is there.",
    unwell_one="One thing is to be mended. Until then the desk does not do all that it promises.",
    unwell="{count} things are to be mended. Until then the desk does not do all that it promises.",
    noted_one="Nothing keeps the desk from its work. One thing is worth a look.",
    noted="Nothing keeps the desk from its work. {count} things are worth a look.",
    more="… and {count} more, which `steward doctor` shows.",
    places={
        "transcripts": "the transcripts channel",
        "sla": "the SLA channel",
        "staff_log": "the staff log",
        "category": "the category of the tickets",
    },
    says={
        Name.DATABASE: ("The database answers (MongoDB {version})", ""),
        Name.DATABASE_UNREACHABLE: (
            "The database does not answer",
            "start MongoDB, or mend the address in MONGODB_URI",
        ),
        Name.DATABASE_REFUSED: (
            "The database refuses the name or the password",
            "mend them in MONGODB_URI; an @ in a password is written %40",
        ),
        Name.DATABASE_TOO_OLD: (
            "The database is too old (MongoDB {version})",
            "run a newer one; docs/reference/database.md names the oldest",
        ),
        Name.DATABASE_HALF_RESTORED: (
            "The database is half restored",
            "run `steward restore` again, to its end, with --replace",
        ),
        Name.DATABASE_NEW: ("It is new: the first start makes in it what the desk needs", ""),
        Name.INDEXES: ("Its indexes stand", ""),
        Name.INDEXES_MISSING: (
            "Indexes are missing in the database ({indexes})",
            "start the desk once, which makes them",
        ),
        Name.NO_REPLICA_SET: (
            "The database is a single server, not a replica set",
            "it works; a disk that dies takes the tickets with it, so keep back-ups (docs/how/backup.md)",
        ),
        Name.CLOCK: ("Its clock agrees with this machine's", ""),
        Name.CLOCK_DRIFTS: (
            "The clocks of the database and of this machine are {seconds} s apart",
            "let both ask a time server (NTP): deadlines are counted by this machine's clock",
        ),
        Name.TOKEN: ("Discord takes the token", ""),
        Name.TOKEN_REFUSED: (
            "Discord refuses the token",
            "make a new one on the Bot page and put it into DISCORD_TOKEN",
        ),
        Name.DISCORD_SILENT: (
            "Discord does not answer",
            "look whether this machine reaches the internet, and whether Discord has a disturbance",
        ),
        Name.DISCORD_DENIED: (
            "Discord answers with an error (HTTP {status})",
            "try again in some minutes, and look whether Discord has a disturbance",
        ),
        Name.INTENTS: ("Both privileged intents are switched on", ""),
        Name.NO_MEMBERS_INTENT: (
            "The Server Members Intent is switched off",
            "switch it on, on the Bot page: who holds which role is not seen without it",
        ),
        Name.NO_CONTENT_INTENT: (
            "The Message Content Intent is switched off",
            "switch it on, on the Bot page: transcripts are empty without it",
        ),
        Name.SERVER: ("The bot is in the desk's server ({server})", ""),
        Name.NO_SERVER: ("The bot is in no server", "invite it: open this link"),
        Name.NOWHERE: (
            "No server of the bot holds the channels that the settings name",
            "copy their ids again (right click, Copy ID), or invite the bot to their server",
        ),
        Name.SERVERS_UNREAD: (
            "The desk's server was not found, and Discord does not show {count} of the bot's {servers} servers",
            "try again in some minutes, and look whether Discord has a disturbance",
        ),
        Name.ID: ("{variable} is there", ""),
        Name.WRONG_ID: ("{sentence}", ""),
        Name.TYPES: ("The policy {policy} offers {types}", ""),
        Name.UNSERVED: (
            "Nobody can open a ticket of the type {type}: no role answers it",
            "name one in the settings or in the policy, or leave it so",
        ),
        Name.PERMISSIONS: ("The bot has its {count} permissions in the server", ""),
        Name.PERMISSION_MISSING: (
            "The bot lacks {permissions} in the server: {feature}",
            "give it to the bot's role (Server Settings, Roles), or open the link of `steward invite` again",
        ),
        Name.ADMINISTRATOR: (
            "The bot is an administrator",
            "it needs only twelve permissions: take Administrator from its role",
        ),
        Name.CHANNEL: ("The bot may do its work in {place}", ""),
        Name.CHANNEL_CLOSED: (
            "The bot lacks {permissions} in {place}",
            "give it to the bot's role there (Edit Channel, Permissions)",
        ),
        Name.TRANSCRIPTS_OPEN: (
            "Everybody in the server can read {place}, and with it every ticket",
            "take View Channel from @everyone there (Edit Channel, Permissions), and give it to the team and the bot",
        ),
        Name.CHANNEL_OPEN: (
            "Everybody in the server can read {place}",
            "take View Channel from @everyone there (Edit Channel, Permissions), and give it to the team and the bot",
        ),
        Name.ROLE_UNCALLED: (
            "The role of {variable} cannot be called",
            "let everybody mention it (Server Settings, Roles), or give the bot {mention}",
        ),
        Name.ROLE_MANAGED: (
            "The role of {variable} belongs to an integration, so nobody can be given it",
            "name a role that people hold",
        ),
        Name.ROLE_ADMINISTRATOR: (
            "The role of {variable} is an administrator's: it writes and reads everywhere",
            "give its people an own role for the desk, if they should not",
        ),
        Name.ROLE_ORDER: ("The order of the roles does not matter: the bot hands out none", ""),
        Name.NOT_SET_UP: ("No panel stands yet", "use /setup in the channel in which it should stand"),
        Name.CATEGORY_GONE: (
            "The category of the tickets is gone: new tickets stand outside of any",
            "make one, and name it with /setup",
        ),
        Name.PANEL_GONE: (
            "The panel is gone, so nobody can open a ticket",
            "use /setup again in the channel in which it should stand",
        ),
        Name.CATEGORY_FULL: (
            "There are {count} channels in {place}; Discord takes {most}",
            "make room there, or name another category with /setup",
        ),
        Name.SERVER_FULL: ("The server has {count} channels; Discord takes {most}", "remove some that nobody needs"),
        Name.UPLOADS: ("A file of the bot may have {limit} MiB here", ""),
        Name.UPLOADS_SMALL: (
            "The policy keeps files of {largest} MiB, and Discord takes {limit} MiB here",
            "a larger one is kept, but comes with a transcript only in parts",
        ),
    },
    features={
        "view_channel": "it sees nothing",
        "send_messages": "it can say nothing, and cannot let anybody else write",
        "embed_links": "its messages arrive without their text",
        "attach_files": "no transcript can be sent",
        "read_message_history": "after an outage it cannot read what was written meanwhile",
        "manage_channels": "no ticket gets a channel, and none is removed",
        "manage_roles": "no channel can be opened to the team or locked",
        "manage_messages": "messages from before the first priority stay",
        "mention_everyone": "the team is not called",
        "create_public_threads": "no ticket gets a channel, because threads in it could not be forbidden",
        "create_private_threads": "no ticket gets a channel, because threads in it could not be forbidden",
        "send_messages_in_threads": "no ticket gets a channel, because threads in it could not be forbidden",
    },
)
