"""Promise: the figures of docs/guessing.md are those of the default limits and of the formula."""

from datetime import UTC, datetime, timedelta

import pytest

from app.config import ROOT, parsing
from app.core.limits import Window, limit_state, strictest
from app.twofactor.enrolment import MOST_APPS
from tests.conftest import make_settings

MONTH, YEAR = 30, 365
HIT = 3 / 10**6
PAGE = (ROOT / "docs" / "guessing.md").read_text("utf-8")


def most_guesses(windows: tuple[Window, ...], days: int, *, apps: int = 1) -> int:
    """Guess as early as the limits allow, and count."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    end, guesses = now + timedelta(days=days), list[datetime]()
    counted = max(window.limit for window in windows)  # no window looks further back
    shortest, *longer = windows
    while now < end:
        recent = guesses[-counted:]
        paid = [at for at in recent for _ in range(apps)]
        verdict = strictest(
            [
                limit_state(recent, shortest, now),
                *(limit_state(paid, window, now, cost=apps) for window in longer),
            ]
        )
        if verdict.left:
            guesses.append(now)
        now += timedelta(seconds=verdict.retry_after)
    return len(guesses)


def chance(guesses: int, *, apps: int = 1) -> float:
    """The formula of the page."""
    return 1 - (1 - apps * HIT) ** guesses


def _row(first: str) -> list[str]:
    """The cells of a row of the page's tables, without emphasis."""
    [line] = [each for each in PAGE.splitlines() if each.startswith(f"| {first}")]
    return [cell.strip(" *") for cell in line.strip("|").split("|")]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "limits"),
    [
        ("5 per 15 minutes alone", "5/900"),
        ("and 20 per day", "5/900,20/86400"),
        ("and 100 per 30 days", "5/900,20/86400,100/2592000"),
    ],
)
def test_each_row_is_what_the_windows_let_through(name: str, limits: str) -> None:
    in_month, in_year = (most_guesses(parsing.windows(limits), days) for days in (MONTH, YEAR))
    _, month_guesses, year_guesses, month_chance, year_chance = _row(name)
    assert [month_guesses, year_guesses] == [f"{in_month:,}", f"{in_year:,}"]
    assert _number(month_chance) == pytest.approx(100 * chance(in_month), rel=0.02)
    assert _number(year_chance) == pytest.approx(100 * chance(in_year), rel=0.02)


def test_the_last_row_is_the_default() -> None:
    assert make_settings().code_limits == parsing.windows("5/900,20/86400,100/2592000")
    assert make_settings().totp_window == 1


@pytest.mark.parametrize("accounts", [1, 10, 100, 1000])
def test_each_row_of_accounts_follows_the_formula(accounts: int) -> None:
    _, in_month, in_year, opened = _row(f"{accounts:,} |")
    assert _number(in_month) == pytest.approx(100 * chance(100 * accounts), rel=0.02)
    assert _number(in_year) == pytest.approx(100 * chance(1300 * accounts), rel=0.02)
    assert float(opened) == pytest.approx(1300 * accounts * HIT)


@pytest.mark.parametrize("apps", range(1, 6))
def test_p16_each_row_of_apps_is_what_the_windows_let_through(apps: int) -> None:
    limits = make_settings().code_limits
    in_month, in_year = (most_guesses(limits, days, apps=apps) for days in (MONTH, YEAR))
    _, hit, month_guesses, year_guesses, month_chance, year_chance = _row(f"{apps} app")
    assert hit == f"{3 * apps} / 10^6"
    assert [month_guesses, year_guesses] == [f"{in_month:,}", f"{in_year:,}"]
    assert _number(month_chance) == pytest.approx(100 * chance(in_month, apps=apps), rel=0.02)
    assert _number(year_chance) == pytest.approx(100 * chance(in_year, apps=apps), rel=0.02)
    assert in_month * apps <= most_guesses(limits, MONTH)
    assert in_year * apps <= most_guesses(limits, YEAR)


def test_p16_the_page_ends_at_the_most_apps_that_there_can_be() -> None:
    assert MOST_APPS == 5


def _number(text: str) -> float:
    return float(text.removesuffix(" %"))
