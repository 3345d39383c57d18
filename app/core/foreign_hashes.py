"""Password hashes and sealed secrets that other software made."""

import base64
import hashlib
import hmac
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from argon2.exceptions import Argon2Error
from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

CheckBcrypt = Callable[[bytes, bytes], bool]

BCRYPT, DJANGO_BCRYPT, PBKDF2, ARGON2 = "b", "hb", "p", "a"
FLASK_SECURITY_BCRYPT, FLASK_SECURITY_ARGON2, OWN, NONE = "fb", "fa", "own", "none"

# An import file may name any cost. A login must not use the whole machine for a minute.
_MOST_ROUNDS, _MOST_ITERATIONS, _MOST_KIBIBYTES, _MOST_PASSES = 15, 5_000_000, 1 << 20, 20
_MOST_PASSLIB_COST = 22
_BCRYPT = re.compile(r"\A2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}\Z", re.ASCII)
_PHC = re.compile(
    r"\A\$?argon2(id|i|d)\$v=(\d+)\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)=*\Z",
    re.ASCII,
)
_TYPES = {"id": Type.ID, "i": Type.I, "d": Type.D}
_DIGESTS = ("sha1", "sha256", "sha512")


class HashRefused(ValueError):
    """A hash is refused; the text says why, without the hash."""


@dataclass(frozen=True)
class ForeignHash:
    """One password hash of other software, or our own.

    `scheme` tells how the password is prepared and hashed. `body` holds cost, salt and result.
    `key` is the secret key that the software mixed in, or empty.
    """

    scheme: str
    body: str = field(repr=False)
    key: bytes = field(default=b"", repr=False)

    @property
    def cost(self) -> str:
        """The scheme and its parameters, which decide a check's time."""
        parts = re.split(r"[$.]", self.body)
        return ".".join([self.scheme, *parts[: 5 if self.scheme in _ARGON2_LIKE else 2]])


# The hash of an account without a password; no password fits it.
NO_PASSWORD = ForeignHash(NONE, "")


def of_bcrypt(text: str, *, scheme: str = BCRYPT, key: bytes = b"") -> ForeignHash:
    """Return the hash in `$2b$12$…`; raises HashRefused."""
    body = text.removeprefix("$")
    found = _BCRYPT.match(body)
    if not found or not 4 <= int(found[1]) <= _MOST_ROUNDS:
        raise HashRefused("the bcrypt hash is not complete, or of too high a cost")
    return ForeignHash(scheme, body, key)


def of_pbkdf2(digest: str, iterations: int, *, salt: bytes, result: bytes) -> ForeignHash:
    """Return a PBKDF2 hash (RFC 8018) from its parts; raises HashRefused."""
    if digest not in _DIGESTS or not 1 <= iterations <= _MOST_ITERATIONS or len(result) < 16:
        raise HashRefused("the PBKDF2 hash has an unknown digest or a cost out of bounds")
    return ForeignHash(PBKDF2, f"{digest}${iterations}${_encode(salt)}${_encode(result)}")


def of_argon2(text: str, *, scheme: str = ARGON2, key: bytes = b"") -> ForeignHash:
    """Return the hash in a PHC string; raises HashRefused.

    The format is `$argon2id$v=19$m=…,t=…,p=…$salt$hash`.
    """
    found = _PHC.match(text)
    if not found:
        raise HashRefused("the argon2 hash is not complete")
    kind, version, memory, passes, lanes = found[1], *(int(found[at]) for at in range(2, 6))
    if memory > _MOST_KIBIBYTES or passes > _MOST_PASSES or lanes > 64 or version not in (16, 19):
        raise HashRefused("the argon2 hash is of too high a cost or an unknown version")
    # RFC 9106 section 3.1 sets these minima. The library would refuse a lower value only at login.
    if lanes < 1 or passes < 1 or memory < 8 * lanes or len(_decode(found[6])) < 8:
        raise HashRefused("the argon2 hash is of a cost or a salt below what argon2 allows")
    if len(_decode(found[7])) < 16:
        raise HashRefused("the argon2 hash is cut short")
    body = f"{kind}.{version}.{memory}.{passes}.{lanes}.{found[6]}.{found[7]}"
    return ForeignHash(scheme, body, key)


def restored(scheme: str, body: str, key: bytes) -> ForeignHash:
    """Return a hash from its stored scheme, body and key; raises HashRefused.

    The checks are those of the first import.
    """
    if scheme == NONE:
        return NO_PASSWORD
    try:
        if scheme == PBKDF2:
            digest, iterations, salt, result = body.split("$")
            return of_pbkdf2(digest, int(iterations), salt=_decode(salt), result=_decode(result))
        if scheme in _ARGON2_LIKE:
            kind, version, memory, passes, lanes, salt, result = body.split(".")
            costs = f"v={version}$m={memory},t={passes},p={lanes}"
            return of_argon2(f"argon2{kind}${costs}${salt}${result}", scheme=scheme, key=key)
    except ValueError:
        raise HashRefused("the password hash is not complete") from None
    if scheme not in _PREPARATIONS:
        raise HashRefused("the password hash is of no known kind")
    return of_bcrypt(body, scheme=scheme, key=key)


