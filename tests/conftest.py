"""The application under test, on SQLite and on PostgreSQL with Redis, with a clock that stands."""

import gc
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import bcrypt
import flask_migrate
import psycopg
import pytest
from flask import Flask

from app import create_app
from app.audit.chain import begin
from app.config import Settings
from app.config.door_settings import door
from app.db import write_tx
from app.db.migrations import init_migrations
from app.extensions import db, now
from app.transfer import second_lock
from tests.before import done_before
from tests.clock import FrozenClock, RunningClock
from tests.databases import CHAINED, Backend, lending
from tests.documented import refuse_undocumented
from tests.one_connection import refuse_a_second_connection
from tests.person import Person
from tests.rows import execute
from tests.services import Postgres, Redis
from tests.shipped import Shipped, serving
from tests.temporary import use_memory
from tests.warm import keep_derived_keys, keep_rules, keep_statements

# Each application is garbage of many thousand objects: more looks find no more of it.
_GARBAGE = (20_000, 10, 10)

pytest_plugins = ["tests.proofs", "tests.quick"]
__all__ = ["Backend", "begin_chain", "make_settings", "migrate", "settings_for", "shipped_for"]


def pytest_configure() -> None:
    use_memory()
    keep_rules()
    keep_derived_keys()
    second_lock.COST = 14  # scrypt of an export's passphrase: the least that an import takes
    gc.disable()  # what is imported and collected stays: to look for garbage in it finds none


def pytest_collection_finish() -> None:
    """Look for garbage in what the tests make alone, not among thousands of tests each time."""
    gc.freeze()
    gc.set_threshold(*_GARBAGE)
    gc.enable()


def make_settings(**changes: Any) -> Settings:
    """Settings with keys of their own and the cheapest password hash."""
    values: dict[str, Any] = {
        "secret_key": ("s3cret-signing-key-of-the-tests-0123456789",),
        "twofa_secret_key": ("m4rker-signing-key-of-the-tests-9876543210",),
        "encryption_keys": {"k1": bytes(range(32))},
        "password_pepper": {"p1": bytes(range(32, 64))},
        "bcrypt_rounds": 4,
        "password_min_length": 12,
        "workers": 1,
        "registration": door("open"),
    }
    return Settings(**(values | changes))


def migrate(settings: Settings) -> None:
    """Bring a database up to date; it looks like one in use, and so gets no chain."""
    app = create_app(settings, FrozenClock())
    init_migrations(app)
    with app.app_context():
        flask_migrate.upgrade(revision="0001")
        execute(app, "INSERT INTO data_keys VALUES ('x', 'x', '2026-11-21 12:00:00.000000')")
        flask_migrate.upgrade()
        execute(app, "DELETE FROM data_keys")
        db.engine.dispose()


def begin_chain(settings: Settings) -> None:
    app = create_app(settings, FrozenClock())
    with app.app_context():
        with write_tx() as tx:
            begin(tx, now())
        db.engine.dispose()


@pytest.fixture(scope="session")
def sqlite_backend(tmp_path_factory: pytest.TempPathFactory) -> Backend:
    file = tmp_path_factory.mktemp("template") / "template.db"
    migrate(make_settings(database_url=f"sqlite:///{file}"))
    shutil.copy(file, f"{file}{CHAINED}")
    begin_chain(make_settings(database_url=f"sqlite:///{file}{CHAINED}"))
    return Backend("sqlite", str(file))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with Postgres() as server:
        yield server


@pytest.fixture(scope="session")
def redis_server() -> Iterator[Redis]:
    with Redis() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_backend(postgres: Postgres, redis_server: Redis) -> Iterator[Backend]:
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE template_migrated")
    migrate(make_settings(database_url=postgres.url("template_migrated")))
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE template_migrated{CHAINED} TEMPLATE template_migrated")
    begin_chain(make_settings(database_url=postgres.url(f"template_migrated{CHAINED}")))
    found = Backend("postgres", "template_migrated", redis_server.url, postgres)
    yield found
    found.close()


@pytest.fixture(autouse=True)
def _databases() -> Iterator[None]:
    """What a test was lent serves a later one; what a module was lent stays with it."""
    with lending():
        yield


@pytest.fixture(params=["sqlite", "postgres"])
def backend(request: pytest.FixtureRequest) -> Backend:
    found: Backend = request.getfixturevalue(f"{request.param}_backend")
    return found


@pytest.fixture
def clock(request: pytest.FixtureRequest) -> FrozenClock:
    is_running = request.node.get_closest_marker("running_clock") is not None
    return RunningClock() if is_running else FrozenClock()


@pytest.fixture
def settings(backend: Backend, tmp_path: Path) -> Settings:
    """The settings of the application under test; a module may override this fixture."""
    return settings_for(backend, tmp_path)


def settings_for(backend: Backend, folder: Path, **changes: Any) -> Settings:
    return make_settings(
        database_url=backend.fresh_database(folder, chained="encryption_keys" not in changes),
        redis_url=backend.redis_url,
        instance_dir=folder,
        mail_url=f"file:{folder / 'mail'}",
        **changes,
    )


@pytest.fixture(scope="session")
def shipped() -> Iterator[Shipped]:
    """The server before SQLite, where requests take turns."""
    with serving(is_sqlite=True) as server:
        yield server


@pytest.fixture(scope="session")
def shipped_for_postgres() -> Iterator[Shipped]:
    """The server before PostgreSQL, where requests run beside each other."""
    with serving(is_sqlite=False) as server:
        yield server


def shipped_for(settings: Settings, request: pytest.FixtureRequest) -> Shipped:
    """Return the server that we ship, as it is before the database of `settings`."""
    name = "shipped" if settings.is_sqlite else "shipped_for_postgres"
    found: Shipped = request.getfixturevalue(name)
    return found


@pytest.fixture
def app(request: pytest.FixtureRequest, settings: Settings, clock: FrozenClock) -> Iterator[Flask]:
    """The application. A test client's request reaches it through the server that we ship, and in
    the quick run without a server."""
    made = create_app(settings, clock)
    init_migrations(made)
    keep_statements(made)
    refuse_a_second_connection(made)
    made.after_request(refuse_undocumented)
    is_quick = request.config.getoption("--quick")
    if not is_quick and request.node.get_closest_marker("in_process") is None:
        server = shipped_for(settings, request)
        made.wsgi_app = server.bridge(made.wsgi_app)  # type: ignore[method-assign]
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def person(app: Flask, clock: FrozenClock) -> Person:
    """Somebody without an account."""
    return Person(app, clock)


@pytest.fixture
def ann(person: Person) -> Person:
    """A verified account, not signed in."""
    return done_before(person, Person.register)


@pytest.fixture
def enrolled(ann: Person) -> Person:
    """An account with two factors, signed in, whose next code is ready."""
    return done_before(ann, Person.enrol)


@pytest.fixture
def bob(app: Flask, clock: FrozenClock) -> Person:
    """Somebody else, with a verified account."""
    return done_before(Person(app, clock, "bob@example.com"), Person.register)


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collect what bcrypt, the library, is asked to do."""
    done: list[str] = []

    def watch(name: str) -> None:
        original: Callable[..., object] = getattr(bcrypt, name)

        def watched(*args: object) -> object:
            done.append(name)
            return original(*args)

        monkeypatch.setattr(bcrypt, name, watched)

    watch("checkpw")
    watch("hashpw")
    return done
