"""The shapes of people on the wire, as administrators see them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from app.accounts.directory import Person
from app.admin.schemas import next_page, version
from app.core.assurance import PASSKEY, TOTP
from app.core.devices import describe_device
from app.forward_auth.token_schemas import AppTokenItem
from app.policy.levels import LEVELS
from app.sessions.models import COOKIE, TOKEN, AuthSession, TrustedDevice
from app.users.models import ROLES
from app.web.schemas import Sentence


class FactorOfPerson(ma.Schema):
    """One authenticator app or passkey, without its secret."""

    id = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf([TOTP, PASSKEY]))
    name = Sentence(required=True)
    createdAt = fields.AwareDateTime(required=True)
    lastUsedAt = fields.AwareDateTime(required=True, allow_none=True)


class PersonItem(ma.Schema):
    """One person of a list."""

    id = fields.String(required=True)
    email = fields.String(required=True)
    name = fields.String(required=True)
    role = fields.String(required=True, validate=validate.OneOf(ROLES))
    groups = fields.List(fields.String(), required=True)
    emailVerified = fields.Boolean(required=True)
    disabled = fields.Boolean(required=True)
    locked = fields.Boolean(
        required=True, metadata={"description": "Too many wrong codes: none is taken now"}
    )
    authenticators = fields.List(fields.Nested(FactorOfPerson), required=True)
    lastSeenAt = fields.AwareDateTime(
        required=True,
        allow_none=True,
        metadata={"description": "null where nobody ever signed in"},
    )
    createdAt = fields.AwareDateTime(required=True)
    version = version()


class PersonList(ma.Schema):
    """A page of people, oldest account first."""

    users = fields.List(fields.Nested(PersonItem), required=True)
    next = next_page()


class PolicyStanding(ma.Schema):
    """What the policy asks of a person."""

    level = fields.String(required=True, validate=validate.OneOf(LEVELS))
    required = fields.Boolean(required=True)
    setUpBy = fields.AwareDateTime(
        required=True,
        allow_none=True,
        metadata={
            "description": "Until when they have time; null where it holds already, where nothing "
            "is asked, or where the person was not told yet"
        },
    )


class WholePerson(PersonItem):
    """One person, with all that administrators see."""

    locale = fields.String(
        required=True, metadata={"description": "The language of mails; empty where nobody chose"}
    )
    twoFactorEnabled = fields.Boolean(required=True)
    backupCodesRemaining = fields.Integer(required=True)
    mustEnrol = fields.Boolean(
        required=True, metadata={"description": "Has to set up a second factor at any rate"}
    )
    pendingEmail = fields.String(
        metadata={"description": "The address that a change waits to be confirmed from, if any"}
    )
    standing = fields.Nested(PolicyStanding, required=True)


class PersonAnswer(ma.Schema):
    """One person."""

    user = fields.Nested(WholePerson, required=True)


class SessionOfPerson(ma.Schema):
    """One open session; `id` is no credential."""

    id = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf([COOKIE, TOKEN]))
    device = fields.String(required=True, metadata={"example": "Firefox on Linux"})
    ip = fields.String(required=True)
    createdAt = fields.AwareDateTime(required=True)
    lastSeenAt = fields.AwareDateTime(required=True)
    amr = fields.List(fields.String(), required=True, metadata={"example": ["password", "totp"]})


class BrowserOfPerson(ma.Schema):
    """One trusted browser; `id` is no credential."""

    id = fields.String(required=True)
    device = fields.String(required=True, metadata={"example": "Firefox on Linux"})
    ip = fields.String(required=True)
    createdAt = fields.AwareDateTime(required=True)
    lastUsedAt = fields.AwareDateTime(required=True)


class SessionsOfPerson(ma.Schema):
    """Where a person is signed in, trusted browsers and app tokens.

    The last seen and the newest come first.
    """

    sessions = fields.List(fields.Nested(SessionOfPerson), required=True)
    trustedBrowsers = fields.List(fields.Nested(BrowserOfPerson), required=True)
    appTokens = fields.List(fields.Nested(AppTokenItem), required=True)
    next = next_page()


def person_json(person: Person) -> dict[str, Any]:
    """Return a person as lists and answers show them."""
    user = person.user
    return {
        "id": user.id,
        "email": user.email,
        "name": user.name,
        "role": user.role,
        "groups": list(user.groups),
        "emailVerified": user.email_verified_at is not None,
        "disabled": user.disabled_at is not None,
        "locked": person.is_locked,
        "authenticators": person.authenticators,
        "lastSeenAt": person.last_seen_at,
        "createdAt": user.created_at,
        "version": user.version,
    }


def whole_json(
    person: Person,
    status: Mapping[str, Any],
    pending_email: str | None,
    set_up_by: datetime | None,
) -> dict[str, Any]:
    """Return a person with all that administrators see.

    `status` is what `twofactor.service.status` returns, `set_up_by` what `policy.report.date_of`
    does.
    """
    user = person.user
    standing = {"level": status["level"], "required": status["required"], "setUpBy": set_up_by}
    return {
        **person_json(person),
        "locale": user.locale,
        "twoFactorEnabled": status["enabled"],
        "backupCodesRemaining": status["backupCodesRemaining"],
        "mustEnrol": user.must_enrol_at is not None,
        "standing": standing,
        **({"pendingEmail": pending_email} if pending_email else {}),
    }


def session_json(row: AuthSession) -> dict[str, Any]:
    """Return a session as administrators see it."""
    seen = {"kind": row.kind, "lastSeenAt": row.last_seen_at, "amr": row.amr}
    return {**_place(row), **seen}


def browser_json(row: TrustedDevice) -> dict[str, Any]:
    """Return a trusted browser as administrators see it."""
    return {**_place(row), "lastUsedAt": row.last_used_at}


def _place(row: AuthSession | TrustedDevice) -> dict[str, Any]:
    return {
        "id": row.id,
        "device": describe_device(row.user_agent),
        "ip": row.ip,
        "createdAt": row.created_at,
    }
