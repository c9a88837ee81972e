"""The packaged policy keeps its promises, and whatever is wrong in a file is one sentence with a remedy."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.policy import DeskPolicies, WrongPolicy, load_policy
from bot.settings import Settings, WrongSetting
from models.effects import Place
from models.ids import ChannelId, GuildId, RoleId, TypeKey, What
from models.policy import Policy
from models.ticket import Priority

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


def policy_file(folder: Path, text: str) -> Path:
    file = folder / "policy.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(WrongPolicy) as refused:
        load_policy(policy_file(folder, text))
    return str(refused.value)


def test_the_packaged_policy_has_two_types_with_the_targets_of_the_first_desk() -> None:
    policy = load_policy()

    assert list(policy.types) == [DATABASE, ISSUES]
    for kind in policy.types.values():
        assert kind.targets == {
            Priority.LOW: timedelta(hours=24),
            Priority.NORMAL: timedelta(hours=8),
            Priority.HIGH: timedelta(hours=1),
            Priority.URGENT: timedelta(minutes=30),
        }


def test_the_packaged_policy_calls_past_half_in_the_sla_channel_and_past_all_in_the_ticket() -> None:
    rungs = load_policy().types[DATABASE].ladder

    assert [(rung.what, rung.share, rung.to, rung.every) for rung in rungs] == [
        (What.HALF, 0.5, Place.SLA, timedelta(hours=24)),
        (What.FULL, 1.0, Place.TICKET, timedelta(hours=24)),
    ]


def test_silence_may_be_told_wherever_staff_read(tmp_path: Path) -> None:
    rungs = "[{what: half, share: 0.5, to: staff_log}, {what: full, share: 1, to: sla}]"
    nags = "triage: {after: 1h, every: 1h, to: ticket}, owner_reminder: {after: 24h, every: 24h, to: ticket}"

    kind = load_policy(policy_file(tmp_path, f"types: {{a: {{ladder: {rungs}, {nags}}}}}")).types[TypeKey("a")]

    assert [rung.to for rung in kind.ladder] == [Place.STAFF_LOG, Place.SLA]
    assert [nag.to for nag in (kind.triage, kind.owner_reminder) if nag] == [Place.TICKET, Place.TICKET]


def test_a_type_without_a_label_is_called_by_its_key(tmp_path: Path) -> None:
    policy = load_policy(policy_file(tmp_path, "types: {lost_password: {}, other: {label: Everything else}}"))

    assert [kind.label for kind in policy.types.values()] == ["Lost password", "Everything else"]


def test_nags_and_the_close_by_itself_are_off_in_the_packaged_policy() -> None:
    for kind in load_policy().types.values():
        assert (kind.triage, kind.owner_reminder, kind.autoclose) == (None, None, None)


def test_a_file_of_ones_own_is_read(tmp_path: Path) -> None:
    policy = load_policy(policy_file(tmp_path, "types:\n  billing:\n    label: Billing\n    removal_delay: 1h 30m\n"))

    assert policy.types[TypeKey("billing")].removal_delay == timedelta(minutes=90)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "types: {a: {targets: {low: soon, normal: 8h, high: 1h, urgent: 30m}}}",
            "types.a.targets.low is 'soon', but 'soon' is not a duration; write it as 30m, 1h 30m or 7d.",
        ),
        (
            "types: {a: {removal_delay: 15}}",
            "types.a.removal_delay is 15, but 15 has no unit; write it as 30m, 1h 30m or 7d.",
        ),
        (
            "types: {a: {removal_delay: 1:30}}",  # YAML reads it as the number 90
            "types.a.removal_delay is 90, but 90 has no unit; write it as 30m, 1h 30m or 7d.",
        ),
        (
            "types: {a: {rating_open: 0m}}",
            "types.a.rating_open is '0m', but must be longer than nothing.",
        ),
        (
            "types: {a: {targets: {low: 24h}}}",
            "types.a: targets: no target for normal, high, urgent.",
        ),
        (
            "types: {a: {lable: Support}}",
            "types.a.lable is no setting of a policy: mend the spelling or remove it.",
        ),
        ("name: mine", "types is missing: add it as docs/reference/policy.md shows."),
        (
            "types: {a: {colour: 99999999}}",
            "types.a.colour is 99999999, but input should be less than or equal to 16777215.",
        ),
        (
            "types: {a: {form: {title_max: 4000}}}",
            "types.a.form.title_max is 4000, but input should be less than or equal to 100.",
        ),
        (
            "types: {Not a key: {}}",
            "the file: types: 'Not a key' must be lower-case letters, digits and _, at most 40 characters.",
        ),
        (
            "types: {a: {ladder: [{what: half, share: 0.5, to: owner_dm}]}}",
            "types.a.ladder.0.to is 'owner_dm', but must be one of ticket, sla, staff_log.",
        ),
        (
            "types: {a: {triage: {after: 1h, every: 1h, to: transcripts}}}",
            "types.a.triage.to is 'transcripts', but must be one of ticket, sla, staff_log.",
        ),
        (
            "types: {a: {triage: {after: 1h, every: 1h, to: the moon}}}",
            "types.a.triage.to is 'the moon', but must be one of ticket, sla, staff_log.",
        ),
        (
            "types: {a: {owner_reminder: {after: 24h, every: 24h, to: sla}}}",
            "types.a.owner_reminder: to must be ticket: that is where the owner reads.",
        ),
        (
            "types: {a: {label: ''}, b: {label: ''}}",
            "types.a.label is '', but string should have at least 1 character (1 more to mend after it).",
        ),
    ],
)
def test_a_wrong_policy_is_one_sentence_with_field_value_and_remedy(tmp_path: Path, text: str, sentence: str) -> None:
    assert refusal(tmp_path, text).endswith(f"policy.yaml: {sentence}")


def test_a_key_that_stands_twice_is_refused_with_its_line(tmp_path: Path) -> None:
    text = "types:\n  a:\n    label: One\n    label: Two\n"

    assert refusal(tmp_path, text).endswith("line 4 is no YAML ('label' stands twice: keep one): mend that line.")


def test_what_is_no_yaml_is_refused_with_its_line(tmp_path: Path) -> None:
    assert "line 2 is no YAML" in refusal(tmp_path, "types:\n  a: }\n")


@pytest.mark.parametrize("text", ["", "just words", "- a list"])
def test_a_file_that_holds_no_policy_is_refused(tmp_path: Path, text: str) -> None:
    assert "the file must hold settings and their values" in refusal(tmp_path, text)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "policy.yaml"
    file.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(WrongPolicy) as refused:
        load_policy(file)

    assert str(refused.value).endswith("is not text in UTF-8: save it again as plain text.")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongPolicy) as refused:
        load_policy(tmp_path / "nowhere.yaml")

    assert "cannot be read (No such file or directory)" in str(refused.value)


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


def test_a_type_without_a_role_is_refused_before_anything_starts() -> None:
    with pytest.raises(WrongSetting) as refused:
        DeskPolicies(load_policy(), settings(database_role=None))

    assert "BOT_DATABASE_SUPPORT_STAFF_ROLE_ID is missing" in str(refused.value)
