"""Answers a proxy's question by its query and the app's rule."""

from collections.abc import Mapping
from functools import lru_cache
from types import ModuleType
from typing import Any

from app.core.origins import origin_in
from app.extensions import now, settings
from app.forward_auth.decision import (
    NOTHING,
    Asked,
    Decision,
    Deny,
    Open,
    Refused,
    UnlistedApp,
    UnreadableQuestion,
    decide,
)
from app.forward_auth.original import is_told_twice
from app.forward_auth.question import asked_in
from app.forward_auth.rules import Rule, current_rules, rules_at
from app.groups.stamp import STAMP
from app.sessions.lookup import by_forward_secret, by_token
from app.sessions.principal import Principal
from app.sessions.request_identity import proxied_caller
from app.web.exchange import Environ

_BY_TOKEN, _BY_SECRET = by_token(STAMP), by_forward_secret(STAMP)
_OF_NO_APP = Rule(NOTHING)


def decide_for(environ: Environ, held: Mapping[str, Any], dialect: ModuleType) -> Decision:
    """Return the decision on a proxy's question.

    `held` is the content of the session cookie. A question that is unreadable, or that has a header
    twice, is denied. The app's rule holds whatever the query forgot, and the query can only ask for
    more.
    """
    asked = _asked(environ, dialect)
    if asked is None:
        return Deny(UnreadableQuestion())
    caller = proxied_caller(environ, held, by_token=_BY_TOKEN, by_secret=_BY_SECRET)
    rules = rules_at(caller.more[0]) if caller else current_rules()
    if not rules:
        return _decided(caller, asked)
    origin, path = dialect.target(environ)
    rule = rules.get(origin or "")
    if rule is None:
        if origin is None or origin not in _elsewhere(_own_origins()):
            return Deny(UnlistedApp())
        rule = _OF_NO_APP
    decision = _decided(caller, asked.and_also(rule.asked))
    # An open path is open by the rule alone: what the query asks for beyond it still holds.
    is_refused = isinstance(decision, Refused)
    return Open() if is_refused and asked == NOTHING and rule.opens(path) else decision


def _asked(environ: Environ, dialect: ModuleType) -> Asked | None:
    if is_told_twice(environ, dialect.TOLD):
        return None
    return asked_in(environ.get("QUERY_STRING", ""))


def _decided(caller: Principal | None, asked: Asked) -> Decision:
    return decide(caller, asked, fresh_seconds=settings().fresh_seconds, now=now())


def _own_origins() -> tuple[str, ...]:
    known = settings()
    return (known.public_url, *known.protected_origins)


@lru_cache(maxsize=8)
def _elsewhere(origins: tuple[str, ...]) -> frozenset[str | None]:
    """Return origins in normal form.

    Apps that are not listed may have them.
    """
    return frozenset(map(origin_in, origins))
