"""The routes by which administrators act on a person.

Each is mailed to the person, with who did it and why.
"""

from typing import Any

from app.accounts import by_operator, help_desk
from app.accounts.directory import find_person
from app.accounts.factor_reset import reset_second_factor
from app.admin.acting import admin_act
from app.admin.user_act_schemas import ActAnswer, ActBody, GroupsBody, RoleBody
from app.admin.user_schemas import person_json
from app.core.act import Act
from app.core.errors import Conflict
from app.core.text import Text, _
from app.extensions import now
from app.groups import members
from app.sessions.guards import admin_write
from app.users.models import User
from app.web.api import Blueprint, refuses
from app.web.schemas import Answer

blueprint = Blueprint("admin_acts", __name__, url_prefix="/api/admin/users")


@blueprint.post("/<user_id>/disable")
@blueprint.response(200, ActAnswer)
@refuses(Conflict)
@admin_write
@blueprint.arguments(ActBody)
def disable(body: dict[str, Any], user_id: str) -> dict[str, Any]:
    """Disable an account; everything that is signed in ends.

    409 for one's own account, and for the last administrator who can sign in.
    """
    user = by_operator.disable(user_id, **_given(body))
    return _done(user, _("{email} is disabled."))


@blueprint.post("/<user_id>/enable")
@blueprint.response(200, ActAnswer)
@refuses(Conflict)
@admin_write
@blueprint.arguments(ActBody)
def enable(body: dict[str, Any], user_id: str) -> dict[str, Any]:
    """Enable a disabled account."""
    user = by_operator.enable(user_id, **_given(body))
    return _done(user, _("{email} is enabled."))


@blueprint.post("/<user_id>/unlock")
@blueprint.response(200, ActAnswer)
@refuses(Conflict)
@admin_write
@blueprint.arguments(ActBody)
def unlock(body: dict[str, Any], user_id: str) -> dict[str, Any]:
    """Forget the wrong passwords and codes of an account.

    Nobody is signed in by it. 409 for one's own account.
    """
    user = by_operator.unlock(user_id, **_given(body))
    return _done(user, _("{email} is unlocked."))


@blueprint.post("/<user_id>/sign-out")
@blueprint.response(200, ActAnswer)
@refuses(Conflict)
@admin_write
@blueprint.arguments(ActBody)
def sign_out(body: dict[str, Any], user_id: str) -> dict[str, Any]:
    """End every sign-in, trusted browser and app token of a person."""
    user = help_desk.sign_out(user_id, **_given(body))
    return _done(user, _("{email} is signed out everywhere."))


@blueprint.post("/<user_id>/reset-second-factor")
@blueprint.response(200, ActAnswer)
@refuses(Conflict)
@admin_write
@blueprint.arguments(ActBody)
def reset_factor(body: dict[str, Any], user_id: str) -> dict[str, Any]:
    """Remove every factor and the password of a person.

    Everything that is signed in ends. A link for a new password is mailed, and the next sign-in
    leads through the set-up of a factor, whatever the policy says. 409 where the factor is off, for
    one's own account, and for the last administrator who can sign in.
    """
    user = reset_second_factor(user_id, ends_password=True, **_given(body))
    return _done(user, _("The second factor of {email} is removed, and a link is on its way."))


@blueprint.post("/<user_id>/send-reset")
@blueprint.response(200, ActAnswer)
@refuses(Conflict)
@admin_write
@blueprint.arguments(ActBody)
def send_reset(body: dict[str, Any], user_id: str) -> dict[str, Any]:
    """Mail a person a link that sets a password.

    The present password works until then.
    """
    user = help_desk.send_reset(user_id, **_given(body))
    return _done(user, _("A link is on its way to {email}."))


@blueprint.post("/<user_id>/resend-verification")
@blueprint.response(200, ActAnswer)
@refuses(Conflict)
@admin_write
@blueprint.arguments(ActBody)
def resend_verification(body: dict[str, Any], user_id: str) -> dict[str, Any]:
    """Mail a person a new link that verifies the address.

    409 where the address is verified.
    """
    user = help_desk.resend_verification(user_id, **_given(body))
    return _done(user, _("A link is on its way to {email}."))


@blueprint.post("/<user_id>/role")
@blueprint.response(200, ActAnswer)
@refuses(Conflict)
@admin_write
@blueprint.arguments(RoleBody)
def set_role(body: dict[str, Any], user_id: str) -> dict[str, Any]:
    """Give a person another role; everything that is signed in ends.

    All administrators are mailed. 409 for one's own account, and for the last administrator who can
    sign in.
    """
    user = by_operator.set_role(user_id, body["role"], **_given(body))
    return _done(user, _("{email} has the role {role}."))


@blueprint.post("/<user_id>/groups")
@blueprint.response(200, ActAnswer)
@refuses(Conflict)
@admin_write
@blueprint.arguments(GroupsBody)
def set_groups(body: dict[str, Any], user_id: str) -> dict[str, Any]:
    """Let a person belong to these groups alone; their sessions stay."""
    user = members.assign(user_id, body["groups"], **_given(body))
    return _done(user, _("The groups of {email} are changed."))


@blueprint.post("/<user_id>/delete")
@blueprint.response(200, Answer)
@refuses(Conflict)
@admin_write
@blueprint.arguments(ActBody)
def delete(body: dict[str, Any], user_id: str) -> dict[str, Any]:
    """Delete an account and everything that belongs to it but its history.

    409 for one's own account, and for the last administrator who can sign in.
    """
    user = by_operator.delete(user_id, **_given(body))
    return {"message": _("{email} is deleted.").format(email=user.email)}


def _given(body: dict[str, Any]) -> dict[str, Any]:
    """Return what every act takes: the seen version, and the act."""
    act: Act = admin_act(body["reason"])
    return {"version": body["version"], "act": act}


def _done(user: User, told: Text) -> dict[str, Any]:
    message = told.format(email=user.email, role=user.role)
    return {"message": message, "user": person_json(find_person(user.id, now()))}
