"""The signature of the session cookie, for a test that reads one or writes one itself."""

from flask import Flask

from app.core.signing import KeepingSerializer
from app.web.session_cookie import RotatingSessionInterface


def signer_of(app: Flask) -> KeepingSerializer:
    """Return what signs the session cookies of an application."""
    interface = app.session_interface
    assert isinstance(interface, RotatingSessionInterface)
    return interface.get_signing_serializer(app)
