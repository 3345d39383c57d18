"""What an Authorization header holds for us (RFC 6750, RFC 7617).

A header of another kind belongs to the app behind the proxy (T06).
"""

import binascii
from base64 import b64decode
from typing import NamedTuple
from urllib.parse import unquote_plus

from app.core.scannable_secrets import APP_TOKEN
from app.web.exchange import Environ


class Basic(NamedTuple):
    """A name and a password, as they were sent."""

    name: str
    password: str


def sent_basic(environ: Environ) -> Basic | None:
    """Return the name and the password of Basic, or None."""
    scheme, _, sent = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        plain = b64decode(sent.strip().encode("latin-1"), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeError):
        return None
    name, colon, password = plain.partition(":")
    return Basic(name, password) if colon else None


def sent_client(environ: Environ) -> Basic | None:
    """Return the id and the secret of a client, or None.

    Both are encoded as in a form (RFC 6749, 2.3.1).
    """
    sent = sent_basic(environ)
    return Basic(unquote_plus(sent.name), unquote_plus(sent.password)) if sent else None


def may_be_browsers(environ: Environ) -> bool:
    """Tell whether a browser may have sent a request.

    A browser that is asked for Basic shows a box of its own, where people type their password.
    """
    if any(name.startswith("HTTP_SEC_FETCH_") for name in environ):
        return True
    return "text/html" in environ.get("HTTP_ACCEPT", "").lower()


def sent_app_token(environ: Environ) -> str | None:
    """Return the app token of a request, or None.

    It is a bearer token, or the password of Basic with any name. Its prefix alone makes it ours, so
    that one that has ended is not taken for a credential of the app.
    """
    header = environ.get("HTTP_AUTHORIZATION")
    if not header:
        return None
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer":
        basic = sent_basic(environ)
        token = basic.password if basic else ""
    token = token.strip()
    return token if token.startswith(APP_TOKEN) else None
