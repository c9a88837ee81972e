"""What an installation may say about itself, and the one sentence it gets for each thing that is wrong."""

from pathlib import Path
from typing import Protocol

import pytest

from bot.presets import PRESETS, preset
from bot.settings import Settings, WrongSetting, load_settings, variables
from models.ids import TypeKey

TOKEN = "MTA5.GxYz12.a-token-of-nobody"
URI = "mongodb://steward:hunter2@127.0.0.1:27017/steward"
ENOUGH = {
    "DISCORD_TOKEN": TOKEN,
    "MONGODB_URI": URI,
    "BOT_SUPPORT_TICKETS_TRANSCRIPTS_CHANNEL_ID": "1099511627776000001",
    "BOT_SUPPORT_TICKETS_SLA_NOTIFICATIONS_CHANNEL_ID": "1099511627776000002",
}


class Say(Protocol):
    def __call__(self, file: str = "", /, **said: str | None) -> Settings: ...


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Say:
    """Loads with these variables beside what is enough; None takes one away. `file` is the text of .env."""
    for variable in variables():
        monkeypatch.delenv(variable, raising=False)
        monkeypatch.delenv(variable.lower(), raising=False)

    def load(file: str = "", /, **said: str | None) -> Settings:
        for variable, value in {**ENOUGH, **said}.items():
            if value is not None:
                monkeypatch.setenv(variable, value)
        (tmp_path / ".env").write_text(file)
        return load_settings(tmp_path / ".env")

    return load


def refusal(say: Say, /, **said: str | None) -> str:
    with pytest.raises(WrongSetting) as refused:
        say(**said)
    return str(refused.value)


def test_four_variables_are_enough(say: Say) -> None:
    settings = say()

    assert settings.token.get_secret_value() == TOKEN
    assert settings.mongodb_uri.get_secret_value() == URI
    assert settings.transcripts_channel == 1099511627776000001
    assert settings.sla_channel == 1099511627776000002
    assert settings.staff_log_channel is None
    assert settings.discord_api_url is None
    assert settings.policy_file is None
    assert settings.log_level == "INFO"


@pytest.mark.parametrize("variable", ENOUGH)
def test_each_of_the_four_is_missed_by_name(say: Say, variable: str) -> None:
    sentence = refusal(say, **{variable: None})

    assert sentence.startswith(f"{variable} is missing: set it ")


@pytest.mark.parametrize("variable", ENOUGH)
@pytest.mark.parametrize("empty", ["", "  "])
def test_an_empty_value_is_as_good_as_none(say: Say, variable: str, empty: str) -> None:
    assert refusal(say, **{variable: empty}).startswith(variable)


def test_all_that_is_wrong_is_named_at_once(say: Say) -> None:
    sentence = refusal(say, DISCORD_TOKEN=None, MONGODB_URI=None, STAFF_LOG_CHANNEL_ID="general")

    assert sentence.startswith("DISCORD_TOKEN is missing")
    assert sentence.endswith("look at MONGODB_URI, STAFF_LOG_CHANNEL_ID too.")


@pytest.mark.parametrize("empty", [variable for variable in variables() if variable not in ENOUGH])
def test_an_empty_optional_variable_counts_as_not_set(say: Say, empty: str) -> None:
    assert say(**{empty: ""}) == say()


@pytest.mark.parametrize(
    "token", ["two words", '"quoted"', "'quoted'", "Bot MTA5.GxYz12.secret", "<token>", "MTA5.\tGxYz12"]
)
def test_a_token_with_signs_around_it_is_refused_unseen(say: Say, token: str) -> None:
    sentence = refusal(say, DISCORD_TOKEN=token)

    assert sentence.startswith("DISCORD_TOKEN has spaces, quotation marks or brackets in it")
    assert token not in sentence


def test_white_space_around_a_token_is_not_part_of_it(say: Say) -> None:
    assert say(DISCORD_TOKEN=f" {TOKEN}\n").token.get_secret_value() == TOKEN


