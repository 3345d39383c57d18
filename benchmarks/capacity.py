"""Writes into docs/capacity.md what nodes carry: `python -m benchmarks.capacity`."""

import math
import re
from collections.abc import Callable, Iterable, Sequence

from app.config import ROOT
from benchmarks import constants
from benchmarks.constants import CHECKS, GROWTH, LOGINS, SETUPS, Constants
from benchmarks.sign_in_day import Outcome, Setting, simulate

PAGE = ROOT / "docs" / "capacity.md"
_BEGIN, _END = "<!-- capacity: begin -->", "<!-- capacity: end -->"
_BETWEEN = re.compile(f"{_BEGIN}.*{_END}", re.DOTALL)

# The assumptions: a node is planned to be so busy in the hour that has this share of the day.
PEOPLE, PEAK_SHARE, CHECKS_A_DAY, BUSY = 1_000_000, 0.2, 50, 0.7
_DEFAULT_MAX_CONNECTIONS = 100  # of PostgreSQL
_HOUR = 3600
_NODES = {
    "one node, SQLite": ("SQLite", 1),
    "one node, PostgreSQL": ("PostgreSQL", 1),
    "two nodes, extrapolated": ("PostgreSQL", 2),
    "n nodes, extrapolated": ("PostgreSQL", None),
}
Row = tuple[str, ...]
Figure = Callable[[str, int | None], str]


def with_figures(page: str) -> str:
    """Return the page with what the constants of now give."""
    found = constants.read()
    parts = (_measured(found), _carried(found), _limits(found), _million(found), _simulated(found))
    text = "\n".join(line for part in parts for line in part)
    return _BETWEEN.sub(lambda _: f"{_BEGIN}\n{text}\n{_END}", page)


def write() -> None:
    """Bring the page up to date."""
    PAGE.write_text(with_figures(PAGE.read_text("utf-8")), "utf-8")


def sign_in_times(found: Constants) -> tuple[float, ...]:
    """Return the processor times of a sign-in with PostgreSQL, by the ratio of the journeys."""
    return tuple(each * _slower(found) for each in found.sign_in_times)


def peak(a_day: float = 1) -> float:
    """Return how many a second the people make in the busiest hour, each so many a day."""
    return PEOPLE * a_day * PEAK_SHARE / _HOUR


def nodes_needed(found: Constants) -> int:
    """Return the nodes for the sign-ins: an even number, so that half of them are whole ones."""
    busy = peak() / _sign_ins(found, "PostgreSQL")
    return 2 * math.ceil(busy / BUSY / 2)


def _sign_ins(found: Constants, database: str) -> float:
    return found.sign_ins / (_slower(found) if database == "PostgreSQL" else 1)


def _slower(found: Constants) -> float:
    return found.journey_times["PostgreSQL"] / found.journey_times["SQLite"]


def _measured(found: Constants) -> Iterable[str]:
    cores, checks, writes = found.cores, found.check_rates, found.write_rates
    other = found.sign_in_time - cores / found.hashes
    rows: list[Row] = [
        ("bcrypt alone at cost 12", f"{found.hashes / cores:.2f} /s for each core", LOGINS),
        ("sign-ins with two factors", f"{1 / found.sign_in_time:.2f} /s for each core", LOGINS),
        ("a sign-in", f"{_ms(found.sign_in_time)} of a core", LOGINS),
        ("of this, all but bcrypt", f"{_ms(other)} of a core", LOGINS),
        ("its second step, in the server", f"{_ms(found.verify_time)} of a core", SETUPS),
        ("a sign-in, PostgreSQL : SQLite", f"{_slower(found):.3f} ×", GROWTH),
        ("checks, SQLite", _per_core(checks["SQLite"], cores), CHECKS),
        ("checks, PostgreSQL", _per_core(checks["PostgreSQL"], cores), CHECKS),
        ("a check, PostgreSQL − SQLite", f"{_ms(found.extra_check_time)} of a core", CHECKS),
        ("writes, SQLite", f"at least {writes['SQLite']:.0f} /s", SETUPS),
        ("writes, PostgreSQL", f"at least {writes['PostgreSQL']:.0f} /s", GROWTH),
    ]
    yield from ("", "## The constants", "")
    yield from (f"The machine had {cores} cores. A node on this page is such a machine.", "")
    dated = [(*row[:2], f"{row[2].partition(':')[0]}, {found.dates[row[2]]}") for row in rows]
    yield from _table(("constant", "figure", "group and day of the run"), dated)


def _carried(found: Constants) -> Iterable[str]:
    def row(what: str, figure: Figure) -> Row:
        return (what, *(figure(database, nodes) for database, nodes in _NODES.values()))

    def people(database: str, nodes: int | None) -> str:
        return _times(_sign_ins(found, database) * BUSY * _HOUR / PEAK_SHARE, nodes)

    def connections(database: str, nodes: int | None) -> str:
        return "none" if database == "SQLite" else _times(_kept(found), nodes)

    rows = [
        row("sign-ins a second, nothing else", lambda db, n: _times(_sign_ins(found, db), n)),
        row(
            "session checks a second, nothing else", lambda db, n: _times(found.check_rates[db], n)
        ),
        row(
            "writes a second of these sign-ins",
            lambda db, n: _times(_sign_ins(found, db) * constants.WRITES_OF_A_SIGN_IN, n),
        ),
        row("people who sign in once a day", people),
        row("connections that stay open", connections),
    ]
    yield from ("", "## What nodes carry", "")
    yield from _table(("", *_NODES), rows)


