"""Real py-cord on the sandbox: it connects, comes back, sees, answers and pages as it would at Discord."""

import io
from datetime import UTC, datetime, timedelta

import discord
import pytest

from bot.sandbox import Attempt, Intent, OutcomeKind, Permission, Sandbox, Stage, World, deny
from tests.sandbox.tools import Client, Place, connected


async def test_it_becomes_ready_with_guild_members_and_channels(place: Place, client: Client) -> None:
    guild = client.get_guild(place.guild.id)

    assert guild is not None
    assert client.user is not None
    assert client.user.id == place.sandbox.world.application.user.id
    assert sorted(member.name for member in guild.members) == ["bot", "owner", "staff", "stranger"]
    assert [channel.name for channel in guild.channels] == ["lobby"]
    assert client.ws.sequence == place.sandbox.sequence


async def test_a_wrong_token_is_a_login_failure(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discord.http.Route, "API_BASE_URL", place.sandbox.api_url + "/v{API_VERSION}")
    client = Client(intents=discord.Intents.all())

    with pytest.raises(discord.LoginFailure):
        await client.start("wrong")
    await client.http.close()


async def test_intents_that_are_not_switched_on_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    async with Sandbox(World(privileged_intents=Intent(0))) as sandbox:
        monkeypatch.setattr(discord.http.Route, "API_BASE_URL", sandbox.api_url + "/v{API_VERSION}")
        client = Client(intents=discord.Intents.all())

        with pytest.raises(discord.PrivilegedIntentsRequired):
            await client.start(sandbox.token)
        await client.close()


async def test_a_cut_line_is_resumed_and_nothing_is_lost(place: Place, client: Client) -> None:
    person = place.person(place.owner)

    place.sandbox.drop_sockets()
    for n in range(5):
        await person.say(place.lobby, f"{n}")
    heard = [(await client.hears("message")).content for _ in range(5)]

    assert heard == ["0", "1", "2", "3", "4"]
    assert len(place.sandbox.sessions) == 1


async def test_asked_to_reconnect_it_resumes(place: Place, client: Client) -> None:
    place.sandbox.ask_to_reconnect()
    await client.hears("resumed")
    await place.person(place.owner).say(place.lobby, "after")

    assert (await client.hears("message")).content == "after"


async def test_messages_are_heard_edited_and_deleted(place: Place, client: Client) -> None:
    person = place.person(place.owner)

    said = await person.say(place.lobby, f"<@{place.staff.id}> hello")
    heard = await client.hears("message")
    await person.edit(said, "changed")
    edited = await client.hears("raw_message_edit")
    await person.delete(said)
    deleted = await client.hears("raw_message_delete")

    assert (heard.content, heard.author.name, heard.guild.name) == (said.content, "owner", "Desk")
    assert [each.name for each in heard.mentions] == ["staff"]
    assert heard.created_at == said.at
    assert edited.data["content"] == "changed"
    assert deleted.message_id == said.id


async def test_history_is_paged_to_its_end(place: Place, client: Client) -> None:
    person = place.person(place.owner)
    said = [(await person.say(place.lobby, f"{n}")).id for n in range(230)]
    channel = client.channel(place.lobby)

    newest_first = [message.id async for message in channel.history(limit=None)]
    since = [message.id async for message in channel.history(limit=None, after=discord.Object(said[99]))]

    assert newest_first == said[::-1]
    assert since == said[100:]


async def test_a_private_channel_a_card_and_a_mark(place: Place, client: Client) -> None:
    guild = client.get_guild(place.guild.id)
    assert guild is not None
    owner, role = guild.get_member(place.owner.id), guild.get_role(place.staff_role.id)
    assert owner is not None
    assert role is not None
    shown, shut = discord.PermissionOverwrite(view_channel=True), discord.PermissionOverwrite(view_channel=False)
    overwrites: dict[discord.Role | discord.Member, discord.PermissionOverwrite] = {
        guild.default_role: shut,
        owner: shown,
        role: shown,
        guild.me: shown,
    }

    channel = await guild.create_text_channel("Ticket 7", topic="ref 7k2m9q", overwrites=overwrites)
    card = discord.Embed(title="Ticket", description="Hello").set_footer(text="ref 7k2m9q")
    view = discord.ui.View(discord.ui.Button(label="Close", custom_id="close:7"), timeout=None)
    sent = await channel.send(f"<@&{role.id}>", embed=card, view=view, nonce="n7", enforce_nonce=True)
    again = await channel.send(f"<@&{role.id}>", embed=card, view=view, nonce="n7", enforce_nonce=True)
    await channel.set_permissions(owner, send_messages=False, view_channel=True)
    (told,) = [message async for message in channel.history()]

    here = place.sandbox.world.channel(channel.id)
    assert sent.id == again.id
    assert (channel.name, channel.topic) == ("ticket-7", "ref 7k2m9q")
    assert told.embeds[0].footer is not None
    assert told.embeds[0].footer.text == "ref 7k2m9q"
    assert isinstance(told.components[0], discord.ActionRow)
    assert told.components[0].children[0].to_dict()["custom_id"] == "close:7"
    assert place.person(place.staff).sees(here)[0].calls_me
    assert here not in place.person(place.stranger).channels()


