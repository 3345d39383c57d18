"""The shapes of the policy and its report on the wire."""

from datetime import UTC, date, datetime
from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from app.admin.schemas import PageQuery, next_page
from app.core.text import _
from app.policy.levels import LEVELS, WORDS
from app.policy.report import Reported, State
from app.policy.rows import Listed
from app.policy.service import MOST_DAYS
from app.web.schemas import Sentence, WholeNumber

_LONGEST_GROUP = 40
_STATES = [each.value for each in State]


class Moment(fields.Field[datetime]):
    """A moment with its zone, or a day in UTC."""

    def _deserialize(self, value: Any, *args: Any, **more: Any) -> datetime:
        try:
            found = datetime.fromisoformat(value)
            if date.fromisoformat(value[:10]).isoformat() == value:
                return found.replace(tzinfo=UTC)
            if found.tzinfo is not None:
                return found.astimezone(UTC)
        except (TypeError, ValueError, OverflowError):
            pass
        raise ma.ValidationError(_("Send a day, or a moment with its zone."))


class PolicyBody(ma.Schema):
    """One level for everybody, a role or a group.

    `admins` and `everyone` are words for `two_factor`. Without `from` and `grace` it holds now.
    `optional` with a group takes the group's policy away.
    """

    level = fields.String(required=True, validate=validate.OneOf(WORDS))
    group = fields.String(
        load_default=None,
        validate=validate.Length(min=1, max=_LONGEST_GROUP),
        metadata={"description": "A group or a role; everybody where left out", "example": "admin"},
    )
    from_ = Moment(
        data_key="from",
        load_default=None,
        metadata={"type": "string", "example": "2026-12-01", "description": "A day or a moment"},
    )
    grace = WholeNumber(
        load_default=0,
        validate=validate.Range(min=0, max=MOST_DAYS),
        metadata={"description": "Days that each person has from when they are told"},
    )
    version = WholeNumber(
        load_default=None,
        validate=validate.Range(min=0, max=2**31 - 1),
        metadata={"description": "The one that the caller saw; an older one is refused"},
    )


class PolicyItem(ma.Schema):
    """The policy of everybody, a role or a group."""

    group = fields.String(required=True, metadata={"example": "everyone"})
    level = fields.String(required=True, validate=validate.OneOf(LEVELS))
    from_ = fields.AwareDateTime(
        data_key="from",
        required=True,
        allow_none=True,
        metadata={"description": "Null where the setting TWO_FACTOR_POLICY holds"},
    )
    grace = fields.Integer(required=True)
    version = fields.Integer(
        required=True, metadata={"description": "Rises with each change; 0 for the setting"}
    )
    until = fields.String(
        validate=validate.OneOf(LEVELS),
        metadata={"description": "The weaker level that holds until the date, where there is one"},
    )


class PolicyList(ma.Schema):
    """The policies: everybody's first, then those of roles and of groups."""

    policies = fields.List(fields.Nested(PolicyItem), required=True)
    next = next_page()


class PolicyAnswer(PolicyList):
    """The policies after a change, and what came of it."""

    mailed = fields.Integer(required=True, metadata={"description": "Who was mailed their date"})
    stopped = fields.Integer(
        required=True, metadata={"description": "Who has to enrol before anything else"}
    )
    warnings = fields.List(Sentence(), required=True)


class ReportQuery(PageQuery):
    """A page of the report, of everybody or of one state."""

    state = fields.String(
        load_default=None, validate=validate.OneOf(_STATES), metadata={"example": "stopped"}
    )


class ReportedItem(ma.Schema):
    """One person, and how they stand to the policy."""

    id = fields.String(required=True)
    email = fields.String(required=True)
    name = fields.String(required=True)
    role = fields.String(required=True)
    groups = fields.List(fields.String(), required=True)
    level = fields.String(required=True, validate=validate.OneOf(LEVELS))
    state = fields.String(required=True, validate=validate.OneOf(_STATES))
    setUpBy = fields.AwareDateTime(
        required=True,
        allow_none=True,
        metadata={"description": "Null for `has_time` where the person was not told yet"},
    )


class Report(ma.Schema):
    """A page of people, and counts over all enabled accounts."""

    people = fields.List(fields.Nested(ReportedItem), required=True)
    counts = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        required=True,
        allow_none=True,
        metadata={"description": "Null on each page but the first"},
    )
    next = next_page()


def policy_json(each: Listed) -> dict[str, Any]:
    """Return a policy as the wire shows it."""
    found = {
        "group": each.group,
        "level": each.level,
        "from_": each.starts_at,
        "grace": each.grace_days,
        "version": each.version,
    }
    return found | ({"until": each.until} if each.until else {})


def reported_json(each: Reported) -> dict[str, Any]:
    """Return a person of the report as the wire shows them."""
    user = each.user
    return {
        "id": user.id,
        "email": user.email,
        "name": user.name,
        "role": user.role,
        "groups": list(user.groups),
        "level": each.level,
        "state": each.state.value,
        "setUpBy": each.due,
    }
