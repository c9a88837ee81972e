"""All calls of the control interface. A handler's signature says what it reads and answers, its name is the call's."""

from bot.sandbox.control import acting, keeping, overview, people, places, talking, timing
from bot.sandbox.control.frames import Moment, News, Report
from bot.sandbox.control.route import Route

_PERSON = "/people/{person}"
_CHANNEL = _PERSON + "/channels/{channel}"
_MESSAGE = _CHANNEL + "/messages/{message}"
_GUILD = _PERSON + "/guilds/{guild}"
_MEMBER = _GUILD + "/members/{member}"

ROUTES = (
    Route("GET", "/openapi.json", overview.read_description),
    Route("GET", "/addresses", overview.read_addresses),
    Route("GET", "/world", overview.see_world),
    Route("POST", "/world", overview.build_world, takes_yaml=True),
    Route("GET", "/people", people.list_people),
    Route("POST", "/people", people.add_person),
    Route("GET", _PERSON, people.see_person),
    Route("PUT", _PERSON + "/dms", people.set_dms),
    Route("GET", _PERSON + "/watch", timing.watch, tells=News),
    Route("GET", _CHANNEL + "/members", people.list_members),
    Route("GET", _CHANNEL + "/messages", talking.read_messages),
    Route("POST", _CHANNEL + "/messages", talking.say),
    Route("PATCH", _MESSAGE, talking.edit_message),
    Route("DELETE", _MESSAGE, talking.delete_message),
    Route("PUT", _MESSAGE + "/reactions/{emoji}", talking.react),
    Route("DELETE", _MESSAGE + "/reactions/{emoji}", talking.unreact),
    Route("POST", _MESSAGE + "/click", acting.click),
    Route("POST", _MESSAGE + "/select", acting.select),
    Route("GET", _CHANNEL + "/commands", acting.list_commands),
    Route("POST", _CHANNEL + "/commands", acting.use_command),
    Route("POST", _CHANNEL + "/completions", acting.complete_option),
    Route("POST", _CHANNEL + "/menu", acting.use_menu),
    Route("POST", _PERSON + "/forms/{form}", acting.submit_form),
    Route("DELETE", _PERSON + "/forms/{form}", acting.close_form),
    Route("GET", _PERSON + "/answers/{interaction}", acting.read_answer),
    Route("PUT", _GUILD + "/membership", people.join_guild),
    Route("DELETE", _GUILD + "/membership", people.leave_guild),
    Route("PUT", _GUILD + "/nick", keeping.set_own_nick),
    Route("POST", _GUILD + "/channels", places.add_channel),
    Route("PATCH", _CHANNEL, places.change_channel),
    Route("DELETE", _CHANNEL, places.delete_channel),
    Route("PUT", _CHANNEL + "/overwrites/{subject}", places.set_overwrite),
    Route("DELETE", _CHANNEL + "/overwrites/{subject}", places.drop_overwrite),
    Route("POST", _CHANNEL + "/threads", places.begin_thread),
    Route("PATCH", _CHANNEL + "/thread", places.change_thread),
    Route("POST", _GUILD + "/roles", keeping.add_role),
    Route("PATCH", _GUILD + "/roles/{role}", keeping.change_role),
    Route("DELETE", _GUILD + "/roles/{role}", keeping.delete_role),
    Route("PUT", _MEMBER + "/roles/{role}", keeping.give_role),
    Route("DELETE", _MEMBER + "/roles/{role}", keeping.take_role),
    Route("PUT", _MEMBER + "/time_out", keeping.time_out),
    Route("PUT", _MEMBER + "/nick", keeping.set_nick),
    Route("DELETE", _MEMBER, keeping.kick),
    Route("PUT", _GUILD + "/bans/{user}", keeping.ban),
    Route("DELETE", _GUILD + "/bans/{user}", keeping.lift_ban),
    Route("GET", "/time", timing.see_time),
    Route("POST", "/time/step", timing.step_time),
    Route("PUT", "/time/pace", timing.set_pace),
    Route("GET", "/time/follow", timing.follow_time, tells=Moment, hears=Report),
    Route("GET", "/log", overview.read_log),
    Route("GET", "/guide", overview.see_guide),
)
