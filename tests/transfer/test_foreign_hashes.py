"""Promise: a hash of other software is kept as it is under a mark, takes no other password, becomes
ours at the first right one, and no stopwatch tells it from ours (R37, R40, R42)."""

import base64
import hashlib
import hmac
import time
import unicodedata

import bcrypt
import pytest
from argon2 import PasswordHasher as Argon2
from passlib.hash import phpass, sha256_crypt, sha512_crypt

from app.core import foreign_hashes as foreign
from app.core.foreign_hashes import ForeignHash
from app.core.hash_costs import HashRefused
from app.core.passwords import PasswordHasher, is_same_password

PASSWORD, KEY = "correct horse bättery", b"146585145368132386173505678016728509634"
PEPPER, OTHER = bytes(range(32)), bytes(range(32, 64))
UTF8 = PASSWORD.encode()


def by_bcrypt(raw: bytes) -> str:
    return bcrypt.hashpw(raw[:72], bcrypt.gensalt(4)).decode()


def kinds() -> dict[str, ForeignHash]:
    salt, argon2 = b"0123456789abcdef", Argon2(time_cost=1, memory_cost=64, parallelism=1)
    made = {
        f"pbkdf2-{digest}": foreign.of_pbkdf2(
            digest, 1000, salt=salt, result=hashlib.pbkdf2_hmac(digest, UTF8, salt, 1000)
        )
        for digest in ("sha1", "sha256", "sha512")
    }
    hexed = hashlib.sha256(UTF8).hexdigest().encode()
    nfkd = unicodedata.normalize("NFKD", PASSWORD).encode()
    double = base64.b64encode(hmac.digest(KEY, nfkd, hashlib.sha512))
    scrypt = hashlib.scrypt(UTF8, salt=salt, n=16, r=8, p=2, dklen=64)
    return made | {
        "scrypt": foreign.of_scrypt(16, 8, 2, salt=salt, result=scrypt),
        "sha256-crypt": foreign.of_crypt(sha256_crypt.using(rounds=1000).hash(PASSWORD)),
        "sha512-crypt": foreign.of_crypt(sha512_crypt.using(rounds=1001).hash(PASSWORD)),
        "phpass": foreign.of_crypt(phpass.using(rounds=7).hash(PASSWORD)),
        "phpbb": foreign.of_crypt(phpass.using(rounds=7, ident="H").hash(PASSWORD)),
        "ssha": foreign.of_salted_digest(
            "SSHA", hashlib.sha1(UTF8 + b"12345678").digest() + b"12345678"
        ),
        "ssha512": foreign.of_salted_digest("SSHA512", hashlib.sha512(UTF8 + salt).digest() + salt),
        "bcrypt": foreign.of_bcrypt(by_bcrypt(UTF8)),
        "php": foreign.of_bcrypt(by_bcrypt(UTF8).replace("$2b$", "$2y$")),
        "django": foreign.of_bcrypt(by_bcrypt(hexed), scheme=foreign.DJANGO_BCRYPT),
        "argon2": foreign.of_argon2(argon2.hash(UTF8)),
        "fs-bcrypt": foreign.of_bcrypt(
            by_bcrypt(double), scheme=foreign.FLASK_SECURITY_BCRYPT, key=KEY
        ),
        "fs-argon2": foreign.of_argon2(
            argon2.hash(double), scheme=foreign.FLASK_SECURITY_ARGON2, key=KEY
        ),
    }


KINDS = kinds()


def hasher() -> PasswordHasher:
    return PasswordHasher({"p1": PEPPER}, rounds=4)


@pytest.mark.parametrize("kind", KINDS)
def test_the_right_password_fits_and_no_other(kind: str) -> None:
    own = hasher()
    stored = own.adopt(KINDS[kind])
    assert stored.startswith("hb1$p1$~")
    assert len(stored) <= 200
    right = own.check(stored, PASSWORD)
    assert (right.fits, right.is_stale) == (True, True)
    for wrong in ("", "correct horse battery", PASSWORD + "x", PASSWORD.upper(), "x" * 1000):
        assert not own.check(stored, wrong).fits


