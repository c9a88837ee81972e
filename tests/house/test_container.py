"""The container's files, where no engine is at hand to build them: they parse, and name only what there is."""

import re
import shlex
import tomllib
from typing import Any

import pytest
import yaml

from bot.cli import main
from bot.settings import Settings, variables
from tests.house.source import ROOT

Instruction = tuple[str, str]


def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def instructions(text: str) -> list[Instruction]:
    """Each instruction of a Dockerfile with its arguments on one line; comments are no part of them."""
    lines = re.sub(r"\\\n", " ", re.sub(r"(?m)^\s*#.*\n", "", text)).splitlines()
    return [(line.split(maxsplit=1)[0], " ".join(line.split()[1:])) for line in lines if line.strip()]


def stages() -> list[list[Instruction]]:
    found: list[list[Instruction]] = []
    for instruction in instructions(read("Dockerfile")):
        if instruction[0] == "FROM":
            found.append([])
        found[-1].append(instruction)
    return found


def compose() -> dict[str, Any]:
    given: dict[str, Any] = yaml.safe_load(read("compose.yaml"))
    return given


KNOWN = {"FROM", "RUN", "COPY", "ENV", "WORKDIR", "USER", "STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT", "CMD"}


def test_the_dockerfile_has_two_stages_of_instructions_that_docker_knows() -> None:
    assert len(stages()) == 2
    assert {name for name, _ in instructions(read("Dockerfile"))} <= KNOWN


def options(command: str) -> tuple[set[str], list[str]]:
    """Of one pip command: its options, and what it installs."""
    words = shlex.split(command.partition(" install ")[2] or command.partition(" wheel ")[2])
    flags = {word for word in words if word.startswith("--")}
    return flags, [word for word in words if not word.startswith("-") and not word.startswith("requirements/")]


def test_its_install_steps_are_those_of_the_makefile() -> None:
    """Exact packages by hash, then our own without its dependencies and without a build environment of its own."""
    made = [line.strip() for line in read("Makefile").splitlines() if "-m pip install" in line]
    run = " && ".join(arguments for name, arguments in stages()[0] if name == "RUN").split("&&")
    done = [step for step in run if re.search(r"-m pip( --python \S+)? (install|wheel)", step)]

    packages, ours = [options(step)[0] for step in made]
    locked, built = [options(step)[0] for step in done[:2]], options(done[2])[0] | options(done[3])[0]
    assert len(made) == 2
    assert locked == [packages, packages]
    assert built - {"--wheel-dir"} == ours - {"--editable"}
    assert [re.findall(r"requirements/\w+\.txt", step) for step in done[:2]] == [
        ["requirements/build.txt"],
        ["requirements/base.txt"],
    ]


def test_everything_that_is_copied_is_there_and_is_sent_to_the_engine() -> None:
    sent = {line[1:] for line in read(".dockerignore").splitlines() if line.startswith("!")}
    copied = [arguments.split()[:-1] for name, arguments in stages()[0] if name == "COPY"]

    assert {source for sources in copied for source in sources} == sent
    assert [path for path in sent if not (ROOT / path).exists()] == []
    assert "*" in read(".dockerignore").splitlines(), "whatever is not named stays here, above all .env"


def test_the_last_stage_runs_as_nobody_and_holds_nothing_that_builds() -> None:
    last = dict(stages()[1])
    text = " ".join(arguments for _, arguments in stages()[1])

    assert last["USER"] == "10001:10001"
    assert "pip uninstall" in last["RUN"]
    assert not re.search(r"apt-get|gcc|pip install|build-essential", text)
    assert last["COPY"] == "--from=install /opt/steward /opt/steward"


def test_it_starts_what_the_command_offers() -> None:
    last = dict(stages()[1])

    assert last["ENTRYPOINT"] == '["steward"]'
    assert last["CMD"] == '["run"]'
    assert last["HEALTHCHECK"].endswith('CMD ["steward", "healthy"]')
    assert {"run", "healthy"} <= set(main.commands)


