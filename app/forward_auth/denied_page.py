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

from app.extensions import settings
from app.forward_auth import answers
from app.forward_auth.decision import Deny
from app.forward_auth.original import Original
from app.forward_auth.wording import WORDS

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


def denied_page(decision: Deny, about: Original) -> Response:
    """Return 403 as a page, in the reader's language."""
    language = about.languages.best_match(list(WORDS)) or "en"
    home, url = settings().public_url, answers.place(about.url)
    page = _template().render(
        words=WORDS[language],
        language=language,
        style=Markup(_STYLE),  # noqa: S704  # a file of ours
        app_name=settings().app_name,
        host=urlsplit(url).netloc if url else None,
        email=decision.user.email if decision.user else None,
        groups=decision.groups,
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
