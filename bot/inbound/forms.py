"""The windows that open for a person: what a new ticket is about, whether to close one, what to add to a rating."""

from discord import InputTextStyle, SelectOption
from discord.ui import DesignerModal, InputText, Label, Select, View

from bot.inbound.asking import Draft
from bot.wording import Words
from models.commands import MOST_COMMENT, MOST_NOTE
from models.custom_id import CustomId, Op, write
from models.ids import Address, TypeKey
from models.policy import TypePolicy

TITLE, TEXT, REASON, FEEDBACK = "title", "text", "reason", "feedback"
NOTE, COMMENT = "note", "comment"
YES, NO = "yes", "no"

LONGEST_WINDOW_TITLE = 45  # characters; Discord's limit


def new_ticket(
    words: Words, desk: Address, key: TypeKey, kind: TypePolicy, draft: Draft | None = None
) -> DesignerModal:
    """Discord's own fields hold the text to the limits of the policy; a `draft` stands in them when they open."""
    forms, limits = words.forms, kind.form
    subject = InputText(
        custom_id=TITLE,
        placeholder=forms.open_subject_hint,
        min_length=limits.title_min,
        max_length=limits.title_max,
        value=_fitting(draft.title, limits.title_min, limits.title_max) if draft else None,
    )
    text = InputText(
        custom_id=TEXT,
        style=InputTextStyle.long,
        placeholder=forms.open_text_hint,
        min_length=limits.text_min,
        max_length=limits.text_max,
        value=_fitting(draft.text, limits.text_min, limits.text_max) if draft else None,
    )
    return _window(
        forms.open_title.format(label=kind.label),
        CustomId(Op.FORM, desk, key),
        Label(forms.open_subject, subject),
        Label(forms.open_text, text),
    )


def close(words: Words, ticket: Address, draft: Draft | None = None) -> DesignerModal:
    """Asks whether, why, and whether the owner is to be asked how it was: yes unless changed."""
    forms = words.forms
    reason = _remark(REASON, forms.close_reason_hint, MOST_NOTE, draft)
    asking: Select[View, DesignerModal, str] = Select(
        custom_id=FEEDBACK,
        options=[SelectOption(label=forms.yes, value=YES, default=True), SelectOption(label=forms.no, value=NO)],
    )
    return _window(
        forms.close_title.format(number=ticket.number),
        CustomId(Op.CONFIRM_CLOSE, ticket),
        Label(forms.close_reason, reason),
        Label(forms.close_feedback, asking, description=forms.close_feedback_hint),
    )


def solved(words: Words, ticket: Address, draft: Draft | None = None) -> DesignerModal:
    """Asks the owner whether, and for a last word."""
    forms = words.forms
    note = _remark(NOTE, forms.solved_note_hint, MOST_NOTE, draft)
    title = forms.solved_title.format(number=ticket.number)
    return _window(title, CustomId(Op.CONFIRM_SOLVED, ticket), Label(forms.solved_note, note))


def rate(words: Words, ticket: Address, stars: str, draft: Draft | None = None) -> DesignerModal:
    """The stars were pressed already; this takes the comment with them."""
    forms = words.forms
    comment = _remark(COMMENT, forms.rate_comment_hint, MOST_COMMENT, draft)
    return _window(
        forms.rate_title.format(number=ticket.number),
        CustomId(Op.RATE_FORM, ticket, stars),
        Label(forms.rate_comment, comment),
    )


def _remark(custom_id: str, hint: str, most: int, draft: Draft | None) -> InputText:
    """A long field that may stay empty, with what was typed there before."""
    return InputText(
        custom_id=custom_id,
        style=InputTextStyle.long,
        placeholder=hint,
        max_length=most,
        required=False,
        value=_fitting(draft.text, 0, most) if draft else None,
    )


def _fitting(text: str, least: int, most: int) -> str | None:
    """Cut to the limit, because Discord opens no form whose own text breaks it."""
    return text[:most] if len(text) >= least else None


def _window(title: str, custom_id: CustomId, *parts: Label[DesignerModal]) -> DesignerModal:
    """Nothing of it is remembered: its custom_id says all, so that a restart in between is not felt."""
    return DesignerModal(*parts, title=title[:LONGEST_WINDOW_TITLE], custom_id=write(custom_id), store=False)
