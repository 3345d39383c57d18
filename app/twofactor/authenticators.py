"""The named authenticators of a user: listing, renaming, removing."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from app.audit.events import Event
from app.audit.service import record
from app.core.act import Act
from app.core.assurance import TOTP
from app.core.errors import NotFound
from app.core.text import _
from app.db import write_tx
from app.extensions import db, settings
from app.factors.models import LIVE, Passkey, TotpSecret
from app.lockout.counters import setup_counter
from app.lockout.service import charge_call
from app.passkeys.keys import key_json, list_keys
from app.sessions.holding import hold_caller
from app.sessions.principal import Principal
from app.twofactor import totp
from app.twofactor.removal import after_removing, after_renaming


def list_factors(user_id: str) -> list[dict[str, Any]]:
    """Return the authenticators and passkeys of a user, oldest first."""
    apps = [app_json(each) for each in totp.find_live(db.session(), user_id)]
    keys = [key_json(each) for each in list_keys(user_id)]
    return sorted([*apps, *keys], key=lambda each: each["createdAt"])


def list_factors_of(user_ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Return by id what `list_factors` returns, for many users by two reads."""
    found: dict[str, list[dict[str, Any]]] = {each: [] for each in user_ids}
    live = (TotpSecret.user_id.in_(user_ids), TotpSecret.state == LIVE)
    for app in db.session.scalars(select(TotpSecret).where(*live)):
        found[app.user_id].append(app_json(app))
    for key in db.session.scalars(select(Passkey).where(Passkey.user_id.in_(user_ids))):
        found[key.user_id].append(key_json(key))
    return {each: sorted(rows, key=lambda row: row["createdAt"]) for each, rows in found.items()}


def app_json(row: TotpSecret) -> dict[str, Any]:
    """Return an authenticator as its owner sees it, without its secret (R16)."""
    return {
        "id": row.id,
        "kind": TOTP,
        "name": shown_name(row),
        "createdAt": row.created_at,
        "lastUsedAt": row.last_used_at,
    }


def shown_name(row: TotpSecret) -> str:
    """Return an authenticator's name, or what it is."""
    return row.name or _("Authenticator app")


def find_own(rows: Sequence[TotpSecret], row_id: str) -> TotpSecret:
    """Return the live authenticator of an id; raises NotFound."""
    found = next((row for row in rows if row.id == row_id), None)
    if found is None:
        raise NotFound(_("You have no such authenticator."))
    return found


def rename(caller: Principal, row_id: str, name: str, *, act: Act) -> dict[str, Any]:
    """Give an authenticator of the caller a new name, and return it.

    Half-finished logins end, and the owner gets a mail. Raises NotFound, TooManyRequests, or
    NotSignedIn where a security change has ended the session.
    """
    charge_call([setup_counter(caller.user.id, settings())], act.now)
    with write_tx() as tx:
        user = hold_caller(tx, caller)
        row = find_own(totp.find_live(tx, user.id), row_id)
        if row.name == name:
            return app_json(row)
        row.name = name
        record(tx, Event.AUTHENTICATOR_RENAMED, subject_id=user.id, act=act, factor=row_id)
        after_renaming(tx, user, name, act, kind=TOTP)
        return app_json(row)


def remove(caller: Principal, row_id: str, *, act: Act) -> Principal | None:
    """Remove an authenticator of the caller, whose step-up the guard has checked.

    Removing the last factor turns two-factor authentication off, and returns the caller with a
    renewed session; else returns None. Raises what `rename` raises, and TwoFactorRequired where the
    policy asks for the last one.
    """
    with write_tx() as tx:
        user = hold_caller(tx, caller)
        row = find_own(totp.find_live(tx, user.id), row_id)
        shown = shown_name(row)
        totp.drop_live(tx, user.id, row.id)
        record(tx, Event.AUTHENTICATOR_REMOVED, subject_id=user.id, act=act, factor=row_id)
        return after_removing(tx, user, caller, shown, act, kind=TOTP)
