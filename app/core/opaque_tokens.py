"""Random ids and bearer secrets (ASVS 7.2.3, 11.5.1).

The database stores only the hash of a secret.
"""

import hashlib
import hmac
import re
import secrets

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def new_id() -> str:
    """Return an opaque public id of 128 random bits.

    An id grants no access by itself.
    """
    # Operators type ids, and a command would read a leading dash as an option.
    while (made := secrets.token_urlsafe(16)).startswith("-"):
        pass
    return made


def new_token() -> str:
    """Return a bearer secret of 256 random bits as 43 URL-safe characters."""
    return secrets.token_urlsafe(32)


def random_text(signs: str, length: int) -> str:
    """Return so many of `signs`, each drawn at random."""
    return "".join(secrets.choice(signs) for _ in range(length))


def is_token(text: str) -> bool:
    """Tell whether a text has the shape of `new_token()`.

    Callers query the database only for such a text.
    """
    return _TOKEN.fullmatch(text) is not None


def digest(token: str) -> str:
    """Return the SHA-256 of a token as 64 hex characters.

    A token of 256 random bits needs no salt.
    """
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def is_same_digest(token: str, stored: str) -> bool:
    """Tell in constant time whether a token has a stored digest."""
    return hmac.compare_digest(digest(token), stored)
