"""Promise: what `deploy/` ships is taken by the programs it is for: systemd finds a unit that it
verifies and calls safe, compose a file of its schema, the product every name in the environment."""

import json
import os
import re
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

_ENVIRONMENT = DEPLOY / "env" / "second-lock.env"
# systemd's own scale: 0 is safe, 10 is not; a service without any hardening has 9.6.
_MOST_EXPOSED = 1.2
_PROGRAMS = {
    "second-lock": "/opt/second-lock/.venv/bin/flask",
    "second-lock-backup": "/usr/local/sbin/second-lock-backup",
}


@pytest.fixture(params=_PROGRAMS)
def unit(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A unit as it is, but for the place of its program, which has to be there."""
    program = tmp_path / "program"
    program.write_text("#!/bin/sh\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    text = (DEPLOY / "systemd" / f"{request.param}.service").read_text()
    assert _PROGRAMS[request.param] in text
    copy = tmp_path / f"{request.param}.service"
    copy.write_text(text.replace(_PROGRAMS[request.param], str(program)))
    return copy


def test_systemd_verifies_the_unit(unit: Path) -> None:
    for timer in (DEPLOY / "systemd").glob(f"{unit.stem}.timer"):
        shutil.copy(timer, unit.parent)
    units = [str(each) for each in unit.parent.glob("second-lock*")]
    analyze = [shutil.which("systemd-analyze") or "systemd-analyze", "verify", *units]
    done = subprocess.run(analyze, text=True, capture_output=True, check=False)
    assert [line for line in done.stderr.splitlines() if "second-lock" in line] == []
    assert done.returncode == 0, done.stderr


def test_systemd_finds_little_to_attack(unit: Path) -> None:
    asked = ["systemd-analyze", "security", "--offline=true", "--no-pager", str(unit)]
    done = subprocess.run(asked, text=True, capture_output=True, check=True)
    exposed = float(done.stdout.rpartition("level for")[2].split(":")[1].split()[0])
    assert exposed <= _MOST_EXPOSED


@pytest.mark.parametrize(
    ("file", "services"),
    [
        ("compose.yaml", {"node1", "node2", "nginx", "postgres", "redis"}),
        ("sqlite.yaml", {"second-lock"}),
    ],
)
def test_the_compose_files_fit_the_schema_of_the_compose_specification(
    file: str, services: set[str]
) -> None:
    schema = json.loads((Path(__file__).parent / "compose-spec.json").read_text())
    shipped = yaml.safe_load((DEPLOY / "compose" / file).read_text())
    jsonschema.Draft201909Validator(schema).validate(shipped)
    assert services == set(shipped["services"])


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
    given = _read_as_systemd(_ENVIRONMENT.read_text())
    assert set(given) <= {each.name.upper() for each in fields(Settings)}
    settings = load_settings({**given, **keys_of_all_nodes()})
    assert settings.is_https
    assert settings.trusted_proxies == 1


def test_a_shell_reads_the_environment_file_as_systemd_does() -> None:
    source = f"set -eua; . {_ENVIRONMENT}; exec env -0"
    done = subprocess.run(
        ["sh", "-c", source], env={"PATH": os.environ["PATH"]}, capture_output=True, check=True
    )
    assert done.stderr == b""
    seen = dict(each.split("=", 1) for each in done.stdout.decode().split("\0") if each)
    given = _read_as_systemd(_ENVIRONMENT.read_text())
    assert {name: seen[name] for name in given} == given
    assert given["MAIL_FROM"] == "Second Lock <no-reply@example.com>"


def test_the_command_runs_under_the_units_settings() -> None:
    unit = (DEPLOY / "systemd" / "second-lock.service").read_text()
    told = dict(re.findall(r"^(?:Environment=)?(\w+)=(\S+)$", unit, re.MULTILINE))
    script = (DEPLOY / "systemd" / "second-lock").read_text()
    assert f"\numask {told['UMask']}\n" in script
    assert f"\n. {told['EnvironmentFile']}\n" in script
    assert f"INSTANCE_DIR:-{told['INSTANCE_DIR']}}}" in script
    assert f"\ncd {told['WorkingDirectory']}\n" in script
    assert f"--reuid={told['User']} --regid={told['Group']} --init-groups" in script


def _read_as_systemd(text: str) -> dict[str, str]:
    """Read an EnvironmentFile: single quotes around a whole value are dropped (systemd.exec(5))."""
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    given = dict(line.split("=", 1) for line in lines)
    return {name: value.removeprefix("'").removesuffix("'") for name, value in given.items()}
