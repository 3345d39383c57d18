"""One-time passwords from the RFC's text alone, so that the product is not checked by itself."""

import base64
import hashlib
import hmac
import struct
from datetime import datetime


def hotp(key: bytes, counter: int, digits: int = 6) -> str:
    """RFC 4226 section 5.3."""
    mac = hmac.digest(key, struct.pack(">Q", counter), hashlib.sha1)
    offset = mac[-1] & 15
    number = struct.unpack(">I", mac[offset : offset + 4])[0] & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def code(secret: str, at: datetime, *, steps: int = 0) -> str:
    """The code of a base32 secret at a moment, `steps` time steps later."""
    return hotp(base64.b32decode(secret), int(at.timestamp()) // 30 + steps)


def wrong_code(secret: str, at: datetime) -> str:
    """A well-formed code that fits no step within ten minutes of a moment."""
    near = {code(secret, at, steps=step) for step in range(-20, 21)}
    return next(text for text in (f"{n:06d}" for n in range(1000)) if text not in near)
