"""The page of 403: who is signed in, and what is missing.

The proxy shows it under the app's own address. So it loads nothing, and needs no script.
"""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote, urlsplit

from flask import Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from app.core.languages import ENGLISH, direction
from app.core.text import _, told
from app.extensions import settings
from app.forward_auth import answers
from app.forward_auth.decision import Deny, UnlistedApp
from app.forward_auth.original import Original
from app.web.exchange import asked_language

_TEMPLATES = Path(__file__).parent / "templates"
_STYLE = (_TEMPLATES / "denied.css").read_text("utf-8")
# The styles are in the document, as those of our own origin may not be loaded from another. Their
# hash allows these styles and no others.
_CSP = "; ".join(
    (
        "default-src 'none'",
        f"style-src 'sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)

_WORDS = {
    "title": _("Not open to your account"),
    "app": _("App"),
    "who": _("Signed in as"),
    "missing": _("Missing group"),
    "ask": _("Ask whoever runs this service to add you, or sign in with another account."),
    "other": _("Sign in as somebody else"),
    "profile": _("Go to my profile"),
    "closed": _("This app is closed"),
    "unreadable": _("Tell whoever runs it: its proxy sent a question that cannot be read."),
    "unlisted": _("Tell whoever runs it: nobody has said who may open it."),
}


def denied_page(decision: Deny, about: Original) -> Response:
    """Return 403 as a page, in the reader's language."""
    language = asked_language() or ENGLISH
    home, url = settings().public_url, answers.place(about.url)
    page = _template().render(
        words={name: told(text, language) for name, text in _WORDS.items()},
        language=language,
        direction=direction(language),
        style=Markup(_STYLE),  # noqa: S704  # a file of ours
        app_name=settings().app_name,
        host=urlsplit(url).netloc if url else None,
        email=decision.user.email if decision.user else None,
        groups=decision.groups,
        is_unlisted=isinstance(decision.why, UnlistedApp),
        logout=f"{home}/logout" + (f"?rd={quote(url, safe='/:')}" if url else ""),
        profile=f"{home}/profile",
    )
    headers = {"Content-Security-Policy": _CSP}
    return Response(page, status=decision.why.status, mimetype="text/html", headers=headers)


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("denied.html")
