"""The parts of an answer that the proxy dialects share."""

from urllib.parse import quote, urlencode

from flask import Response

from app.core.errors import InvalidBearer, NotSignedIn
from app.core.redirects import way_back
from app.core.text import _
from app.extensions import settings
from app.forward_auth.decision import LOGIN, Allow, Challenge, Deny, Open
from app.forward_auth.original import Original
from app.forward_auth.rules import current_rules
from app.users.account import Account
from app.web.errors import answer
from app.web.middleware import FastResponse

_MESSAGES = {
    "login": _("Sign in first."),
    "second_factor": _("This app asks for your second factor."),
    "fresh": _("Confirm that it is you to go on."),
    "enrol": _("This app asks for two-factor authentication. Set it up to go on."),
}
_BY_TOKEN = {"Second-Lock-Token": "1"}
_TOKEN_REFUSED = _("This token does not open this app, or has ended.")
_BASIC = 'Basic realm="second-lock", charset="UTF-8"'
_NOBODY = dict.fromkeys(("Remote-User", "Remote-Email", "Remote-Name", "Remote-Groups"), "")
# `%` is encoded too: else an address that spells out `%c3%b6` would pass for another's `ö`.
_PLAIN = "".join(chr(code) for code in range(0x20, 0x7F) if chr(code) != "%")


def allowed(decision: Allow | Open) -> FastResponse:
    """Return 200 with the user's identity headers.

    On an open path all of them are empty. Where an app token opened the app, a header says so: the
    proxy then keeps the token from the app.
    """
    told = identity_headers(decision.user) if isinstance(decision, Allow) else _NOBODY
    if isinstance(decision, Allow) and decision.by_token:
        told |= _BY_TOKEN
    return FastResponse({"Content-Type": "text/html; charset=utf-8", **told})


def refused(challenge: Challenge, about: Original) -> Response:
    """Return 401 with the login page's address in `Location` and in JSON.

    A program whose app token is refused gets no such address.
    """
    if challenge.by_token:
        response = answer(InvalidBearer(_TOKEN_REFUSED))
    else:
        need, where = list(challenge.need), login_address(challenge, about.url)
        response = answer(NotSignedIn(_MESSAGES[need[0]], need=need, location=where))
        response.headers["Location"] = where
        if not challenge.takes_tokens:
            # A bearer token would not help: only the browser's cookie opens this app.
            response.headers["WWW-Authenticate"] = 'Cookie realm="second-lock"'
    if challenge.takes_tokens and not about.is_browsers:
        # On one line: nginx before 1.23 passes the first line alone on (RFC 9110, 11.6.1).
        response.headers["WWW-Authenticate"] += f", {_BASIC}"
    return response


def denied(decision: Deny) -> Response:
    """Return 403, with the reason in JSON."""
    return answer(decision.why)


def login_address(challenge: Challenge, url: str) -> str:
    """Return the login page's address, with the proofs to ask for.

    `rd` is the way back; it is left out where `url` is not one of our own. The other parameters are
    what the app asks for, so that the page asks for exactly those proofs.
    """
    known, asked = settings(), challenge.asked
    query = {"rd": place(url)}
    query |= {
        "factor": "2" if asked.factor else None,
        "fresh": str(asked.fresh) if asked.fresh is not None else None,
        "need": ",".join(each for each in challenge.need if each != LOGIN) or None,
    }
    sent = urlencode({name: value for name, value in query.items() if value}, safe="/:,")
    return f"{known.public_url}/login{'?' if sent else ''}{sent}"


def place(url: str) -> str | None:
    """Return an address as the way back to it.

    Returns None where it is neither one of our own nor that of a listed app.
    """
    known = settings()
    return way_back(url, (known.public_url, *known.protected_origins, *current_rules()))


def identity_headers(user: Account) -> dict[str, str]:
    """Return all four headers, none of them empty.

    A proxy that gets fewer may pass the client's own headers to the app in their place
    (GHSA-7r4p-vjf4-gxv4). Text that is not ASCII becomes percent-encoded UTF-8.
    """
    return {
        "Remote-User": user.id,
        "Remote-Email": _encoded(user.email),
        "Remote-Name": _encoded(user.name.strip() or user.email),
        "Remote-Groups": ",".join((user.role, *user.groups)),
    }


def _encoded(value: str) -> str:
    if value.isascii() and value.isprintable() and "%" not in value:
        return value
    return quote(value, safe=_PLAIN, errors="replace")