def _limits(found: Constants) -> Iterable[str]:
    writes = {
        name: rate / constants.WRITES_OF_A_SIGN_IN for name, rate in found.write_rates.items()
    }
    history = 1 / (peak() * constants.HISTORY_WRITES_OF_A_SIGN_IN)
    per_core = found.sign_ins / found.cores
    rows: list[Row] = [
        (
            "processor time, nearly all of it bcrypt",
            f"{per_core:.2f} sign-ins a second for each core",
        ),
        *(
            (
                f"writes of {name}",
                f"not below {rate:.0f} sign-ins a second ({rate / per_core:.0f} cores)",
            )
            for name, rate in writes.items()
        ),
        (
            "the history's chain, one write after the other",
            f"for {PEOPLE:,} people each write may take {_ms(history)} to its commit",
        ),
        (
            "checks by PostgreSQL",
            f"not below {1 / found.extra_check_time:,.0f} a second for each of its cores",
        ),
        (
            f"connections, of {_DEFAULT_MAX_CONNECTIONS} in PostgreSQL's own settings",
            f"{_DEFAULT_MAX_CONNECTIONS // _kept(found)} nodes",
        ),
    ]
    yield from ("", "## Where the limit lies", "")
    yield from _table(("limit", "reached at"), rows)


def _million(found: Constants) -> Iterable[str]:
    cores, nodes = found.cores, nodes_needed(found)
    time = cores / _sign_ins(found, "PostgreSQL")
    writes = peak() * constants.WRITES_OF_A_SIGN_IN
    checks = peak(CHECKS_A_DAY)
    more = math.ceil(checks / found.check_rates["PostgreSQL"] / BUSY)
    most = constants.MOST_CONNECTIONS * cores * (nodes + more)
    rows: list[Row] = [
        ("sign-ins a second in the busiest hour", f"{peak():.1f}"),
        ("cores that these keep busy", f"{peak() * time:.1f}"),
        ("**cores for the sign-ins**", f"**{nodes * cores}**, that is {nodes} nodes"),
        ("writes a second", f"{writes:.0f}"),
        (
            "as a share of the rate that PostgreSQL reached",
            f"{writes / found.write_rates['PostgreSQL']:.0%}",
        ),
        (f"checks a second, {CHECKS_A_DAY} a day for each person", f"{checks:,.0f}"),
        ("further cores for the checks", f"{more * cores}, that is {more} nodes"),
        (
            "cores of PostgreSQL for both, at most",
            f"{writes / found.write_rates['PostgreSQL'] + checks * found.extra_check_time:.1f}",
        ),
        ("connections that stay open", f"{_kept(found) * (nodes + more)}"),
        ("connections at most", f"{most:,}"),
    ]
    yield from ("", f"## {PEOPLE:,} people, one sign-in a day", "")
    yield from _table(("need", "figure"), rows)


def simulated(found: Constants, nodes: int) -> dict[str, Outcome]:
    """Return the outcome of the day of these people at so many nodes."""
    places = found.cores + constants.WAITING_CALLS
    times = sign_in_times(found)
    return simulate(Setting(PEOPLE, PEAK_SHARE, nodes, found.cores, places, times))


def _simulated(found: Constants) -> Iterable[str]:
    needed = nodes_needed(found)
    rows: list[Row] = [
        (
            f"{nodes * found.cores}",
            when,
            f"{each.came:,}",
            f"{each.refused:.2%}",
            f"{each.waited_p95:.2f} s",
        )
        for nodes in (needed, needed // 2)
        for when, each in simulated(found, nodes).items()
    ]
    yield from ("", "## The same day, simulated", "")
    yield from _table(("cores", "when", "sign-ins", "refused with 503", "p95 of waiting"), rows)
    yield ""


def _kept(found: Constants) -> int:
    """Return the connections that stay open for a node, with a worker for each core."""
    return constants.KEPT_CONNECTIONS * found.cores


def _table(head: Row, rows: Sequence[Row]) -> Iterable[str]:
    yield _line(head)
    yield _line(("---", *("--:" for _ in head[1:])))
    yield from map(_line, rows)


def _line(cells: Row) -> str:
    return f"| {' | '.join(cells)} |"


def _times(figure: float, nodes: int | None) -> str:
    shown = figure * (nodes or 1)
    text = f"{shown:.1f}" if shown < 10 else f"{float(f'{shown:.3g}'):,.0f}"
    return text if nodes else f"{text} × n"


def _per_core(rate: float, cores: int) -> str:
    return f"{rate / cores:.0f} /s for each core"


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.3g} ms"


if __name__ == "__main__":
    write()
