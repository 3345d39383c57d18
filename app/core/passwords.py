"""Password hashing: bcrypt over an HMAC pre-hash with a versioned pepper (R37, R40)."""

import base64
import hashlib
import hmac
import os
import threading
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import bcrypt

from app.core.errors import InvalidRequest, Unavailable

LONGEST_BYTES = 1024
_PATIENCE_SECONDS = 10.0


@dataclass(frozen=True)
class Verdict:
    """Whether a password fits, and whether its hash should be made anew (cost or pepper raised)."""

    fits: bool
    is_stale: bool = False


def normalise(password: str, *, shortest: int, field: str = "password") -> str:
    """Return the password in NFKC (NIST 800-63B-4 3.1.1.2).

    Raises InvalidRequest below `shortest` characters or above 1,024 bytes, before any hashing.
    """
    normal = unicodedata.normalize("NFKC", password)
    if len(normal) < shortest:
        raise InvalidRequest(fields={field: [f"Use {shortest} characters or more."]})
    if len(normal.encode()) > LONGEST_BYTES:
        raise InvalidRequest(fields={field: [f"Use {LONGEST_BYTES} bytes at most."]})
    return normal


class PasswordHasher:
    """Makes and checks hashes `hb1$<pepper id>$2b$<cost>$…`, a bounded number at a time."""

    def __init__(self, peppers: Mapping[str, bytes], *, rounds: int) -> None:
        """Take the peppers by id, the one for new hashes first, and the bcrypt cost."""
        self._peppers = dict(peppers)
        self._current = next(iter(self._peppers))
        self._rounds = rounds
        # Hashing fills a core for a quarter of a second: more at a time would starve the rest.
        self._slots = threading.BoundedSemaphore(os.cpu_count() or 1)
        # Checked for unknown accounts, so that they take as long as known ones (R42).
        self._dummy = f"hb1${self._current}$2b${rounds:02d}$" + "." * 22 + "0" * 31

    def hash(self, password: str) -> str:
        """Return the hash of a normalised password; raises Unavailable when too busy."""
        return self._hash(password, bcrypt.gensalt(self._rounds))

    def rehash(self, password: str, stored: str) -> str:
        """Return a hash of the same password under the present pepper and cost.

        The salt stays, so that logins which race make the same hash, and a better hash can be
        told from a changed password (`is_same_password`).
        """
        return self._hash(password, f"$2b${self._rounds:02d}${_salt(stored)}".encode())

    def check(self, stored: str | None, password: str) -> Verdict:
        """Check a password against a stored hash; None costs the same and never fits."""
        scheme, pepper_id, rest = (stored or self._dummy).split("$", 2)
        pepper = self._peppers.get(pepper_id)
        if scheme != "hb1" or pepper is None:
            return self.check(None, password)
        with self._slot():
            matches = bcrypt.checkpw(_prehash(password, pepper), f"${rest}".encode())
        stale = pepper_id != self._current or int(rest.split("$")[1]) != self._rounds
        fits = matches and stored is not None
        return Verdict(fits=fits, is_stale=fits and stale)

    @staticmethod
    def beginning(pepper_id: str) -> str:
        """Return how every hash under a pepper begins."""
        return f"hb1${pepper_id}$"

    def _hash(self, password: str, salt: bytes) -> str:
        prehash = _prehash(password, self._peppers[self._current])
        with self._slot():
            made = bcrypt.hashpw(prehash, salt)
        return f"hb1${self._current}{made.decode()}"

    @contextmanager
    def _slot(self) -> Iterator[None]:
        if not self._slots.acquire(timeout=_PATIENCE_SECONDS):
            raise Unavailable
        try:
            yield
        finally:
            self._slots.release()


def is_same_password(stored: str, other: str) -> bool:
    """Tell whether two hashes are of one setting of a password, made better or not since."""
    return _salt(stored) == _salt(other)


def _salt(stored: str) -> str:
    # hb1$<pepper id>$2b$<cost>$<22 characters of salt><31 of hash>; a new password, a new salt.
    return stored.split("$")[4][:22]


def _prehash(password: str, pepper: bytes) -> bytes:
    # bcrypt stops at 72 bytes and bcrypt 5 raises there; 64 base64 characters always fit.
    normal = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
    return base64.b64encode(hmac.digest(pepper, normal, hashlib.sha384))
