"""What somebody may, by Discord's algorithm; and the number that the invitation asks for."""

import re

import pytest

from bot.doctor.checks import invitation
from bot.rights import (
    ADMINISTRATOR,
    NEEDED,
    Member,
    Overwrite,
    Right,
    Role,
    in_channel,
    in_server,
    missing,
)
from bot.wording import words
from tests.house.source import ROOT

GUILD, OWNER, ME, TEAM, MUTED = 1, 2, 3, 10, 11
VIEW, SEND, EMBED = Right.VIEW_CHANNEL, Right.SEND_MESSAGES, Right.EMBED_LINKS
EVERYBODY = Role(GUILD, int(VIEW))


def member(*roles: int, id: int = ME) -> Member:
    return Member(id, frozenset(roles))


def test_roles_add_up_and_roles_of_others_do_not() -> None:
    roles = [EVERYBODY, Role(TEAM, int(SEND)), Role(MUTED, int(EMBED))]

    assert in_server(member(TEAM), roles, GUILD, OWNER) == VIEW | SEND


@pytest.mark.parametrize("who", [member(id=OWNER), member(TEAM)])
def test_the_owner_and_an_administrator_may_everything_everywhere(who: Member) -> None:
    held = in_server(who, [EVERYBODY, Role(TEAM, ADMINISTRATOR)], GUILD, OWNER)

    assert missing(NEEDED, held) == ()
    assert missing(NEEDED, in_channel(who, held, [Overwrite(GUILD, 0, int(VIEW))], GUILD)) == ()


def test_a_channel_takes_and_gives_for_everybody_then_for_all_roles_together_then_for_the_person() -> None:
    base = int(VIEW | SEND | EMBED)
    who = member(TEAM, MUTED)

    of_everybody = [Overwrite(GUILD, 0, int(SEND))]
    of_roles = [*of_everybody, Overwrite(MUTED, 0, int(EMBED)), Overwrite(TEAM, int(SEND | EMBED), 0)]
    of_the_person = [*of_roles, Overwrite(ME, 0, int(SEND))]

    assert in_channel(who, base, of_everybody, GUILD) == VIEW | EMBED
    assert in_channel(who, base, of_roles, GUILD) == VIEW | SEND | EMBED, (
        "what one role gives outweighs what another takes"
    )
    assert in_channel(who, base, of_the_person, GUILD) == VIEW | EMBED


def test_who_cannot_see_a_channel_can_do_nothing_in_it() -> None:
    assert in_channel(member(), int(VIEW | SEND), [Overwrite(GUILD, 0, int(VIEW))], GUILD) == 0


def test_an_overwrite_of_somebody_else_changes_nothing() -> None:
    assert in_channel(member(TEAM), int(VIEW | SEND), [Overwrite(MUTED, 0, int(SEND))], GUILD) == VIEW | SEND


def test_the_number_stands_in_the_documentation_as_the_code_has_it() -> None:
    page = (ROOT / "docs/reference/permissions.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([A-Z][^|]+?) \|", page.partition("## What a ticket's")[0], re.MULTILINE)[1:]
    by_name = {name.partition(" (")[0]: key for key, name in words().permissions.items()}

    assert f"**{int(NEEDED)}**" in page
    assert {by_name[row.partition(" (")[0]] for row in rows} == {str(right.name).lower() for right in Right}
    assert invitation(5).endswith(f"client_id=5&scope=bot+applications.commands&permissions={int(NEEDED)}")