@pytest.mark.parametrize(
    ("uri", "remedy"),
    [
        ("localhost:27017", "must begin with mongodb://"),
        ("http://localhost:27017", "must begin with mongodb://"),
        ("postgres://u:hunter2@host/db", "must begin with mongodb://"),
        ("mongodb://", "is no MongoDB address"),
        ("mongodb://host:port/steward", "is no MongoDB address"),
        ("mongodb://host:99999/steward", "is no MongoDB address"),
        ("mongodb://steward:hunter2@home@host/steward", "has two @"),
    ],
)
def test_a_malformed_address_of_the_database_is_refused_unseen(say: Say, uri: str, remedy: str) -> None:
    sentence = refusal(say, MONGODB_URI=uri)

    assert sentence.startswith(f"MONGODB_URI {remedy}")
    assert "hunter2" not in sentence


@pytest.mark.parametrize(
    "uri",
    [
        "mongodb://127.0.0.1",
        "mongodb://a:27017,b:27018/steward?replicaSet=rs0",
        "mongodb+srv://steward:p%40ss@cluster.example/steward",
        "mongodb://[::1]:27017/steward",
    ],
)
def test_every_usual_address_of_a_database_is_taken(say: Say, uri: str) -> None:
    assert say(MONGODB_URI=uri).mongodb_uri.get_secret_value() == uri


SNOWFLAKES = [variable for variable in variables() if variable.endswith("_ID")]


@pytest.mark.parametrize("variable", SNOWFLAKES)
@pytest.mark.parametrize(
    "value", ["general", "#1099511627776000001", "-1099511627776000001", "1.5", "<@&1>", "\u0661" * 18]
)
def test_what_is_not_a_number_is_no_id(say: Say, variable: str, value: str) -> None:
    sentence = refusal(say, **{variable: value})

    assert sentence.startswith(f"{variable} is not a number")


@pytest.mark.parametrize("variable", SNOWFLAKES)
@pytest.mark.parametrize("value", ["0", "42", "1" * 16, "1" * 20, str(1 << 63)])
def test_a_number_that_discord_never_gave_is_no_id(say: Say, variable: str, value: str) -> None:
    assert refusal(say, **{variable: value}).startswith(f"{variable} is no id of Discord's")


@pytest.mark.parametrize(
    "url", ["discord.com", "ftp://127.0.0.1/api", "http://", "http://127.0.0.1:x/api", "ws://127.0.0.1/"]
)
def test_what_is_not_http_is_no_address_of_discord(say: Say, url: str) -> None:
    assert refusal(say, DISCORD_API_URL=url).startswith("DISCORD_API_URL is no http:// or https:// address")


@pytest.mark.parametrize(
    "url", ["http://u:hunter2@127.0.0.1/api", "http://127.0.0.1/api?x=1", "http://127.0.0.1/api#x"]
)
def test_an_address_of_discord_is_an_address_alone(say: Say, url: str) -> None:
    sentence = refusal(say, DISCORD_API_URL=url)

    assert sentence.startswith("DISCORD_API_URL must be an address without")
    assert "hunter2" not in sentence


def test_discord_may_be_elsewhere(say: Say) -> None:
    assert say(DISCORD_API_URL="http://127.0.0.1:8080/api/").discord_api_url == "http://127.0.0.1:8080/api"


def test_a_policy_of_ones_own_must_be_a_file(say: Say, tmp_path: Path) -> None:
    assert refusal(say, STEWARD_POLICY=str(tmp_path)).startswith("STEWARD_POLICY names neither a preset")
    assert refusal(say, STEWARD_POLICY=str(tmp_path / "gone.yaml")).startswith("STEWARD_POLICY names neither a preset")

    policy = tmp_path / "policy.yaml"
    policy.touch()
    assert say(STEWARD_POLICY=str(policy)).policy_file == policy


@pytest.mark.parametrize("name", PRESETS)
def test_a_policy_may_be_a_packaged_one_by_its_name(say: Say, name: str) -> None:
    assert say(STEWARD_POLICY=name).policy_file == preset(name)


