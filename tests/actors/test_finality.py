"""What each answer of Discord means for a promise."""

import pytest

from actors.finality import Verdict, Why, is_unknown, judge, why_final
from actors.letters import Busy
from actors.ports import WorldError


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (WorldError(404), Why.NOT_FOUND),
        (WorldError(404, 10003), Why.UNKNOWN_CHANNEL),
        (WorldError(404, 10008), Why.UNKNOWN_MESSAGE),
        (WorldError(404, 10013), Why.UNKNOWN_MEMBER),
        (WorldError(405), Why.REFUSED),
        (WorldError(400, 50035), Why.REFUSED),
        (WorldError(400, 30013), Why.TOO_MANY_CHANNELS),
        (WorldError(413, 40005), Why.TOO_LARGE),
        (WorldError(403, 50007), Why.CLOSED_DM),
        (WorldError(403, 50278), Why.LEFT),
    ],
)
def test_what_can_never_succeed_is_final_at_once_and_says_why(error: WorldError, why: Why) -> None:
    assert judge(error) is Verdict.FINAL
    assert why_final(error) is why


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        (WorldError(403, 50001), Verdict.PARK),
        (WorldError(403, 50013), Verdict.PARK),
        (WorldError(401), Verdict.STOP),
        (WorldError(401, 50001), Verdict.STOP),
        (WorldError(403), Verdict.RETRY),
        (WorldError(429), Verdict.RETRY),
        (WorldError(500), Verdict.RETRY),
        (WorldError(503), Verdict.RETRY),
        (TimeoutError(), Verdict.RETRY),
        (ConnectionResetError(), Verdict.RETRY),
        (KeyError("a body that is no object"), Verdict.RETRY),
        (Busy(), Verdict.RETRY),
    ],
)
def test_the_rest_is_parked_tried_again_or_stops_the_process(error: Exception, verdict: Verdict) -> None:
    assert judge(error) is verdict


@pytest.mark.parametrize(
    ("error", "unknown"),
    [(WorldError(429), False), (WorldError(403, 50013), False), (WorldError(502), True), (TimeoutError(), True)],
)
def test_only_a_refusal_tells_that_nothing_was_done(error: Exception, unknown: bool) -> None:
    assert is_unknown(error) is unknown
