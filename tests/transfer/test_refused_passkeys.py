"""Promise: an import takes no damaged or weak passkey, and nobody else's."""

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from fido2 import cbor
from flask import Flask

from app.factors.models import Passkey
from app.users.models import User
from tests.conftest import Backend
from tests.passkeys.authenticator import Authenticator, encoded, rsa_cose
from tests.passkeys.owning import add_passkey
from tests.person import Person
from tests.rows import rows
from tests.transfer.moving import flask
from tests.transfer.test_exporting import PHRASE, elsewhere, export
from tests.transfer.test_moving_passkeys import opened, sealed

__all__ = ["elsewhere"]


def refused(app: Flask, file: Path, what: str = "users") -> str:
    """The reason why the one wrong line of a file is refused."""
    result = flask(
        app, what, "import", str(file), "--passphrase-stdin", "--json", typed=f"{PHRASE}\n"
    )
    assert (result.exit_code, result.exception.__class__) == (1, SystemExit), result.output
    [error] = json.loads(result.stdout)["errors"]
    return str(error["reason"])


def test_p03_a_passkey_that_somebody_has_is_refused_in_one_line(
    ann: Person, bob: Person, tmp_path: Path
) -> None:
    add_passkey(ann.sign_in())
    file = tmp_path / "all.sealed"
    export(ann.app, file, "2fa")
    [head, line] = opened(file)
    sealed(file, [head, {**line, "email": bob.email, "handle": encoded(bytes(32))}])
    assert refused(ann.app, file, "2fa") == "an account has one of its passkeys"
    other = {**line["passkeys"][0], "id": "AAAA"}
    sealed(file, [head, {**line, "email": bob.email, "passkeys": [other]}])
    assert refused(ann.app, file, "2fa") == "another account has the handle of its passkeys"
    assert len(rows(ann.app, Passkey)) == 1
    assert {each.passkey_handle for each in rows(ann.app, User) if each.email == bob.email} == {
        None
    }


def test_p03_two_lines_of_a_file_with_one_passkey_are_refused(
    ann: Person, elsewhere: Flask, tmp_path: Path
) -> None:
    add_passkey(ann.sign_in())
    file = tmp_path / "all.sealed"
    export(ann.app, file)
    [head, line] = opened(file)
    sealed(file, [head, line, {**line, "email": "twin@example.com"}])
    assert refused(elsewhere, file) == "one of its passkeys stands on an earlier line"
    assert rows(elsewhere, User) == []


def with_key(**changes: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda line: {**line, "passkeys": [{**line["passkeys"][0], **changes}]}


_DAMAGED = "a passkey is damaged, or of a kind that is not taken"
_NOT_WHOLE = "a passkey is not complete"
WRONG: dict[str, tuple[Callable[[dict[str, Any]], dict[str, Any]], str]] = {
    "no id": (with_key(id=""), _DAMAGED),
    "an id of more than 1,023 bytes": (with_key(id=encoded(bytes(1024))), _DAMAGED),
    "an id with padding": (with_key(id="AA=="), _DAMAGED),
    "a key that is no CBOR": (with_key(publicKey="AAAA"), _DAMAGED),
    "a key that nests deeply": (with_key(publicKey=encoded(b"\x81" * 590)), _DAMAGED),
    "a host that is an address": (with_key(rpId="127.0.0.1"), _DAMAGED),
    "no host": (with_key(rpId=""), _NOT_WHOLE),
    "a negative counter": (with_key(signCount=-1), _NOT_WHOLE),
    "a counter of five bytes": (with_key(signCount=2**32), _NOT_WHOLE),
    "another AAGUID": (with_key(aaguid="x"), _NOT_WHOLE),
    "a backup of what cannot be backed up": (with_key(eligible=False, backedUp=True), _NOT_WHOLE),
    "a member that is missing": (
        lambda line: {**line, "passkeys": [{"id": "AAAA"}]},
        "it does not fit the format",
    ),
    "more than twenty": (
        lambda line: {**line, "passkeys": line["passkeys"] * 21},
        "it has more than 20 passkeys",
    ),
    "no handle": (
        lambda line: {**line, "handle": None},
        "its passkeys lack the account that they name",
    ),
    "a handle of another length": (
        lambda line: {**line, "handle": "AAAA"},
        "it does not fit the format",
    ),
}


_exported: dict[str, list[dict[str, Any]]] = {}


@pytest.fixture
def exported(ann: Person, backend: Backend, tmp_path: Path) -> list[dict[str, Any]]:
    """The lines of an export of somebody with a passkey, which is made once of each backend."""
    if backend.name not in _exported:
        add_passkey(ann.sign_in())
        export(ann.app, tmp_path / "one.sealed")
        _exported[backend.name] = opened(tmp_path / "one.sealed")
    return deepcopy(_exported[backend.name])


@pytest.mark.parametrize("name", WRONG)
def test_p13_a_damaged_passkey_is_refused_in_one_line(
    exported: list[dict[str, Any]], elsewhere: Flask, tmp_path: Path, name: str
) -> None:
    [head, line] = exported
    change, reason = WRONG[name]
    file = sealed(tmp_path / "all.sealed", [head, change(line)])
    assert refused(elsewhere, file) == reason
    assert rows(elsewhere, User) == rows(elsewhere, Passkey) == []


def test_p13_a_weak_key_is_refused(ann: Person, elsewhere: Flask, tmp_path: Path) -> None:
    add_passkey(ann.sign_in())
    file = tmp_path / "all.sealed"
    export(ann.app, file)
    [head, line] = opened(file)
    weak = encoded(cbor.encode(rsa_cose(2**2047 + 1, 1)))
    sealed(file, [head, with_key(publicKey=weak)(line)])
    assert refused(elsewhere, file) == _DAMAGED


def test_more_than_five_authenticators_are_refused(
    enrolled: Person, elsewhere: Flask, tmp_path: Path
) -> None:
    file = tmp_path / "all.sealed"
    export(enrolled.app, file)
    [head, line] = opened(file)
    sealed(file, [head, {**line, "authenticators": line["authenticators"] * 6}])
    assert refused(elsewhere, file) == "it has more than 5 authenticators"


def test_r16_the_sealed_file_tells_no_passkey(ann: Person, tmp_path: Path) -> None:
    device: Authenticator = add_passkey(ann.sign_in())
    export(ann.app, tmp_path / "all.sealed")
    assert next(iter(device.keys)) not in (tmp_path / "all.sealed").read_text()
