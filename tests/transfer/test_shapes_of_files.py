"""Promise: a table or a JSON file is read in the shapes that spreadsheets and tools write, or its
refusal names the delimiter, the column or the format."""

import json
from pathlib import Path

import pytest
from flask import Flask

from app.users.models import User
from tests.rows import rows
from tests.transfer.moving import flask

PEOPLE = [("a@example.com", "Ann, B."), ("b@example.com", "Bob; C."), ("c@example.com", "Zoë|D")]
OBJECTS = [{"email": email, "name": name} for email, name in PEOPLE]


def table(delimiter: str, *, tail: str = "", end: str = "\n") -> str:
    lines = ["Email" + delimiter + "NAME" + tail]
    lines += [f'{email}{delimiter}"{name}"{tail}' for email, name in PEOPLE]
    return end.join([*lines, ""])


SHAPES = {
    "commas": table(","),
    "semicolons": table(";"),
    "tabs": table("\t"),
    "bars": table("|"),
    "sep=": f"sep=;\r\n{table(';', end=chr(13) + chr(10))}",
    "sep= with a tab": f'"sep=\t"\n{table(chr(9))}',
    "trailing commas": table(",", tail=",,"),
    "trailing semicolons and blank rows": table(";", tail=";") + ";;\n;;\n",
    "blank lines first": "\n\n" + table(","),
    "JSON Lines": "\n".join(json.dumps(each) for each in OBJECTS),
    "a JSON list": json.dumps(OBJECTS),
    "a pretty list": json.dumps(OBJECTS, indent=2),
    "pretty objects": "\n".join(json.dumps(each, indent=2) for each in OBJECTS),
    "JSON Lines, CRLF": "\r\n".join(json.dumps(each) for each in OBJECTS),
}


def run(app: Flask, folder: Path, raw: bytes, *more: str) -> dict[str, object]:
    file = folder / "people"
    file.write_bytes(raw)
    result = flask(app, "users", "import", str(file), "--json", *more)
    assert result.stdout, result.output
    return dict(json.loads(result.stdout))


def refusal(app: Flask, folder: Path, text: str) -> str:
    file = folder / "people"
    file.write_text(text, "utf-8")
    result = flask(app, "users", "import", str(file))
    assert (result.exit_code, result.stdout) == (1, "")
    assert rows(app, User) == []
    return result.stderr


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_each_usual_shape_is_read(app: Flask, tmp_path: Path, shape: str, encoding: str) -> None:
    told = run(app, tmp_path, SHAPES[shape].encode(encoding))
    assert (told["imported"], told["failed"]) == (3, 0)
    assert sorted((user.email, user.name) for user in rows(app, User)) == PEOPLE


@pytest.mark.parametrize("odd", ["\u2028", "\u2029", "\x85", "\x0b"])
def test_only_a_line_feed_ends_a_line_of_json(app: Flask, tmp_path: Path, odd: str) -> None:
    lines = [json.dumps({"email": f"{n}@example.com", "name": f"A{odd}B"}) for n in "ab"]
    bare = [line.encode().decode("unicode_escape") if odd != "\x0b" else line for line in lines]
    told = run(app, tmp_path, "\n".join(bare).encode())
    assert (told["imported"], told["failed"]) == (2, 0)


def test_faults_keep_the_number_of_the_line_on_which_they_begin(app: Flask, tmp_path: Path) -> None:
    text = "sep=;\nemail;role\na@example.com;user\n\nb@example.com;king\n"
    assert run(app, tmp_path, text.encode())["errors"] == [
        {"line": 5, "reason": "the role is neither user nor admin"}
    ]
    pretty = (
        '{\n "email": "a@example.com"\n}\n{"email": 1}\n{"email": \n{"email": "b@example.com"}\n'
    )
    told = run(app, tmp_path, pretty.encode())["errors"]
    assert [each["line"] for each in told] == [4, 5]  # type: ignore[attr-defined]


def test_an_unknown_column_is_named(app: Flask, tmp_path: Path) -> None:
    said = refusal(app, tmp_path, "email;Passwort;name\na@example.com;x;y\n")
    assert "the first line has unknown columns: passwort; known are: email, name, role" in said


def test_a_head_without_email_is_told_with_the_delimiter(app: Flask, tmp_path: Path) -> None:
    assert "no column email (read with semicolons)" in refusal(app, tmp_path, "mail;name;role\n")
    assert "no column email (read with commas)" in refusal(app, tmp_path, "mail,name\n")


def test_a_file_without_a_head_shows_nobodys_hash(app: Flask, tmp_path: Path) -> None:
    said = refusal(app, tmp_path, "a@example.com,$2b$05$hunter2\n")
    assert "hunter2" not in said
    assert "a@example.com" not in said
    odd = refusal(app, tmp_path, "email,$2b$05$hunter2\n")
    assert "unknown columns: one without a readable name" in odd
    assert "hunter2" not in odd


@pytest.mark.parametrize(
    "text", ["email,name\n", "[]", '{"users": []}', "\n \n", "sep=;\nemail;x\n"]
)
def test_a_file_without_accounts_is_refused(app: Flask, tmp_path: Path, text: str) -> None:
    said = refusal(app, tmp_path, text.replace(";x", ";name"))
    assert "the file holds no account" in said


def test_a_quote_without_its_end_is_told(app: Flask, tmp_path: Path) -> None:
    told = run(app, tmp_path, b'email,name\na@example.com,"Ann\n')
    assert "a quote without its end" in str(told["errors"])


def test_a_file_of_latin_1_is_told_to_be_saved_as_utf_8(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes("email;name\na@example.com;Zoë\n".encode("latin-1"))
    result = flask(app, "users", "import", str(file))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "save it as UTF-8" in result.stderr
