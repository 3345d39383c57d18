"""How Flask's session cookie is signed and read: under the keys in force now (R71, R86)."""

import time
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Any, NamedTuple, cast

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.sansio.http import parse_cookie

from app.core.signing import BadData, KeepingSerializer
from app.extensions import Runtime
from app.web.exchange import Environ, exchange_of

_FRESH_SECONDS = 0.01


class RotatingSessionInterface(SecureCookieSessionInterface):
    """Flask's own, but for the keys: `app.config` holds those of the start, which may be old."""

    def __init__(self) -> None:
        """Begin without a serializer; one is made for each set of keys."""
        self._made: tuple[tuple[str, ...], KeepingSerializer] | None = None
        self._fresh_until = 0.0

    def get_signing_serializer(self, app: Flask) -> KeepingSerializer:
        """Return the serializer of Flask's session; the newest key signs, every key verifies."""
        runtime: Runtime = app.extensions["second_lock"]
        looked, keys, made = time.monotonic(), runtime.keys.secret_key, self._made
        if made is None or made[0] != keys:
            made = self._made = (keys, self._make(keys))
        self._fresh_until = looked + _FRESH_SECONDS
        return made[1]

    def held(self, app: Flask, environ: Environ) -> Mapping[str, Any]:
        """Return what the session cookie of a request holds; nothing where it is not well signed.

        However old it is: the session's row tells its age. Flask would refuse a cookie whose time
        is a second ahead of this node's clock, and so sign out whoever came from a node whose
        clock is a little faster (F06).
        """
        sent = sent_cookies(environ).lone.get(self.get_cookie_name(app))
        if not sent:
            return {}
        try:
            # The signature first: what is not ours is never unpacked, however small it looks.
            return self._read(app, sent)
        except BadData:
            return {}

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        """Return Flask's session of a request."""
        return self.session_class(self.held(app, request.environ))

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Set the cookie where the session changed, as Flask does. Where it was only read, say so
        without the dozen questions that Flask asks before.

        Flask-Login reads the session after each request. Pages and files are the same for
        everybody: a cache must not keep one for each cookie.
        """
        if not session.modified and not exchange_of(request.environ).is_api:
            return
        if session.modified or "Vary" in response.headers:
            super().save_session(app, session, response)
        elif session.accessed:
            response.headers.add("Vary", "Cookie")

    def _read(self, app: Flask, sent: str) -> Mapping[str, Any]:
        """Return what was signed; raises BadData. The look whether there are other keys hands the
        interpreter on: of requests that come at once, the first looks for all."""
        made = self._made
        if made is not None and time.monotonic() < self._fresh_until:
            with suppress(BadData):  # perhaps of a key that has come since
                return made[1].read(sent)
        return self.get_signing_serializer(app).read(sent)

    def _make(self, keys: tuple[str, ...]) -> KeepingSerializer:
        return KeepingSerializer(
            list(reversed(keys)),  # itsdangerous signs with the last key
            salt=self.salt,
            serializer=self.serializer,
            signer_kwargs={
                "key_derivation": self.key_derivation,
                "digest_method": self.digest_method,
            },
        )


Cookies = ImmutableMultiDict[str, str]
_LONGEST_KEPT = 1024


class SentCookies(NamedTuple):
    """All as they were sent, those of one name in their order; and those whose name came once."""

    every: Cookies
    lone: Cookies


def sent_cookies(environ: Environ) -> SentCookies:
    """Return the cookies of a request."""
    header = environ.get("HTTP_COOKIE", "")
    return _parsed_lately(header) if len(header) <= _LONGEST_KEPT else _parsed(header)


def _parsed(header: str) -> SentCookies:
    every = cast(Cookies, parse_cookie(header, cls=ImmutableMultiDict))
    lone = ((name, values[0]) for name, values in every.lists() if len(values) == 1)
    return SentCookies(every, ImmutableMultiDict(lone))


# A browser sends the same header with every request.
_parsed_lately = lru_cache(maxsize=512)(_parsed)
