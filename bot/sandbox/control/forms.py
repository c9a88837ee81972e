"""A form on somebody's screen, as a view."""

from bot.sandbox.client.seeing import Field, Form
from bot.sandbox.control import views
from bot.sandbox.model import Json
from bot.sandbox.rules.components import ComponentType, walk

_PARAGRAPH = 2
_KINDS = {
    ComponentType.TEXT_INPUT: "text",
    ComponentType.STRING_SELECT: "select",
    ComponentType.USER_SELECT: "user",
    ComponentType.ROLE_SELECT: "role",
    ComponentType.MENTIONABLE_SELECT: "mentionable",
    ComponentType.CHANNEL_SELECT: "channel",
    ComponentType.FILE_UPLOAD: "file",
}


def form_view(form: Form) -> views.Form:
    parts = list(walk(form.shape["components"]))
    inputs = {each["custom_id"]: each for each in parts if "custom_id" in each}
    labels = {each["component"]["custom_id"]: each for each in parts if each["type"] == ComponentType.LABEL}
    fields = [_field(each, inputs[each.custom_id], labels.get(each.custom_id, {})) for each in form.fields]
    return views.Form(id=str(form.interaction_id), title=form.title, fields=fields)


def _field(field: Field, part: Json, label: Json) -> views.FormField:
    is_long = field.type == ComponentType.TEXT_INPUT and part.get("style") == _PARAGRAPH
    return views.FormField(
        custom_id=field.custom_id,
        label=field.label,
        kind="paragraph" if is_long else _KINDS[ComponentType(field.type)],
        description=label.get("description") or "",
        is_required=field.required,
        at_least=field.at_least,
        at_most=field.at_most,
        default=field.default,
        placeholder=field.placeholder,
        choices=[
            views.Choice(label=one.label, value=one.value, description=one.description, is_default=one.is_default)
            for one in field.options
        ],
    )
