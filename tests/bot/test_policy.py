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
COLOUR = "must be a colour without quotation marks, from 0x000000 to 0xFFFFFF: #3498DB is written 0x3498DB"
READABLE = "must be words that can be read; leave it out, and the type is called by its key"
AN_EMOJI = "must be one emoji such as 🔧, or <:name:id> for one of the server's own"
DIGITS = "17 to 19 digits (in Discord: right click, Copy ID)"
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
            "types.a.lable is no setting of a policy: it may be label; mend the spelling or remove it.",
        ),
        ("name: mine", "types is missing: add it as docs/reference/policy.md shows."),
        (
            "types: {a: {colour: 99999999}}",
            f"types.a.colour is 99999999, but {COLOUR}.",
        ),
        (
            "types: {a: {form: {title_max: 4000}}}",
            "types.a.form.title_max is 4000, but must be 100 or less.",
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
            f"types.a.label is '', but {READABLE} (1 more to mend after it).",
        ),
    ],
)
def test_a_wrong_policy_is_one_sentence_with_field_value_and_remedy(tmp_path: Path, text: str, sentence: str) -> None:
    assert refusal(tmp_path, text).endswith(f"policy.yaml: {sentence}")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("types: {a: {emoji: notanemoji}}", f"types.a.emoji is 'notanemoji', but {AN_EMOJI}."),
        ("types: {a: {emoji: ':wrench:'}}", f"types.a.emoji is ':wrench:', but {AN_EMOJI}."),
        ("types: {a: {emoji: ✓}}", f"types.a.emoji is '✓', but {AN_EMOJI}."),
        ("types: {a: {emoji: 🔧🔧}}", f"types.a.emoji is '🔧🔧', but {AN_EMOJI}."),
        ("types: {a: {label: '   '}}", f"types.a.label is '   ', but {READABLE}."),
        ('types: {a: {label: "\\u200b\\u3164"}}', f"types.a.label is '\\u200b\u3164', but {READABLE}."),
        ("types: {a: {label: 5}}", "types.a.label is 5, but must be text: write it between quotation marks."),
        (
            "types: {a: {staff_role: helpers}}",
            f"types.a.staff_role is 'helpers', but must be the id of a role, {DIGITS}.",
        ),
        ("types: {a: {staff_role: -5}}", f"types.a.staff_role is -5, but an id of Discord's has {DIGITS}."),
        ("types: {a: {category: 12}}", f"types.a.category is 12, but an id of Discord's has {DIGITS}."),
        (
            "{defaults: {category: 12}, types: {a: , b: }}",
            f"defaults.category is 12, but an id of Discord's has {DIGITS}.",
        ),
        (
            f"types: {{a: {{category: {1 << 63}}}}}",
            f"types.a.category is {1 << 63}, but an id of Discord's has {DIGITS}.",
        ),
        ("{lead_roles: [5], types: {a: }}", f"lead_roles.0 is 5, but an id of Discord's has {DIGITS}."),
        ("{places: {sla: here}, types: {a: }}", f"places.sla is 'here', but must be the id of a channel, {DIGITS}."),
        ("types: {a: {colour: '#ff0000'}}", f"types.a.colour is '#ff0000', but {COLOUR}."),
        ("types: {a: {colour: null}}", f"types.a.colour is null, but {COLOUR}."),
        (
            "typs: {a: {}}",
            "typs is no setting of a policy: it may be types; mend the spelling or remove it "
            "(1 more to mend after it).",
        ),
        ("types: {a: {zzzz: 1}}", "types.a.zzzz is no setting of a policy: mend the spelling or remove it."),
        (
            "{defaults: {targets: {hgh: 1h}}, types: {a: {}}}",
            "defaults.targets.hgh is no setting there: the keys must be one of low, normal, high, urgent.",
        ),
        (
            "types: {1: {}}",
            "types.1 is no setting there: the keys must be text: write it between quotation marks.",
        ),
        ("types: {}", "types: must hold 1 or more."),
        (f"types: {{{', '.join(f't{n}: ' for n in range(26))}}}", "types: must hold 25 or fewer."),
        ("types: [a]", "types must hold settings and their values: write it as docs/reference/policy.md shows."),
        ("{panel: menu, types: {a: }}", "panel is 'menu', but must be one of buttons, select."),
        ("{transcript: {owner: pdf}, types: {a: }}", "transcript.owner must be a list: write it as [one, another]."),
        ("types: {a: {ask_rating: maybe}}", "types.a.ask_rating is 'maybe', but must be true or false."),
        ("types: {a: {form: {title_min: 1.5}}}", "types.a.form.title_min is 1.5, but must be a whole number."),
        (
            "types: {a: {triage: {after: 1h, every: 1h, to: sla, most: 0}}}",
            "types.a.triage.most is 0, but must be 1 or more.",
        ),
        (
            f"types: {{a: {{description: {'x' * 101}}}}}",
            f"types.a.description is '{'x' * 59}…, but must have 100 characters or fewer.",
        ),
        (
            "types: {a: {removal_delay: null}}",
            "types.a.removal_delay is null, but must be a duration; write it as 30m, 1h 30m or 7d.",
        ),
        (
            "types: {a: {ladder: [{what: quarter, share: 0.5, to: sla}]}}",
            "types.a.ladder.0.what is 'quarter', but must be half or full.",
        ),
        (
            "types: {a: {ladder: [{what: half, share: often, to: sla}]}}",
            "types.a.ladder.0.share is 'often', but must be a number, such as 0.5.",
        ),
        (
            "types: {a: {ladder: [{what: half, share: 1.5, to: sla}]}}",
            "types.a.ladder.0: the share of a half must be 0.5 or more, and less than 1.",
        ),
        (
            "types: {a: {ladder: [{what: full, share: 0.9, to: sla}]}}",
            "types.a.ladder.0: the share of a full must be 1 or more: before that nobody has waited too long.",
        ),
        (
            "types: {a: {autoclose: {owner_idle: 1d, warn_before: 1d}}}",
            "types.a.autoclose: warn_before must be shorter than owner_idle: the warning speaks of an owner's silence.",
        ),
    ],
)
def test_what_discord_would_refuse_and_what_pydantic_would_say_is_told_in_words_of_ours(
    tmp_path: Path, text: str, sentence: str
) -> None:
    assert refusal(tmp_path, text).partition("policy.yaml: ")[2] == sentence


