"""The packaged policies keep their promises, and whatever is wrong in a file is one sentence with a remedy."""

from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from bot.policy import WrongPolicy, load_policy
from bot.presets import PRESETS, preset
from models.effects import Place
from models.ids import TypeKey, What
from models.policy import AutoClose, MissingSurface, Nag, Policy, TypePolicy
from models.ticket import Priority

DAY = timedelta(days=1)
FIVE = {"database", "other", "product_issues", "product_purchases", "partnership_requests"}


def policy_file(folder: Path, text: str) -> Path:
    file = folder / "policy.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(WrongPolicy) as refused:
        load_policy(policy_file(folder, text))
    return str(refused.value)


@pytest.mark.parametrize("name", PRESETS)
def test_each_packaged_policy_has_the_five_types_with_the_targets_of_the_first_desk(name: str) -> None:
    policy = load_policy(preset(name))

    assert policy.name == name
    assert set(policy.types) == FIVE
    for kind in policy.types.values():
        assert kind.targets == {
            Priority.LOW: timedelta(hours=24),
            Priority.NORMAL: timedelta(hours=8),
            Priority.HIGH: timedelta(hours=1),
            Priority.URGENT: timedelta(minutes=30),
        }
        assert (kind.emoji is not None, bool(kind.label)) == (True, True)
    assert len({kind.colour for kind in policy.types.values()}) == len(FIVE)


def test_the_packaged_policy_calls_past_half_in_the_sla_channel_and_past_all_in_the_ticket() -> None:
    rungs = next(iter(load_policy().types.values())).ladder

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


def test_the_safe_one_is_what_a_desk_has_that_names_none_and_closes_nothing_unwarned() -> None:
    policy = load_policy()

    assert policy == load_policy(preset("inertia"))
    for kind in policy.types.values():
        assert kind.triage == Nag(after=timedelta(minutes=30), every=timedelta(hours=4), to=Place.SLA)
        assert kind.owner_reminder == Nag(after=DAY, every=DAY, to=Place.TICKET, most=2)
        assert kind.autoclose == AutoClose(owner_idle=7 * DAY, min_after_staff_reply=3 * DAY, warn_before=DAY)
        assert (kind.missing_surface, kind.reopen_within) == (MissingSurface.CLOSE, 3 * DAY)


def test_the_literal_one_is_the_letter_of_the_first_desk() -> None:
    for kind in load_policy(preset("inertia-literal")).types.values():
        assert (kind.triage, kind.call_on_open, kind.reopen_within) == (None, None, None)
        assert kind.owner_reminder == Nag(after=DAY, every=DAY, to=Place.TICKET, most=None)
        assert kind.autoclose == AutoClose(owner_idle=7 * DAY, min_after_staff_reply=timedelta(), warn_before=None)
        assert kind.missing_surface is MissingSurface.DELETE
        assert (kind.removal_delay, kind.removal_delay_if_no_copy) == (timedelta(), timedelta())


@pytest.mark.parametrize("name", PRESETS)
def test_a_packaged_policy_says_each_field_that_a_desk_may_want_to_change(name: str) -> None:
    """A person reads the file, not the defaults of the code."""
    written = yaml.safe_load(preset(name).read_text(encoding="utf-8"))
    of_the_settings = {"places", "lead_roles"}
    of_an_installation = {"staff_role", "category"}
    of_each_type = {"label", "emoji", "colour"}

    assert set(written) == set(Policy.model_fields) - of_the_settings | {"defaults"}
    promised = set(written["defaults"]) | {"form", "description"}
    assert promised == set(TypePolicy.model_fields) - of_an_installation - of_each_type | {"form", "description"}
    assert all(of_each_type <= set(kind) for kind in written["types"].values())


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
            "types: {a: {rating_open: 4000000d}}",
            "types.a.rating_open is '4000000d', but '4000000d' is longer than ten years; write 3650d or less.",
        ),
        (
            "types: {a: {rating_open: 99999999999d}}",
            "types.a.rating_open is '99999999999d', but '99999999999d' is longer than ten years; write 3650d or less.",
        ),
        (
            "types: {a: {rating_open: 9999999999999999999d}}",
            "types.a.rating_open is '9999999999999999999d', but '9999999999999999999d' is not a duration; write it as "
            "30m, 1h 30m or 7d.",
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


def test_what_stands_in_defaults_every_type_promises_unless_it_says_otherwise(tmp_path: Path) -> None:
    text = """
defaults:
  removal_delay: 1h
  targets: {low: 4h, normal: 3h, high: 2h, urgent: 1h}
  triage: {after: 30m, every: 4h, to: sla}
  ladder: [{what: half, share: 0.5, to: sla}]
types:
  plain:
  other: {removal_delay: 2h, targets: {urgent: 10m}, triage: null, ladder: []}
"""
    policy = load_policy(policy_file(tmp_path, text))

    plain, other = policy.types[TypeKey("plain")], policy.types[TypeKey("other")]
    assert (plain.removal_delay, other.removal_delay) == (timedelta(hours=1), timedelta(hours=2))
    assert [kind.targets[Priority.URGENT] for kind in (plain, other)] == [timedelta(hours=1), timedelta(minutes=10)]
    assert plain.targets[Priority.LOW] == other.targets[Priority.LOW] == timedelta(hours=4)
    assert (plain.triage is None, other.triage is None) == (False, True)
    assert (len(plain.ladder), len(other.ladder)) == (1, 0)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "{defaults: {removal_delay: 15}, types: {a: {}, b: {}}}",
            "defaults.removal_delay is 15, but 15 has no unit; write it as 30m, 1h 30m or 7d.",
        ),
        (
            "{defaults: {removal_delay: 15}, types: {a: {removal_delay: 16}, b: {}}}",
            "types.a.removal_delay is 16, but 16 has no unit; write it as 30m, 1h 30m or 7d (1 more to mend after it).",
        ),
        (
            "{defaults: {autoclose: {warn_before: 0m}}, types: {a: {autoclose: {owner_idle: 3d}}}}",
            "defaults.autoclose.warn_before is '0m', but must be longer than nothing.",
        ),
        (
            "{defaults: {autoclose: {warn_before: 1d}}, types: {a: {autoclose: {owner_idle: -3d}}}}",
            "types.a.autoclose.owner_idle is '-3d', but '-3d' is not a duration; write it as 30m, 1h 30m or 7d.",
        ),
        (
            "{defaults: {ladder: [{what: half, share: 0, to: sla}]}, types: {a: {}}}",
            "defaults.ladder.0.share is 0, but input should be greater than 0.",
        ),
        (
            "{defaults: {lable: x}, types: {a: {}}}",
            "defaults.lable is no setting of a policy: mend the spelling or remove it.",
        ),
        (
            "{defaults: {triage: {after: 1h, to: sla}}, types: {a: {triage: {after: 2h}}}}",
            "types.a.triage.every is missing: add it as docs/reference/policy.md shows.",
        ),
        (
            "{defaults: [1], types: {a: {}}}",
            "defaults must hold settings and their values: write it as docs/reference/policy.md shows.",
        ),
        (
            "{defaults: {form: 7}, types: {a: {}}}",
            "defaults.form must hold settings and their values: write it as docs/reference/policy.md shows.",
        ),
    ],
)
def test_a_mistake_in_defaults_is_named_where_it_was_written(tmp_path: Path, text: str, sentence: str) -> None:
    assert refusal(tmp_path, text).endswith(f"policy.yaml: {sentence}")


def test_a_file_that_nests_without_end_is_refused(tmp_path: Path) -> None:
    assert "nests too deep" in refusal(tmp_path, "[" * 5000)
