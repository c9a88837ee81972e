"""What goes out with a transcript: to the owner with the five buttons of the rating, and for the record."""

from bot.limits import FIELD_VALUE
from bot.outbound.payload import Button, Embed, Field, File, Json, Message, Row, Style
from bot.outbound.scene import Scene
from bot.outbound.text import on, plain, safe
from models.custom_id import Op
from models.effects import Place, ReturnGated, SendTranscript, ShowRating
from models.message import Entry
from models.ticket import STARS, Ending, Rating

CLOSED, RATED, GATED = 0x5865F2, 0x57F287, 0xF0A020
KEPT = ("title", "description", "url", "color", "fields", "footer", "author")  # of an embed that Discord gave back


def transcript(effect: SendTranscript, scene: Scene, files: tuple[File, ...], server: str = "") -> Message:
    """`server` is what the server is called, for whoever reads it outside of it."""
    if effect.to is Place.TRANSCRIPTS:
        return Message(embeds=(_record(effect, scene),), files=files)
    is_in_ticket = effect.to is Place.TICKET
    return Message(
        content=f"<@{effect.owner}>" if is_in_ticket else "",
        embeds=(_farewell(effect, scene, server),),
        rows=_buttons(effect, scene),
        users=(effect.owner,) if is_in_ticket else (),
        files=files,
    )


def files_of(effect: SendTranscript, scene: Scene, files: tuple[File, ...], part: str) -> Message:
    """What goes before the transcript because it does not fit in with it; `part` tells it from others of its kind."""
    says = scene.words.page
    title = says.archive_title.format(number=scene.number)
    mark = scene.mark(effect.id, part)
    return Message(embeds=(Embed(title, says.archive_text, colour=CLOSED, mark=mark),), files=files)


def returned(effect: ReturnGated, scene: Scene, entry: Entry | None) -> Message:
    """Its text is shown as it was written; files are named, not sent back."""
    says = scene.words.returned
    why = says.text if effect.is_staff else says.text_to_guest
    explained = Embed(says.title, why.format(ticket=scene.link(effect.channel)), colour=GATED)
    text = entry.versions[-1].text if entry and entry.versions else ""
    files = [safe(file.name) for file in entry.attachments] if entry else []
    fields = (Field(says.files, "\n".join(files), inline=False),) if files else ()
    wrote = Embed(says.wrote if text else "", text or says.nothing, fields, mark=scene.mark(effect.id))
    return Message(embeds=(explained, wrote))


def with_rating(embed: Json, rating: Rating, scene: Scene) -> Json:
    """The embed of the record as Discord gave it back, with this rating and no other."""
    says = scene.words.closing
    kept = {key: embed[key] for key in KEPT if key in embed}
    if "footer" in kept:
        kept["footer"] = {"text": kept["footer"].get("text", "")}
    others = [field for field in kept.get("fields", ()) if field["name"] not in (says.rating, says.comment)]
    return kept | {"fields": [*others, *(field.json() for field in _rated(rating, scene))], "color": RATED}


def unplaced_rating(effect: ShowRating, scene: Scene) -> Message:
    """For the staff log: there is no transcript's message to show it."""
    says = scene.words.to_staff
    title = says.unplaced_rating_title.format(number=scene.number)
    fields = _rated(effect.rating, scene)
    return Message(embeds=(Embed(title, says.unplaced_rating_text, fields, mark=scene.mark(effect.id)),))


def _record(effect: SendTranscript, scene: Scene) -> Embed:
    says = scene.words.closing
    return Embed(
        title=says.record_title.format(number=scene.number, title=safe(effect.title)),
        text=says.endings_short[effect.ending],
        fields=(
            Field(says.owner, f"<@{effect.owner}> ({safe(effect.owner_name)})"),
            Field(says.type, safe(scene.type(effect.type).label)),
            Field(says.closed_by, f"<@{effect.by}>" if effect.by else says.by_itself),
            Field(says.opened, on(effect.opened_at)),
            Field(says.closed, on(effect.closed_at)),
            *_reason(effect, scene),
        ),
        colour=CLOSED,
        mark=scene.mark(effect.id),
    )


def _farewell(effect: SendTranscript, scene: Scene, server: str) -> Embed:
    says = scene.words.closing
    by = f"<@{effect.by}>" if effect.by else says.the_team
    lines = [says.endings[effect.ending].format(by=by), says.transcript]
    if effect.to is Place.TICKET:
        stays = scene.type(effect.type).removal_delay_if_no_copy
        lines.append(says.stays.format(span=scene.words.span(stays)))
    lines += _next_steps(effect, scene)
    return Embed(
        says.title.format(number=scene.number, title=safe(effect.title)),
        "\n\n".join(lines),
        fields=_reason(effect, scene),
        author=plain(server) if server else "",
        colour=CLOSED,
        mark="" if _buttons(effect, scene) else scene.mark(effect.id),
    )


def _next_steps(effect: SendTranscript, scene: Scene) -> list[str]:
    """What the owner may do now; whoever can do nothing else is told that new tickets are welcome."""
    says, kind = scene.words.closing, scene.type(effect.type)
    steps = []
    if effect.ask_rating:
        steps.append(says.ask_rating.format(span=scene.words.span(kind.rating_open)))
    if effect.may_reopen and kind.reopen_within:
        steps.append(says.may_reopen.format(span=scene.words.span(kind.reopen_within)))
    return steps or [says.more_help]


def _reason(effect: SendTranscript, scene: Scene) -> tuple[Field, ...]:
    if effect.ending is not Ending.BY_STAFF or not effect.note.strip():
        return ()
    return (Field(scene.words.closing.reason, safe(effect.note, FIELD_VALUE), inline=False),)


def _buttons(effect: SendTranscript, scene: Scene) -> tuple[Row, ...]:
    """They carry the mark, so that no footer need stand below them."""
    again = Button(scene.custom_id(Op.REOPEN, effect.id), scene.words.in_ticket.reopen_button)
    return (*((_stars(effect, scene),) if effect.ask_rating else ()), *(((again,),) if effect.may_reopen else ()))


def _stars(effect: SendTranscript, scene: Scene) -> Row:
    return tuple(
        Button(scene.custom_id(Op.RATE, effect.id, str(stars)), f"{stars} ★", Style.SECONDARY) for stars in STARS
    )


def _rated(rating: Rating, scene: Scene) -> tuple[Field, ...]:
    says = scene.words.closing
    drawn = "★" * rating.stars + "☆" * (STARS[-1] - rating.stars)
    stars = Field(says.rating, says.stars.format(drawn=drawn, stars=rating.stars))
    if not rating.comment.strip():
        return (stars,)
    return (stars, Field(says.comment, safe(rating.comment, FIELD_VALUE), inline=False))
