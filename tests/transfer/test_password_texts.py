"""Promise: a password moves in from each usual library, and a hash of another kind is refused by
the name of its kind."""

import base64
import hashlib
import json
from pathlib import Path

import pytest
from flask import Flask
from passlib import hash as libpass
from werkzeug.security import generate_password_hash

from app.core.foreign_hashes import ForeignHash
from app.transfer.password_hashes import password_hash
from app.transfer.records import UnknownPassword
from app.users.models import User
from tests.clock import FrozenClock
from tests.person import PASSWORD, Person
from tests.rows import rows
from tests.transfer.moving import flask, write
from tests.transfer.test_foreign_hashes import hasher

SHA512_CRYPT = libpass.sha512_crypt.using(rounds=5000).hash(PASSWORD)
SSHA = libpass.ldap_salted_sha1.hash(PASSWORD)


def django_scrypt() -> str:
    """As django.contrib.auth.hashers.ScryptPasswordHasher writes it."""
    made = hashlib.scrypt(PASSWORD.encode(), salt=b"pepper", n=64, r=8, p=5, dklen=64)
    return f"scrypt$64$pepper$8$5${base64.b64encode(made).decode()}"


KNOWN = {
    "Werkzeug's scrypt": generate_password_hash(PASSWORD, "scrypt:1024:8:1"),
    "Werkzeug's PBKDF2": generate_password_hash(PASSWORD, "pbkdf2:sha256:1000"),
    "Werkzeug's PBKDF2, SHA-512": generate_password_hash(PASSWORD, "pbkdf2:sha512:1000"),
    "Django's scrypt": django_scrypt(),
    "passlib's scrypt": libpass.scrypt.using(rounds=6).hash(PASSWORD),
    "sha512-crypt": SHA512_CRYPT,
    "sha512-crypt, with its rounds": libpass.sha512_crypt.using(rounds=1234).hash(PASSWORD),
    "sha256-crypt": libpass.sha256_crypt.using(rounds=1000).hash(PASSWORD),
    "phpass": libpass.phpass.using(rounds=8).hash(PASSWORD),
    "SSHA": SSHA,
    "SSHA, in small letters": SSHA.replace("{SSHA}", "{ssha}"),
    "SSHA256": libpass.ldap_salted_sha256.hash(PASSWORD),
    "SSHA512": libpass.ldap_salted_sha512.hash(PASSWORD),
    "LDAP's crypt": f"{{CRYPT}}{SHA512_CRYPT}",
    "Dovecot's crypt": f"{{SHA512-CRYPT}}{SHA512_CRYPT}",
}
REFUSED = {
    libpass.md5_crypt.hash("x"): "MD5-crypt",
    libpass.apr_md5_crypt.hash("x"): "the MD5 of Apache",
    "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC.5i5rd.RhAtQ7": "yescrypt",
    "$wp$2y$10$abcdefghijklmnopqrstuu": "the bcrypt of WordPress 6.8",
    "$S$CgwilRJS4VIF1.2y0R7B4qkXJ8F8SJPcuvXRKGlMWESVXMST.5n4": "the SHA-512 of Drupal",
    "md5$salt$3a4f7c": "a digest such as md5$ or sha1$",
    "{SMD5}AAAA": "a kind of LDAP other than SSHA, SSHA256, SSHA512 and CRYPT",
    "5f4dcc3b5aa765d61d8327deb882cf99": "MD5 or NT in hex",
    "*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19": "the SHA-1 of MySQL",
    "pbkdf2:sha256$salt$00": "PBKDF2 or scrypt in another form",
}
BROKEN = (
    "scrypt:64:8:1$salt$00", "scrypt:64:8:1$salt$xyz", "scrypt$64$salt$8$1$!", "$6$short", "$P$B12",
    "$6$rounds=999$salt$" + "a" * 86, "$5$salt$" + "a" * 86, "{SSHA}AAAA", "{SSHA}!", "$2b$05$x",
    "pbkdf2:sha256:1$salt$00", "$argon2id$v=19$m=8,t=1,p=1$a$b",
)  # fmt: skip
COSTLY = (
    "$argon2id$v=19$m=1048576,t=20,p=1$c2FsdHNhbHQ$" + "QUJD" * 8,
    "$6$rounds=999999999$salt$" + "a" * 86, "$P$S" + "a" * 30, "$scrypt$ln=99,r=8,p=1$c2FsdA$QUJD",
    "scrypt:1048576:8:1$salt$" + "00" * 64, f"pbkdf2:sha256:9000000$salt${'00' * 32}",
)  # fmt: skip


def reason(text: str) -> str:
    found = password_hash(text)
    assert isinstance(found, UnknownPassword)
    return found.reason


@pytest.mark.parametrize("name", KNOWN)
def test_a_usual_hash_takes_its_password_and_no_other(name: str) -> None:
    own, found = hasher(), password_hash(KNOWN[name])
    assert isinstance(found, ForeignHash)
    assert own.check(own.adopt(found), PASSWORD).fits
    assert not own.check(own.adopt(found), f"{PASSWORD}x").fits


@pytest.mark.parametrize("text", REFUSED, ids=REFUSED.values())
def test_a_hash_of_another_kind_is_refused_by_its_kind(text: str) -> None:
    assert reason(text) == f"the password hash is of a kind that is not taken: {REFUSED[text]}"


@pytest.mark.parametrize("text", BROKEN, ids=range(len(BROKEN)))
def test_a_hash_that_no_password_could_fit_is_refused_at_once(text: str) -> None:
    said = reason(text)
    assert "not complete" in said or "does not allow" in said


@pytest.mark.parametrize("text", COSTLY, ids=range(len(COSTLY)))
def test_a_hash_that_costs_too_much_is_refused(text: str) -> None:
    assert "too high a cost: at most" in reason(text)


def test_people_of_a_flask_application_sign_in(
    app: Flask, clock: FrozenClock, tmp_path: Path
) -> None:
    named = [f"p{number}@example.com;{text}" for number, text in enumerate(KNOWN.values())]
    file = write(tmp_path, "x.csv", "email;password_hash", *named)
    assert flask(app, "users", "import", file).exit_code == 0
    for number in range(len(KNOWN)):
        assert Person(app, clock, f"p{number}@example.com").log_in().status_code == 200
    assert all(user.password_hash.startswith("hb1$p1$2b$") for user in rows(app, User))


@pytest.mark.parametrize("text", [next(iter(REFUSED)), COSTLY[0]], ids=["foreign", "costly"])
def test_people_with_an_unknown_password_come_without_one_where_that_is_wished(
    app: Flask, clock: FrozenClock, tmp_path: Path, text: str
) -> None:
    lines = ("email;password_hash", f"ann@example.com;{text}", f"bob@example.com;{SSHA}")
    file = write(tmp_path, "x.csv", *lines)
    refused = flask(app, "users", "import", file, "--json")
    assert (refused.exit_code, rows(app, User)) == (1, [])
    taken = flask(app, "users", "import", file, "--json", "--without-unknown-passwords")
    told = json.loads(taken.stdout)
    assert (taken.exit_code, told["imported"], told["withoutPassword"]) == (0, 2, 1)
    assert Person(app, clock).log_in().status_code == 401
    assert Person(app, clock, "bob@example.com").log_in().status_code == 200
