"""How the application and its commands look on the wire."""

from bot.sandbox.looks.objects import user
from bot.sandbox.model import Application, Command, Json
from bot.sandbox.world import Intent, World

_FLAGS = {Intent.GUILD_PRESENCES: 1 << 13, Intent.GUILD_MEMBERS: 1 << 15, Intent.MESSAGE_CONTENT: 1 << 19}


def command(world: World, one: Command) -> Json:
    shape: Json = {
        "description": "",
        "name_localizations": None,
        "description_localizations": None,
        "default_member_permissions": None,
        "dm_permission": True,
        "contexts": None,
        "integration_types": [0],
        "nsfw": False,
        **{key: value for key, value in one.definition.items() if key != "options"},
        "id": str(one.id),
        "application_id": str(world.application.id),
        "version": str(one.version),
        "type": one.type,
    }
    if one.type == 1:
        shape["options"] = one.definition.get("options") or []
    if shape["default_member_permissions"] is not None:
        shape["default_member_permissions"] = str(shape["default_member_permissions"])
    if one.guild_id is not None:
        shape["guild_id"] = str(one.guild_id)
        del shape["dm_permission"]
    return shape


def application(world: World, one: Application) -> Json:
    return {
        "id": str(one.id),
        "name": one.user.username,
        "icon": None,
        "description": "",
        "type": None,
        "bot": user(one.user),
        "bot_public": False,
        "bot_require_code_grant": False,
        "integration_types_config": {"0": {}},
        "verify_key": "0" * 64,
        "flags": application_flags(one),
        "flags_new": str(application_flags(one)),
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "owner": user(one.user),
        "approximate_guild_count": len(world.guilds),
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "team": None,
        "eligible_oauth2_scopes": [],
    }


def application_flags(one: Application) -> int:
    """The `..._LIMITED` flags: an app in few guilds that has switched the intent on in the portal."""
    return sum(flag for intent, flag in _FLAGS.items() if one.privileged_intents & intent)
