"""How often a second an app token can be checked, beside a Flask that checks nothing."""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from pathlib import Path

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
from benchmarks.load import Target, cookie_file, in_turns
from benchmarks.plan import Plan
from benchmarks.session_checks import HELLO, PEOPLE, rate
from tests.services import Postgres

_GROUP = "App tokens"
_LEAST = {"SQLite": 0.4, "PostgreSQL": 0.25}


def measure(plan: Plan, folder: Path) -> Iterator[Finding]:
    """Yield the checks by Bearer, by Basic and by a cookie on both databases."""
    with ExitStack() as stack:
        targets: dict[str, Target] = {}
        postgres = stack.enter_context(Postgres())
        for database, url in {"SQLite": "", "PostgreSQL": postgres.url("postgres")}.items():
            instance = Instance(folder / database, database_url=url)
            ways = _ways(instance, folder / database)
            instance.close()
            server = stack.enter_context(instance.serving())
            for way, (lines, header) in ways.items():
                call = f"{server.url}/api/authz/forward-auth"
                target = Target(call, lines, _forwarded(instance), varied=header)
                targets[f"{way}, {database}"] = target
        bare = stack.enter_context(hello(folder / "hello"))
        targets[HELLO] = Target(f"{bare.url}/", folder / "SQLite" / "cookie.txt")
        samples = in_turns(
            {name: partial(rate, target, plan.seconds) for name, target in targets.items()},
            rounds=plan.rounds,
        )
    for name in targets:
        if name != HELLO:
            way, database = name.split(", ")
            least = None if way == "cookie" else _LEAST[database]
            what = f"{name} : {HELLO}"
            yield ratio(_GROUP, what, samples, of=name, to=HELLO, at_least=least)
    for name, each in samples.items():
        yield figure(_GROUP, name, "/s", each)


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
