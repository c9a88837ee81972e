"""A ticket that was closed goes on, on the wire: with its name and its team of now."""

from tests.support.town import a_town


async def test_a_name_that_waits_for_its_turn_when_the_ticket_closes_is_given_once_it_goes_on() -> None:
    """Discord lets a channel be renamed twice in ten minutes: the third name waits."""
    async with a_town() as town:
        channel = await town.open_with_priority("high")
        for kind in ("product_issues", "database", "product_issues"):
            await town.answer(await town.admin.slash(channel, "ticket_type", type=kind))
        assert "product" not in town.channels()[channel.id].name

        await town.answer(await town.admin.slash(channel, "close_ticket"))
        await town.answer(await town.admin.slash(channel, "reopen"))
        await town.wait(hours=1)

        assert "product" in town.channels()[channel.id].name


async def test_another_team_than_before_the_close_is_called_in_the_new_channel() -> None:
    async with a_town() as town:
        await town.close(await town.open_with_priority("high"))
        await town.wait(minutes=6)
        assert not town.channels()
        new = town.stage.role(town.guild, "the team of now")
        town.changed["database_role"] = new.id
        await town.stop()
        await town.start()

        sent = next(one for one in reversed(town.owner.inbox()) if any("Reopen" in each.label for each in one.buttons))
        await town.answer(await town.owner.click(sent, "Reopen"))
        await town.wait(minutes=1)

        (channel,) = town.channels().values()
        said = town.said(channel)
        assert any(f"<@&{new.id}>" in text for text in said)
        assert not any(f"<@&{town.role.id}>" in text for text in said)
