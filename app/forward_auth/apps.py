"""Lists apps behind forward-auth, and says who may open them."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.audit.events import Event
from app.audit.service import record
from app.config.forward_auth_settings import check_fit
from app.config.parsing import ConfigError
from app.core.act import Act
from app.core.errors import InvalidRequest, NotFound
from app.core.origins import LONGEST_PATH, origin_in, segments_of
from app.core.text import _
from app.db import write_tx
from app.db.versions import conflicting, next_version
from app.extensions import db, settings
from app.forward_auth.models import ASKED_GROUPS, App, AppGroup
from app.groups.service import lock_named
from app.groups.stamp import renew_stamp
from app.users.models import ROLES, names_in


class ListedApp(NamedTuple):
    """An app, and the names that open it.

    A person needs one of these roles and groups.
    """

    app: App
    groups: tuple[str, ...]


def list_apps(*, after: str = "", limit: int) -> list[ListedApp]:
    """Return apps by origin; the first one comes behind the origin `after`."""
    chosen = select(App, ASKED_GROUPS).where(App.origin > after).order_by(App.origin).limit(limit)
    return [_listed(*row) for row in db.session.execute(chosen)]


def find_app(origin: str) -> ListedApp:
    """Return the app of an origin in any spelling; raises NotFound."""
    chosen = select(App, ASKED_GROUPS).where(App.origin == (origin_in(origin) or ""))
    found = db.session.execute(chosen).one_or_none()
    if found is None:
        raise NotFound(_("There is no app at {origin}.").format(origin=origin))
    return _listed(*found)


def add(values: dict[str, Any], *, act: Act) -> ListedApp:
    """List an app; `values` has the fields of the wire.

    Returns the app. Raises InvalidRequest, or Conflict where its origin is listed.
    """
    app = App(created_at=act.now, open_paths=[])
    with write_tx() as tx:
        _put(tx, app, values)
        record(tx, Event.APP_ADDED, subject_id=None, act=act, app=app.origin)
    return find_app(app.origin)


def change(app_id: str, *, version: int, values: dict[str, Any], act: Act) -> ListedApp:
    """Change what an app is or asks for.

    What `values` leaves out stays. Returns the app. Raises NotFound, InvalidRequest, or Conflict
    for an older version and an origin that is listed.
    """
    with write_tx() as tx:
        app = _lock(tx, app_id)
        next_version(app, version)
        _put(tx, app, values)
        record(tx, Event.APP_CHANGED, subject_id=None, act=act, app=app.origin)
    return find_app(app.origin)


def remove(app_id: str, *, version: int | None, act: Act) -> App:
    """Take an app from the list.

    `version` is the one that the caller saw, None for an operator. Returns the app. Raises
    NotFound, or Conflict for an older version.
    """
    with write_tx() as tx:
        app = _lock(tx, app_id)
        next_version(app, version)
        tx.delete(app)
        renew_stamp(tx)
        record(tx, Event.APP_REMOVED, subject_id=None, act=act, app=app.origin)
    return app


def require_origin(text: str) -> str:
    """Return the normal form of an app's origin.

    Raises InvalidRequest for another text, and for an origin that no proof of a login would reach.
    """
    origin, known = origin_in(text), settings()
    if origin is None or origin == origin_in(known.public_url):
        told = _("Use the origin of an app, such as https://wiki.example.com.")
        raise InvalidRequest(fields={"origin": [told]})
    try:
        check_fit(known.public_url, (origin,), known.cookie_domain)
    except ConfigError:
        told = _("No sign-in here reaches this origin. The setting COOKIE_DOMAIN says which ones.")
        raise InvalidRequest(fields={"origin": [told]}) from None
    return origin


def require_path(text: str) -> str:
    """Return the prefix of an open path.

    Raises InvalidRequest for one with two readings.
    """
    is_plain = "%" not in text and "?" not in text and len(text) <= LONGEST_PATH
    if not is_plain or not text.isascii() or segments_of(text) is None:
        told = _(
            "Use a path such as /public/, without %, ?, ;, backslashes, // and dots as a segment."
        )
        raise InvalidRequest(fields={"open": [told]})
    return text


def _put(tx: Session, app: App, values: dict[str, Any]) -> None:
    for name in values.keys() & {"name", "factor", "fresh", "tokens"}:
        setattr(app, name, values[name])
    if "origin" in values:
        app.origin = require_origin(values["origin"])
    if "open" in values:
        app.open_paths = [require_path(each) for each in values["open"]]
    names = values.get("groups")
    if names is not None:
        app.roles = " ".join(each for each in ROLES if each in names)
    with conflicting(_("There is an app at {origin} already.").format(origin=app.origin)):
        tx.add(app)
        tx.flush()
    if names is not None:
        _ask_for(tx, app, [each for each in dict.fromkeys(names) if each not in ROLES])
    renew_stamp(tx)


def _ask_for(tx: Session, app: App, names: Sequence[str]) -> None:
    found = lock_named(tx, names)
    tx.execute(delete(AppGroup).where(AppGroup.app_id == app.id))
    tx.add_all(AppGroup(app_id=app.id, group_id=each.id) for each in found)
    tx.flush()


def _lock(tx: Session, app_id: str) -> App:
    app = tx.get(App, app_id, with_for_update=True, populate_existing=True)
    if app is None:
        raise NotFound(_("There is no such app."))
    return app


def _listed(app: App, groups: str | None) -> ListedApp:
    return ListedApp(app, (*app.roles.split(), *names_in(groups)))
