"""How often a second a session can be checked, beside a Flask that checks nothing."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from benchmarks.contestants import Rival, hello
from benchmarks.findings import Finding, figure, ratio
from benchmarks.instance import Instance
from benchmarks.load import Target, cookie_file, in_turns, load
from benchmarks.plan import Plan
from benchmarks.processes import Process
from tests.services import Postgres

CONNECTIONS, PEOPLE = 8, 20
HELLO, RIVAL = "hello", "Flask-Security-Too"
_GROUP = "Session checks"
_FORWARDED = {
    "Accept": "application/json",
    "X-Forwarded-Method": "GET",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "app.example.com",
    "X-Forwarded-Uri": "/",
}


def measure(plan: Plan, folder: Path, postgres: Postgres) -> Iterator[Finding]:
    """Yield the session checks on both databases, against hello and the rival."""
    with ExitStack() as stack:
        targets: dict[str, Target] = {}
        for name, url in {"SQLite": "", "PostgreSQL": postgres.url("postgres")}.items():
            instance = Instance(folder / name, database_url=url)
            server = stack.enter_context(instance.serving())
            cookies = instance.sign_in(instance.enroll(PEOPLE))
            targets |= checks(name, server, cookie_file(folder / f"{name}.txt", cookies))
        rival = Rival(folder / "rival", PEOPLE)
        other = stack.enter_context(rival.serving())
        cookies = rival.sign_in(other, PEOPLE)
        targets[RIVAL] = Target(f"{other.url}/me", cookie_file(folder / "rival.txt", cookies))
        bare = stack.enter_context(hello(folder / "hello"))
        targets[HELLO] = Target(f"{bare.url}/", folder / "SQLite.txt")
        samples = in_turns(
            {name: partial(rate, target, plan.seconds) for name, target in targets.items()},
            rounds=plan.rounds,
        )
    yield from _findings(samples)


def checks(database: str, server: Process, cookies: Path) -> dict[str, Target]:
    """Return the two calls that check a session and do next to nothing else."""
    return {
        f"me, {database}": Target(f"{server.url}/api/auth/me", cookies),
        f"forward-auth, {database}": Target(
            f"{server.url}/api/authz/forward-auth", cookies, _FORWARDED
        ),
    }


def rate(target: Target, seconds: int) -> float:
    """Return the requests a second of one slice."""
    return load(target, seconds=seconds, connections=CONNECTIONS).per_second


def _findings(samples: Mapping[str, Sequence[float]]) -> Iterator[Finding]:
    for database, least in (("SQLite", 0.5), ("PostgreSQL", 0.3)):
        for call in ("me", "forward-auth"):
            name = f"{call}, {database}"
            yield ratio(_GROUP, f"{name} : {HELLO}", samples, of=name, to=HELLO, at_least=least)
    yield ratio(_GROUP, f"me, SQLite : {RIVAL}", samples, of="me, SQLite", to=RIVAL, at_least=5)
    yield ratio(_GROUP, f"{RIVAL} : {HELLO}", samples, of=RIVAL, to=HELLO)
    for name, each in samples.items():
        yield figure(_GROUP, name, "/s", each)
