"""The passkeys of a user: adding, listing, describing, noting a use."""

from collections.abc import Sequence
from datetime import datetime
from secrets import token_urlsafe
from typing import Any

from sqlalchemy import Select, and_, literal, or_, select, update
from sqlalchemy.orm import Session

from app.core.errors import Conflict, InvalidPasskey, NotFound
from app.core.opaque_tokens import new_id
from app.core.text import _
from app.db import rows_changed
from app.db.upsert import insert
from app.extensions import db, settings
from app.factors.models import Passkey
from app.passkeys.ceremonies import NewKey, Proof
from app.passkeys.challenges import SECOND_STEP, STEP_UP
from app.passkeys.providers import provider_of
from app.users.models import User

MOST_KEYS = 20  # `excludeCredentials` names them all
_HANDLE_BYTES = 32


class CounterWentBack(InvalidPasskey):
    """The counter of a single-device key was not higher than before (P06)."""

    def __init__(self, key: Passkey) -> None:
        """Take the key."""
        super().__init__()
        self.key = key


def list_keys(user_id: str) -> Sequence[Passkey]:
    """Return the passkeys of a user, oldest first.

    Those of former hosts are among them.
    """
    return db.session.scalars(_keys_of(user_id)).all()


def usable_keys(user_id: str) -> Sequence[Passkey]:
    """Return the passkeys that a user can use at this host."""
    here = Passkey.rp_id == settings().passkey_host
    return db.session.scalars(_keys_of(user_id).where(here)).all()


def find_key(credential_id: str) -> Passkey | None:
    """Return the passkey of a credential id, or None."""
    return db.session.scalar(select(Passkey).where(Passkey.credential_id == credential_id))


def own_key(tx: Session, user_id: str, key_id: str) -> Passkey:
    """Return a passkey of a user, locked; raises NotFound."""
    own = select(Passkey).where(Passkey.id == key_id, Passkey.user_id == user_id)
    found = tx.scalar(own.with_for_update().execution_options(populate_existing=True))
    if found is None:
        raise NotFound(_("You have no such passkey."))
    return found


def key_json(key: Passkey) -> dict[str, Any]:
    """Return a passkey as its owner sees it."""
    provider = provider_of(key.aaguid)
    return {
        "id": key.id,
        "kind": "passkey",
        "name": key.name or provider or _("Passkey"),
        **({"provider": provider} if provider else {}),
        "createdAt": key.created_at,
        "lastUsedAt": key.last_used_at,
        "synced": key.backup_eligible,
        "madeFor": key.rp_id,
        "usableHere": key.rp_id == settings().passkey_host,
    }


def descriptor(key: Passkey) -> dict[str, Any]:
    """Return a passkey as ceremonies name it (WebAuthn Level 3, 5.8.3)."""
    named = {"type": "public-key", "id": key.credential_id}
    return named | ({"transports": key.transports.split()} if key.transports else {})


def handle_of(tx: Session, user: User) -> str:
    """Return the user handle of a locked user; make a missing one.

    It is random, because an authenticator shows it to its holder (WebAuthn Level 3, 14.6.1).
    """
    if user.passkey_handle is None:
        user.passkey_handle = token_urlsafe(_HANDLE_BYTES)
        tx.flush()
    return user.passkey_handle


def add_key(tx: Session, user: User, new: NewKey, *, name: str, now: datetime) -> Passkey:
    """Store the new passkey of a locked user and return it (P07).

    Raises Conflict past `MOST_KEYS`, and InvalidPasskey where any user has its id already.
    """
    if len(tx.scalars(_keys_of(user.id)).all()) >= MOST_KEYS:
        raise Conflict(_("You have {count} passkeys. Remove one first.").format(count=MOST_KEYS))
    values = {
        "id": new_id(),
        "user_id": user.id,
        "credential_id": new.credential_id,
        "public_key": new.public_key,
        "rp_id": settings().passkey_host,
        "name": name,
        "aaguid": new.aaguid,
        "transports": " ".join(new.transports),
        "sign_count": new.sign_count,
        "backup_eligible": new.backup_eligible,
        "backed_up": new.backed_up,
        "uv_initialized": new.user_verified,
        "needs_password": False,
        "created_at": now,
    }
    row = insert(tx, Passkey).values(**values)
    made = row.on_conflict_do_nothing(index_elements=["credential_id"]).returning(Passkey)
    added: Passkey | None = tx.scalar(made)
    if added is None:
        raise InvalidPasskey
    return added


def note_use(tx: Session, key: Passkey, proof: Proof, purpose: str, now: datetime) -> bool:
    """Note by one conditional write that a key signed.

    A step-up alone may raise `uv_initialized` (P05; WebAuthn Level 3, 7.2). A second step came
    after the password, so that the key opens the account alone again. Returns False where the
    counter of a synced key was not higher: its devices may count apart. Raises CounterWentBack
    where that of a single-device key was not: a copy may exist.
    """
    values: dict[str, Any] = {"backed_up": proof.backed_up, "last_used_at": now}
    if purpose == STEP_UP and proof.user_verified:
        values["uv_initialized"] = True
    if purpose == SECOND_STEP:
        values["needs_password"] = False
    rises = or_(
        Passkey.sign_count < proof.sign_count,
        and_(Passkey.sign_count == 0, literal(proof.sign_count) == 0),
    )
    itself = update(Passkey).where(Passkey.id == key.id)
    risen = itself.where(rises).values(sign_count=proof.sign_count, **values)
    if rows_changed(tx, risen) == 1:
        return True
    if not key.backup_eligible:
        raise CounterWentBack(key)
    tx.execute(itself.values(**values))
    return False


def need_password(tx: Session, user_id: str) -> None:
    """Let each passkey of a user follow the password once.

    Before that it signs nobody in alone. A thief who knew the old password may have added one. The
    new password, which a mailed link sets, must shut them out as it does a thief with an app.
    """
    tx.execute(update(Passkey).where(Passkey.user_id == user_id).values(needs_password=True))


def _keys_of(user_id: str) -> Select[Passkey]:
    own = select(Passkey).where(Passkey.user_id == user_id)
    return own.order_by(Passkey.created_at, Passkey.id)
