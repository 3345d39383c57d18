"""Password hashing: bcrypt over a peppered HMAC pre-hash (R37, R40)."""

import base64
import hashlib
import hmac
import string
import time
import unicodedata
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass

import bcrypt

from app.core.encryption import KeyRing, SealBroken
from app.core.errors import InvalidRequest
from app.core.foreign_checks import fits, peppered
from app.core.foreign_hashes import NONE, OWN, ForeignHash
from app.core.hash_costs import HashRefused
from app.core.hash_pool import HashPool
from app.core.request_origin import RequestOrigin
from app.core.text import _
from app.core.turns import REQUESTS

LONGEST_BYTES = 1024
# The number of calls that may wait at the usual cost of 12: two seconds of work on two cores. Each
# step less doubles it (F14).
_MOST_WAITING, _USUAL_ROUNDS = 16, 12
_PLACE, _LONGEST_STORED, _FOREIGN = "users.password_hash", 200, "~"
# A wrong password takes as long as the slowest kind of hash seen so far, but at most this long.
# `hash_costs` lets in nothing that takes longer.
_LONGEST_WAIT_SECONDS = 3.0


@dataclass(frozen=True)
class Verdict:
    """Whether a password fits, and whether its hash is stale.

    A stale hash has another cost, pepper or scheme than a new one would have.
    """

    fits: bool
    is_stale: bool = False


def normalise(password: str, *, shortest: int, field: str = "password") -> str:
    """Return the password in NFKC (NIST 800-63B-4 3.1.1.2).

    Raises InvalidRequest below `shortest` characters or above 1,024 bytes, before any hashing.
    """
    normal = unicodedata.normalize("NFKC", password)
    if len(normal) < shortest:
        raise InvalidRequest(
            fields={field: [_("Use {count} characters or more.").format(count=shortest)]}
        )
    if len(normal.encode()) > LONGEST_BYTES:
        raise InvalidRequest(
            fields={field: [_("Use {count} bytes at most.").format(count=LONGEST_BYTES)]}
        )
    return normal


