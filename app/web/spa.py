"""The single-page app: the files of the built bundle, and the page for every other address."""

from mimetypes import guess_type
from pathlib import Path

from flask import Blueprint, Response, current_app, request
from flask.blueprints import BlueprintSetupState
from werkzeug.routing import PathConverter
from werkzeug.security import safe_join

from app.config import ROOT
from app.core.errors import NotFound, Unavailable

blueprint = Blueprint("spa", __name__)

_YEAR_SECONDS = 31_536_000
_ENCODINGS = {"br": ".br", "gzip": ".gz"}


class PagePath(PathConverter):
    """Any path but those of calls: there an unknown one is 404 and a wrong method 405 (R73)."""

    regex = r"(?!api(?:/|$))[^/].*?"


@blueprint.record_once
def _prepare(state: BlueprintSetupState) -> None:
    state.app.url_map.converters["page"] = PagePath
    state.app.config["BUNDLE"] = ROOT / "frontend" / "dist"


@blueprint.get("/assets/<path:name>")
def asset(name: str) -> Response:
    """Serve a file whose name holds the hash of its content: it never changes."""
    file = _find(name, folder="assets")
    if file is None:
        raise NotFound
    response = _send(file)
    response.headers["Cache-Control"] = f"public, max-age={_YEAR_SECONDS}, immutable"
    return response


@blueprint.get("/", defaults={"path": ""})
@blueprint.get("/<page:path>")
def page(path: str) -> Response:
    """Serve a file of the bundle, or the page, which reads the address itself."""
    file = _find(path) or _find("index.html")
    if file is None:
        raise Unavailable("The page is not built. Run `make build`, then reload.")
    response = _send(file)
    response.headers["Cache-Control"] = "no-cache"
    return response


def _find(name: str, *, folder: str = "") -> Path | None:
    # The compressed twins are no addresses of their own.
    joined = safe_join(str(current_app.config["BUNDLE"] / folder), name) if name else None
    file = Path(joined) if joined else None
    try:
        found = file is not None and file.is_file()
    except OSError:  # a name that is longer than names of files can be
        found = False
    return file if file and found and file.suffix not in _ENCODINGS.values() else None


def _send(file: Path) -> Response:
    """Send a file as small as the browser takes it; it was compressed when it was built."""
    encoding, chosen = "", file
    for name in request.accept_encodings.values():
        twin = file.with_name(file.name + _ENCODINGS.get(name, ""))
        if name in _ENCODINGS and twin.is_file():
            encoding, chosen = name, twin
            break
    response = Response(chosen.read_bytes(), mimetype=guess_type(file.name)[0])
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.vary.add("Accept-Encoding")
    response.add_etag()
    response.make_conditional(request)
    return response
