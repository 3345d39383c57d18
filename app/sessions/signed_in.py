"""The answer of every finished login: the user and the policy."""

from typing import Any

from app.policy.answers import set_up_asked
from app.sessions.principal import Principal
from app.users.schemas import user_json


def signed_in_json(caller: Principal) -> dict[str, Any]:
    """Return the user of a finished login, and what is asked."""
    asked = set_up_asked(caller.user.id, caller.standing)
    return {"user": user_json(caller.user), **asked}
