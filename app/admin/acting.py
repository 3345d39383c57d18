"""The act of the administrator who makes the current request."""

from app.core.act import Act, Actor
from app.sessions.guards import principal
from app.web.exchange import current_act


def admin_act(reason: str = "") -> Act:
    """Return the act of the caller.

    Its row and its mail name who acted, and why.
    """
    act, user = current_act(), principal().user
    known_as = f"{user.name} ({user.email})" if user.name.strip() else user.email
    by = Actor(user.id, known_as, user.token_version)
    return Act(act.origin, act.now, by=by, reason=reason)
