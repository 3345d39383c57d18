"""The shapes of invitations on the wire."""

import marshmallow as ma
from marshmallow import fields, validate

from app.admin.schemas import next_page
from app.core.addresses import normal_form
from app.invitations.issuing import LONGEST_SECONDS, MOST_USES, USUAL_SECONDS
from app.users.models import ROLES, USER
from app.web.schemas import WholeNumber
from app.web.words import checked_by


class InvitationBody(ma.Schema):
    """A new invitation.

    With `email` the link is mailed to that address, and nobody else sees it.
    """

    email = fields.String(
        validate=(validate.Length(max=320), checked_by(normal_form)), metadata={"format": "email"}
    )
    role = fields.String(load_default=USER, validate=validate.OneOf(ROLES))
    groups = fields.List(
        fields.String(validate=validate.Length(max=40)),
        load_default=list,
        validate=validate.Length(max=50),
    )
    expiresIn = WholeNumber(
        load_default=USUAL_SECONDS,
        validate=validate.Range(min=60, max=LONGEST_SECONDS),
        metadata={"description": "Seconds"},
    )
    uses = WholeNumber(load_default=1, validate=validate.Range(min=1, max=MOST_USES))


class IssuedAnswer(ma.Schema):
    """A new invitation.

    `link` is shown this once. It is missing where the link was mailed.
    """

    id = fields.String(required=True)
    link = fields.String()
    expiresAt = fields.AwareDateTime(required=True)


class InvitationItem(ma.Schema):
    """One invitation of the list."""

    id = fields.String(required=True)
    email = fields.String()
    role = fields.String(required=True)
    groups = fields.List(fields.String(), required=True)
    uses = fields.Integer(required=True, metadata={"description": "How many accounts it opens yet"})
    invitedBy = fields.String(required=True)
    createdAt = fields.String(required=True, metadata={"format": "date-time"})
    expiresAt = fields.String(required=True, metadata={"format": "date-time"})


class InvitationList(ma.Schema):
    """A page of live invitations, by id."""

    invitations = fields.List(fields.Nested(InvitationItem), required=True)
    next = next_page()
