"""`GET /api/config`: what the page shows of this service.

It holds what anybody may know before a sign-in. No database is asked.
"""

from typing import Any

import marshmallow as ma
from marshmallow import fields

from app.config import Settings
from app.core.codes import CODES_OF_A_SET
from app.core.languages import languages
from app.extensions import settings
from app.web.api import Blueprint, guarded_as
from app.web.pages.logo import LOGO

blueprint = Blueprint("config", __name__)


def _number(meaning: str) -> fields.Integer:
    return fields.Integer(required=True, metadata={"description": meaning})


class Limits(ma.Schema):
    """How long things last, and how many there are."""

    halfLoginSeconds = _number("Life of a half-finished login")
    halfLoginAttempts = _number("Wrong codes that end a half-finished login")
    setupSeconds = _number("Life of a pending authenticator")
    verifyEmailSeconds = _number("Life of a link that verifies an address")
    resetSeconds = _number("Life of a link that sets a new password")
    emailChangeSeconds = _number("Life of a link that confirms a new address")
    trustedDeviceSeconds = _number("How long a trusted browser is not asked for a code")
    recoveryWaitSeconds = _number("How long a recovery without a code waits; 0: there is none")
    backupCodes = _number("Backup codes of one set")


class Config(ma.Schema):
    """What the page shows of this service, as its operator set it."""

    appName = fields.String(required=True)
    logo = fields.String(metadata={"description": "Where the picture is; left out without one"})
    registration = fields.String(
        required=True,
        metadata={"description": "`open`, `invited`, `closed`, or domains such as `@example.org`"},
    )
    support = fields.String(
        metadata={"description": "A mail address or URL for people who are locked out"}
    )
    languages = fields.List(fields.String(), required=True)
    passwordMinLength = _number("Characters that a new password has at least")
    passkeys = fields.Boolean(required=True)
    limits = fields.Nested(Limits, required=True)


@blueprint.get("/api/config")
@blueprint.response(200, Config)
@guarded_as("public")
def show() -> dict[str, Any]:
    """Return what a client shows of this service.

    This is its name, its figures, and whom to ask.
    """
    return seen(settings())


def seen(found: Settings) -> dict[str, Any]:
    """Return what anybody may see of the settings."""
    return {
        "appName": found.app_name,
        **({"logo": LOGO} if found.logo else {}),
        "registration": str(found.door),
        **({"support": found.support} if found.support else {}),
        "languages": list(languages()),
        "passwordMinLength": found.password_min_length,
        "passkeys": found.has_passkeys,
        "limits": {
            "halfLoginSeconds": found.half_login_seconds,
            "halfLoginAttempts": found.half_login_attempts,
            "setupSeconds": found.setup_seconds,
            "verifyEmailSeconds": found.verify_email_seconds,
            "resetSeconds": found.reset_seconds,
            "emailChangeSeconds": found.email_change_seconds,
            "trustedDeviceSeconds": found.trusted_device_seconds,
            "recoveryWaitSeconds": found.recovery_wait_seconds,
            "backupCodes": CODES_OF_A_SET,
        },
    }
