"""Writes authenticators and passkeys of a file as rows of an account."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.sealed import seal
from app.extensions import db, settings
from app.factors.models import LIVE, Passkey, TotpSecret
from app.transfer.kept import KeptApp, KeptPasskey
from app.transfer.records import Record
from app.users.models import User

_LONGEST_ORIGIN = 20


def add_apps(
    tx: Session, user_id: str, apps: Sequence[KeptApp], *, origin: str, now: datetime
) -> None:
    """Store authenticators; the present steps and all earlier ones are spent."""
    for each in apps:
        first, last = each.ahead or (None, None)
        row = TotpSecret(
            user_id=user_id,
            state=LIVE,
            name=each.name,
            sealed=seal(TotpSecret.sealed, each.totp.secret.encode(), owner=user_id),
            algorithm=each.totp.algorithm,
            digits=each.totp.digits,
            period=each.totp.period,
            last_step=max(each.last_step, each.totp.step_at(now)),
            ahead_from=first,
            ahead_to=last,
            created_at=min(each.created or now, now),
            last_used_at=each.used and min(each.used, now),
            origin=origin[:_LONGEST_ORIGIN],
        )
        tx.add(row)


def add_passkeys(tx: Session, user_id: str, record: Record, *, now: datetime) -> None:
    """Store the passkeys of a record, and their handle of the account."""
    if not record.passkeys:
        return
    tx.get_one(User, user_id).passkey_handle = record.handle
    for each in record.passkeys:
        row = Passkey(
            user_id=user_id,
            credential_id=each.credential_id,
            public_key=each.public_key,
            rp_id=each.rp_id,
            name=each.name,
            aaguid=each.aaguid,
            transports=" ".join(each.transports),
            sign_count=each.sign_count,
            backup_eligible=each.backup_eligible,
            backed_up=each.backed_up,
            uv_initialized=each.uv_initialized,
            needs_password=each.needs_password,
            created_at=min(each.created or now, now),
            last_used_at=each.used and min(each.used, now),
        )
        tx.add(row)


def passkeys_of_others(record: Record) -> str | None:
    """Return why the passkeys of a record cannot be taken, or None.

    A credential id and a handle belong to one account each (WebAuthn Level 3, 7.1).
    """
    if not record.passkeys:
        return None
    ids = [each.credential_id for each in record.passkeys]
    if db.session.scalar(select(Passkey.id).where(Passkey.credential_id.in_(ids)).limit(1)):
        return "an account has one of its passkeys"
    others = select(User.id).where(User.passkey_handle == record.handle, User.email != record.email)
    if db.session.scalar(others.limit(1)):
        return "another account has the handle of its passkeys"
    return None


def is_usable(key: KeptPasskey) -> bool:
    """Tell whether a passkey was made for the host of this instance."""
    return key.rp_id == settings().passkey_host