async def pressed(place: Place, client: Client) -> tuple[Attempt, discord.Interaction]:
    view = discord.ui.View(discord.ui.Button(label="Press", custom_id="press"), timeout=None)
    await client.channel(place.lobby).send("panel", view=view)
    attempt = await place.person(place.owner).click(place.last(place.owner), "Press")
    return attempt, await client.hears("interaction")


async def test_an_interaction_is_deferred_and_answered(place: Place, client: Client) -> None:
    attempt, interaction = await pressed(place, client)

    await interaction.response.defer(ephemeral=True, invisible=False)
    thinking = await attempt.response
    await interaction.followup.send("done", ephemeral=True)

    assert thinking.kind is OutcomeKind.DEFERRED
    assert (await attempt.answer()).content == "done"


async def test_an_answer_is_edited_read_and_deleted(place: Place, client: Client) -> None:
    _, interaction = await pressed(place, client)

    await interaction.response.send_message("one", file=discord.File(io.BytesIO(b"a"), "a.txt"))
    original = await interaction.original_response()
    edited = await interaction.edit_original_response(content="two")
    await interaction.delete_original_response()

    assert (original.content, original.attachments[0].filename) == ("one", "a.txt")
    assert (edited.content, edited.attachments[0].filename) == ("two", "a.txt")
    assert place.last(place.owner).content == "panel"


async def test_the_panel_itself_is_changed(place: Place, client: Client) -> None:
    attempt, interaction = await pressed(place, client)

    await interaction.response.edit_message(content="pressed", view=None)

    assert (await attempt.response).kind is OutcomeKind.UPDATE
    assert place.last(place.owner).content == "pressed"


async def test_a_form_of_rows_is_filled_and_answered(place: Place, client: Client) -> None:
    attempt, interaction = await pressed(place, client)
    modal = discord.ui.Modal(title="New ticket", custom_id="new:1")
    modal.add_item(discord.ui.InputText(label="Title", custom_id="title", min_length=5, max_length=80))

    await interaction.response.send_modal(modal)
    form = (await attempt.response).form
    assert form is not None
    sent = await place.person(place.owner).submit(form, {"Title": "It is broken"})
    submission = await client.hears("interaction")
    await submission.response.send_message("Thank you", ephemeral=True)

    assert submission.custom_id == "new:1"
    assert submission.data["components"][0]["components"][0]["value"] == "It is broken"
    assert (await sent.answer()).text == "Thank you"


async def test_a_form_of_labels_is_filled_too(place: Place, client: Client) -> None:
    attempt, interaction = await pressed(place, client)
    stars = [discord.SelectOption(label=f"{n} stars", value=str(n)) for n in range(1, 6)]
    modal = discord.ui.DesignerModal(
        discord.ui.TextDisplay("How was it?"),
        discord.ui.Label("Stars", discord.ui.StringSelect(custom_id="stars", options=stars)),  # type: ignore[type-var]
        discord.ui.Label("Comment", discord.ui.InputText(custom_id="comment", required=False)),
        title="Rate us",
        custom_id="rate:1",
    )

    await interaction.response.send_modal(modal)
    form = (await attempt.response).form
    assert form is not None
    await place.person(place.owner).submit(form, {"Stars": "5 stars"})
    submission = await client.hears("interaction")

    assert [each.label for each in form.fields] == ["Stars", "Comment"]
    assert submission.data["components"][1]["component"]["values"] == ["5"]


async def test_a_slash_command_runs_and_answers(place: Place, client: Client) -> None:
    @client.slash_command(name="close", description="Closes the ticket")
    async def close(context: discord.ApplicationContext, reason: discord.Option(str, max_length=100)) -> None:  # type: ignore[valid-type]
        await context.respond(f"Closed: {reason}", ephemeral=True)

    commands = [each.to_dict() for each in client.pending_application_commands]
    application = place.sandbox.world.application.id
    await client.http.bulk_upsert_global_commands(application, commands)
    place.sandbox.stage.overwrite(place.lobby, deny(place.stranger, Permission.SEND_MESSAGES))

    attempt = await place.person(place.stranger).slash(place.lobby, "close", reason="solved")

    assert (await attempt.answer()).text == "Closed: solved"


async def test_direct_messages_and_those_that_are_refused(place: Place, client: Client) -> None:
    owner, stranger = client.get_user(place.owner.id), client.get_user(place.stranger.id)
    assert owner is not None
    assert stranger is not None
    place.person(place.stranger).close_dms()

    await owner.send("your transcript", file=discord.File(io.BytesIO(b"<p>"), "transcript.html"))
    with pytest.raises(discord.Forbidden) as refused:
        await stranger.send("x")

    (seen,) = place.person(place.owner).inbox()
    assert (seen.content, seen.files[0].content) == ("your transcript", b"<p>")
    assert refused.value.code == 50007


async def test_files_are_downloaded(place: Place, client: Client) -> None:
    await client.channel(place.lobby).send(file=discord.File(io.BytesIO(b"\x00\x01"), "a.bin"))

    heard = await client.hears("message")

    assert await heard.attachments[0].read() == b"\x00\x01"


