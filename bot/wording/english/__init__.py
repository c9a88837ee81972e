"""English: kind, plain, short, no blame, always the next step."""

from bot.wording.english.answers import ANSWERS
from bot.wording.english.doctor import DOCTOR
from bot.wording.english.page import PAGE
from bot.wording.english.settings import IN_SETTINGS
from bot.wording.english.staff import PERMISSIONS, THINGS, TO_STAFF, WHY_UNKNOWN, WHYS
from bot.wording.english.tickets import CLOSING, COMMANDS, FORMS, IN_TICKET, PRIORITIES, RETURNED
from bot.wording.english.times import day, span
from bot.wording.shape import Words

ENGLISH = Words(
    commands=COMMANDS,
    forms=FORMS,
    in_ticket=IN_TICKET,
    to_staff=TO_STAFF,
    returned=RETURNED,
    closing=CLOSING,
    answers=ANSWERS,
    in_settings=IN_SETTINGS,
    doctor=DOCTOR,
    page=PAGE,
    priorities=PRIORITIES,
    things=THINGS,
    whys=WHYS,
    why_unknown=WHY_UNKNOWN,
    permissions=PERMISSIONS,
    span=span,
    day=day,
)
