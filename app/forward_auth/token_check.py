"""The decision on a request with an app token.

It depends on the token, its owner and the app's rule alone: no cookie beside the token counts.
"""

from datetime import datetime

from app.app_tokens.lookup import TokenOwner, find_token_owner, must_note_use, note_use
from app.core.errors import GroupRequired
from app.forward_auth.decision import (
    ENROL,
    FRESH,
    LOGIN,
    SECOND_FACTOR,
    Allow,
    Asked,
    Challenge,
    Deny,
    Refused,
    lacking,
)
from app.forward_auth.models import BOTH_FACTORS
from app.forward_auth.rules import Rule
from app.web.exchange import AT_ONCE, Environ, Later, exchange_of


def present_token(environ: Environ, token: str, moment: datetime) -> TokenOwner | None:
    """Return the owner of the app token in a request, or None.

    Notes the use once a minute. Raises Later where that has to wait for a thread.
    """
    owner = find_token_owner(token, moment)
    if owner is None:
        return None
    exchange_of(environ).user_id = owner.user.id
    if must_note_use(owner, moment):
        if AT_ONCE in environ:
            raise Later
        note_use(owner, moment)
    return owner


def decide_by_token(
    owner: TokenOwner | None, origin: str | None, rule: Rule, asked: Asked
) -> Allow | Refused:
    """Return the decision on a request at `origin` with an app token.

    `asked` is what the proxy's query asks for beyond the app's rule.
    """
    whole = asked.and_also(rule.asked)
    if owner is None or owner.origin != origin or not rule.takes_tokens:
        return Challenge((LOGIN,), whole, by_token=True)
    lacks = lacking(owner.user, whole)
    if lacks:
        return Deny(GroupRequired(), owner.user, lacks)
    need = _missing(owner, rule, whole)
    return Challenge(need, whole, by_token=True) if need else Allow(owner.user, by_token=True)


def _missing(owner: TokenOwner, rule: Rule, asked: Asked) -> tuple[str, ...]:
    if owner.must_enrol or (asked.factor and not owner.user.has_two_factor):
        return (ENROL,)
    if asked.factor and rule.tokens != BOTH_FACTORS:
        return (SECOND_FACTOR,)
    return (FRESH,) if asked.fresh is not None else ()
