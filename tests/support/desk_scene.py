"""One desk and one ticket as every rendering test sees them: two types, a policy, and each effect once."""

from datetime import UTC, datetime, timedelta

from bot.outbound.scene import Scene
from bot.wording import words
from models.effects import (
    CreateSurface,
    Place,
    PostForm,
    PostPanel,
    ReturnGated,
    Say,
    SendTranscript,
    ShowCard,
    ShowPanel,
    ShowRating,
    Welcome,
)
from models.ids import Address, ChannelId, EffectId, GuildId, MessageId, RoleId, TypeKey, UserId, What
from models.moment import Moment
from models.policy import Places, Policy, TypePolicy
from models.ticket import Away, Ending, Priority, Rating

OPENED = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)

GUILD = GuildId(812_345)
TICKET, DESK = Address(GUILD, 12), Address(GUILD)
OWNER, STAFF, STEWARD = UserId(201), UserId(301), UserId(1)
ROLE = RoleId(50)
CHANNEL, CATEGORY, LOBBY = ChannelId(900), ChannelId(800), ChannelId(801)
ISSUES, DATABASE = TypeKey("product_issues"), TypeKey("database")
TITLE = "The app crashes"

POLICY = Policy(
    types={
        ISSUES: TypePolicy(
            label="Product issues", emoji="🔧", description="Something does not work as it should.", staff_role=ROLE
        ),
        DATABASE: TypePolicy(label="Database", emoji="<:db:777>", colour=0x2ECC71, staff_role=RoleId(51)),
    },
    places=Places(transcripts=ChannelId(601), sla=ChannelId(602), staff_log=ChannelId(603)),
)
SCENE = Scene(TICKET, POLICY, words())
DESK_SCENE = Scene(DESK, POLICY, words())

SURFACE = CreateSurface(EffectId(What.SURFACE), OWNER, ROLE, ISSUES, CATEGORY)
WELCOME = Welcome(EffectId(What.WELCOME), CHANNEL, OWNER, ROLE, ISSUES, TITLE)
FORM = PostForm(EffectId(What.FORM), CHANNEL, OWNER, "member", TITLE, "It crashes when I open the **settings**.")
CARD = ShowCard(
    EffectId(What.CARD, 1), CHANNEL, MessageId(5), OWNER, ISSUES, TITLE, Priority.HIGH, promise=timedelta(hours=1)
)
PANEL = PostPanel(EffectId(What.PANEL, 1), LOBBY)
PANEL_SHOWN = ShowPanel(EffectId(What.PANEL_SHOWN, 1), LOBBY, MessageId(6))
RETURN = ReturnGated(EffectId(What.RETURN, 77), STAFF, MessageId(77), CHANNEL)


def ping(what: What, to: Place, *, breached: bool = False) -> Say:
    """A call of the team as the rules make it an hour after the opening."""
    return Say(
        EffectId(what, 10, 1),
        to,
        CHANNEL,
        role=ROLE,
        since=OPENED,
        promise=8 * HOUR,
        priority=Priority.NORMAL,
        breached=breached,
    )


def say(what: What, to: Place = Place.TICKET, user: UserId | None = None) -> Say:
    return Say(EffectId(what, 10), to, CHANNEL, user=user, priority=Priority.HIGH, promise=HOUR)


def ended(by: UserId | None, stays: timedelta = timedelta(minutes=5), *, may_reopen: bool = False) -> Say:
    return Say(EffectId(What.ENDED), Place.TICKET, CHANNEL, by=by, stays=stays, may_reopen=may_reopen)


def moved(role: RoleId | None = ROLE, by: UserId | None = None) -> Say:
    return Say(EffectId(What.TYPE, 10), Place.TICKET, CHANNEL, role=role, by=by, type=DATABASE)


def reopened(by: UserId | None, role: RoleId | None = None, user: UserId | None = None) -> Say:
    return Say(EffectId(What.REOPENED, 1), Place.TICKET, CHANNEL, role=role, user=user, by=by)


def away(why: Away, until: Moment | None = None) -> Say:
    return Say(EffectId(What.OWNER_AWAY, 10), Place.TICKET, CHANNEL, why=why, until=until)


def undelivered(of: What, why: str, n: int = 0, channel: ChannelId | None = CHANNEL) -> Say:
    return Say(EffectId(What.UNDELIVERED, 0, n, of=of), Place.STAFF_LOG, channel, why=why)


def transcript(
    to: Place = Place.TRANSCRIPTS,
    ending: Ending = Ending.BY_STAFF,
    *,
    ask_rating: bool = True,
    note: str = "Refunded.",
    may_reopen: bool = False,
) -> SendTranscript:
    is_record = to is Place.TRANSCRIPTS
    return SendTranscript(
        EffectId(What.TRANSCRIPT if is_record else What.COPY, n=int(to is Place.TICKET)),
        to,
        OWNER,
        "member",
        ISSUES,
        TITLE,
        OPENED,
        OPENED + 29 * HOUR,
        ending,
        {Ending.BY_STAFF: STAFF, Ending.BY_OWNER: OWNER}.get(ending),
        note,
        ask_rating=ask_rating and not is_record,
        channel=CHANNEL if to is Place.TICKET else None,
        may_reopen=may_reopen,
    )


def rating(stars: int = 4, comment: str = "Quick and kind.", message: MessageId | None = None) -> ShowRating:
    return ShowRating(EffectId(What.RATING, n=1), message, Rating(stars, comment, OPENED + 30 * HOUR, 1))
