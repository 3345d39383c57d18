"""Answers a proxy's question by its query and the app's rule."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from types import ModuleType
from typing import Any

from app.core.origins import Target, origin_in
from app.extensions import now, settings
from app.forward_auth.decision import (
    NOTHING,
    Asked,
    Challenge,
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
from app.forward_auth.token_check import decide_by_token, present_token
from app.groups.stamp import STAMP
from app.sessions.lookup import by_forward_secret, by_token
from app.sessions.request_identity import proxied_caller
from app.web.authorization import sent_app_token
from app.web.exchange import Environ

Rules = Mapping[str, Rule]
Deciding = Callable[[Rule], Decision]
_BY_TOKEN, _BY_SECRET = by_token(STAMP), by_forward_secret(STAMP)
_OF_NO_APP = Rule(NOTHING)


def decide_for(environ: Environ, held: Mapping[str, Any], dialect: ModuleType) -> Decision:
    """Return the decision on a proxy's question.

    `held` is the content of the session cookie. A question that is unreadable, or that has a header
    twice, is denied. The app's rule holds whatever the query forgot, and the query can only ask for
    more. A request with an app token is judged by that token alone.
    """
    asked = _asked(environ, dialect)
    if asked is None:
        return Deny(UnreadableQuestion())
    token, target = sent_app_token(environ), dialect.target(environ)
    if token is None:
        rules, deciding = _by_cookies(environ, held, asked)
    else:
        rules, deciding = _by_app_token(environ, token, asked, target)
    if not rules:
        return deciding(_OF_NO_APP)
    return _by_rule(rules, deciding, asked, target)


def _asked(environ: Environ, dialect: ModuleType) -> Asked | None:
    if is_told_twice(environ, dialect.TOLD):
        return None
    return asked_in(environ.get("QUERY_STRING", ""))


def _by_cookies(environ: Environ, held: Mapping[str, Any], asked: Asked) -> tuple[Rules, Deciding]:
    caller = proxied_caller(environ, held, by_token=_BY_TOKEN, by_secret=_BY_SECRET)

    def deciding(rule: Rule) -> Decision:
        whole, seconds = asked.and_also(rule.asked), settings().fresh_seconds
        return decide(caller, whole, fresh_seconds=seconds, now=now())

    return rules_at(caller.more[0]) if caller else current_rules(), deciding


def _by_app_token(
    environ: Environ, token: str, asked: Asked, target: Target
) -> tuple[Rules, Deciding]:
    owner = present_token(environ, token, now())

    def deciding(rule: Rule) -> Decision:
        return decide_by_token(owner, target.origin, rule, asked)

    return rules_at(owner.stamp) if owner else current_rules(), deciding


def _by_rule(rules: Rules, deciding: Deciding, asked: Asked, target: Target) -> Decision:
    origin, path = target
    rule = rules.get(origin or "")
    if rule is None:
        if origin is None or origin not in _elsewhere(_own_origins()):
            return Deny(UnlistedApp())
        rule = _OF_NO_APP
    decision = deciding(rule)
    # An open path is open by the rule alone: what the query asks for beyond it still holds.
    if isinstance(decision, Refused) and asked == NOTHING and rule.opens(path):
        return Open()
    if isinstance(decision, Challenge):
        return replace(decision, takes_tokens=rule.takes_tokens)
    return decision


def _own_origins() -> tuple[str, ...]:
    known = settings()
    return (known.public_url, *known.protected_origins)


@lru_cache(maxsize=8)
def _elsewhere(origins: tuple[str, ...]) -> frozenset[str | None]:
    """Return origins in normal form.

    Apps that are not listed may have them.
    """
    return frozenset(map(origin_in, origins))
