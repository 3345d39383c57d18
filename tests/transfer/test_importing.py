"""Promise: an import takes a batch or nothing of it, names each wrong line and never what it held,
writes nothing on a dry run, and goes on where it was stopped."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from app.core.clock import SystemClock
from app.sessions.models import AuthSession
from app.transfer.accounts import Accounts
from app.transfer.formats import read
from app.transfer.importing import take_in
from app.transfer.records import SourceKeys
from app.users.models import User
from tests.clock import FrozenClock
from tests.person import Person, mails, text_of
from tests.rows import dump, events, rows
from tests.transfer.moving import FIXTURES, flask, move_in, write

HEAD = "email,password_hash,secret"
GOOD = "$2b$05$B8lEG.9LhZvd0Zz6.7rnteJoje1qQBhW1v5YEj91mY0nQW4EZNRFa"
SECRET = "KRSXG5CTMVRXEZLUKN2HE2LOM4QSCIJB"


def line(name: str, password: str = GOOD, secret: str = SECRET) -> str:
    return f"{name}@example.com,{password},{secret}"


def run(app: Flask, file: str, *more: str, what: str = "users") -> tuple[Result, dict[str, Any]]:
    result = flask(app, what, "import", file, "--json", *more)
    return result, json.loads(result.stdout)


def addresses(app: Flask) -> list[str]:
    return sorted(user.email for user in rows(app, User))


def test_a_wrong_line_holds_its_batch_back_and_no_other(app: Flask, tmp_path: Path) -> None:
    lines = [line("a"), line("b"), line("c"), line("d", secret="not!base32"), line("e")]
    result, told = run(app, write(tmp_path, "x.csv", HEAD, *lines), "--batch", "2")
    assert result.exit_code == 1
    assert (told["imported"], told["failed"], told["heldBack"]) == (3, 1, 1)
    assert told["errors"] == [{"line": 5, "reason": "the secret is not base32"}]
    assert addresses(app) == ["a@example.com", "b@example.com", "e@example.com"]


def test_a_mended_file_is_run_again_and_skips_what_is_there(app: Flask, tmp_path: Path) -> None:
    broken = [line("a"), line("b"), "nobody,,", line("d")]
    assert run(app, write(tmp_path, "x.csv", HEAD, *broken), "--batch", "2")[1]["imported"] == 2
    mended = [line("a"), line("b"), line("c"), line("d")]
    result, told = run(app, write(tmp_path, "x.csv", HEAD, *mended), "--batch", "2")
    assert result.exit_code == 0
    assert (told["imported"], told["skipped"], told["failed"]) == (2, 2, 0)
    before = dump(app)
    assert run(app, write(tmp_path, "x.csv", HEAD, *mended))[1]["skipped"] == 4
    assert dump(app) == before


def test_an_import_that_was_stopped_goes_on_where_it_was(app: Flask, tmp_path: Path) -> None:
    file = write(tmp_path, "x.csv", HEAD, *[line(name) for name in "abcde"])
    found = read(
        Path(file).read_bytes(), None, keys=SourceKeys(), passphrase=str, now=SystemClock().now()
    )
    entries = found.entries
    done: list[int] = []

    def stop_at_the_second(many: int) -> None:
        done.append(many)
        if len(done) == 2:
            raise KeyboardInterrupt

    with app.app_context(), pytest.raises(KeyboardInterrupt):
        take_in(
            entries,
            Accounts("csv"),
            batch=2,
            dry_run=False,
            progress=stop_at_the_second,
            now=FrozenClock().now(),
        )
    assert done == [2, 2]
    assert addresses(app) == [f"{name}@example.com" for name in "abcd"]
    told = run(app, file, "--batch", "2")[1]
    assert (told["imported"], told["skipped"], told["failed"]) == (1, 4, 0)


def test_who_comes_without_a_password_is_counted(app: Flask) -> None:
    said = flask(app, "users", "import", str(FIXTURES / "django.json"), "--dry-run").stdout
    assert "password" not in said  # nothing was written that could be counted
    said = flask(app, "users", "import", str(FIXTURES / "django.json")).stdout
    assert "1 have no password here: their owners set one by mail." in said


def test_a_dry_run_writes_nothing_and_finds_the_same(app: Flask, tmp_path: Path) -> None:
    file, before = write(tmp_path, "x.csv", HEAD, line("a"), line("a"), line("b")), dump(app)
    result, told = run(app, file, "--dry-run")
    assert (result.exit_code, told["dryRun"], told["imported"]) == (1, True, 0)
    assert told["errors"] == [{"line": 3, "reason": "its address stands on an earlier line"}]
    assert dump(app) == before
    assert run(app, str(FIXTURES / "users.csv"), "--dry-run")[1]["imported"] == 4
    assert dump(app) == before


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (line("a", password="hunter2-in-clear"), "of no known kind"),
        (line("a", password="$2b$31$" + GOOD[7:]), "too high a cost"),
        (line("a", password="pbkdf2_sha256$99999999$salt$" + "QUJD" * 8), "too high a cost"),
        (
            line("a", password=f'"$argon2id$v=19$m=99999999,t=2,p=2$c2FsdHNhbHQ${"QUJD" * 8}"'),
            "cost",
        ),
        (line("a", secret="SGVsbG8h0189"), "not base32"),
        (line("a", secret="MFRA"), "shorter than 40 bits"),
        ("a b,,", "address"),
        (line("a") + ",more", "without a column"),
    ],
)
def test_a_reason_never_holds_what_the_line_held_r16(
    app: Flask, tmp_path: Path, wrong: str, reason: str
) -> None:
    result = flask(app, "users", "import", write(tmp_path, "x.csv", HEAD, wrong))
    assert result.exit_code == 1
    assert "Line 2: " in result.stdout
    assert reason in result.stdout
    assert not any(part in result.output for part in wrong.split(",")[1:] if part)
    assert rows(app, User) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.csv", "mail,hash"),
        ("x.json", "[1, 2]"),
        ("x.json", '{"model"'),
        ("x.json", '[{"model": "auth.user", "fields": {}}, {"model": "otp_static.statictoken"}]'),
        ("x.json", "[" * 100_000),
        ("x.json", "[]"),
        ("x.json", '{"users": []}'),
        ("x.csv", "email,name"),
        ("x.csv", " "),
        ("x.txt", "second-lock-export v1 scrypt:31:AAAAAAAAAAAAAAAAAAAAAA==\nv1.passphrase.x"),
        ("x.bin", "\udcff"),
    ],
)
def test_a_file_that_is_none_is_one_line_or_faults(
    app: Flask, tmp_path: Path, name: str, text: str
) -> None:
    file = tmp_path / name
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    result = flask(app, "users", "import", str(file), typed="a passphrase\n")
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    assert isinstance(result.exception, SystemExit)
    assert rows(app, User) == []


def test_r10_a_short_secret_is_taken_marked_and_its_owner_asked_to_renew(
    app: Flask, clock: FrozenClock
) -> None:
    told = move_in(app, "users.csv")
    assert told["weakSecrets"] == 1
    [mail] = mails(app, clock.now())
    assert (mail["To"], mail["Subject"]) == (
        "dot@csv.example",
        "Set up your authenticator app anew",
    )
    assert "JBSWY3DPEHPK3PXP" not in text_of(mail)
    for owner, is_asked in (("dot", True), ("ada", False)):
        status = flask(app, "2fa", "status", f"{owner}@csv.example", "--json")
        assert json.loads(status.stdout).get("reEnrol", False) is is_asked


def test_a_verified_account_that_is_there_keeps_everything(ann: Person, tmp_path: Path) -> None:
    ann.sign_in()
    told = run(ann.app, write(tmp_path, "x.csv", HEAD, line("ANN")))[1]
    assert (told["imported"], told["skipped"]) == (0, 1)
    assert ann.is_signed_in()
    assert ann.other_browser().log_in().status_code == 200


def test_a_registration_that_nobody_verified_does_not_keep_its_owner_out(
    person: Person, tmp_path: Path
) -> None:
    person.post("register", {"email": person.email, "password": "the stranger's password"})
    assert run(person.app, write(tmp_path, "x.csv", HEAD, line("ann")))[1]["imported"] == 1
    assert person.log_in().json["requires2FA"] is True


def test_the_second_factor_of_an_account_ends_what_was_signed_in(
    ann: Person, bob: Person, tmp_path: Path
) -> None:
    ann.sign_in()
    file = write(tmp_path, "x.csv", "email,secret", f"{ann.email},{SECRET}")
    result, told = run(ann.app, file, what="2fa")
    assert (result.exit_code, told["imported"]) == (0, 1)
    assert not ann.is_signed_in()
    assert rows(ann.app, AuthSession) == []
    subject = mails(ann.app, ann.clock.now())[-1]["Subject"]
    assert subject == "Two-factor authentication was turned on"
    assert run(ann.app, file, what="2fa")[1]["skipped"] == 1


def test_r87_each_account_and_factor_is_in_the_history(app: Flask) -> None:
    move_in(app, "django.json")
    made = events(app, "account.registered")
    assert [event.detail for event in made] == [{"source": "django-otp"}] * 4
    assert len(events(app, "2fa.enabled")) == 3
    assert flask(app, "audit", "verify").exit_code == 0


def test_a_wrong_key_of_flask_security_is_told_or_opens_nothing(app: Flask, tmp_path: Path) -> None:
    keys = {"SECURITY_TOTP_SECRETS": {"2": "another"}, "SECURITY_PASSWORD_SALT": ""}
    file = write(tmp_path, "keys.json", json.dumps(keys))
    source = str(FIXTURES / "flask-security.json")
    result, told = run(app, source, "--source-keys", file)
    assert (result.exit_code, told["failed"]) == (1, 4)
    reasons = {each["reason"] for each in told["errors"]}
    assert all("SECURITY_" in reason for reason in reasons)
    assert "another" not in str(told)


def test_json_lines_and_quoted_lines_keep_their_numbers(app: Flask, tmp_path: Path) -> None:
    file = write(tmp_path, "x.jsonl", '{"email": "a@example.com"}', "", "{nothing}", '{"x": 1}')
    told = run(app, file)[1]
    assert [each["line"] for each in told["errors"]] == [3, 4]
