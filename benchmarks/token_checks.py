"""How often a second an app token can be checked, beside a Flask that checks nothing."""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, nullcontext
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import NamedTuple

from app.app_tokens.models import AppToken
from app.config.operators import operator_act
from app.core.opaque_tokens import digest
from app.core.scannable_secrets import APP_TOKEN, new_secret
from app.db import write_tx
from app.extensions import now
from app.forward_auth.apps import add
from benchmarks.contestants import hello
from benchmarks.findings import Finding, figure, ratio
from benchmarks.instance import Instance, Person
from benchmarks.load import Target, cookie_file, in_turns, load
from benchmarks.plan import Plan
from benchmarks.processes import ALL_CORES, LOAD_CORES, SERVER_CORES, all_cores
from benchmarks.session_checks import CONNECTIONS, HELLO, PEOPLE
from tests.services import Postgres

_LEAST = {"SQLite": 0.4, "PostgreSQL": 0.25}
Samples = dict[str, list[float]]


class _Shape(NamedTuple):
    group: str
    workers: int
    cores: str
    load_cores: str
    connections: int


_SHAPES = (
    _Shape("App tokens as deployed", 2, ALL_CORES, ALL_CORES, 16),
    _Shape("App tokens", 1, SERVER_CORES, LOAD_CORES, CONNECTIONS),
)


def measure(plan: Plan, folder: Path) -> Iterator[Finding]:
    """Yield the checks by Bearer, by Basic and by a cookie on both databases."""
    for shape in _SHAPES:
        own = folder / shape.group.replace(" ", "")
        with all_cores() if shape.cores == ALL_CORES else nullcontext():
            samples = _taken(plan, own, shape)
        yield from _findings(shape.group, samples)


def _taken(plan: Plan, folder: Path, shape: _Shape) -> Samples:
    with ExitStack() as stack:
        targets: dict[str, Target] = {}
        postgres = stack.enter_context(Postgres())
        for database, url in {"SQLite": "", "PostgreSQL": postgres.url("postgres")}.items():
            instance = Instance(folder / database, database_url=url, workers=shape.workers)
            ways = _ways(instance, folder / database)
            instance.close()
            server = stack.enter_context(instance.serving(cores=shape.cores))
            for way, (lines, header) in ways.items():
                call = f"{server.url}/api/authz/forward-auth"
                target = Target(call, lines, _forwarded(instance), varied=header)
                targets[f"{way}, {database}"] = target
        bare = hello(folder / "hello", cores=shape.cores, workers=shape.workers)
        address = stack.enter_context(bare).url
        targets[HELLO] = Target(f"{address}/", folder / "SQLite" / "cookie.txt")
        ask = partial(
            load, seconds=plan.seconds, connections=shape.connections, cores=shape.load_cores
        )
        slices = in_turns(
            {name: partial(ask, target) for name, target in targets.items()}, rounds=plan.rounds
        )
    return {name: [each.per_second for each in found] for name, found in slices.items()}


def _findings(group: str, samples: Samples) -> Iterator[Finding]:
    for name in samples:
        if name != HELLO:
            way, database = name.split(", ")
            least = None if way == "cookie" else _LEAST[database]
            what = f"{name} : {HELLO}"
            yield ratio(group, what, samples, of=name, to=HELLO, at_least=least)
    for name, each in samples.items():
        yield figure(group, name, "/s", each)


def _ways(instance: Instance, folder: Path) -> dict[str, tuple[Path, str]]:
    """Return a file of header lines, and the header's name, for each way to be let in."""
    people = instance.enroll(PEOPLE)
    tokens = _tokens(instance, people)
    basic = [b64encode(f"any:{each}".encode()).decode() for each in tokens]
    lines = {
        "bearer": ([f"Bearer {each}" for each in tokens], "Authorization"),
        "basic": ([f"Basic {each}" for each in basic], "Authorization"),
        "cookie": (instance.sign_in(people), "Cookie"),
    }
    return {
        way: (cookie_file(folder / f"{way}.txt", each), name) for way, (each, name) in lines.items()
    }


def _tokens(instance: Instance, people: Sequence[Person]) -> list[str]:
    tokens = [new_secret(APP_TOKEN) for _ in people]
    values = {"name": "App", "origin": _origin(instance), "groups": [], "factor": 1}
    with instance.app.app_context():
        add({**values, "tokens": "first_factor"}, act=operator_act(now()))
        with write_tx() as tx:
            tx.add_all(
                AppToken(
                    user_id=each.id,
                    token_hash=digest(token),
                    token_version=0,
                    name="Backup",
                    origin=_origin(instance),
                    created_at=now(),
                    expires_at=now() + timedelta(days=365),
                    last_used_at=now(),
                )
                for each, token in zip(people, tokens, strict=True)
            )
    return tokens


def _origin(instance: Instance) -> str:
    return f"http://localhost:{instance.port + 1}"


def _forwarded(instance: Instance) -> dict[str, str]:
    return {
        "Accept": "application/json",
        "X-Forwarded-Method": "GET",
        "X-Forwarded-Proto": "http",
        "X-Forwarded-Host": _origin(instance).partition("://")[2],
        "X-Forwarded-Uri": "/",
    }
