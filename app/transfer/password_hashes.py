"""Reads the password hashes that other software writes as text."""

import base64
import re
from collections.abc import Callable

from app.core import foreign_hashes
from app.core.foreign_hashes import ForeignHash
from app.core.hash_costs import HashRefused
from app.transfer.records import Password, UnknownPassword

_NOT_TAKEN = "the password hash is of a kind that is not taken: {}"
_INCOMPLETE = "the password hash is not complete"
# Dovecot and OpenLDAP put the kind in braces before a text that says its kind itself.
_BRACES = re.compile(
    r"\{(CRYPT|BCRYPT|BLF-CRYPT|ARGON2|ARGON2I|ARGON2ID|SHA256-CRYPT|SHA512-CRYPT)\}", re.I
)


def password_hash(value: object) -> Password:
    """Return a hash that other software wrote, or None without a password."""
    text = _BRACES.sub("", value.strip(), count=1) if isinstance(value, str) else ""
    if not text or text.startswith("!"):  # Django's and Unix's mark of "no password"
        return None
    return taken(lambda: _hash_of(text))


def taken(make: Callable[[], ForeignHash]) -> ForeignHash | UnknownPassword:
    """Return the hash that `make` makes, or why it is refused."""
    try:
        return make()
    except HashRefused as wrong:
        return UnknownPassword(str(wrong))
    except ValueError:
        return UnknownPassword(_INCOMPLETE)


def of_unknown_kind(kind: str) -> UnknownPassword:
    """Return the refusal of a hash whose file names its kind."""
    is_name = re.fullmatch(r"[\w-]{1,30}", kind)
    return UnknownPassword(_NOT_TAKEN.format(kind if is_name else "it has no readable name"))


def _hash_of(text: str) -> ForeignHash:
    for form, make in _FORMS:
        if found := re.fullmatch(form, text, re.ASCII):
            return make(found)
    raise HashRefused(_refusal(text))


def _refusal(text: str) -> str:
    for form, kind in _NAMED:
        if re.match(form, text, re.ASCII):
            return _NOT_TAKEN.format(kind)
    return "the password hash is of no known kind"


def _django_bcrypt(found: re.Match[str]) -> ForeignHash:
    return foreign_hashes.of_bcrypt(found[1], scheme=foreign_hashes.DJANGO_BCRYPT)


def _django_pbkdf2(found: re.Match[str]) -> ForeignHash:
    salt, result = found[3].encode(), base64.b64decode(found[4], validate=True)
    return foreign_hashes.of_pbkdf2(found[1], int(found[2]), salt=salt, result=result)


def _passlib_pbkdf2(found: re.Match[str]) -> ForeignHash:
    digest = found[1].removeprefix("-") or "sha1"
    salt, result = _adapted(found[3]), _adapted(found[4])
    return foreign_hashes.of_pbkdf2(digest, int(found[2]), salt=salt, result=result)


def _werkzeug_pbkdf2(found: re.Match[str]) -> ForeignHash:
    salt, result = found[3].encode(), bytes.fromhex(found[4])
    return foreign_hashes.of_pbkdf2(found[1], int(found[2]), salt=salt, result=result)


def _werkzeug_scrypt(found: re.Match[str]) -> ForeignHash:
    n, r, p = (int(found[at]) for at in (1, 2, 3))
    return foreign_hashes.of_scrypt(n, r, p, salt=found[4].encode(), result=bytes.fromhex(found[5]))


def _django_scrypt(found: re.Match[str]) -> ForeignHash:
    n, r, p = (int(found[at]) for at in (1, 3, 4))
    result = base64.b64decode(found[5], validate=True)
    return foreign_hashes.of_scrypt(n, r, p, salt=found[2].encode(), result=result)


def _passlib_scrypt(found: re.Match[str]) -> ForeignHash:
    log_n, r, p = (int(found[at]) for at in (1, 2, 3))
    salt, result = foreign_hashes.decode(found[4]), foreign_hashes.decode(found[5])
    return foreign_hashes.of_scrypt(1 << log_n, r, p, salt=salt, result=result)


def _salted_digest(found: re.Match[str]) -> ForeignHash:
    return foreign_hashes.of_salted_digest(found[1].upper(), foreign_hashes.decode(found[2]))


def _adapted(text: str) -> bytes:
    # passlib's ab64: base64 with a dot for the plus, and no padding.
    return foreign_hashes.decode(text.replace(".", "+"))


_FORMS: tuple[tuple[str, Callable[[re.Match[str]], ForeignHash]], ...] = (
    (r"(?:bcrypt\$)?(\$2[aby]\$.*)", lambda found: foreign_hashes.of_bcrypt(found[1])),
    (r"bcrypt_sha256\$(\$.*)", _django_bcrypt),
    (r"(?:argon2)?(\$?argon2.*)", lambda found: foreign_hashes.of_argon2(found[1])),
    (r"pbkdf2_(\w+)\$(\d{1,12})\$([^$]+)\$([^$]+)", _django_pbkdf2),
    (r"\$pbkdf2(-\w+|)\$(\d{1,12})\$([^$]*)\$([^$]+)", _passlib_pbkdf2),
    (r"pbkdf2:(\w+):(\d{1,12})\$([^$]+)\$([^$]+)", _werkzeug_pbkdf2),
    (r"scrypt:(\d{1,9}):(\d{1,9}):(\d{1,9})\$([^$]+)\$([^$]+)", _werkzeug_scrypt),
    (r"scrypt\$(\d{1,9})\$([^$]+)\$(\d{1,9})\$(\d{1,9})\$([^$]+)", _django_scrypt),
    (r"\$scrypt\$ln=(\d{1,2}),r=(\d{1,9}),p=(\d{1,9})\$([^$]*)\$([^$]+)", _passlib_scrypt),
    (r"(\$[56PH]\$.*)", lambda found: foreign_hashes.of_crypt(found[1])),
    (r"\{((?i:SSHA|SSHA256|SSHA512))\}(.*)", _salted_digest),
)
# Each is weak, or rare, or has no library that is well kept.
_NAMED = (
    (r"\$1\$", "MD5-crypt"),
    (r"\$apr1\$", "the MD5 of Apache"),
    (r"\$g?y\$", "yescrypt"),
    (r"\$7\$", "the scrypt of libxcrypt"),
    (r"\$S\$", "the SHA-512 of Drupal"),
    (r"\$wp\$", "the bcrypt of WordPress 6.8"),
    (r"\$sha1\$", "SHA-1-crypt"),
    (r"\$2x?\$", "an early bcrypt"),
    (r"\$bcrypt-sha256\$", "the bcrypt_sha256 of passlib"),
    (r"(pbkdf2|scrypt)[:$_]|\$pbkdf2|\$scrypt", "PBKDF2 or scrypt in another form"),
    (r"(md5|sha1|sha224|sha256|sha384|sha512)\$", "a digest such as md5$ or sha1$"),
    (r"\{\w[\w.-]*\}", "a kind of LDAP other than SSHA, SSHA256, SSHA512 and CRYPT"),
    (r"SCRAM-SHA-256\$", "SCRAM"),
    (r"\*[0-9A-Fa-f]{40}\Z", "the SHA-1 of MySQL"),
    (r"[0-9A-Fa-f]{32}\Z", "MD5 or NT in hex"),
    (r"([0-9A-Fa-f]{40}|[0-9A-Fa-f]{64}|[0-9A-Fa-f]{128})\Z", "a bare digest in hex"),
)
