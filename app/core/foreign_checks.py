"""Whether a password fits a hash that other software made."""

import base64
import hashlib
import hmac
import unicodedata
from collections.abc import Callable

from argon2.exceptions import Argon2Error
from argon2.low_level import Type, hash_secret_raw

from app.core.foreign_hashes import (
    ARGON2,
    ARGON2_LIKE,
    BCRYPT,
    CRYPT,
    DJANGO_BCRYPT,
    FLASK_SECURITY_ARGON2,
    FLASK_SECURITY_BCRYPT,
    OWN,
    PBKDF2,
    SALTED_DIGEST,
    SALTED_DIGESTS,
    SCRYPT,
    ForeignHash,
    crypt_text,
    decode,
)
from app.core.hash_costs import MOST_SCRYPT_MIB

CheckBcrypt = Callable[[bytes, bytes], bool]

_TYPES = {"id": Type.ID, "i": Type.I, "d": Type.D}


def fits(foreign: ForeignHash, password: str, *, check_bcrypt: CheckBcrypt) -> bool:
    """Tell whether a password fits a hash; nothing fits a malformed hash.

    `check_bcrypt` compares the prepared password with a bcrypt hash.
    """
    prepare = _PREPARATIONS.get(foreign.scheme)
    if prepare is None:
        return False
    secret = prepare(password, foreign.key)
    try:
        if foreign.scheme == SALTED_DIGEST:
            return _fits_salted_digest(foreign.body, foreign.key, secret)
        if check := _CHECKS.get(foreign.scheme):
            return check(foreign.body, secret)
        # Older libraries cut at 72 bytes in silence; bcrypt 5 raises.
        return check_bcrypt(secret[:72], f"${foreign.body}".encode())
    except (ValueError, KeyError, Argon2Error):
        return False


def _fits_pbkdf2(body: str, secret: bytes) -> bool:
    digest, iterations, salt, result = body.split("$")
    known = decode(result)
    made = hashlib.pbkdf2_hmac(digest, secret, decode(salt), int(iterations), len(known))
    return hmac.compare_digest(made, known)


def _fits_scrypt(body: str, secret: bytes) -> bool:
    n, r, p, salt, result = body.split("$")
    known, most = decode(result), MOST_SCRYPT_MIB << 21
    made = hashlib.scrypt(
        secret, salt=decode(salt), n=int(n), r=int(r), p=int(p), maxmem=most, dklen=len(known)
    )
    return hmac.compare_digest(made, known)


def _fits_argon2(body: str, secret: bytes) -> bool:
    kind, version, memory, passes, lanes, salt, result = body.split(".")
    known = decode(result)
    made = hash_secret_raw(
        secret,
        decode(salt),
        time_cost=int(passes),
        memory_cost=int(memory),
        parallelism=int(lanes),
        hash_len=len(known),
        type=_TYPES[kind],
        version=int(version),
    )
    return hmac.compare_digest(made, known)


def _fits_crypt(body: str, secret: bytes) -> bool:
    # Only a server with such an account loads it.
    from passlib.hash import phpass, sha256_crypt, sha512_crypt  # noqa: PLC0415

    kinds = {"5": sha256_crypt, "6": sha512_crypt, "P": phpass, "H": phpass}
    return bool(kinds[body[0]].verify(secret, crypt_text(body)))


def _fits_salted_digest(name: str, digest_and_salt: bytes, secret: bytes) -> bool:
    digest, size = SALTED_DIGESTS[name]
    known, salt = digest_and_salt[:size], digest_and_salt[size:]
    return hmac.compare_digest(hashlib.new(digest, secret + salt).digest(), known)


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


_CHECKS: dict[str, Callable[[str, bytes], bool]] = {
    PBKDF2: _fits_pbkdf2,
    SCRYPT: _fits_scrypt,
    CRYPT: _fits_crypt,
    **dict.fromkeys(ARGON2_LIKE, _fits_argon2),
}
_PREPARATIONS: dict[str, Callable[[str, bytes], bytes]] = {
    **dict.fromkeys((BCRYPT, PBKDF2, SCRYPT, ARGON2, CRYPT, SALTED_DIGEST), _plain),
    DJANGO_BCRYPT: _hex_digest,
    FLASK_SECURITY_BCRYPT: _flask_security,
    FLASK_SECURITY_ARGON2: _flask_security,
    OWN: peppered,
}
