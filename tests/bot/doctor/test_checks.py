"""Facts in, findings out: each fault is found by name, is as grave as it is, and says how it is mended."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.doctor.checks import CONTENT_INTENT, MEMBERS_INTENT, examine
from bot.doctor.facts import NOT_SET_UP, Application, Facts, Login, Server, Spot
from bot.doctor.findings import NOTES, WRONGS, Line, Mark, Name, is_well
from bot.health import DatabaseAnswer, Health
from bot.installation import Fault, Kind, Named, Site
from bot.rights import ADMINISTRATOR, NEEDED, Member, Overwrite, Right, Role
from bot.wording import words
from bot.wording.doctor import ROOM, answer, told, verdict
from models.ids import ChannelId, GuildId, RoleId, TypeKey
from models.policy import Places, Policy, TypePolicy
from models.size import MIB

SAYS = words()
GUILD, ME, OWNER, TEAM = 1, 2, 3, 20
TRANSCRIPTS, SLA, LOG, TICKETS = 10, 11, 12, 13
BOTS = 21


def place(id: int, type: int = 0, *overwrites: Overwrite) -> Spot:
    return Spot(id, type, None, overwrites)


PRIVATE = (Overwrite(GUILD, 0, int(Right.VIEW_CHANNEL)), Overwrite(BOTS, int(Right.VIEW_CHANNEL), 0))
HOME = Server(
    GuildId(GUILD),
    OWNER,
    0,
    {
        GUILD: Role(GUILD, int(Right.VIEW_CHANNEL)),
        BOTS: Role(BOTS, int(NEEDED), is_managed=True),
        TEAM: Role(TEAM, 0),
    },
    {one: place(one, 0, *PRIVATE) for one in (TRANSCRIPTS, SLA, LOG)} | {TICKETS: place(TICKETS, 4)},
    Member(ME, frozenset({BOTS})),
)
POLICY = Policy(
    types={TypeKey("database"): TypePolicy(label="Database", staff_role=RoleId(TEAM))},
    places=Places(transcripts=ChannelId(TRANSCRIPTS), sla=ChannelId(SLA), staff_log=ChannelId(LOG)),
)
NAMED = (
    Named("TRANSCRIPTS_ID", TRANSCRIPTS, Kind.CHANNEL),
    Named("SLA_ID", SLA, Kind.CHANNEL),
    Named("TEAM_ID", TEAM, Kind.ROLE),
)
WELL = Facts(
    login=Login.FINE,
    application=Application(5, MEMBERS_INTENT | CONTENT_INTENT),
    servers=1,
    home=HOME,
    others=(),
    named=NAMED,
    policy=POLICY,
    unserved=(),
    health=Health(DatabaseAnswer.FINE, "8.0.4", is_replica_set=True, drift=timedelta()),
    category=TICKETS,
)


def at_home(**changed: object) -> Facts:
    return replace(WELL, home=replace(HOME, **changed))  # type: ignore[arg-type]


def with_rights(held: int) -> Facts:
    return at_home(roles=dict(HOME.roles) | {BOTS: Role(BOTS, held)})


def with_team(role: Role, held: int = int(NEEDED)) -> Facts:
    return at_home(roles=dict(HOME.roles) | {TEAM: role, BOTS: Role(BOTS, held)})


def with_channel(changed: Spot) -> Facts:
    return at_home(channels=dict(HOME.channels) | {changed.id: changed})


def with_health(**changed: object) -> Facts:
    health = WELL.health
    assert health is not None
    return replace(WELL, health=replace(health, **changed))  # type: ignore[arg-type]


FULL = {id: Spot(id, 0, TICKETS, ()) for id in range(100, 145)}
FULL_SERVER = {id: place(id) for id in range(100, 550)}
ALL_BUT_MENTION = int(NEEDED & ~Right.MENTION_EVERYONE)

CASES: list[tuple[Facts, Name]] = [
    (with_health(answer=DatabaseAnswer.UNREACHABLE), Name.DATABASE_UNREACHABLE),
    (with_health(answer=DatabaseAnswer.REFUSED), Name.DATABASE_REFUSED),
    (with_health(answer=DatabaseAnswer.TOO_OLD), Name.DATABASE_TOO_OLD),
    (with_health(answer=DatabaseAnswer.HALF_RESTORED), Name.DATABASE_HALF_RESTORED),
    (with_health(missing_indexes=("alive_of_guild",)), Name.INDEXES_MISSING),
    (with_health(is_replica_set=False), Name.NO_REPLICA_SET),
    (with_health(drift=timedelta(seconds=-9)), Name.CLOCK_DRIFTS),
    (replace(WELL, login=Login.REFUSED, application=None, home=None), Name.TOKEN_REFUSED),
    (replace(WELL, login=Login.SILENT, application=None, home=None), Name.DISCORD_SILENT),
    (replace(WELL, login=Login.DENIED, status=503, application=None, home=None), Name.DISCORD_DENIED),
    (replace(WELL, application=Application(5, CONTENT_INTENT)), Name.NO_MEMBERS_INTENT),
    (replace(WELL, application=Application(5, MEMBERS_INTENT)), Name.NO_CONTENT_INTENT),
    (replace(WELL, home=None, servers=0), Name.NO_SERVER),
    (replace(WELL, home=None, servers=2), Name.NOWHERE),
    (replace(WELL, home=None, servers=2, unread=1), Name.SERVERS_UNREAD),
    (replace(WELL, named=(Named("TEAM_ID", 99, Kind.ROLE),)), Name.WRONG_ID),
    (replace(WELL, unserved=(TypeKey("other"),)), Name.UNSERVED),
    (with_rights(int(NEEDED & ~Right.MANAGE_CHANNELS)), Name.PERMISSION_MISSING),
    (with_rights(ADMINISTRATOR), Name.ADMINISTRATOR),
    (with_channel(place(SLA, 0, Overwrite(GUILD, 0, int(Right.SEND_MESSAGES)))), Name.CHANNEL_CLOSED),
    (at_home(channels={TICKETS: place(TICKETS, 4)}, hidden=frozenset({TRANSCRIPTS})), Name.CHANNEL_CLOSED),
    (with_channel(place(TRANSCRIPTS)), Name.TRANSCRIPTS_OPEN),
    (with_channel(place(SLA)), Name.CHANNEL_OPEN),
    (with_channel(place(LOG, 0, Overwrite(TEAM, 0, int(Right.VIEW_CHANNEL)))), Name.CHANNEL_OPEN),
    (replace(WELL, category=TICKETS + 1), Name.CATEGORY_GONE),
    (replace(WELL, panel_is_gone=True), Name.PANEL_GONE),
    (with_team(Role(TEAM, 0), ALL_BUT_MENTION), Name.ROLE_UNCALLED),
    (with_team(Role(TEAM, 0, is_managed=True)), Name.ROLE_MANAGED),
    (with_team(Role(TEAM, ADMINISTRATOR)), Name.ROLE_ADMINISTRATOR),
    (replace(WELL, category=NOT_SET_UP), Name.NOT_SET_UP),
    (at_home(channels=dict(HOME.channels) | FULL), Name.CATEGORY_FULL),
    (at_home(channels=dict(HOME.channels) | FULL_SERVER), Name.SERVER_FULL),
    (replace(WELL, policy=POLICY.model_copy(update={"largest_file": 50 * MIB})), Name.UPLOADS_SMALL),
]


def found(facts: Facts, name: Name) -> Line:
    return next(line for line in examine(facts) if line.name is name)


def test_where_everything_is_there_every_line_is_fine() -> None:
    lines = examine(WELL)

    assert {line.mark for line in lines} == {Mark.FINE}
    assert is_well(lines)
    assert verdict(lines, SAYS) == answer(lines, SAYS) == SAYS.doctor.well


def test_every_name_is_fine_or_has_a_case_and_each_of_them_is_said() -> None:
    fine = {line.name for facts in (WELL, with_health(is_new=True)) for line in examine(facts)}
    names = fine | {name for _, name in CASES}

    assert names == set(Name) == set(SAYS.doctor.says)
    assert {name for _, name in CASES} == NOTES | WRONGS


@pytest.mark.parametrize(("facts", "name"), CASES, ids=[name for _, name in CASES])
def test_what_is_no_good_is_found_by_name_with_a_remedy_that_a_healthy_desk_does_not_read(
    facts: Facts, name: Name
) -> None:
    line = found(facts, name)
    sentence = str(told(line, SAYS))

    assert line.mark is (Mark.WRONG if name in WRONGS else Mark.NOTE)
    assert is_well(examine(facts)) is (name not in WRONGS)
    assert name not in {one.name for one in examine(WELL)}
    assert SAYS.doctor.says[name][1] or name is Name.WRONG_ID
    assert "{" not in sentence
    assert "None" not in sentence
    assert sentence.replace("https://", "") in answer(examine(facts), SAYS).replace("<https://", "").replace(">", "")


@pytest.mark.parametrize("right", Right)
def test_each_permission_that_the_server_lacks_is_one_line_with_what_does_not_work(right: Right) -> None:
    facts = with_rights(int(NEEDED & ~right & ~Right.VIEW_CHANNEL))
    everybody = HOME.roles[GUILD]
    if right is Right.VIEW_CHANNEL:
        everybody = Role(GUILD, 0)
    roles = dict(facts.home.roles if facts.home else {}) | {GUILD: everybody}
    lines = [line for line in examine(at_home(roles=roles)) if line.name is Name.PERMISSION_MISSING]

    assert [line.rights for line in lines] == [(right,)]
    assert SAYS.doctor.features[str(right.name).lower()] in str(told(lines[0], SAYS))
    assert lines[0].link == f"https://discord.com/channels/{GUILD}"


def test_a_channel_that_takes_several_permissions_is_one_line_that_names_them_and_leads_there() -> None:
    taken = Right.SEND_MESSAGES | Right.ATTACH_FILES
    line = found(with_channel(place(TRANSCRIPTS, 0, Overwrite(BOTS, 0, int(taken)))), Name.CHANNEL_CLOSED)

    assert line.rights == (Right.SEND_MESSAGES, Right.ATTACH_FILES)
    assert line.link == f"https://discord.com/channels/{GUILD}/{TRANSCRIPTS}"
    assert "Send Messages, Attach Files in the transcripts channel" in str(told(line, SAYS))


def test_a_channel_that_cannot_be_seen_lacks_that_alone() -> None:
    line = found(with_channel(place(SLA, 0, Overwrite(GUILD, 0, int(Right.VIEW_CHANNEL)))), Name.CHANNEL_CLOSED)

    assert line.rights == (Right.VIEW_CHANNEL,)


def test_what_the_whole_server_lacks_is_not_said_again_of_each_channel() -> None:
    facts = with_rights(int(NEEDED & ~Right.ATTACH_FILES))

    assert [line.name for line in examine(facts) if line.mark is Mark.WRONG] == [Name.PERMISSION_MISSING]


def test_of_a_hidden_channel_is_said_that_it_is_not_seen_and_not_that_its_id_is_wrong() -> None:
    lines = examine(at_home(channels={TICKETS: place(TICKETS, 4)}, hidden=frozenset({TRANSCRIPTS, SLA, LOG})))
    closed = [line for line in lines if line.name is Name.CHANNEL_CLOSED]

    assert not {Name.WRONG_ID, Name.CHANNEL_OPEN, Name.TRANSCRIPTS_OPEN} & {line.name for line in lines}
    assert {line.rights for line in closed} == {(Right.VIEW_CHANNEL,)}
    assert [str(line.link).rpartition("/")[2] for line in closed] == [str(one) for one in (TRANSCRIPTS, SLA, LOG)]


def test_a_category_that_the_bot_may_not_see_is_closed_and_not_gone() -> None:
    hidden = replace(WELL, category=99, home=replace(HOME, hidden=frozenset({99})))
    names = {line.name for line in examine(hidden)}

    assert Name.CHANNEL_CLOSED in names
    assert Name.CATEGORY_GONE not in names


def test_where_nobody_knows_the_desk_nothing_of_it_is_gone() -> None:
    assert not {Name.CATEGORY_GONE, Name.NOT_SET_UP} & {line.name for line in examine(replace(WELL, category=None))}


def test_a_wrong_id_is_a_whole_sentence_with_the_page_on_which_it_is_mended() -> None:
    text = str(told(found(replace(WELL, named=(Named("SLA_ID", 99, Kind.CHANNEL),)), Name.WRONG_ID), SAYS))

    assert text.endswith(f". https://discord.com/channels/{GUILD}")


def test_a_new_database_has_no_indexes_that_could_stand() -> None:
    new, old = ({line.name for line in examine(with_health(is_new=is_new))} for is_new in (True, False))

    assert {Name.DATABASE_NEW, Name.INDEXES} & new == {Name.DATABASE_NEW}
    assert {Name.DATABASE_NEW, Name.INDEXES} & old == {Name.INDEXES}


def test_a_wrong_id_is_told_in_the_words_of_the_settings() -> None:
    elsewhere = Site(GuildId(9), {99: 0}, frozenset())
    facts = replace(WELL, named=(Named("SLA_ID", 99, Kind.CHANNEL),), others=(elsewhere,))

    assert SAYS.in_settings.faults[Fault.ELSEWHERE] in str(told(found(facts, Name.WRONG_ID), SAYS))


def test_what_nobody_could_ask_is_not_judged() -> None:
    names = {line.name for line in examine(replace(WELL, login=Login.SILENT, application=None, home=None, health=None))}

    assert names == {Name.DISCORD_SILENT, Name.TYPES}


@pytest.mark.parametrize(
    ("wrong", "noted", "said"),
    [
        (0, 0, "Everything that the desk needs is there."),
        (0, 1, "Nothing keeps the desk from its work. One thing is worth a look."),
        (0, 2, "Nothing keeps the desk from its work. 2 things are worth a look."),
        (1, 2, "One thing is to be mended. Until then the desk does not do all that it promises."),
        (2, 0, "2 things are to be mended. Until then the desk does not do all that it promises."),
    ],
)
def test_the_verdict_counts_as_people_do(wrong: int, noted: int, said: str) -> None:
    lines = (*wrong * [Line(min(WRONGS))], *noted * [Line(min(NOTES))])

    assert verdict(lines, SAYS) == said


def test_an_answer_in_discord_has_room_for_all_or_says_how_many_are_left() -> None:
    many = tuple(Named(f"ROLE_{n}_ID", 1000 + n, Kind.ROLE) for n in range(40))
    text = answer(examine(replace(WELL, named=many)), SAYS)

    assert len(text) <= ROOM + 60 < 2000
    assert text.startswith(SAYS.doctor.unwell.format(count=40))
    shown = text.count(SAYS.doctor.marks[Mark.WRONG])
    assert text.endswith(SAYS.doctor.more.format(count=40 - shown))
