"""Promise: what `deploy/` ships is taken by the programs it is for: systemd finds a unit that it
verifies and calls safe, compose a file of its schema, the product every name in the environment."""

import json
import shutil
import stat
import subprocess
from dataclasses import fields
from pathlib import Path

import jsonschema
import pytest
import yaml

from app.config import Settings, load_settings
from tests.faults.nodes import DEPLOY, keys_of_all_nodes

# systemd's own scale: 0 is safe, 10 is not; a service without any hardening has 9.6.
_MOST_EXPOSED = 1.5


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit as it is, but for the place of the program, which has to be there."""
    program = tmp_path / "flask"
    program.write_text("#!/bin/sh\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    text = (DEPLOY / "systemd" / "second-lock.service").read_text()
    assert "/opt/second-lock/.venv/bin/flask" in text
    copy = tmp_path / "second-lock.service"
    copy.write_text(text.replace("/opt/second-lock/.venv/bin/flask", str(program)))
    return copy


def test_systemd_verifies_the_unit(unit: Path) -> None:
    analyze = [shutil.which("systemd-analyze") or "systemd-analyze", "verify", str(unit)]
    done = subprocess.run(analyze, text=True, capture_output=True, check=False)
    assert [line for line in done.stderr.splitlines() if "second-lock" in line] == []
    assert done.returncode == 0, done.stderr


def test_systemd_finds_little_to_attack(unit: Path) -> None:
    asked = ["systemd-analyze", "security", "--offline=true", "--no-pager", str(unit)]
    done = subprocess.run(asked, text=True, capture_output=True, check=True)
    exposed = float(done.stdout.rpartition("level for")[2].split(":")[1].split()[0])
    assert exposed <= _MOST_EXPOSED


def test_the_compose_file_fits_the_schema_of_the_compose_specification() -> None:
    schema = json.loads((Path(__file__).parent / "compose-spec.json").read_text())
    shipped = yaml.safe_load((DEPLOY / "compose" / "compose.yaml").read_text())
    jsonschema.Draft201909Validator(schema).validate(shipped)
    assert {"node1", "node2", "nginx", "postgres", "redis"} == set(shipped["services"])


def test_traefik_takes_away_the_names_that_php_and_wsgi_fold() -> None:
    shipped = yaml.safe_load((DEPLOY / "traefik" / "compose.yaml").read_text())
    [middleware] = yaml.safe_load(shipped["configs"]["plain"]["content"])["http"][
        "middlewares"
    ].values()
    gone = middleware["headers"]["customRequestHeaders"]
    assert set(gone.values()) == {""}
    names = ("Remote-User", "Remote-Email", "Remote-Name", "Remote-Groups")
    assert {name.replace("-", sign) for name in names for sign in "-_."} <= set(gone)
    assert {f"X{sign}Forwarded{sign}For" for sign in "_."} <= set(gone)
    for router in ("wiki", "wiki-open"):
        used = shipped["services"]["wiki"]["labels"][f"traefik.http.routers.{router}.middlewares"]
        assert used.startswith("plain@file")


def test_the_schema_would_refuse_a_wrong_file() -> None:
    schema = json.loads((Path(__file__).parent / "compose-spec.json").read_text())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft201909Validator(schema).validate({"services": {"a": {"imagine": "b"}}})


def test_the_environment_file_sets_what_there_is_and_starts_with_keys() -> None:
    text = (DEPLOY / "env" / "second-lock.env").read_text()
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    given = dict(line.split("=", 1) for line in lines)
    assert set(given) <= {each.name.upper() for each in fields(Settings)}
    settings = load_settings({**given, **keys_of_all_nodes()})
    assert settings.is_https
    assert settings.trusted_proxies == 1
