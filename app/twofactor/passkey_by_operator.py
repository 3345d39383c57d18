"""Removing a person's passkey for an operator."""

from app.audit.events import Event
from app.audit.service import record
from app.core.act import Act
from app.core.text import _
from app.db import write_tx
from app.db.versions import next_version
from app.factors.owned import factors_within
from app.mail.owners import tell_owner
from app.passkeys.keys import key_json, own_key
from app.sessions.service import end_challenges
from app.twofactor.removal import take_away
from app.users.service import lock_person


def remove_passkey(user_id: str, key_id: str, *, act: Act) -> bool:
    """Remove a passkey of an account.

    Returns whether it was the last factor. One of several: half-finished logins end. The last one:
    every session ends, and the next sign-in asks for a new factor, since the password alone would
    be enough otherwise. The owner gets a mail. Raises NotFound.
    """
    with write_tx() as tx:
        user = lock_person(tx, user_id, act=act)
        next_version(user, None)
        key = own_key(tx, user.id, key_id)
        named = key_json(key)["name"]
        tx.delete(key)
        tx.flush()
        record(tx, Event.PASSKEY_REMOVED, subject_id=user.id, act=act, factor=key_id)
        if not factors_within(tx, user.id).total:
            take_away(tx, user, act)
            return True
        end_challenges(tx, user.id)
        tell_owner(tx, user, _("removed your passkey “{name}”").format(name=named), act=act)
    return False