@pytest.mark.parametrize(
    "emoji", ["🔧", "🗄️", "7️⃣", "🇩🇪", "👩‍🔧", "👍🏽", "<:db:200000000000000001>", "<a:on:200000000000000001>"]
)
def test_an_emoji_is_one_of_unicodes_or_one_of_the_servers(tmp_path: Path, emoji: str) -> None:
    kind = load_policy(policy_file(tmp_path, f"types: {{a: {{emoji: '{emoji}'}}}}")).types[TypeKey("a")]

    assert kind.emoji == emoji


def test_names_lose_the_blanks_around_them_and_ids_may_stand_in_quotation_marks(tmp_path: Path) -> None:
    text = "types: {a: {label: ' A b ', description: '  ', staff_role: '200000000000000001', emoji: ''}}"

    kind = load_policy(policy_file(tmp_path, text)).types[TypeKey("a")]

    assert (kind.label, kind.description, kind.staff_role, kind.emoji) == ("A b", "", 200000000000000001, "")


def test_a_rung_at_each_edge_of_what_its_words_say_is_taken(tmp_path: Path) -> None:
    rungs = "[{what: half, share: 0.99, to: sla}, {what: full, share: 1, to: ticket}]"

    kind = load_policy(policy_file(tmp_path, f"types: {{a: {{ladder: {rungs}}}}}")).types[TypeKey("a")]

    assert [rung.share for rung in kind.ladder] == [0.99, 1.0]


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
            "defaults.ladder.0.share is 0, but must be more than 0.",
        ),
        (
            "{defaults: {lable: x}, types: {a: {}}}",
            "defaults.lable is no setting of a policy: it may be label; mend the spelling or remove it.",
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
