"""What is said of our own accord: in the ticket without times and details, to staff with them, and what failed."""

from actors.finality import Why
from bot.outbound.payload import Button, Embed, Field, Message, Row, Style
from bot.outbound.scene import Scene, mentions
from bot.outbound.text import ago, on, safe
from models.custom_id import Op
from models.effects import Place, Say
from models.ids import What
from models.ticket import LEFT, NOBODY, Away

QUIET, WAITING, LATE = 0x99AAB5, 0xF0A020, 0xD83C3E


def saying(effect: Say, scene: Scene) -> Message:
    """The owner reads the ticket, so no times and no breach stand there; staff read them in the SLA channel."""
    rows = _buttons(effect, scene)
    mark = "" if rows else scene.mark(effect.id)
    return Message(
        content=mentions(effect.user, effect.role),
        embeds=(_embed(effect, mark, scene),),
        rows=rows,
        roles=(effect.role,) if effect.role else (),
        users=(effect.user,) if effect.user else (),
    )


def _embed(effect: Say, mark: str, scene: Scene) -> Embed:
    match effect.id.what, effect.to:
        case What.UNDELIVERED, _:
            return _undelivered(effect, scene)
        case What.UNRETURNED, _:
            return _unreturned(effect, scene)
        case What.AUDIT, _:
            return _audit(effect, scene)
        case _, Place.TICKET | Place.OWNER_DM:
            return Embed(text=_in_ticket(effect, scene), colour=QUIET, mark=mark)
        case _:
            return _to_staff(effect, scene)


def _buttons(effect: Say, scene: Scene) -> tuple[Row, ...]:
    """They carry the mark, so that no footer need stand below them."""
    says = scene.words.in_ticket

    def button(op: Op, label: str, style: Style = Style.SECONDARY) -> Button:
        return Button(scene.custom_id(op, effect.id), label, style)

    match effect.id.what, effect.to:
        case What.OWNER_REMINDER | What.WARNING, Place.TICKET:
            return ((button(Op.SOLVED, says.solved_button, Style.SUCCESS), button(Op.STILL, says.still_button)),)
        case What.ENDED, _ if effect.may_reopen:
            return ((button(Op.REOPEN, says.reopen_button),),)
        case What.TYPE, _ if effect.by:
            return ((button(Op.LEAVE, says.leave_button),),)
    return ()


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
            return says.warning.format(when=says.on_date.format(date=on(effect.until)) if effect.until else says.soon)
        case What.TYPE:
            return _moved(effect, scene)
        case What.ENDED:
            return _ended(effect, scene)
        case What.REOPENED:
            return _reopened(effect, scene)
        case What.OWNER_AWAY:
            return _away(effect, scene)
        case What.OWNER_BACK:
            return says.owner_back
        case What.STILL_NEEDED:
            return says.still_needed
    raise TypeError(effect)


def _moved(effect: Say, scene: Scene) -> str:
    """`by` moved it to a team that is not theirs, and looks on."""
    if effect.type is None:
        raise TypeError(effect)
    says = scene.words.in_ticket
    moved = (says.moved if effect.role else says.moved_uncalled).format(type=safe(scene.type(effect.type).label))
    return f"{moved}\n{says.looks_on.format(by=mentions(effect.by, None))}" if effect.by else moved


def _ended(effect: Say, scene: Scene) -> str:
    says = scene.words.in_ticket
    closed = says.closed.format(by=mentions(effect.by, None)) if effect.by else says.closed_itself
    goes = says.channel_goes.format(span=scene.words.span(effect.stays)) if effect.stays else says.channel_goes_at_once
    return "\n".join([closed, goes, *([says.may_reopen] if effect.may_reopen else [])])


def _reopened(effect: Say, scene: Scene) -> str:
    """It calls the other side: the owner where the team did it."""
    says = scene.words.in_ticket
    if effect.by is None:
        return says.reopened_itself
    template = says.reopened_by_staff if effect.user else says.reopened_by_owner
    return template.format(by=mentions(effect.by, None))


def _away(effect: Say, scene: Scene) -> str:
    says = scene.words.in_ticket
    match effect.why:
        case Away.LEFT:
            return says.owner_left
        case Away.TIMED_OUT:
            return says.owner_muted.format(until=on(effect.until)) if effect.until else says.owner_muted_openly
    raise TypeError(effect)


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
        fields=_facts(effect, scene),
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
        case What.OPENED:
            return says.opened_title, says.opened_text, WAITING
        case What.TRIAGE:
            return says.triage_title, says.triage_text, WAITING
        case What.OWNER_REMINDER:
            return says.nudge_title, says.owner_silent, QUIET
        case What.WARNING:
            return says.nudge_title, says.closing_soon, QUIET
    raise TypeError(effect)


def _facts(effect: Say, scene: Scene) -> tuple[Field, ...]:
    """What about, since when, until when, how urgent: as far as the effect says."""
    says = scene.words.to_staff
    fields = [Field(says.type, safe(scene.type(effect.type).label))] if effect.type else []
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


def _audit(effect: Say, scene: Scene) -> Embed:
    """Whoever read it is named, and not called."""
    says = scene.words.to_staff
    text = says.audit_text.format(by=mentions(effect.by, None))
    return Embed(says.audit_title.format(number=scene.number), text, colour=QUIET, mark=scene.mark(effect.id))


def _undelivered(effect: Say, scene: Scene) -> Embed:
    says = scene.words.to_staff
    what = effect.id.of or effect.id.what
    why, remedy = scene.words.whys.get(effect.why, scene.words.why_unknown)
    match what:
        case What.COPY if effect.id.n == 0 and effect.channel and effect.why not in (LEFT, NOBODY):
            remedy = says.copy_goes_to_ticket
        case What.TRANSCRIPT:
            remedy = says.record_is_kept.format(next=remedy, number=scene.number)
        case What.PANEL | What.PANEL_SHOWN if effect.why == Why.REFUSED:
            remedy = says.panel_refused
        case What.PANEL_SHOWN if effect.why == Why.UNKNOWN_MESSAGE:
            remedy = says.panel_gone
    thing = scene.words.things[what]
    text = says.undelivered_text.format(thing=thing[:1].upper() + thing[1:], why=why)
    lines = [text, says.undelivered_next.format(next=remedy), *([scene.link(effect.channel)] if effect.channel else [])]
    return Embed(
        says.undelivered_title.format(number=scene.number) if scene.number else says.undelivered_desk_title,
        "\n".join(lines),
        colour=WAITING,
        mark=scene.mark(effect.id),
    )
