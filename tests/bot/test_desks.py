"""Which policy holds where, who serves, and what an installation that lacks a role still offers."""

import pytest

from bot.desks import DeskPolicies
from bot.installation import Kind, Named
from bot.policy import load_policy
from bot.settings import Settings, WrongSetting
from models.ids import ChannelId, GuildId, RoleId, TypeKey
from models.policy import Policy

FIVE = {"database", "other", "product_issues", "product_purchases", "partnership_requests"}
DATABASE, ISSUES = TypeKey("database"), TypeKey("product_issues")
HOME, ELSEWHERE = GuildId(100000000000000001), GuildId(100000000000000002)
TRANSCRIPTS, SLA = 200000000000000001, 200000000000000002
DATABASE_ROLE, ISSUES_ROLE = 300000000000000001, 300000000000000002
NO_ROLES: frozenset[RoleId] = frozenset()
NO_CHANNELS: frozenset[ChannelId] = frozenset()


def settings(**changed: object) -> Settings:
    given: dict[str, object] = {
        "token": "a.b.c",
        "mongodb_uri": "mongodb://127.0.0.1/steward",
        "transcripts_channel": TRANSCRIPTS,
        "sla_channel": SLA,
        "database_role": DATABASE_ROLE,
        "product_issues_role": ISSUES_ROLE,
    }
    return Settings.model_validate(given | changed)


def test_the_guild_with_the_transcripts_channel_gets_the_roles_and_places_of_the_settings() -> None:
    policies = DeskPolicies(load_policy(), settings())

    policies.seen(HOME, frozenset({ChannelId(TRANSCRIPTS)}), NO_ROLES)

    policy = policies.of(HOME)
    assert (policy.places.transcripts, policy.places.sla, policy.places.staff_log) == (TRANSCRIPTS, SLA, None)
    assert policy.types[DATABASE].staff_role == DATABASE_ROLE
    assert policy.types[ISSUES].staff_role == ISSUES_ROLE


def test_another_guild_gets_the_promises_without_roles_and_places() -> None:
    policies = DeskPolicies(load_policy(), settings())

    policies.seen(HOME, frozenset({ChannelId(TRANSCRIPTS)}), NO_ROLES)
    policies.seen(ELSEWHERE, frozenset({ChannelId(1)}), NO_ROLES)

    policy = policies.of(ELSEWHERE)
    assert policy.places.model_dump(exclude_none=True) == {}
    assert policy.types[DATABASE].staff_role is None


def test_the_team_is_not_locked_out_where_the_transcripts_channel_was_deleted() -> None:
    policies = DeskPolicies(load_policy(), settings())

    policies.seen(HOME, NO_CHANNELS, frozenset({RoleId(DATABASE_ROLE)}))

    assert policies.of(HOME).types[DATABASE].staff_role == DATABASE_ROLE


def test_the_transcripts_channel_outweighs_every_other_sign() -> None:
    policies = DeskPolicies(load_policy(), settings())

    policies.seen(HOME, frozenset({ChannelId(TRANSCRIPTS)}), NO_ROLES)
    policies.seen(ELSEWHERE, frozenset({ChannelId(SLA)}), NO_ROLES)

    assert policies.home == HOME


def test_a_role_that_the_policy_names_itself_needs_no_setting() -> None:
    policy = Policy.model_validate({"types": {"billing": {"staff_role": 7}}})
    policies = DeskPolicies(policy, settings())

    policies.seen(HOME, frozenset({ChannelId(TRANSCRIPTS)}), NO_ROLES)

    assert policies.of(HOME).types[TypeKey("billing")].staff_role == 7


def test_a_type_that_nobody_serves_is_not_offered() -> None:
    policies = DeskPolicies(load_policy(), settings(product_issues_role=None))

    assert list(policies.policy.types) == [DATABASE]
    assert set(policies.unserved) == FIVE - {DATABASE}


def test_where_nobody_serves_any_type_nothing_starts() -> None:
    with pytest.raises(WrongSetting) as refused:
        DeskPolicies(load_policy(), settings(database_role=None, product_issues_role=None))

    assert "set BOT_DATABASE_SUPPORT_STAFF_ROLE_ID, or that of another type" in str(refused.value)


def test_a_type_whose_role_only_the_policy_can_name_must_have_it_there() -> None:
    with pytest.raises(WrongSetting) as refused:
        DeskPolicies(Policy.model_validate({"types": {"billing": {}}}), settings())

    assert str(refused.value) == "The policy's type billing has no staff_role: name one in the policy file."


def test_leads_are_those_of_the_policy_and_the_one_of_the_settings_each_once() -> None:
    policy = Policy.model_validate({"types": {"billing": {"staff_role": 7}}, "lead_roles": [8, 9]})

    policies = DeskPolicies(policy, settings(lead_role=DATABASE_ROLE))

    assert policies.policy.lead_roles == (8, 9, DATABASE_ROLE)
    assert Named("LEAD_ROLE_ID", DATABASE_ROLE, Kind.ROLE) in policies.named


def test_a_category_that_a_type_names_is_among_what_must_be_there() -> None:
    policy = Policy.model_validate({"types": {"billing": {"staff_role": 7, "category": 8}}})

    assert Named("types.billing.category", 8, Kind.CATEGORY) in DeskPolicies(policy, settings()).named


def test_another_policy_moves_in_while_the_desk_stays_at_home() -> None:
    policies = DeskPolicies(load_policy(), settings())
    policies.seen(HOME, frozenset({ChannelId(TRANSCRIPTS)}), NO_ROLES)

    policies.change(Policy.model_validate({"types": {"billing": {"staff_role": 7}}}))

    assert list(policies.of(HOME).types) == ["billing"]
    assert policies.of(HOME).places.transcripts == TRANSCRIPTS


def test_a_policy_that_cannot_be_served_leaves_the_one_before() -> None:
    policies = DeskPolicies(load_policy(), settings())
    before = policies.policy

    with pytest.raises(WrongSetting):
        policies.change(Policy.model_validate({"types": {"billing": {}}}))

    assert policies.policy is before
