"""How Flask's session cookie is signed and read: under the keys in force now (R71, R86)."""

from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface

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
