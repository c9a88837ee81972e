"""What an administrator may ask of the running desk: to be examined, and to read its policy again without a restart."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from actors.clock import SystemClock
from bot.doctor.findings import Mark, Name
from bot.installation import Fault
from bot.policy import WrongPolicy, load_policy
from bot.pulse import NO_HEARTBEAT, is_fresh
from bot.sandbox import Permission, deny
from bot.settings import WrongSetting
from models.errors import Reason
from tests.support.town import SAYS, Town, a_town

POLICY = """
name: mine
defaults: {triage: null, owner_reminder: null, autoclose: null, targets: {low: 24h, normal: 8h, high: %s, urgent: 30m}}
types:
  database: {label: Database}
  %s
"""


def written(file: Path, high: str = "1h", more: str = "product_issues: {label: Product issue}") -> Path:
    file.write_text(POLICY % (high, more), encoding="utf-8")
    return file


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return written(tmp_path / "policy.yaml")


@asynccontextmanager
async def a_healthy_town() -> AsyncIterator[Town]:
    """In which nothing at all is worth a look: every type has its role."""
    async with a_town() as town:
        await town.stop()
        others = ("other_role", "product_purchases_role", "partnership_requests_role")
        town.changed |= dict.fromkeys(others, town.role.id)
        await town.start()
        yield town


async def examined(town: Town) -> str:
    return await town.answer(await town.admin.slash(town.lobby, "desk doctor"))


async def reloaded(town: Town) -> str:
    return await town.answer(await town.admin.slash(town.lobby, "config reload"))


def panel(town: Town) -> list[str]:
    (message,) = (message for message in town.owner.sees(town.lobby) if message.buttons)
    return [button.label or "" for button in message.buttons]


async def test_a_healthy_desk_reads_that_it_is() -> None:
    async with a_healthy_town() as town:
        answer = await examined(town)

        assert SAYS.doctor.marks[Mark.WRONG] not in answer


async def test_each_fault_is_named_with_its_remedy_while_the_desk_runs() -> None:
    async with a_healthy_town() as town:
        town.stage.overwrite(town.sla, deny(town.bot_user, Permission.VIEW_CHANNEL))
        town.stage.delete_channel(town.log)
        await town.quiet()

        answer = await examined(town)

        assert f"lacks {SAYS.permissions['view_channel']} in {SAYS.doctor.places['sla']}" in answer
        assert SAYS.in_settings.faults[Fault.NO_CHANNEL] in answer
        assert f"<https://discord.com/channels/{town.guild.id}/{town.sla.id}>" in answer


async def test_what_setup_made_and_somebody_deleted_is_named_while_the_desk_runs() -> None:
    async with a_healthy_town() as town:
        town.stage.delete_channel(town.category)
        await town.admin.delete(next(one for one in town.admin.sees(town.lobby) if one.buttons))
        await town.quiet()

        answer = await examined(town)

        assert SAYS.doctor.says[Name.CATEGORY_GONE][0] in answer
        assert SAYS.doctor.says[Name.PANEL_GONE][0] in answer


@pytest.mark.parametrize("command", ["desk doctor", "config reload"])
async def test_who_is_no_administrator_learns_nothing(command: str) -> None:
    async with a_town() as town:
        for person in (town.staff, town.stranger):
            attempt = person.forge_slash(town.lobby, *of_group(command))

            assert await town.answer(attempt) == SAYS.answers.refusals[Reason.ADMIN_ONLY]


def of_group(command: str) -> tuple[str, list[dict[str, object]]]:
    group, name = command.split()
    return group, [{"name": name, "type": 1, "options": []}]


async def test_a_changed_policy_holds_without_a_restart_also_for_an_open_ticket(file: Path) -> None:
    async with a_town(policy_file=file) as town:
        channel = await town.open_with_priority("high")
        written(file, high="30m")

        answer = await reloaded(town)

        assert answer.startswith(SAYS.in_settings.reloaded.format(name="mine"))
        assert SAYS.in_settings.changed.format(types="Database, Product issue") in answer
        await town.wait(minutes=31)
        assert SAYS.in_ticket.full in "\n".join(town.said(channel))


async def test_a_new_type_stands_on_the_panel_and_among_the_choices_and_one_that_went_does_not(file: Path) -> None:
    async with a_town(policy_file=file) as town:
        written(file, more=f"billing: {{label: Billing, staff_role: {town.other_role.id}}}")

        answer = await reloaded(town)

        assert SAYS.in_settings.added.format(types="Billing") in answer
        assert SAYS.in_settings.removed.format(types="Product issue") in answer
        assert panel(town) == ["Database", "Billing"]
        shape = next(str(one) for one in town.sandbox.world.commands.values() if one.name == "ticket_type")
        assert "'billing'" in shape
        assert "product_issues" not in shape


async def test_a_wrong_policy_changes_nothing_and_the_person_reads_what_is_wrong(file: Path) -> None:
    async with a_town(policy_file=file) as town:
        before = town.app.policies.policy
        written(file, high="-1h")
        with pytest.raises(WrongPolicy) as wrong:
            load_policy(file)

        answer = await reloaded(town)

        assert answer == SAYS.in_settings.kept.format(wrong=wrong.value.without_path)
        assert str(file) in str(wrong.value)
        assert f" {file.name}: " in answer
        assert str(file.parent) not in answer
        assert "types.database.targets.high" in answer or "defaults.targets.high is '-1h'" in answer
        assert town.app.policies.policy is before
        assert panel(town) == ["Database", "Product issue"]


@pytest.mark.parametrize(
    ("line", "field", "fault"),
    [
        ("staff_role: 300000000000000001", "types.billing.staff_role", Fault.NO_ROLE),
        ("category: 300000000000000001", "types.billing.category", Fault.NO_CHANNEL),
        ("category: {lobby}", "types.billing.category", Fault.NOT_CATEGORY),
    ],
)
async def test_a_policy_with_an_id_that_is_not_there_changes_nothing_and_its_field_is_named(
    file: Path, line: str, field: str, fault: Fault
) -> None:
    async with a_town(policy_file=file) as town:
        before = town.app.policies.policy
        own = "" if "staff_role" in line else f"staff_role: {town.other_role.id}, "
        written(file, more=f"billing: {{label: Billing, {own}{line.format(lobby=town.lobby.id)}}}")

        answer = await reloaded(town)

        assert answer.startswith(SAYS.in_settings.kept_ids)
        assert f"`{field}` {SAYS.in_settings.faults[fault]}" in answer
        await town.app.backstage.reload_and_log()
        assert town.app.policies.policy is before
        assert panel(town) == ["Database", "Product issue"]


async def test_a_category_that_is_hidden_from_the_bot_is_not_taken_either(file: Path) -> None:
    async with a_town(policy_file=file) as town:
        hidden = town.stage.category(town.guild, "hidden")
        town.stage.overwrite(hidden, deny(town.guild, Permission.VIEW_CHANNEL))
        written(file, more=f"billing: {{label: B, staff_role: {town.other_role.id}, category: {hidden.id}}}")

        assert SAYS.in_settings.hidden.format(variable="types.billing.category") in await reloaded(town)
        assert panel(town) == ["Database", "Product issue"]


async def test_a_wrong_id_of_the_environment_does_not_keep_a_policy_from_being_read(file: Path) -> None:
    async with a_town(policy_file=file) as town:
        town.stage.delete_channel(town.log)
        await town.quiet()
        written(file, high="30m")

        assert (await reloaded(town)).startswith(SAYS.in_settings.reloaded.format(name="mine"))


async def test_a_policy_in_which_nothing_has_changed_is_no_news(file: Path) -> None:
    async with a_town(policy_file=file) as town:
        before, told = panel(town), town.put_commands()

        assert await reloaded(town) == SAYS.in_settings.nothing_changed.format(name="mine")
        assert (panel(town), town.put_commands()) == (before, told)


async def test_a_type_that_nobody_serves_is_named(file: Path) -> None:
    async with a_town(policy_file=file) as town:
        written(file, more="other: {label: Other}")

        assert SAYS.in_settings.unserved.format(types="`other`") in await reloaded(town)


async def test_a_hangup_reads_it_again_too_and_what_is_wrong_changes_nothing(file: Path) -> None:
    async with a_town(policy_file=file) as town:
        written(file, high="0m")
        await town.app.backstage.reload_and_log()
        assert town.app.policies.policy.name == "mine"

        written(file, more=f"billing: {{label: Billing, staff_role: {town.other_role.id}}}")
        await town.app.backstage.reload_and_log()
        await town.quiet()

        assert panel(town) == ["Database", "Billing"]


async def test_a_heartbeat_that_cannot_be_written_ends_the_start_with_one_sentence(tmp_path: Path) -> None:
    async with a_town(is_set_up=False) as town:
        await town.stop()
        town.changed["heartbeat"] = tmp_path / "missing" / "beat"

        with pytest.raises(WrongSetting) as wrong:
            await town.start()

        assert str(wrong.value) == NO_HEARTBEAT


async def test_a_running_desk_touches_its_heartbeat(tmp_path: Path) -> None:
    beat = tmp_path / "beat"
    async with a_town(heartbeat=beat) as town:
        await town.until(beat.exists)

        assert is_fresh(beat, SystemClock().now())
