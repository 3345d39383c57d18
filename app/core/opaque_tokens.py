"""Random ids and bearer secrets; a secret is stored as its hash alone (ASVS 7.2.3, 11.5.1)."""

import hashlib
import re
import secrets

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def new_id() -> str:
    """Return an opaque public id of 128 random bits; it opens nothing by itself."""
    # Operators type ids: one that begins with a dash would be taken for an option.
    while (made := secrets.token_urlsafe(16)).startswith("-"):
        pass
    return made


def new_token() -> str:
    """Return a bearer secret of 256 random bits as 43 URL-safe characters."""
    return secrets.token_urlsafe(32)


def is_token(text: str) -> bool:
    """Tell whether a text has the shape of `new_token()`: only then is it worth a look."""
    return _TOKEN.fullmatch(text) is not None


def digest(token: str) -> str:
    """Return the SHA-256 of a token as 64 hex characters: safe for 256 random bits without salt."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
