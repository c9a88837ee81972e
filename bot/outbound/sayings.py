"""What is said of our own accord: in the ticket without times and details, to staff with them, and what failed."""

from bot.outbound.payload import Embed, Field, Message
from bot.outbound.scene import Scene, mentions
from bot.outbound.text import ago, on
from models.effects import Place, Say
from models.ids import What
from models.ticket import LEFT, NOBODY

QUIET, WAITING, LATE = 0x99AAB5, 0xF0A020, 0xD83C3E


def saying(effect: Say, scene: Scene) -> Message:
    """The owner reads the ticket, so no times and no breach stand there; staff read them in the SLA channel."""
    match effect.id.what, effect.to:
        case What.UNDELIVERED, _:
            embed = _undelivered(effect, scene)
        case What.UNRETURNED, _:
            embed = _unreturned(effect, scene)
        case _, Place.TICKET | Place.OWNER_DM:
            embed = Embed(text=_in_ticket(effect, scene), colour=QUIET, mark=scene.mark(effect.id))
        case _:
            embed = _to_staff(effect, scene)
    return Message(
        content=mentions(effect.user, effect.role),
        embeds=(embed,),
        roles=(effect.role,) if effect.role else (),
        users=(effect.user,) if effect.user else (),
    )


def _in_ticket(effect: Say, scene: Scene) -> str:
    says = scene.words.in_ticket
    match effect.id.what:
        case What.ASK_PRIORITY:
            return says.ask_priority
        case What.PRIORITY:
            return _priority(effect, scene)
        case What.HALF:
            return says.half
        case What.FULL:
            return says.full
        case What.TRIAGE:
            return says.triage
        case What.OWNER_REMINDER:
            return says.owner_reminder
        case What.WARNING:
            return says.warning
        case What.TYPE:
            return says.moved
        case What.ENDED:
            return _ended(effect, scene)
    raise TypeError(effect)


def _ended(effect: Say, scene: Scene) -> str:
    says = scene.words.in_ticket
    closed = says.closed.format(by=mentions(effect.by, None)) if effect.by else says.closed_itself
    goes = says.channel_goes.format(span=scene.words.span(effect.stays)) if effect.stays else says.channel_goes_at_once
    return f"{closed}\n{goes}"


def _priority(effect: Say, scene: Scene) -> str:
    if effect.priority is None or effect.promise is None:
        raise TypeError(effect)
    priority, span = scene.words.priorities[effect.priority], scene.words.span(effect.promise)
    return scene.words.in_ticket.priority_set.format(priority=priority, span=span)


def _to_staff(effect: Say, scene: Scene) -> Embed:
    title, text, colour = _of_staff(effect, scene)
    return Embed(
        title.format(number=scene.number),
        text.format(ticket=scene.link(effect.channel)),
        fields=_times(effect, scene),
        colour=colour,
        mark=scene.mark(effect.id),
    )


def _of_staff(effect: Say, scene: Scene) -> tuple[str, str, int]:
    says = scene.words.to_staff
    match effect.id.what:
        case What.HALF if not effect.breached:
            return says.half_title, says.half_text, WAITING
        case What.HALF | What.FULL:
            return says.late_title, says.late_text, LATE
        case What.TRIAGE:
            return says.triage_title, says.triage_text, WAITING
        case What.OWNER_REMINDER:
            return says.nudge_title, says.owner_silent, QUIET
        case What.WARNING:
            return says.nudge_title, says.closing_soon, QUIET
    raise TypeError(effect)


def _times(effect: Say, scene: Scene) -> tuple[Field, ...]:
    """Since when, until when, how urgent: as far as the effect says."""
    says = scene.words.to_staff
    fields = []
    if effect.since:
        fields.append(Field(says.waiting_since, f"{on(effect.since)} ({ago(effect.since)})"))
    if effect.since and effect.promise:
        due = effect.since + effect.promise
        is_late = effect.breached or effect.id.what is What.FULL
        fields.append(Field(says.overdue_since if is_late else says.promised_by, f"{on(due)} ({ago(due)})"))
    if effect.priority:
        fields.append(Field(says.priority, scene.words.priorities[effect.priority]))
    return tuple(fields)


def _unreturned(effect: Say, scene: Scene) -> Embed:
    says = scene.words.to_staff
    text = says.unreturned_text.format(author=mentions(effect.user, None), ticket=scene.link(effect.channel))
    title = says.unreturned_title.format(number=scene.number)
    return Embed(title, text, colour=WAITING, mark=scene.mark(effect.id))


def _undelivered(effect: Say, scene: Scene) -> Embed:
    says = scene.words.to_staff
    what = effect.id.of or effect.id.what
    why, remedy = scene.words.whys.get(effect.why, scene.words.why_unknown)
    if what is What.COPY and effect.id.n == 0 and effect.channel and effect.why not in (LEFT, NOBODY):
        remedy = says.copy_goes_to_ticket
    thing = scene.words.things[what]
    text = says.undelivered_text.format(thing=thing[:1].upper() + thing[1:], why=why)
    lines = [text, says.undelivered_next.format(next=remedy), *([scene.link(effect.channel)] if effect.channel else [])]
    return Embed(
        says.undelivered_title.format(number=scene.number) if scene.number else says.undelivered_desk_title,
        "\n".join(lines),
        colour=WAITING,
        mark=scene.mark(effect.id),
    )
