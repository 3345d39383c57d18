"""Promise: a server process loads nothing that only commands, other databases or a Redis need."""

import os
import subprocess
import sys
from pathlib import Path

from app.config import ROOT
from tests.services import Redis

# What they take in megabytes, roughly: Alembic with Mako and Pygments 10, psycopg 8, Redis' client
# 4, SQLAlchemy's dialect of PostgreSQL 2; ours are small, and each might bring something large.
_HEAVY = {
    "alembic", "flask_migrate", "mako", "pygments", "psycopg", "psycopg_binary", "redis",
    "sqlalchemy.dialects.postgresql", "zxcvbn_rs_py", "prometheus_client", "ua_parser",
    "passlib", "fido2", "app.transfer",
}  # fmt: skip
_OUR_COMMANDS = {f"app.cli.{each.stem}" for each in (ROOT / "app" / "cli").glob("[!_]*.py")}
_SERVE_AND_ASK = """
import sys
from wsgi import app
browser = app.test_client()
assert browser.get("/readyz").status_code in {200, 503}
assert browser.get("/api/auth/me").status_code == 401
app.test_cli_runner().invoke(args=["serve", "--help"])
print("\\n".join(sys.modules))
"""


def _loaded(folder: Path, **more: str) -> set[str]:
    """Which modules an instance has loaded after its first requests."""
    ended = subprocess.run(
        [sys.executable, "-c", _SERVE_AND_ASK],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "INSTANCE_DIR": str(folder), **more},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(ended.stdout.splitlines())


def test_a_server_stays_light(tmp_path: Path) -> None:
    loaded = _loaded(tmp_path)
    assert {"app.cli.serve", "granian", "sqlalchemy.dialects.sqlite"} <= loaded
    assert loaded & _HEAVY == set()
    assert loaded & _OUR_COMMANDS == {"app.cli.serve"}


def test_what_is_set_is_loaded_at_the_start(tmp_path: Path, redis_server: Redis) -> None:
    assert _loaded(tmp_path, REDIS_URL=redis_server.url) & _HEAVY == {"redis"}
