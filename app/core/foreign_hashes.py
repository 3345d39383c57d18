"""Password hashes that other software made: their kinds and stored forms."""

import base64
import re
from dataclasses import dataclass, field

from app.core import hash_costs
from app.core.hash_costs import HashRefused

BCRYPT, DJANGO_BCRYPT, PBKDF2, ARGON2, SCRYPT = "b", "hb", "p", "a", "s"
CRYPT, SALTED_DIGEST = "c", "q"
FLASK_SECURITY_BCRYPT, FLASK_SECURITY_ARGON2, OWN, NONE = "fb", "fa", "own", "none"
ARGON2_LIKE = (ARGON2, FLASK_SECURITY_ARGON2)
_BCRYPT_LIKE = (BCRYPT, DJANGO_BCRYPT, FLASK_SECURITY_BCRYPT, OWN)

_BCRYPT = re.compile(r"\A2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}\Z", re.ASCII)
_PHC = re.compile(
    r"\A\$?argon2(id|i|d)\$v=(\d+)\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)=*\Z",
    re.ASCII,
)
_SHA_CRYPT = re.compile(
    r"\A\$([56])\$(?:rounds=(\d{1,9})\$)?([./0-9A-Za-z]{0,16})\$([./0-9A-Za-z]+)\Z",
    re.ASCII,
)
_PHPASS = re.compile(r"\A\$([PH])\$([./0-9A-Za-z])([./0-9A-Za-z]{30})\Z", re.ASCII)
_CRYPT_ALPHABET = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_SHA_CRYPT_DIGITS = {"5": 43, "6": 86}
# LDAP's names of a digest over password and salt, and the digests' names and lengths in Python.
SALTED_DIGESTS = {"SSHA": ("sha1", 20), "SSHA256": ("sha256", 32), "SSHA512": ("sha512", 64)}
# How many parts of a body tell the cost.
_COST_PARTS = {ARGON2: 5, FLASK_SECURITY_ARGON2: 5, SCRYPT: 3}


@dataclass(frozen=True)
class ForeignHash:
    """One password hash of other software, or our own.

    `scheme` tells how the password is prepared and hashed. `body` holds cost, salt and result.
    `key` is what stays sealed: the secret key that the software mixed in, or a digest that a thief
    could test at millions of guesses a second. It may be empty.
    """

    scheme: str
    body: str = field(repr=False)
    key: bytes = field(default=b"", repr=False)

    @property
    def cost(self) -> str:
        """The scheme and its parameters, which decide a check's time."""
        parts = re.split(r"[$.]", self.body)
        return ".".join([self.scheme, *parts[: _COST_PARTS.get(self.scheme, 2)]])


# The hash of an account without a password; no password fits it.
NO_PASSWORD = ForeignHash(NONE, "")


def of_bcrypt(text: str, *, scheme: str = BCRYPT, key: bytes = b"") -> ForeignHash:
    """Return the hash in `$2b$12$…`; raises HashRefused."""
    body = text.removeprefix("$")
    found = _BCRYPT.match(body)
    if not found or int(found[1]) < 4:
        raise HashRefused("the bcrypt hash is not complete")
    if int(found[1]) > hash_costs.MOST_BCRYPT_ROUNDS:
        most = hash_costs.MOST_BCRYPT_ROUNDS
        raise HashRefused(f"the bcrypt hash is of too high a cost: at most {most}")
    return ForeignHash(scheme, body, key)


def of_pbkdf2(digest: str, iterations: int, *, salt: bytes, result: bytes) -> ForeignHash:
    """Return a PBKDF2 hash (RFC 8018) from its parts; raises HashRefused."""
    hash_costs.refuse_pbkdf2(digest, iterations, len(result))
    return ForeignHash(PBKDF2, f"{digest}${iterations}${encode(salt)}${encode(result)}")


def of_scrypt(n: int, r: int, p: int, *, salt: bytes, result: bytes) -> ForeignHash:
    """Return a scrypt hash (RFC 7914) from its parts; raises HashRefused."""
    hash_costs.refuse_scrypt(n, r, p)
    if len(result) < 16:
        raise HashRefused("the scrypt hash is not complete")
    return ForeignHash(SCRYPT, f"{n}${r}${p}${encode(salt)}${encode(result)}")


def of_argon2(text: str, *, scheme: str = ARGON2, key: bytes = b"") -> ForeignHash:
    """Return the hash in a PHC string; raises HashRefused.

    The format is `$argon2id$v=19$m=…,t=…,p=…$salt$hash`.
    """
    found = _PHC.match(text)
    if not found or len(decode(found[7])) < 16:
        raise HashRefused("the argon2 hash is not complete")
    kind, version, memory, passes, lanes = found[1], *(int(found[at]) for at in range(2, 6))
    if version not in (16, 19):
        raise HashRefused("the argon2 hash is of an unknown version")
    hash_costs.refuse_argon2(memory=memory, passes=passes, lanes=lanes)
    if len(decode(found[6])) < 8:
        raise HashRefused("the argon2 hash has a salt that argon2 does not allow")
    body = f"{kind}.{version}.{memory}.{passes}.{lanes}.{found[6]}.{found[7]}"
    return ForeignHash(scheme, body, key)