def phc_of_parts(
    kind: str, *, version: int, memory: int, passes: int, lanes: int, salt: bytes, result: bytes
) -> str:
    """Return the PHC string of an argon2 hash from its parts.

    `kind` is the name with its variant, such as `argon2id`. `memory` is in KiB.
    """
    costs = f"v={version}$m={memory},t={passes},p={lanes}"
    return f"${kind}${costs}${_encode(salt)}${_encode(result)}"


def fits(foreign: ForeignHash, password: str, *, check_bcrypt: CheckBcrypt) -> bool:
    """Tell whether a password fits a hash; nothing fits a malformed hash.

    `check_bcrypt` compares the prepared password with a bcrypt hash.
    """
    prepare = _PREPARATIONS.get(foreign.scheme)
    if prepare is None:
        return False
    secret = prepare(password, foreign.key)
    try:
        if foreign.scheme == PBKDF2:
            return _fits_pbkdf2(foreign.body, secret)
        if foreign.scheme in _ARGON2_LIKE:
            return _fits_argon2(foreign.body, secret)
        # Older libraries cut at 72 bytes in silence; bcrypt 5 raises.
        return check_bcrypt(secret[:72], f"${foreign.body}".encode())
    except (ValueError, KeyError, Argon2Error):
        return False


def _fits_pbkdf2(body: str, secret: bytes) -> bool:
    digest, iterations, salt, result = body.split("$")
    known = _decode(result)
    made = hashlib.pbkdf2_hmac(digest, secret, _decode(salt), int(iterations), len(known))
    return hmac.compare_digest(made, known)


def _fits_argon2(body: str, secret: bytes) -> bool:
    kind, version, memory, passes, lanes, salt, result = body.split(".")
    known = _decode(result)
    made = hash_secret_raw(
        secret,
        _decode(salt),
        time_cost=int(passes),
        memory_cost=int(memory),
        parallelism=int(lanes),
        hash_len=len(known),
        type=_TYPES[kind],
        version=int(version),
    )
    return hmac.compare_digest(made, known)


def _plain(password: str, _key: bytes) -> bytes:
    return password.encode("utf-8", "surrogatepass")


def _hex_digest(password: str, _key: bytes) -> bytes:
    return hashlib.sha256(_plain(password, b"")).hexdigest().encode()


def _flask_security(password: str, key: bytes) -> bytes:
    # flask_security.utils.get_hmac: base64 of HMAC-SHA-512 under SECURITY_PASSWORD_SALT, over NFKD.
    normal = unicodedata.normalize("NFKD", password)
    return base64.b64encode(hmac.digest(key, _plain(normal, b""), hashlib.sha512))


def peppered(password: str, key: bytes) -> bytes:
    """Return the HMAC-SHA-384 of a password under a pepper, in base64.

    bcrypt hashes this text for our own accounts. It has 64 characters, and so stays below the 72
    bytes at which bcrypt cuts and bcrypt 5 raises.
    """
    normal = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
    return base64.b64encode(hmac.digest(key, normal, hashlib.sha384))


def open_passlib_key(sealed: Mapping[str, Any], secrets: Mapping[str, str]) -> bytes:
    """Return the secret that passlib's `TOTP.to_json(encrypt=True)` sealed.

    passlib uses AES-256-CTR under PBKDF2-HMAC-SHA-256. The format has no check: a wrong key gives
    a wrong secret. `secrets` are the keys by their tag. Raises HashRefused where no key has the
    tag of `sealed`, or where version or cost are out of bounds.
    """
    secret, cost = secrets.get(str(sealed["t"])), int(sealed["c"])
    if sealed["v"] != 1 or not 0 <= cost <= _MOST_PASSLIB_COST or secret is None:
        raise HashRefused("the secret was sealed under a key that was not given")
    salt = base64.b32decode(_padded(sealed["s"]))
    made = hashlib.pbkdf2_hmac("sha256", secret.encode(), salt, 1 << cost, dklen=48)
    opening = Cipher(algorithms.AES(made[:32]), modes.CTR(made[32:])).decryptor()
    return opening.update(base64.b32decode(_padded(sealed["k"]))) + opening.finalize()


def _padded(text: str) -> str:
    return text + "=" * (-len(text) % 8)


def _encode(raw: bytes) -> str:
    return base64.b64encode(raw).decode().rstrip("=")


def _decode(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)


_ARGON2_LIKE = (ARGON2, FLASK_SECURITY_ARGON2)
_PREPARATIONS: dict[str, Callable[[str, bytes], bytes]] = {
    BCRYPT: _plain,
    DJANGO_BCRYPT: _hex_digest,
    PBKDF2: _plain,
    ARGON2: _plain,
    FLASK_SECURITY_BCRYPT: _flask_security,
    FLASK_SECURITY_ARGON2: _flask_security,
    OWN: peppered,
}
