"""The single-page app: its addresses, its files and its 404 page."""

import re
from mimetypes import guess_type
from pathlib import Path

from flask import Blueprint, Response, current_app, request
from flask.blueprints import BlueprintSetupState
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import escape
from werkzeug.exceptions import HTTPException
from werkzeug.security import safe_join

from app.config import ROOT
from app.core.errors import NotFound, Unavailable
from app.core.text import _
from app.extensions import settings
from app.web.errors import answer_http_exception
from app.web.exchange import exchange_of
from app.web.pages.config import seen
from app.web.pages.packing import packed

blueprint = Blueprint("spa", __name__)

# The addresses in `frontend/src/routes.tsx`, then those in `frontend/src/admin/places.ts`. The page
# answers 200 only at these.
PAGES = (
    "/",
    "/register",
    "/join",
    "/verify-email",
    "/login",
    "/logout",
    "/forgot-password",
    "/reset-password",
    "/confirm-email",
    "/undo-email",
    "/stop-recovery",
    "/finish-recovery",
    "/confirm-recovery-address",
    "/lost",
    "/two-factor",
    "/profile",
    "/profile/two-factor",
    "/profile/backup-codes",
    "/profile/password",
    "/sessions",
    "/activity",
    "/continue",
    "/admin",
    "/admin/people",
    "/admin/people/<id>",
    "/admin/recoveries",
    "/admin/invitations",
    "/admin/groups",
    "/admin/groups/<id>",
    "/admin/apps",
    "/admin/policy",
    "/admin/history",
    "/admin/health",
)
# The files of `frontend/public`.
FILES = ("/apple-touch-icon.png", "/favicon.ico", "/icon.svg", "/robots.txt", "/theme.js")
_YEAR_SECONDS = 31_536_000
_ENCODINGS, _PLAIN = {"br": ".br", "gzip": ".gz"}, "identity"  # the smallest first
_READING = {"GET", "HEAD"}
# What `frontend/index.html` leaves for the operator's settings.
_PLACE = re.compile(r"\{\{(appName|config)\}\}")


@blueprint.record_once
def _prepare(state: BlueprintSetupState) -> None:
    state.app.config["BUNDLE"] = ROOT / "frontend" / "dist"
    for path in PAGES:
        state.add_url_rule(path, view_func=page)
    for path in FILES:
        state.add_url_rule(path, view_func=file)


def page(**_named: str) -> Response:
    """Serve the page, which reads the path in the browser."""
    found = _find("/index.html")
    if found is None:
        raise Unavailable(_("The page is not built. Run `make build`, then reload."))
    return _kept(_filled(found), "no-cache")


def file() -> Response:
    """Serve a file whose content may change under the same name."""
    return _kept(_read(_existing()), "no-cache")


@blueprint.get("/explorer/<path:name>")
def explorer(name: str) -> Response:
    """Serve a file of the API's explorer."""
    return file()


@blueprint.get("/assets/<path:name>")
def asset(name: str) -> Response:
    """Serve a file whose name holds the hash of its content.

    Browsers keep it for a year without asking again.
    """
    return _kept(_read(_existing()), f"public, max-age={_YEAR_SECONDS}, immutable")


@blueprint.app_errorhandler(404)
def lost(error: HTTPException) -> Response:
    """Answer 404 at an unknown address.

    A browser that loads a page gets the single-page app, which says that nothing is there. Every
    other client gets JSON.
    """
    found = _find("/index.html") if _loads_page() else None
    if found is None or exchange_of(request.environ).is_api:
        return answer_http_exception(error)
    response = _filled(found)
    response.status_code = 404
    return response


def _loads_page() -> bool:
    accepted = (kind.lower() for kind, quality in request.accept_mimetypes if quality > 0)
    return request.method in _READING and "text/html" in accepted


def _existing() -> Path:
    found = _find(request.path)
    if found is None:
        raise NotFound
    return found


def has_page() -> bool:
    """Tell whether the bundle's page was built."""
    return _find("/index.html") is not None


def _find(path: str) -> Path | None:
    """Return the file of the bundle at a path, or None.

    Each file has one spelling. The compressed copies have no address.
    """
    bundle = str(current_app.config["BUNDLE"])
    if safe_join(bundle, path[1:]) != bundle + path:
        return None
    found = Path(bundle + path)
    try:
        is_there = found.is_file()
    except OSError:  # the name is too long for a file
        return None
    return found if is_there and found.suffix not in _ENCODINGS.values() else None


def _read(file: Path) -> Response:
    """Return a file in the compression that the browser likes best.

    The build made the compressed copies. A quality of 0 refuses a compression.
    """
    twins = {name: file.with_name(file.name + ending) for name, ending in _ENCODINGS.items()}
    quality = request.accept_encodings.quality
    liked = [name for name, twin in twins.items() if quality(name) > 0 and twin.is_file()]
    encoding = max([*liked, _PLAIN], key=quality)
    response = Response(twins.get(encoding, file).read_bytes(), mimetype=guess_type(file.name)[0])
    if encoding != _PLAIN:
        response.headers["Content-Encoding"] = encoding
    response.vary.add("Accept-Encoding")
    return response


def _filled(page: Path) -> Response:
    """Return the page with what the operator set written into it.

    Name and figures are there before the first paint, and no second request can fail.
    """
    config = seen(settings())
    parts = {"appName": escape(config["appName"]), "config": htmlsafe_json_dumps(config)}
    text = _PLACE.sub(lambda found: parts[found[1]], page.read_text("utf-8")).encode()
    return packed(text, "text/html")


def _kept(response: Response, how: str) -> Response:
    """Add Cache-Control and an ETag; answer 304 to a matching one."""
    response.headers["Cache-Control"] = how
    response.add_etag()
    response.make_conditional(request)
    return response
