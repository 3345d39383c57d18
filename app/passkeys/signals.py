"""What a browser may be told, so that it forgets dead passkeys."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.extensions import db, settings
from app.passkeys.fence import fenced_at
from app.passkeys.keys import usable_keys
from app.users.models import User


def signal_for(user_id: str, now: datetime) -> dict[str, Any] | None:
    """Return the arguments of a browser's signal, or None (P12).

    The result is None for a user who never had a passkey, and on the day after a restored backup.
    """
    handle = db.session.scalar(select(User.passkey_handle).where(User.id == user_id))
    if handle is None or not settings().has_passkeys:
        return None
    # A restored backup lacks the keys that are newer than itself. A browser that was told to forget
    # such a key could not bring it back.
    if fenced_at(db.session(), now) is not None:
        return None
    ids = [each.credential_id for each in usable_keys(user_id)]
    return {
        "rpId": settings().passkey_host,
        "userId": handle,
        "allAcceptedCredentialIds": ids,
    }
