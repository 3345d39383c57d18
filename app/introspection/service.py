"""What a client is told about a token (RFC 7662, 2.2)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.app_tokens.lookup import find_token_owner, must_note_use, note_use
from app.core.assurance import has_second_factor
from app.core.errors import InvalidClient, TooManyAttempts, TooManyRequests
from app.core.request_origin import RequestOrigin
from app.core.scannable_secrets import APP_TOKEN
from app.db import end_read
from app.extensions import settings
from app.forward_auth.decision import NOTHING, Allow
from app.forward_auth.models import BOTH_FACTORS
from app.forward_auth.rules import rules_at
from app.forward_auth.token_check import decide_by_token
from app.introspection.clients import KnownClient, find_client
from app.lockout.counters import Counter, client_counter
from app.lockout.service import charge_call, raise_if_exhausted
from app.sessions.tokens import access_token_expiry, find_by_access_token
from app.users.account import Account
from app.web.authorization import Basic

INACTIVE = {"active": False}


def require_client(sent: Basic | None, origin: RequestOrigin, now: datetime) -> KnownClient:
    """Return the client that gave its secret.

    A wrong secret is counted. A right one is never refused for the wrong ones of a neighbour: there
    is nothing to guess in 256 random bits. Raises InvalidClient, or TooManyRequests past the limit.
    """
    found = find_client(sent.name, sent.password) if sent else None
    if found is None:
        _count_wrong([client_counter(origin, settings())], now)
        raise InvalidClient
    return found


def _count_wrong(counters: Sequence[Counter], now: datetime) -> None:
    try:
        raise_if_exhausted(counters, now)  # past the limit a flood takes no lock
    except TooManyAttempts as full:
        raise TooManyRequests(retry_after=full.retry_after) from None
    end_read()
    charge_call(counters, now)


def introspect(token: str, client: KnownClient, now: datetime) -> dict[str, Any]:
    """Return what a client may know of a token.

    It is `INACTIVE` and no more for a token that has ended, that opens nothing now, or that is for
    another app.
    """
    if token.startswith(APP_TOKEN):
        return _of_app_token(token, client, now)
    return _of_access_token(token, now)


def _of_app_token(token: str, client: KnownClient, now: datetime) -> dict[str, Any]:
    owner = find_token_owner(token, now)
    if owner is None or owner.origin != client.origin:
        return INACTIVE
    rule = rules_at(owner.stamp).get(owner.origin)
    # What would not open the app at its proxy does not open it here.
    if rule is None or not isinstance(decide_by_token(owner, owner.origin, rule, NOTHING), Allow):
        return INACTIVE
    if must_note_use(owner, now):
        note_use(owner, now)
    return {
        **_of_user(owner.user),
        "aud": owner.origin,
        "amr": ["app_token"],
        "factors": 2 if rule.tokens == BOTH_FACTORS and owner.user.has_two_factor else 1,
        "iat": _seconds(owner.created_at),
        "exp": _seconds(owner.expires_at),
    }


def _of_access_token(token: str, now: datetime) -> dict[str, Any]:
    caller = find_by_access_token(token, now)
    if caller is None or caller.must_enrol:
        return INACTIVE
    return {
        **_of_user(caller.user),
        "amr": list(caller.session.amr),
        "factors": 2 if has_second_factor(caller.session.amr) else 1,
        "exp": access_token_expiry(token),
    }


def _of_user(user: Account) -> dict[str, Any]:
    return {
        "active": True,
        "token_type": "Bearer",
        "sub": user.id,
        "username": user.email,
        "email": user.email,
        "name": user.name.strip() or user.email,
        "groups": [user.role, *user.groups],
    }


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