def test_the_python_of_the_image_is_one_that_the_project_takes() -> None:
    (version,) = {arguments.split()[0] for name, arguments in instructions(read("Dockerfile")) if name == "FROM"}
    found = re.fullmatch(r"python:3\.(\d+)-slim-\w+", version)

    assert found is not None
    assert tomllib.loads(read("pyproject.toml"))["project"]["requires-python"] == ">=3.11"
    assert int(found[1]) >= 11


def test_the_image_and_compose_set_only_variables_that_are_read() -> None:
    of_python = {"PATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"}
    in_image = set(re.findall(r"(\w+)=", dict(stages()[1])["ENV"])) - of_python
    in_compose = set(compose()["services"]["bot"]["environment"])

    assert in_image | in_compose <= set(variables())
    assert "STEWARD_HEARTBEAT" in in_image & in_compose, "an empty line of .env would take it away again"


def test_what_compose_sets_is_right() -> None:
    given = compose()["services"]["bot"]["environment"]
    fields = {
        "token": "a.b.c",
        "transcripts_channel": 1099511627776000001,
        "sla_channel": 1099511627776000002,
    }

    settings = Settings.model_validate(fields | given)

    assert settings.mongodb_uri.get_secret_value() == "mongodb://mongo:27017/steward?replicaSet=rs0"
    heartbeat = str(settings.heartbeat)
    assert any(heartbeat.startswith(mount.partition(":")[0] + "/") for mount in compose()["services"]["bot"]["tmpfs"])


def test_the_desk_waits_for_a_database_that_is_healthy_and_both_are_given_time_to_stop() -> None:
    bot, mongo = (compose()["services"][name] for name in ("bot", "mongo"))

    assert bot["depends_on"] == {"mongo": {"condition": "service_healthy"}}
    assert mongo["image"] == "mongo:8"
    assert "--replSet" in mongo["command"]
    assert "rs.initiate" in mongo["healthcheck"]["test"][-1]
    assert mongo["healthcheck"]["interval"] == "30s", "each starts a shell, for years"
    assert [one["stop_grace_period"] for one in (bot, mongo)] == ["30s", "30s"]
    assert mongo["volumes"] == ["mongo:/data/db"]
    assert "mongo" in compose()["volumes"]


def test_nothing_is_published_and_the_desk_can_write_nowhere_that_lasts() -> None:
    services = compose()["services"].values()
    bot = compose()["services"]["bot"]

    assert [one for one in services if "ports" in one] == []
    assert (bot["read_only"], bot["cap_drop"]) == (True, ["ALL"])
    assert "volumes" not in bot


def test_what_the_services_say_never_fills_the_disk() -> None:
    limits = [one["logging"]["options"] for one in compose()["services"].values()]

    assert [set(one) for one in limits] == [{"max-size", "max-file"}] * 2


def test_the_page_on_backups_runs_only_what_the_command_offers_and_from_the_folder_of_the_settings() -> None:
    text = read("docs/how/backup.md")
    in_cron = [line for line in text.splitlines() if re.match(r"\s+0 3 \* \* \*", line)]

    assert len(in_cron) == 1
    assert all(" cd /" in line and "/bin/steward backup" in line for line in in_cron)
    assert all("\\%F" in line and not re.search(r"(?<!\\)%", line) for line in in_cron), "cron ends a line at a bare %"
    assert re.search(r"docker compose run .*--user .*--volume .*--workdir .*\\\n\s+bot backup ", text)


@pytest.mark.parametrize("unit", ["docs/steward.service"])
def test_the_unit_runs_the_command_as_somebody_without_rights_and_restarts_it(unit: str) -> None:
    lines = dict(re.findall(r"^(\w+)=(.*)$", read(unit), re.MULTILINE))

    assert lines["ExecStart"].endswith("/steward run")
    assert (lines["Restart"], lines["RestartPreventExitStatus"]) == ("always", "2")
    assert lines["User"] == "steward"
    assert (lines["NoNewPrivileges"], lines["ProtectSystem"]) == ("yes", "strict")
