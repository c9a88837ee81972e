"""On the wall clock and over a real heartbeat: what falls due is said, and only once the gateway was asked."""

from pathlib import Path

import pytest

from actors.clock import SystemClock
from tests.support.town import a_town

POLICY = """
types:
  database:
    label: Database
    targets: {low: 2s, normal: 2s, high: 2s, urgent: 2s}
  product_issues: {}
"""


@pytest.mark.slow
async def test_a_call_comes_when_its_time_has_come_and_the_gateway_has_answered(tmp_path: Path) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text(POLICY, encoding="utf-8")
    async with a_town(clock=SystemClock(), policy_file=file) as town:
        channel = await town.open_with_priority()
        began = town.now

        await town.until(lambda: any(message.calls_me for message in town.staff.sees(town.sla)))

        (half,) = town.staff.sees(town.sla)
        assert (
            3 <= (half.at - began).total_seconds() <= 12
        )  # half of 2 s, 2 s of grace, at most 5 s until it rings again
        await town.staff.say(channel, "an answer")
        await town.quiet()