async def test_a_429_is_slept_out_and_tried_again(place: Place, client: Client) -> None:
    fault = place.sandbox.faults.rate_limit("POST", "/channels/{channel_id}/messages", 0.02)

    await client.channel(place.lobby).send("x")

    assert (fault.hits, place.last(place.owner).content) == (1, "x")


async def test_a_missing_permission_is_forbidden_and_a_missing_channel_not_found(place: Place, client: Client) -> None:
    channel, me = client.channel(place.lobby), place.sandbox.world.application.user
    place.sandbox.stage.overwrite(place.lobby, deny(me, Permission.SEND_MESSAGES))

    with pytest.raises(discord.Forbidden) as forbidden:
        await channel.send("x")
    place.sandbox.stage.delete_channel(place.lobby)
    with pytest.raises(discord.NotFound) as not_found:
        await channel.send("x")

    assert (forbidden.value.code, not_found.value.code) == (50013, 10003)


async def test_joins_roles_and_leaves_reach_its_cache(place: Place, client: Client) -> None:
    stage, newcomer = place.sandbox.stage, place.sandbox.stage.user("newcomer")

    stage.join(place.guild, newcomer)
    joined = await client.hears("member_join")
    stage.give_role(place.guild, newcomer, place.staff_role)
    _, after = await client.hears("member_update")
    stage.leave(place.guild, newcomer)
    left = await client.hears("raw_member_remove")

    assert joined.name == "newcomer"
    assert [role.name for role in after.roles] == ["@everyone", "Support"]
    assert left.user.id == newcomer.id


async def test_a_channel_that_it_may_no_longer_see_is_a_shell_in_its_cache(place: Place, client: Client) -> None:
    place.sandbox.stage.overwrite(place.lobby, deny(place.guild, Permission.VIEW_CHANNEL))
    _, channel = await client.hears("guild_channel_update")
    hidden = channel.name
    place.sandbox.stage.drop_overwrite(place.lobby, place.guild)
    await client.hears("guild_channel_update")

    assert (hidden, channel.name) == ("___hidden___", "lobby")


async def test_a_guild_goes_and_comes_back(place: Place, client: Client) -> None:
    place.sandbox.guild_unavailable(place.guild)
    gone = await client.hears("guild_unavailable")
    place.sandbox.guild_available(place.guild)
    back = await client.hears("guild_available")

    assert gone.id == back.id == place.guild.id


async def test_an_invitation_and_a_removal(place: Place, client: Client) -> None:
    other = place.sandbox.stage.guild("Other", place.owner)
    joined = await client.hears("guild_join")
    place.sandbox.stage.leave(other, place.sandbox.world.application.user)
    removed = await client.hears("guild_remove")

    assert (joined.name, removed.id) == ("Other", other.id)


async def test_a_guild_of_hundreds_is_read_in_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    async with Sandbox() as sandbox:
        stage: Stage = sandbox.stage
        guild = stage.guild("Big", stage.user("owner"))
        for n in range(1200):
            stage.join(guild, stage.user(f"member-{n}"))

        async with connected(sandbox, monkeypatch) as client:
            found = client.get_guild(guild.id)

            assert found is not None
            assert len(found.members) == found.member_count == 1202


async def test_a_second_life_of_the_bot_finds_what_was_said_meanwhile(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with connected(place.sandbox, monkeypatch):
        last = await place.person(place.owner).say(place.lobby, "before")
    await place.person(place.owner).say(place.lobby, "while it was down")

    async with connected(place.sandbox, monkeypatch) as client:
        channel = client.channel(place.lobby)
        missed = [message.content async for message in channel.history(after=discord.Object(last.id))]

    assert missed == ["while it was down"]
    assert list(client.cached_messages) == []


async def test_a_burst_of_a_thousand_messages_is_heard_in_order(place: Place, client: Client) -> None:
    person = place.person(place.owner)

    for n in range(1000):
        await person.say(place.lobby, f"{n}")
    heard = [(await client.hears("message")).content for _ in range(1000)]

    assert heard == [f"{n}" for n in range(1000)]
    assert client.ws.sequence == place.sandbox.sequence


async def test_story_time_leaps_once_the_client_has_heard_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    """Quiet is: no request open, and the client's number is the sandbox's. Then eight days pass in an instant."""
    start = datetime(2026, 3, 1, tzinfo=UTC)
    now = start
    async with Sandbox(World(lambda: now)) as sandbox:
        owner = sandbox.stage.user("owner")
        lobby = sandbox.stage.channel(sandbox.stage.guild("Desk", owner), "lobby")
        async with connected(sandbox, monkeypatch) as client:
            heard = []
            for hour in range(192):
                now = start + timedelta(hours=hour)
                await sandbox.person(owner).say(lobby, f"{hour}")
                message = await client.hears("message")
                quiet = sandbox.open_requests == 0 and client.ws.sequence == sandbox.sequence
                heard.append((message.created_at, message.content, quiet))

    assert heard == [(start + timedelta(hours=hour), f"{hour}", True) for hour in range(192)]
