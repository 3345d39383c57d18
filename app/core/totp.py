"""Time-based one-time passwords (RFC 6238), with time and secret as arguments."""

import hashlib
import hmac
import math
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote, urlencode

import pyotp

_DIGESTS = {"SHA1": hashlib.sha1, "SHA256": hashlib.sha256, "SHA512": hashlib.sha512}


@dataclass(frozen=True)
class Totp:
    """One authenticator: base32 secret and how it makes codes."""

    secret: str = field(repr=False)
    algorithm: str = "SHA1"
    digits: int = 6
    period: int = 30

    def code(self, step: int) -> str:
        """Return the code of one time step (RFC 4226 section 5.3)."""
        maker = pyotp.TOTP(
            self.secret,
            digits=self.digits,
            digest=_DIGESTS[self.algorithm],
            interval=self.period,
        )
        return maker.generate_otp(step)

    def step_at(self, now: datetime) -> int:
        """Return the time step of a moment: whole periods since 1970 (RFC 6238 section 4.2)."""
        return int(now.timestamp()) // self.period

    def match(self, code: str, *, steps: range) -> int | None:
        """Return the newest step of `steps` whose code equals `code`, or None.

        Every step is computed, so that the time taken does not tell which one matched (R89).
        """
        found = None
        for step in steps:
            if hmac.compare_digest(self.code(step), code):
                found = step
        return found

    def seconds_until(self, step: int, now: datetime) -> int:
        """Return the seconds, rounded up, until a step begins; 0 when it has begun."""
        return max(0, math.ceil(step * self.period - now.timestamp()))


def new_secret() -> str:
    """Return 160 random bits as 32 base32 characters (RFC 4226 R6, R10)."""
    return pyotp.random_base32(32)


def provisioning_uri(totp: Totp, *, issuer: str, account: str) -> str:
    """Return the `otpauth://` URI of the Key URI Format, every part percent-encoded (R11)."""
    query = urlencode(
        {
            "secret": totp.secret,
            "issuer": issuer,
            "algorithm": totp.algorithm,
            "digits": totp.digits,
            "period": totp.period,
        },
        quote_via=quote,
    )
    return f"otpauth://totp/{quote(issuer, safe='')}:{quote(account, safe='@')}?{query}"
