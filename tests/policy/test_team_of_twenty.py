"""Promise: a team of twenty goes from no policy to two factors, and its administrators to passkeys,
with mails, banners and stops on the right days."""

import pytest
from flask import Flask

from tests.clock import FrozenClock
from tests.policy import team as script
from tests.policy.team import Line, Team

# A real server would take most of the time of thousands of requests.
pytestmark = pytest.mark.in_process


def mailed(lines: list[Line]) -> dict[int, str]:
    return {each.day: each.mail for each in lines if each.mail}


def stopped(lines: list[Line]) -> list[int]:
    return [each.day for each in lines if each.is_stopped]


@pytest.mark.slow
def test_a_team_of_twenty_gets_there_with_mails_banners_and_stops_in_time(
    app: Flask, clock: FrozenClock
) -> None:
    team = Team(app, clock)
    team.begin()
    team.live()
    assert len(script.TEAM) == len(team.people) == 20
    until = range(14, script.LAST + 1)
    for name in script.NEVER:
        assert stopped(team.of(name)) == list(until)
        assert mailed(team.of(name)) == {0: "announced", 7: "7 left", 11: "3 left", 13: "1 left"}
        assert {each.answer for each in team.of(name)} == {"until 2026-12-05", "set up now"}
    for name, day in (script.BY_APP | script.BY_PASSKEY).items():
        assert stopped(team.of(name)) == []
        assert [each.day for each in team.of(name) if each.answer != "free"] == list(range(day + 1))
        assert max(mailed(team.of(name))) <= day
    assert stopped(team.of(script.GAVE_IN)) == [14, 15, 16]
    assert stopped(team.of(script.EXTENDED)) == []
    assert mailed(team.of(script.EXTENDED))[12] == "an operator's act"
    assert stopped(team.of(script.AWAY)) == list(range(17, script.LAST + 1))
    assert min(stopped(team.of(script.HOLIDAY))) == 24, "their days began when they were told"
    assert min(stopped(team.of(script.LATE))) == 22
    assert stopped(team.of("ada")) == stopped(team.of("alan")) == []
    assert stopped(team.of("amy")) == [42, 43]
    assert set(mailed(team.of("amy"))[28].split("; ")) == {"announced", "policy changed"}
    assert "announced" not in mailed(team.of("alan"))[28]
