"""Promise: hashes name their cost and pepper, are raised when those rise, and unknown accounts cost
the same (R40, R42)."""

import bcrypt
import pytest

from app.core.passwords import PasswordHasher, Verdict, is_same_password

_OLD, _NEW = bytes(range(32)), bytes(range(32, 64))
_PASSWORD = "correct horse battery"


def test_a_hash_names_scheme_pepper_and_cost_r40() -> None:
    stored = PasswordHasher({"p1": _OLD}, rounds=5).hash(_PASSWORD)
    assert stored.startswith("hb1$p1$2b$05$")
    assert _PASSWORD not in stored
    assert len(stored) <= 200


def test_equal_passwords_have_different_hashes() -> None:
    hasher = PasswordHasher({"p1": _OLD}, rounds=4)
    assert hasher.hash(_PASSWORD) != hasher.hash(_PASSWORD)


def test_a_hash_is_worthless_without_the_pepper_r37() -> None:
    stored = PasswordHasher({"p1": _OLD}, rounds=4).hash(_PASSWORD)
    assert not PasswordHasher({"p1": _NEW}, rounds=4).check(stored, _PASSWORD).fits
    assert not PasswordHasher({"p2": _OLD}, rounds=4).check(stored, _PASSWORD).fits


def test_a_raised_cost_marks_the_hash_stale_r40() -> None:
    stored = PasswordHasher({"p1": _OLD}, rounds=4).hash(_PASSWORD)
    same = PasswordHasher({"p1": _OLD}, rounds=4).check(stored, _PASSWORD)
    raised = PasswordHasher({"p1": _OLD}, rounds=5).check(stored, _PASSWORD)
    assert (same.fits, same.is_stale) == (True, False)
    assert (raised.fits, raised.is_stale) == (True, True)


def test_a_new_pepper_in_front_marks_the_hash_stale_and_still_takes_it_r86() -> None:
    stored = PasswordHasher({"p1": _OLD}, rounds=4).hash(_PASSWORD)
    rotated = PasswordHasher({"p2": _NEW, "p1": _OLD}, rounds=4)
    verdict = rotated.check(stored, _PASSWORD)
    assert (verdict.fits, verdict.is_stale) == (True, True)
    renewed = rotated.hash(_PASSWORD)
    assert renewed.startswith("hb1$p2$")
    assert PasswordHasher({"p1": _OLD, "p2": _NEW}, rounds=4).check(renewed, _PASSWORD).fits


def test_a_wrong_password_is_never_called_stale_r40() -> None:
    stored = PasswordHasher({"p1": _OLD}, rounds=4).hash(_PASSWORD)
    verdict = PasswordHasher({"p1": _OLD}, rounds=5).check(stored, "another password")
    assert (verdict.fits, verdict.is_stale) == (False, False)


@pytest.mark.parametrize("password", [_PASSWORD, "", "x" * 2000, "\0"])
def test_an_unknown_account_fits_no_password_r42(password: str) -> None:
    verdict = PasswordHasher({"p1": _OLD}, rounds=4).check(None, password)
    assert (verdict.fits, verdict.is_stale) == (False, False)


@pytest.mark.parametrize("stored", [None, "hb1$gone$2b$04$x", "hb2$p1$2b$04$x"])
def test_an_unknown_account_or_pepper_costs_one_hash_of_the_full_cost_r42(
    stored: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The library is listened to, not replaced.
    costs: list[bytes] = []
    real = bcrypt.checkpw

    def listen(password: bytes, hashed: bytes) -> bool:
        costs.append(hashed[:7])
        return real(password, hashed)

    monkeypatch.setattr(bcrypt, "checkpw", listen)
    assert not PasswordHasher({"p1": _OLD}, rounds=6).check(stored, _PASSWORD).fits
    assert costs == [b"$2b$06$"]


def test_a_better_hash_keeps_its_salt_so_that_logins_which_race_make_the_same_r86() -> None:
    stored = PasswordHasher({"p1": _OLD}, rounds=4).hash(_PASSWORD)
    rotated = PasswordHasher({"p2": _NEW, "p1": _OLD}, rounds=5)
    better = rotated.rehash(_PASSWORD, stored)
    assert better == rotated.rehash(_PASSWORD, stored) != stored
    assert better.startswith("hb1$p2$2b$05$")
    assert rotated.check(better, _PASSWORD) == Verdict(fits=True, is_stale=False)
    assert not rotated.check(better, "another password").fits
    assert is_same_password(stored, better)


def test_a_password_that_was_set_again_is_another_one_r46() -> None:
    hasher = PasswordHasher({"p1": _OLD}, rounds=4)
    assert not is_same_password(hasher.hash(_PASSWORD), hasher.hash(_PASSWORD))
