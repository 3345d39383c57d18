"""How Flask's session cookie is signed and read: under the keys in force now (R71, R86)."""

from typing import Any

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

from app.extensions import Runtime


class RotatingSessionInterface(SecureCookieSessionInterface):
    """Flask's own, but for the keys: `app.config` holds those of the start, which may be old."""

    def get_signing_serializer(self, app: Flask) -> Any:
        """Return the serializer of Flask's session; the newest key signs, every key verifies."""
        runtime: Runtime = app.extensions["second_lock"]
        serializer = super().get_signing_serializer(app)
        assert serializer is not None
        # itsdangerous signs with the last key; the list is replaced in one step, never mixed.
        serializer.secret_keys = [key.encode() for key in reversed(runtime.keys.secret_key)]
        return serializer

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        """Return what a well-signed cookie holds, however old: the session's row tells its age.

        Flask would refuse a cookie whose time is a second ahead of this node's clock, and so sign
        out whoever came from a node whose clock is a little faster (F06).
        """
        sent = request.cookies.get(self.get_cookie_name(app))
        if not sent:
            return self.session_class()
        is_ours, held = self.get_signing_serializer(app).loads_unsafe(sent)
        return self.session_class(held if is_ours else {})
