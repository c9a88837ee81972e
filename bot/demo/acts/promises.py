"""The policy is changed while the desk runs: open tickets move with it."""

from bot.demo.acting import Cast
from bot.demo.acts.steps import ends, opens, prioritises
from bot.demo.sights import calls, card

TARGETS = "targets: {low: 24h, normal: 8h, high: 1h, urgent: 30m}"


async def the_policy_is_read_again(cast: Cast) -> None:
    await cast.act("The policy file is changed, and read again")
    community, file = cast.community, cast.stage.policy_file
    before = file.read_text()
    ticket = await opens(cast)
    await prioritises(cast, ticket)
    file.write_text(before.replace(TARGETS, TARGETS.replace("high: 1h", "high: -1h")))
    answer = await cast.runs(community.administrator, community.support, "config reload")
    cast.expect("a wrong value is said, with where it stands", True, "targets" in answer.text)
    file.write_text(before.replace(TARGETS, TARGETS.replace("high: 1h", "high: 20m")))
    answer = await cast.runs(community.administrator, community.support, "config reload")
    cast.expect("a right one is taken over", True, "read again" in answer.text)
    cast.expect("the card of an open ticket follows", True, "20 minutes" in card(community.owner, ticket).text)
    await cast.until(0, "9:21")
    cast.expect("0.11 and so does its deadline", ["0 09:20:02"], calls(cast, community.staff, ticket))
    file.write_text(before)
    await cast.runs(community.administrator, community.support, "config reload")
    await ends(cast, ticket)
    await cast.until(0, "10:00")
