"""Promise: operators list the passkeys of an account and delete one by its id, how that begins, or
its name; the owner hears of it, and the password alone is never enough afterwards (P10)."""

import json

import pytest
from click.testing import Result

from app.factors.models import BackupCodeHash, Passkey
from tests.passkeys.owning import add_passkey, log_in_by
from tests.person import Person, mails, text_of
from tests.rows import events, execute, rows


def run(person: Person, *arguments: str, typed: str = "") -> Result:
    return person.app.test_cli_runner().invoke(args=["passkeys", *arguments], input=typed)


def key_of(person: Person) -> str:
    [key] = rows(person.app, Passkey)
    return str(key.id)


def test_the_list_tells_what_the_owner_sees(enrolled: Person) -> None:
    device = add_passkey(enrolled)
    add_passkey(enrolled, name="")
    assert log_in_by(device, enrolled.other_browser()).status_code == 200
    execute(enrolled.app, "UPDATE passkeys SET rp_id = 'old.example' WHERE name = ''")
    told = json.loads(run(enrolled, "list", enrolled.email, "--json").stdout)
    named = {each["name"]: (each["madeFor"], each["usableHere"]) for each in told}
    assert named == {"Old phone": ("localhost", True), "Passkey": ("old.example", False)}
    assert all(each["synced"] and each["createdAt"] for each in told)
    text = run(enrolled, "list", enrolled.email).stdout
    assert len(text.splitlines()) == 3
    assert "old.example" in text
    for hidden in next(iter(device.keys)), rows(enrolled.app, Passkey)[0].public_key:
        assert hidden not in text


def test_nobody_and_nothing_are_one_line(ann: Person) -> None:
    assert run(ann, "list", ann.email).stdout == "None.\n"
    for arguments, word in (
        (("list", "x@example.com"), "no account x@example.com"),
        (("delete", ann.email, "Old phone", "--yes"), "no passkey Old phone"),
        (("delete", ann.email, "", "--yes"), "no passkey"),
    ):
        result = run(ann, *arguments)
        assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)
        assert word in result.stderr


def test_p10_one_of_several_goes_and_sessions_stay(enrolled: Person) -> None:
    device = add_passkey(enrolled)
    half = enrolled.other_browser().half()
    key = key_of(enrolled)
    result = run(enrolled, "delete", enrolled.email, "Old phone", "--yes", "--json")
    assert json.loads(result.stdout) == {"email": enrolled.email, "id": key, "mustEnrol": False}
    assert rows(enrolled.app, Passkey) == []
    assert enrolled.is_signed_in()
    assert half.verify().json["code"] == "twofa_session_expired"
    assert log_in_by(device, enrolled.other_browser()).json["code"] == "invalid_passkey"
    sent = mails(enrolled.app, enrolled.clock.now())
    [mail] = [each for each in sent if "An operator" in each["Subject"]]
    assert "removed your passkey “Old phone”" in text_of(mail).replace("\n", " ")
    [event] = events(enrolled.app, "passkey.removed")
    assert (event.ip, event.detail) == ("operator", {"factor": key})


def test_p10_the_last_factor_goes_like_a_reset(ann: Person) -> None:
    add_passkey(ann.sign_in())
    result = run(ann, "delete", ann.email, key_of(ann)[:6], "--yes", "--json")
    assert json.loads(result.stdout)["mustEnrol"] is True
    assert rows(ann.app, Passkey) == rows(ann.app, BackupCodeHash) == []
    assert not ann.is_signed_in()
    subjects = [each["Subject"] for each in mails(ann.app, ann.clock.now())]
    assert [each for each in subjects if "reset by an operator" in each]
    told = ann.other_browser().log_in().json
    assert (told["user"]["twoFactorEnabled"], told["requires2FASetup"]) == (False, True)
    assert len(events(ann.app, "2fa.reset")) == len(events(ann.app, "passkey.removed")) == 1


def test_it_asks_first(ann: Person) -> None:
    add_passkey(ann.sign_in())
    refused = run(ann, "delete", ann.email, "Old phone", typed="n\n")
    assert refused.exit_code == 1
    assert f"Delete the passkey Old phone ({key_of(ann)}) of {ann.email}?" in refused.output
    assert ann.is_signed_in()


def test_a_name_or_a_beginning_that_fits_several_deletes_none(enrolled: Person) -> None:
    for number in "12":
        add_passkey(enrolled)
        execute(enrolled.app, f"UPDATE passkeys SET id = 'same{number}' WHERE id NOT LIKE 'same%'")
    for asked in ("Old phone", "same"):
        result = run(enrolled, "delete", enrolled.email, asked, "--yes")
        assert (result.exit_code, result.stdout) == (1, "")
        assert f"2 passkeys fit {asked}: give the whole id." in result.stderr
    assert run(enrolled, "delete", enrolled.email, "same2", "--yes").exit_code == 0
    assert [each.id for each in rows(enrolled.app, Passkey)] == ["same1"]


@pytest.mark.parametrize("asked", ["Old phone", "id"])
def test_nobody_deletes_a_passkey_of_somebody_else(ann: Person, bob: Person, asked: str) -> None:
    add_passkey(ann.sign_in())
    bob.sign_in()
    result = run(bob, "delete", bob.email, key_of(ann) if asked == "id" else asked, "--yes")
    assert result.exit_code == 1
    assert key_of(ann)