class PasswordHasher:
    """Makes and checks password hashes, a bounded number at a time.

    Our own hashes have the form `hb1$<pepper id>$2b$<cost>$…`.
    """

    def __init__(self, peppers: Mapping[str, bytes], *, rounds: int) -> None:
        """Take the peppers by id and the bcrypt cost.

        The first pepper is for new hashes.
        """
        self._peppers = dict(peppers)
        self._current = next(iter(self._peppers))
        self._rounds = rounds
        waiting = max(1, int(_MOST_WAITING * 2.0 ** (_USUAL_ROUNDS - rounds)))
        self._pool = HashPool(waiting=waiting)
        self._mine = f"hb1${self._current}"
        # The hasher checks this hash for unknown accounts, so that they take as long as known ones
        # (R42).
        dummy = f"2b${rounds:02d}$" + "." * 22 + "0" * 31
        self._dummy = ForeignHash(OWN, dummy, self._peppers[self._current])
        self._costs: dict[str, float] = {}

    def place(
        self, origin: RequestOrigin, *, account: str | None = None
    ) -> AbstractContextManager[None]:
        """Hold a hash place for the block (F14).

        `account` is the address of the account that knows the caller. Some places are kept for
        such callers. Raises Unavailable where none is free.
        """
        return self._pool.place(origin.network, account)

    def hash(self, password: str) -> str:
        """Return the hash of a normalised password; raises Unavailable if busy."""
        return self._hash(password, bcrypt.gensalt(self._rounds))

    def rehash(self, password: str, stored: str) -> str:
        """Return a hash of the password under the current pepper and cost.

        The salt stays, so that concurrent logins make the same hash, and `is_same_password` can
        tell a rehash from a changed password. Raises Unavailable if busy.
        """
        return self._hash(password, f"$2b${self._rounds:02d}${_salt(stored)}".encode())

    def check(self, stored: str | None, password: str) -> Verdict:
        """Check a password against a stored hash; raises Unavailable if busy.

        With None the check takes as long, and nothing fits. A hash of other software is always
        stale: the first right login replaces it with one of ours.
        """
        known = self.release(stored) if stored else None
        if known is None or known.scheme == NONE:
            self._fits(self._dummy, password, is_known=False)
            return Verdict(fits=False)
        matches = self._fits(known, password, is_known=True)
        stale = stored is not None and not stored.startswith(f"{self._mine}$2b${self._rounds:02d}$")
        return Verdict(fits=matches, is_stale=matches and stale)

    def adopt(self, foreign: ForeignHash) -> str:
        """Return the stored form of a hash of other software.

        It is `hb1$<pepper id>$~<scheme>$<sealed key>$<body>`. The key that the software mixed in
        is sealed under the pepper. A hash of our own, under a pepper of ours, keeps its form.
        Raises HashRefused where the stored form is too long.
        """
        for pepper_id, pepper in self._peppers.items():
            if foreign.scheme == OWN and hmac.compare_digest(pepper, foreign.key):
                return f"hb1${pepper_id}${foreign.body}"
        sealed = self._seal(foreign) if foreign.key else ""
        stored = f"{self._mine}${_FOREIGN}{foreign.scheme}${sealed}${foreign.body}"
        if len(stored) > _LONGEST_STORED:
            raise HashRefused("the password hash and the salt mixed into it are too long to keep")
        return stored

    def release(self, stored: str) -> ForeignHash | None:
        """Return the hash and key of a stored form.

        This is the inverse of `adopt`. Returns None where no pepper opens the stored form.
        """
        version, pepper_id, rest = stored.split("$", 2)
        pepper = self._peppers.get(pepper_id)
        if version != "hb1" or pepper is None:
            return None
        if not rest.startswith(_FOREIGN):
            return ForeignHash(OWN, rest, pepper)
        scheme, sealed, body = rest.removeprefix(_FOREIGN).split("$", 2)
        try:
            key = self._open(pepper_id, sealed, scheme) if sealed else b""
        except SealBroken:
            return None
        return ForeignHash(scheme, body, key)

    @staticmethod
    def beginning(pepper_id: str) -> str:
        """Return the text with which every hash under a pepper begins."""
        return f"hb1${pepper_id}$"

    def _hash(self, password: str, salt: bytes) -> str:
        prehash = peppered(password, self._peppers[self._current])
        made = self._pool.run(lambda: bcrypt.hashpw(prehash, salt))
        return f"{self._mine}{made.decode()}"

    def _fits(self, known: ForeignHash, password: str, *, is_known: bool) -> bool:
        matches, spent = self._pool.run(lambda: _timed_fit(known, password))
        # A moving average of the time of each kind. On a busy machine real checks take longer, and
        # the wait below must be as long.
        late = self._costs.get(known.cost, spent)
        self._costs[known.cost] = late + (spent - late) / 4
        if matches and is_known:
            return True
        # An imported hash is quicker or slower than ours. The time must not tell an imported
        # account from one of ours or from none (R42).
        slowest = min(max(self._costs.values()), _LONGEST_WAIT_SECONDS)
        with REQUESTS.interrupted():
            time.sleep(max(0.0, slowest - spent))
        return False

    def _seal(self, foreign: ForeignHash) -> str:
        ring = KeyRing({self._current: self._peppers[self._current]})
        sealed = ring.seal(foreign.key, purpose=_PLACE, owner=foreign.scheme)
        return sealed.rpartition(".")[2].rstrip("=")

    def _open(self, pepper_id: str, sealed: str, scheme: str) -> bytes:
        ring = KeyRing({pepper_id: self._peppers[pepper_id]})
        token = f"v1.{pepper_id}.{sealed}{'=' * (-len(sealed) % 4)}"
        return ring.open_sealed(token, purpose=_PLACE, owner=scheme)


def is_same_password(stored: str, other: str) -> bool:
    """Tell whether two hashes have the same salt.

    A rehash keeps the salt, and a new password gets a new one.
    """
    return _salt(stored) == _salt(other)


def key_of_passphrase(passphrase: str, salt: bytes, *, cost: int) -> bytes:
    """Return 32 bytes derived from a passphrase by scrypt (RFC 7914).

    scrypt's N is `2**cost`.
    """
    normal = unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")
    return hashlib.scrypt(
        normal, salt=salt, n=1 << cost, r=8, p=1, maxmem=(1 << cost) * 2048, dklen=32
    )


def _timed_fit(known: ForeignHash, password: str) -> tuple[bool, float]:
    begun = time.perf_counter()
    matches = fits(known, password, check_bcrypt=bcrypt.checkpw)
    return matches, time.perf_counter() - begun


def _salt(stored: str) -> str:
    # hb1$<pepper id>$2b$<cost>$<22 characters of salt><31 of hash>
    if stored.split("$", 3)[2].startswith(_FOREIGN):
        return _bcrypt_text(hashlib.sha256(stored.encode()).digest()[:16])
    return stored.split("$")[4][:22]


def _bcrypt_text(raw: bytes) -> str:
    # bcrypt's base64 has its own alphabet.
    usual = string.ascii_uppercase + string.ascii_lowercase + string.digits + "+/"
    its_own = "./" + usual[:-2]
    return base64.b64encode(raw).decode().rstrip("=").translate(str.maketrans(usual, its_own))
