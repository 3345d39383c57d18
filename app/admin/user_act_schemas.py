"""The shapes of acts of administrators on a person."""

from marshmallow import fields, validate

from app.admin.schemas import ReasonBody, version
from app.admin.user_schemas import PersonItem
from app.core.group_names import LONGEST
from app.groups.members import MOST_GROUPS
from app.users.models import ROLES
from app.web.schemas import Answer


class ActBody(ReasonBody):
    """Why, and the version of the person that the caller saw."""

    version = version()


class RoleBody(ActBody):
    """Another role."""

    role = fields.String(required=True, validate=validate.OneOf(ROLES))


class GroupsBody(ActBody):
    """All groups that the person is in from then on."""

    groups = fields.List(
        fields.String(validate=validate.Length(max=LONGEST)),
        required=True,
        validate=validate.Length(max=MOST_GROUPS),
        metadata={"example": ["editors", "wiki"]},
    )


class ActAnswer(Answer):
    """What was done, and the person as they are now."""

    user = fields.Nested(PersonItem, required=True)
