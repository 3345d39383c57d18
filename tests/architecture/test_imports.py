"""Promise: imports only go down, and the core knows no web, database, clock or environment."""

import ast
import re
import subprocess
import sys
from pathlib import Path

from app.config import ROOT


def _names(path: Path) -> set[str]:
    """Every module and every `module.attribute` that a file imports or reads."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            found.add(f"{node.value.id}.{node.attr}")
    return found


def _users(*names: str, below: str = "app") -> set[str]:
    return {
        str(path.relative_to(ROOT))
        for path in (ROOT / below).rglob("*.py")
        if not _names(path).isdisjoint(names)
    }


def test_the_contracts_of_the_order_hold() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    ended = subprocess.run(
        [program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout
    assert "0 broken" in ended.stdout


_HTTP = (
    "flask", "werkzeug", "flask_smorest", "app.web.exchange", "app.web.cookies", "app.web.api",
    "app.web.errors", "app.web.middleware", "app.sessions.guards", "app.sessions.request_identity",
    "app.sessions.browser_cookies",
)  # fmt: skip
_SPEAKS_HTTP = re.compile(
    r"app/(__init__|extensions|(cli|db|forward_auth|web)/.*"
    r"|\w+/((\w+_)?routes|guards|acting|request_identity|browser_cookies))\.py"
)


def test_services_know_no_http() -> None:
    speakers = {each for each in _users(*_HTTP) if not _SPEAKS_HTTP.fullmatch(each)}
    assert speakers == set()


def test_only_the_clock_reads_the_time() -> None:
    readers = _users("datetime.now", "datetime.utcnow", "datetime.today", "time.time", "date.today")
    assert readers == {"app/core/clock.py"}


def test_only_the_factory_reads_the_environment() -> None:
    # The second asks who called `sudo`. The third asks and tells prometheus-client where several
    # processes count together.
    own = {"app/__init__.py", "app/config/operators.py", "app/web/monitoring/metrics.py"}
    assert _users("os.environ", "os.getenv") == own


def test_each_crypto_library_has_one_user() -> None:
    assert _users("bcrypt") == {"app/core/passwords.py"}
    assert _users("itsdangerous") == {"app/core/signing.py"}
    assert _users("cryptography.hazmat.primitives.ciphers.aead") == {"app/core/encryption.py"}
    assert _users("pyotp") == {"app/core/totp.py"}


def test_randomness_comes_from_the_operating_system_r10_r58() -> None:
    assert _users("random", "uuid", "numpy") == set()


def test_no_module_is_named_after_nothing() -> None:
    forbidden = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}
    assert not {path.stem for path in (ROOT / "app").rglob("*")} & forbidden
