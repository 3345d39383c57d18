"""Making app tokens and revoking them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.app_tokens.endings import end_app_token
from app.app_tokens.models import AppToken
from app.audit.events import Event
from app.audit.service import record
from app.core.act import Act
from app.core.errors import Conflict, InvalidRequest, NotFound
from app.core.opaque_tokens import digest
from app.core.origins import origin_in
from app.core.scannable_secrets import APP_TOKEN, new_secret
from app.core.text import _
from app.db import write_tx
from app.db.versions import next_version
from app.extensions import settings
from app.forward_auth.decision import lacking
from app.forward_auth.rules import Rule, current_rules
from app.lockout.counters import setup_counter
from app.lockout.service import charge_call
from app.mail.outbox import queue
from app.mail.owners import tell_owner
from app.mail.wording.app_tokens import app_token_made
from app.sessions.holding import hold_caller
from app.sessions.principal import Principal
from app.users.account import Account
from app.users.models import User
from app.users.service import lock_person

LONGEST_SECONDS, SHORTEST_SECONDS, MOST_TOKENS = 365 * 86_400, 60, 50


class Issued(NamedTuple):
    """A new app token, and the text that is shown only now."""

    row: AppToken
    token: str


def may_have_token(user: Account, rule: Rule) -> bool:
    """Tell whether an app token of a user would open an app."""
    has_factors = user.has_two_factor or not rule.asked.factor
    return rule.takes_tokens and has_factors and not lacking(user, rule.asked)


def issue(caller: Principal, *, name: str, origin: str, seconds: int, act: Act) -> Issued:
    """Make an app token of the caller, and mail them.

    Raises InvalidRequest for an app that takes none of theirs, Conflict past `MOST_TOKENS`,
    NotSignedIn and TooManyRequests.
    """
    place = _require_place(caller.user, origin, current_rules())
    charge_call([setup_counter(caller.user.id, settings())], act.now)  # each one sends a mail
    token = new_secret(APP_TOKEN)
    with write_tx() as tx:
        user = hold_caller(tx, caller)
        _require_room(tx, user, act.now)
        row = AppToken(
            user_id=user.id,
            token_hash=digest(token),
            token_version=user.token_version,
            name=name,
            origin=place,
            created_at=act.now,
            expires_at=act.now + timedelta(seconds=seconds),
        )
        tx.add(row)
        tx.flush()
        tx.expunge(row)
        event = Event.APP_TOKEN_MADE
        record(tx, event, subject_id=user.id, act=act, token=row.id, app=place)
        note = app_token_made(settings(), user.email, name=name, origin=place, act=act)
        queue(tx, note, act.now, language=user.locale)
    return Issued(row, token)


def revoke(caller: Principal, token_id: str, *, act: Act) -> None:
    """End an app token of the caller; raises NotFound, or NotSignedIn."""
    with write_tx() as tx:
        hold_caller(tx, caller)
        _end(tx, caller.user.id, token_id, act)


def revoke_for(user_id: str, token: AppToken, *, act: Act) -> None:
    """End an app token of an account for an operator.

    The owner gets a mail. Raises NotFound.
    """
    with write_tx() as tx:
        user = lock_person(tx, user_id, act=act)
        next_version(user, None)
        _end(tx, user_id, token.id, act)
        what = _("revoked your app token “{name}”").format(name=token.name)
        tell_owner(tx, user, what, act=act)


def token_json(row: AppToken) -> dict[str, Any]:
    """Return an app token as lists show it, without the token."""
    return {
        "id": row.id,
        "name": row.name,
        "origin": row.origin,
        "createdAt": row.created_at,
        "lastUsedAt": row.last_used_at,
        "expiresAt": row.expires_at,
    }


def _end(tx: Session, user_id: str, token_id: str, act: Act) -> None:
    if not end_app_token(tx, user_id, token_id):
        raise NotFound(_("There is no such app token."))
    record(tx, Event.APP_TOKEN_REVOKED, subject_id=user_id, act=act, token=token_id)


def _require_place(user: Account, origin: str, rules: Mapping[str, Rule]) -> str:
    """Return the normal form of an app's origin.

    One text refuses an app that is not there and one that the caller may not open: else everybody
    could learn which apps are listed.
    """
    place = origin_in(origin)
    rule = rules.get(place or "")
    if place is None or rule is None or not may_have_token(user, rule):
        raise InvalidRequest(fields={"origin": [_("No app there takes a token of yours.")]})
    return place


def _require_room(tx: Session, user: User, now: datetime) -> None:
    live = (AppToken.user_id == user.id, AppToken.expires_at > now)
    many = tx.scalar(select(func.count()).select_from(AppToken).where(*live))
    if (many or 0) >= MOST_TOKENS:
        told = _("You have {most} app tokens, and more are not possible. Revoke one first.")
        raise Conflict(told.format(most=MOST_TOKENS))
