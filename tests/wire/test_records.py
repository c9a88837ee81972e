"""Whatever people can say in a ticket's channel is in its record, and each reader's copy holds what they may know."""

import json

from bot.sandbox import Permission, allow
from tests.support.town import Town, a_town

TO_BEGIN_THREADS = (
    *(Permission.VIEW_CHANNEL, Permission.SEND_MESSAGES, Permission.READ_MESSAGE_HISTORY),
    *(Permission.CREATE_PUBLIC_THREADS, Permission.CREATE_PRIVATE_THREADS, Permission.SEND_MESSAGES_IN_THREADS),
)


def copies(town: Town) -> tuple[str, str, dict[str, object]]:
    """The owner's page, the team's, and the team's document."""
    (letter,) = town.owner.inbox()
    (record,) = town.staff.sees(town.transcripts)
    files = {file.filename: file.content.decode() for file in record.files}
    return letter.files[0].content.decode(), files["ticket-0001.html"], json.loads(files["ticket-0001.json"])


async def test_stickers_polls_forwards_replies_and_edits_are_in_the_record() -> None:
    async with a_town() as town:
        channel = await town.open_with_priority()
        said = await town.owner.say(channel, "befor")
        await town.owner.edit(said, "before")
        await town.staff.say(channel, "an answer", reply_to=said)
        await town.owner.send_sticker(channel, "wave")
        await town.owner.ask_poll(channel, "Which day?", "Monday", "Tuesday")
        elsewhere = await town.owner.say(town.lobby, "from the lobby")
        await town.owner.forward(elsewhere, channel)
        await town.quiet()

        await town.close(channel)

        owners, staffs, document = copies(town)
        for page in (owners, staffs):
            for shown in (
                "before",
                "(edited)",
                "In reply to owner",
                "Sticker: wave",
                "Which day?",
                "Monday",
                "Tuesday",
            ):
                assert shown in page
            assert "Forwarded" in page
            assert "from the lobby" in page
            assert ">befor<" not in page
        messages = document["messages"]
        assert isinstance(messages, list)
        kinds = [embed["kind"] for message in messages for embed in message["embeds"] if embed["kind"] != "embed"]
        assert kinds == ["sticker", "poll", "forward"]


async def test_threads_have_sections_of_their_own_and_a_private_one_is_the_teams_alone() -> None:
    async with a_town() as town:
        channel = await town.open_with_priority()
        town.stage.overwrite(channel, allow(town.staff.user, *TO_BEGIN_THREADS))
        open_to_all = await town.staff.begin_thread(channel, "which version")
        between_staff = await town.staff.begin_thread(channel, "between us", private=True)
        await town.staff.add_to_thread(between_staff, town.bot_user)
        await town.staff.say(open_to_all, "let us look at it here")
        await town.staff.say(between_staff, "only for the team")
        await town.quiet()

        await town.close(channel)

        owners, staffs, document = copies(town)
        assert "Thread: which version" in owners
        assert "let us look at it here" in owners
        assert "between us" not in owners
        assert "only for the team" not in owners
        assert "Private thread: between us" in staffs
        assert "only for the team" in staffs
        threads = document["threads"]
        assert isinstance(threads, list)
        assert [(thread["name"], thread["is_private"]) for thread in threads] == [
            ("which version", False),
            ("between us", True),
        ]


async def test_what_was_deleted_is_marked_for_the_team_and_gone_for_the_owner() -> None:
    async with a_town() as town:
        channel = await town.open_with_priority()
        said = await town.staff.say(channel, "NOT FOR YOU")
        await town.quiet()
        await town.staff.delete(said)
        await town.quiet()

        await town.close(channel)

        owners, staffs, _ = copies(town)
        assert "NOT FOR YOU" not in owners + staffs
        assert "A message of staff was deleted." in staffs
        assert "was deleted" not in owners
