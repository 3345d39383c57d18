"""Flask's session cookie, signed and read under the current keys (R71, R86)."""

import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin

from app.core.signing import BadData, KeepingSerializer
from app.extensions import Runtime
from app.web.exchange import Environ, exchange_of
from app.web.sent_cookies import sent_cookies

_FRESH_SECONDS = 0.01


class RotatingSessionInterface(SecureCookieSessionInterface):
    """Flask's session interface with the keys in force.

    `app.config` holds the keys of the start, which may be old.
    """

    def __init__(self) -> None:
        """Start without a serializer; each set of keys gets one."""
        self._made: tuple[tuple[str, ...], KeepingSerializer] | None = None
        self._fresh_until = 0.0

    def get_signing_serializer(self, app: Flask) -> KeepingSerializer:
        """Return the serializer of Flask's session for the current keys.

        The newest key signs, every key verifies.
        """
        runtime: Runtime = app.extensions["second_lock"]
        looked, keys, made = time.monotonic(), runtime.keys.secret_key, self._made
        if made is None or made[0] != keys:
            made = self._made = (keys, self._make(keys))
        self._fresh_until = looked + _FRESH_SECONDS
        return made[1]

    def held(self, app: Flask, environ: Environ) -> Mapping[str, Any]:
        """Return the session cookie's content, empty if the signature is wrong.

        The cookie may be of any age, because the session's row holds the age. Flask would refuse a
        cookie whose time is a second ahead of this node's clock, and so sign out users whose
        cookie is from a node with a faster clock (F06).
        """
        sent = sent_cookies(environ).lone.get(self.get_cookie_name(app))
        if not sent:
            return {}
        try:
            # The signature is checked first, so that no foreign content is ever unpacked.
            return self._read(app, sent)
        except BadData:
            return {}

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        """Return Flask's session of a request."""
        return self.session_class(self.held(app, request.environ))

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Set the cookie where the session changed, as Flask does.

        Where the session was only read, add `Vary: Cookie` without Flask's dozen checks.
        Flask-Login reads the session after each request. Pages and files are the same for every
        user and get no `Vary`, so that a cache does not keep one copy for each cookie.
        """
        if not session.modified and not exchange_of(request.environ).is_api:
            return
        if session.modified or "Vary" in response.headers:
            super().save_session(app, session, response)
        elif session.accessed:
            response.headers.add("Vary", "Cookie")

    def _read(self, app: Flask, sent: str) -> Mapping[str, Any]:
        """Return the signed content; raises BadData.

        The look at the key file releases the GIL. Of requests that come at once, the first looks,
        and the others use its serializer for 10 ms.
        """
        made = self._made
        if made is not None and time.monotonic() < self._fresh_until:
            with suppress(BadData):  # perhaps signed by a newer key
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
