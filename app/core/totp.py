"""Time-based one-time passwords (RFC 6238), with time and secret as arguments."""

import base64
import binascii
import hashlib
import hmac
import math
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from urllib.parse import quote, urlencode

import pyotp

_DIGESTS = {"SHA1": hashlib.sha1, "SHA256": hashlib.sha256, "SHA512": hashlib.sha512}
# RFC 4226 R6: 128 bits at least. A shorter secret was imported, and its owner is asked to renew it.
_ENOUGH_BYTES = 16
_FEWEST_BYTES, _MOST_BYTES = 5, 80
_SHORTEST_PERIOD, _LONGEST_PERIOD = 15, 120


@dataclass(frozen=True)
class Totp:
    """One authenticator: base32 secret and the parameters of its codes.

    `period` is in seconds.
    """

    secret: str = field(repr=False)
    algorithm: str = "SHA1"
    digits: int = 6
    period: int = 30

    @property
    def is_weak(self) -> bool:
        """Whether the secret has fewer than 128 bits."""
        return len(_bytes_of(self.secret)) < _ENOUGH_BYTES

    def code(self, step: int) -> str:
        """Return the code of one time step (RFC 4226 section 5.3)."""
        return self._maker.generate_otp(step)

    def step_at(self, now: datetime) -> int:
        """Return the time step of a moment (RFC 6238 section 4.2).

        A step is the number of whole periods since 1970.
        """
        return int(now.timestamp()) // self.period

    def match(self, code: str, *, steps: range) -> int | None:
        """Return the newest step of `steps` whose code equals `code`, or None.

        Every code is computed, so that the time does not tell which step matched (R89).
        """
        found = None
        for step in steps:
            if hmac.compare_digest(self.code(step), code):
                found = step
        return found

    def seconds_until(self, step: int, now: datetime) -> int:
        """Return the seconds until a step begins, rounded up; 0 once begun."""
        return max(0, math.ceil(step * self.period - now.timestamp()))

    @cached_property
    def _maker(self) -> pyotp.TOTP:
        return pyotp.TOTP(
            _lengthened(self.secret),
            digits=self.digits,
            digest=_DIGESTS[self.algorithm],
            interval=self.period,
        )


def imported(secret: str, *, algorithm: str = "SHA1", digits: int = 6, period: int = 30) -> Totp:
    """Return an authenticator of other software.

    Its base32 secret is brought into one spelling. Raises ValueError, whose text never holds the
    secret.
    """
    bare = "".join(secret.split()).replace("-", "").rstrip("=").upper()
    try:
        raw = _bytes_of(bare)
    except (binascii.Error, ValueError):
        raise ValueError("the secret is not base32") from None
    if not _FEWEST_BYTES <= len(raw) <= _MOST_BYTES:
        raise ValueError("the secret is shorter than 40 bits or longer than 640")
    if algorithm not in _DIGESTS or digits not in (6, 8):
        raise ValueError("the algorithm is not SHA1, SHA256 or SHA512, or digits are not 6 or 8")
    if not _SHORTEST_PERIOD <= period <= _LONGEST_PERIOD:
        raise ValueError("the period is not between 15 and 120 seconds")
    return Totp(secret_of(raw), algorithm=algorithm, digits=digits, period=period)


def secret_of(raw: bytes) -> str:
    """Return the base32 spelling of a secret, without padding."""
    return base64.b32encode(raw).decode().rstrip("=")


def new_secret() -> str:
    """Return 160 random bits as 32 base32 characters (RFC 4226 R6, R10)."""
    return pyotp.random_base32(32)


def provisioning_uri(totp: Totp, *, issuer: str, account: str) -> str:
    """Return the `otpauth://` URI of the Key URI Format (R11).

    Every part is percent-encoded. The format takes no colon in the issuer, because an app cuts the
    label at the first one: a space stands in its place.
    """
    name = " ".join(issuer.replace(":", " ").split())
    query = urlencode(
        {
            "secret": totp.secret,
            "issuer": name,
            "algorithm": totp.algorithm,
            "digits": totp.digits,
            "period": totp.period,
        },
        quote_via=quote,
    )
    return f"otpauth://totp/{quote(name, safe='')}:{quote(account, safe='@')}?{query}"


def _bytes_of(secret: str) -> bytes:
    return base64.b32decode(secret + "=" * (-len(secret) % 8))


def _lengthened(secret: str) -> str:
    # pyotp refuses a secret below 112 bits. HMAC pads short keys with zeros itself (RFC 2104
    # section 2), so that the codes stay the same.
    raw = _bytes_of(secret)
    return secret if len(raw) >= _ENOUGH_BYTES else secret_of(raw.ljust(_ENOUGH_BYTES, b"\0"))