@pytest.mark.parametrize("kind", KINDS)
def test_the_first_right_password_makes_it_ours_also_where_two_race_r40(kind: str) -> None:
    own = hasher()
    stored = own.adopt(KINDS[kind])
    better = own.rehash(PASSWORD, stored)
    assert better == own.rehash(PASSWORD, stored)
    assert better.startswith("hb1$p1$2b$04$")
    assert own.check(better, PASSWORD).fits
    assert is_same_password(stored, better)
    assert not is_same_password(stored, own.hash(PASSWORD))
    assert not is_same_password(stored, own.adopt(KINDS["bcrypt" if kind != "bcrypt" else "php"]))


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_kept_is_given_back_whole(kind: str) -> None:
    own = hasher()
    given = own.release(own.adopt(KINDS[kind]))
    assert given == KINDS[kind]
    assert foreign.restored(given.scheme, given.body, given.key) == given


def test_a_key_that_was_mixed_in_is_sealed_under_the_pepper_r18() -> None:
    stored = hasher().adopt(KINDS["fs-bcrypt"])
    assert KEY.decode() not in stored
    assert base64.b64encode(KEY).decode()[:20] not in stored
    assert not PasswordHasher({"p1": OTHER}, rounds=4).check(stored, PASSWORD).fits
    assert not PasswordHasher({"p2": PEPPER}, rounds=4).check(stored, PASSWORD).fits


@pytest.mark.parametrize("kind", ["ssha", "ssha512"])
def test_a_digest_that_a_thief_could_test_quickly_is_sealed_under_the_pepper(kind: str) -> None:
    stored = hasher().adopt(KINDS[kind])
    for part in (KINDS[kind].key[:16], KINDS[kind].key[-8:]):
        assert base64.b64encode(part).decode()[:10] not in stored
    assert not PasswordHasher({"p1": OTHER}, rounds=4).check(stored, PASSWORD).fits


def test_an_own_hash_under_another_pepper_is_taken_too() -> None:
    elsewhere = PasswordHasher({"p9": OTHER}, rounds=4)
    moved = elsewhere.release(elsewhere.hash(PASSWORD))
    assert moved is not None
    own = hasher()
    stored = own.adopt(moved)
    assert own.check(stored, PASSWORD).is_stale
    assert not own.check(stored, "another").fits
    both = PasswordHasher({"p1": PEPPER, "p9": OTHER}, rounds=4)
    assert both.adopt(moved).startswith("hb1$p9$2b$")


def test_an_account_without_a_password_takes_none() -> None:
    own = hasher()
    stored = own.adopt(ForeignHash(foreign.NONE, ""))
    for password in ("", "none", PASSWORD):
        assert not own.check(stored, password).fits


@pytest.mark.parametrize(
    "stored",
    ["hb1$p1$~s$$16$8$x$y$z", "hb1$p1$~c$$6$rounds=1$x$y", "hb1$p1$~c$$x", "hb1$p1$~q$$SSHA",
     "hb1$p1$~b$$2b$04$x", "hb1$p1$~p$$sha256$x$y$z", "hb1$p1$~a$$id.1", "hb1$p1$~new$$x",
     "hb1$p1$~fb$AAAA$2b$04$" + "a" * 53],
)  # fmt: skip
def test_a_broken_hash_fits_nothing_and_raises_nothing(stored: str) -> None:
    assert not hasher().check(stored, PASSWORD).fits


def test_a_hash_that_is_too_long_is_refused_and_not_cut() -> None:
    with pytest.raises(HashRefused, match="too long"):
        hasher().adopt(foreign.of_bcrypt(by_bcrypt(UTF8), scheme="fb", key=b"x" * 120))


def seconds(own: PasswordHasher, stored: str | None) -> float:
    begun = time.perf_counter()
    assert not own.check(stored, "a wrong password").fits
    return time.perf_counter() - begun


@pytest.mark.parametrize("slower", ["theirs", "ours"])
def test_r42_a_wrong_password_takes_as_long_whatever_the_hash(slower: str) -> None:
    own = PasswordHasher({"p1": PEPPER}, rounds=4 if slower == "theirs" else 11)
    iterations = 400_000 if slower == "theirs" else 1000
    theirs = own.adopt(
        foreign.of_pbkdf2("sha256", iterations, salt=b"0123456789abcdef", result=b"0" * 32)
    )
    places = {"unknown": None, "ours": own.hash(PASSWORD), "theirs": theirs}
    for stored in places.values():
        seconds(own, stored)  # each kind was seen once
    # In turns: what else runs here then slows all of them alike.
    rounds = [{name: seconds(own, each) for name, each in places.items()} for _ in range(7)]
    quickest = {name: min(each[name] for each in rounds) for name in places}
    assert max(quickest.values()) > 0.02
    # Unpadded, one would take a hundredth of the other; the rest is what else runs here.
    assert max(quickest.values()) < 2 * min(quickest.values()), quickest