def of_crypt(text: str) -> ForeignHash:
    """Return the hash in `$5$…`, `$6$…` (sha256-crypt, sha512-crypt) or `$P$…`, `$H$…` (phpass).

    Raises HashRefused.
    """
    return _of_phpass(text) if text.startswith(("$P$", "$H$")) else _of_sha_crypt(text)


def _of_sha_crypt(text: str) -> ForeignHash:
    found = _SHA_CRYPT.match(text)
    rounds = int(found[2] or 5000) if found else 0
    if not found or rounds < 1000 or len(found[4]) != _SHA_CRYPT_DIGITS[found[1]]:
        raise HashRefused("the SHA-crypt hash is not complete")
    if rounds > hash_costs.MOST_CRYPT_ROUNDS:
        most = hash_costs.MOST_CRYPT_ROUNDS
        raise HashRefused(f"the SHA-crypt hash is of too high a cost: at most {most} rounds")
    return ForeignHash(CRYPT, f"{found[1]}$rounds={rounds}${found[3]}${found[4]}")


def _of_phpass(text: str) -> ForeignHash:
    found = _PHPASS.match(text)
    doublings = _CRYPT_ALPHABET.index(found[2]) if found else 0
    if not found or doublings < 7:
        raise HashRefused("the phpass hash is not complete")
    if doublings > hash_costs.MOST_PHPASS_DOUBLINGS:
        most = hash_costs.MOST_PHPASS_DOUBLINGS
        raise HashRefused(f"the phpass hash is of too high a cost: at most 2^{most} rounds")
    return ForeignHash(CRYPT, f"{found[1]}${found[2]}${found[3]}")


def crypt_text(body: str) -> str:
    """Return a CRYPT hash as its software wrote it, from its body."""
    kind, cost, rest = body.split("$", 2)
    return f"${kind}${cost}{rest}" if kind in "PH" else f"${kind}${cost}${rest}"


def of_salted_digest(name: str, digest_and_salt: bytes) -> ForeignHash:
    """Return the hash that LDAP writes as `{SSHA}…`; raises HashRefused."""
    if name not in SALTED_DIGESTS or len(digest_and_salt) <= SALTED_DIGESTS[name][1]:
        raise HashRefused("the salted digest is not complete")
    return ForeignHash(SALTED_DIGEST, name, digest_and_salt)


def restored(scheme: str, body: str, key: bytes) -> ForeignHash:
    """Return a hash from its stored scheme, body and key; raises HashRefused.

    The checks are those of the first import.
    """
    if scheme == NONE:
        return NO_PASSWORD
    try:
        return _restored(scheme, body, key)
    except HashRefused:
        raise
    except ValueError:
        raise HashRefused("the password hash is not complete") from None


def _restored(scheme: str, body: str, key: bytes) -> ForeignHash:
    if scheme == PBKDF2:
        digest, iterations, salt, result = body.split("$")
        return of_pbkdf2(digest, int(iterations), salt=decode(salt), result=decode(result))
    if scheme == SCRYPT:
        *costs, salt, result = body.split("$")
        n, r, p = map(int, costs)
        return of_scrypt(n, r, p, salt=decode(salt), result=decode(result))
    if scheme in ARGON2_LIKE:
        kind, version, memory, passes, lanes, salt, result = body.split(".")
        about = f"v={version}$m={memory},t={passes},p={lanes}"
        return of_argon2(f"argon2{kind}${about}${salt}${result}", scheme=scheme, key=key)
    if scheme == CRYPT:
        return of_crypt(crypt_text(body))
    if scheme == SALTED_DIGEST:
        return of_salted_digest(body, key)
    if scheme in _BCRYPT_LIKE:
        return of_bcrypt(body, scheme=scheme, key=key)
    raise HashRefused("the password hash is of no known kind")


def phc_of_parts(
    kind: str, *, version: int, memory: int, passes: int, lanes: int, salt: bytes, result: bytes
) -> str:
    """Return the PHC string of an argon2 hash from its parts.

    `kind` is the name with its variant, such as `argon2id`. `memory` is in KiB.
    """
    costs = f"v={version}$m={memory},t={passes},p={lanes}"
    return f"${kind}${costs}${encode(salt)}${encode(result)}"


def encode(raw: bytes) -> str:
    """Return base64 without padding."""
    return base64.b64encode(raw).decode().rstrip("=")


def decode(text: str) -> bytes:
    """Return the bytes of base64 with or without padding; raises ValueError."""
    return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