@pytest.mark.parametrize(
    "token",
    [
        "abcdefghijklmnopqrstuvwxyz012345",  # a client secret, and an OAuth token look like this
        "0f" * 32,  # a public key
        "mfa.VkO_2G4Qv3T--NO--lWetW_tjND--TOKEN--QFTm6YGtzq9PH--4U--tG0",  # a person's
        "one.part.too.many",
    ],
)
def test_a_token_of_another_kind_is_refused_unseen(say: Say, token: str) -> None:
    sentence = refusal(say, DISCORD_TOKEN=token)

    assert sentence.startswith("DISCORD_TOKEN is no bot's token, which has three parts with dots between them")
    assert token not in sentence


def test_a_level_is_one_of_six_words_in_any_case(say: Say) -> None:
    assert refusal(say, LOG_LEVEL="loud").startswith("LOG_LEVEL must be one of TRACE, DEBUG, INFO,")
    assert say(LOG_LEVEL="debug").log_level == "DEBUG"


def test_variables_are_read_in_either_case_as_s0_writes_them(say: Say) -> None:
    settings = say(bot_database_support_staff_role_id="1099511627776000003")

    assert settings.staff_role_of(TypeKey("database")) == 1099511627776000003


@pytest.mark.parametrize(
    "ticket_type", ["database", "other", "product_issues", "product_purchases", "partnership_requests"]
)
def test_each_type_is_answered_by_the_role_of_its_own_variable(say: Say, ticket_type: str) -> None:
    variable = f"BOT_{ticket_type.upper()}_SUPPORT_STAFF_ROLE_ID"

    assert say().staff_role_of(TypeKey(ticket_type)) is None
    assert say(**{variable: "1099511627776000004"}).staff_role_of(TypeKey(ticket_type)) == 1099511627776000004


def test_a_type_without_a_variable_needs_its_role_in_the_policy(say: Say) -> None:
    with pytest.raises(WrongSetting, match="type applications has no staff_role"):
        say().staff_role_of(TypeKey("applications"))


def test_the_file_is_read_and_the_environment_wins(say: Say) -> None:
    settings = say("LOG_LEVEL=DEBUG\nSTAFF_LOG_CHANNEL_ID=1099511627776000005\nSOMETHING_ELSE=1\n", LOG_LEVEL="ERROR")

    assert settings.log_level == "ERROR"
    assert settings.staff_log_channel == 1099511627776000005


def test_a_file_that_is_not_text_is_refused_in_a_sentence(say: Say, tmp_path: Path) -> None:
    say()
    (tmp_path / ".env").write_bytes(b"DISCORD_TOKEN=\xff\xfe")

    with pytest.raises(WrongSetting, match="is not text in UTF-8"):
        load_settings(tmp_path / ".env")


def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(say: Say) -> None:
    say()
    unreadable = Path("/proc/self/mem")  # a file to everyone, also to root, whose first byte nobody can read
    if not unreadable.is_file():
        pytest.skip("needs /proc")

    with pytest.raises(WrongSetting, match=r"^/proc/self/mem cannot be read"):
        load_settings(unreadable)


def test_settings_never_change_and_never_show_their_secrets(say: Say) -> None:
    settings = say()

    with pytest.raises(ValueError, match="frozen"):
        settings.log_level = "DEBUG"  # type: ignore[misc]  # that is the point
    assert TOKEN not in repr(settings)
    assert "hunter2" not in repr(settings)


def test_settings_made_by_keywords_read_no_environment(say: Say) -> None:
    from_environment = say(STAFF_LOG_CHANNEL_ID="1099511627776000006")

    by_hand = Settings(
        token=from_environment.token,
        mongodb_uri=from_environment.mongodb_uri,
        transcripts_channel=from_environment.transcripts_channel,
        sla_channel=from_environment.sla_channel,
    )

    assert from_environment.staff_log_channel == 1099511627776000006
    assert by_hand.staff_log_channel is None
