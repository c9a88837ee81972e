"""A form on somebody's screen, as a view."""

from bot.sandbox.client.seeing import Field, Form
from bot.sandbox.control import views
from bot.sandbox.control.kinds import FieldKind
from bot.sandbox.rules.components import ComponentType

_KINDS = {
    ComponentType.TEXT_INPUT: FieldKind.TEXT,
    ComponentType.STRING_SELECT: FieldKind.SELECT,
    ComponentType.USER_SELECT: FieldKind.USER,
    ComponentType.ROLE_SELECT: FieldKind.ROLE,
    ComponentType.MENTIONABLE_SELECT: FieldKind.MENTIONABLE,
    ComponentType.CHANNEL_SELECT: FieldKind.CHANNEL,
    ComponentType.FILE_UPLOAD: FieldKind.FILE,
}


def form_view(form: Form) -> views.Form:
    return views.Form(id=str(form.interaction_id), title=form.title, fields=[_field(each) for each in form.fields])


def _field(field: Field) -> views.FormField:
    return views.FormField(
        custom_id=field.custom_id,
        label=field.label,
        kind=FieldKind.PARAGRAPH if field.is_long else _KINDS[ComponentType(field.type)],
        description=field.description,
        is_required=field.required,
        at_least=field.at_least,
        at_most=field.at_most,
        default=field.default,
        placeholder=field.placeholder,
        choices=list(field.options),
    )
