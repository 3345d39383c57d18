"""Promise: `flask audit prune` asks, writes what goes to a new file that its owner alone reads, and
removes nothing that is not in the file."""

import json
from pathlib import Path

from click.testing import Result
from flask import Flask

from tests.audit.history import note, tamper
from tests.clock import FrozenClock
from tests.rows import events


def run(app: Flask, *arguments: str, typed: str = "") -> Result:
    return app.test_cli_runner().invoke(args=["audit", *arguments], input=typed)


def aged(app: Flask, clock: FrozenClock) -> Flask:
    note(app, *"abc")
    clock.move(seconds=40 * 86400)
    note(app, "d")
    return app


def test_old_rows_move_to_a_file(app: Flask, clock: FrozenClock, tmp_path: Path) -> None:
    file = tmp_path / "old.jsonl"
    asked = ("prune", "--days", "30", "--export", str(file))
    result = run(aged(app, clock), *asked, "--yes", "--json")
    told = json.loads(result.stdout)
    assert told == {"removed": 4, "last": 4, "file": str(file)}
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert [line["number"] for line in lines] == [1, 2, 3, 4]
    assert all(len(line["mac"]) == 64 for line in lines)
    assert file.stat().st_mode & 0o777 == 0o600
    checked = run(app, "verify")
    assert checked.exit_code == 0
    assert checked.stdout == (
        "The history is whole: 2 rows, up to row 6; those up to row 4 were pruned.\n"
    )
    assert "command line (" in json.loads(run(app, "list", "--json").stdout)[0]["userAgent"]


def test_it_asks_first(app: Flask, clock: FrozenClock, tmp_path: Path) -> None:
    file = tmp_path / "old.jsonl"
    asked = ("prune", "--days", "30", "--export", str(file))
    refused = run(aged(app, clock), *asked, typed="n\n")
    assert refused.exit_code == 1
    assert "Remove 4 rows" in refused.output
    assert not file.exists()
    assert len(events(app)) == 5
    assert run(app, *asked, typed="y\n").exit_code == 0


def test_nothing_old_is_said_and_makes_no_file(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "old.jsonl"
    result = run(app, "prune", "--days", "30", "--export", str(file), "--json")
    assert (result.exit_code, json.loads(result.stdout)) == (0, {"removed": 0})
    assert not file.exists()


def test_a_file_that_is_there_is_not_overwritten(
    app: Flask, clock: FrozenClock, tmp_path: Path
) -> None:
    file = tmp_path / "old.jsonl"
    file.write_text("kept\n")
    result = run(aged(app, clock), "prune", "--days", "30", "--export", str(file), "--yes")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "File exists" in result.stderr
    assert file.read_text() == "kept\n"
    assert len(events(app)) == 5


def test_a_file_that_cannot_be_written_costs_no_row(app: Flask, clock: FrozenClock) -> None:
    result = run(aged(app, clock), "prune", "--days", "30", "--export", "/dev/full/x", "--yes")
    assert result.exit_code == 1
    assert len(events(app)) == 5


def test_a_broken_history_is_one_line_and_stays(
    app: Flask, clock: FrozenClock, tmp_path: Path
) -> None:
    tamper(aged(app, clock), "UPDATE audit_events SET ip = 'x' WHERE number = 2")
    file = tmp_path / "old.jsonl"
    result = run(app, "prune", "--days", "30", "--export", str(file), "--yes")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "broken" in result.stderr
    assert not file.exists()
    assert len(events(app)) == 5
