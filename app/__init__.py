"""The application factory: the only module that knows every package."""

import os
from contextlib import suppress

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app import cli
from app.accounts.email_routes import blueprint as addresses
from app.accounts.history_routes import blueprint as history
from app.accounts.invitation_routes import blueprint as invited
from app.accounts.password_routes import blueprint as passwords
from app.accounts.routes import blueprint as accounts
from app.accounts.routes import check_me
from app.accounts.verification_routes import blueprint as verification
from app.admin.app_routes import blueprint as admin_apps
from app.admin.event_routes import blueprint as admin_events
from app.admin.group_routes import blueprint as admin_groups
from app.admin.health_routes import blueprint as admin_health
from app.admin.invitation_routes import blueprint as admin_invitations
from app.admin.overview_routes import blueprint as admin_overview
from app.admin.policy_routes import blueprint as admin_policy
from app.admin.recovery_routes import blueprint as admin_recoveries
from app.admin.user_act_routes import blueprint as admin_acts
from app.admin.user_routes import blueprint as admin_users
from app.audit.events import Event
from app.auth.passkey_routes import blueprint as passkey_login
from app.auth.routes import blueprint as auth
from app.auth.token_routes import blueprint as tokens
from app.config import KeyFile, Settings, key_file_of, load_settings
from app.core import errors, private_files
from app.core.clock import Clock, SystemClock
from app.db import postgresql, sqlite
from app.db.opening import refusing
from app.db.reads import READ_OPTIONS, READS, init_reads
from app.extensions import Runtime, db
from app.forward_auth.own_routes import blueprint as own_apps
from app.forward_auth.routes import blueprint as forward_auth
from app.forward_auth.routes import check as check_proxied
from app.forward_auth.token_routes import blueprint as app_tokens
from app.introspection.routes import blueprint as introspection
from app.keys.fitting import check_keys_fit, holds_keyed, refuse_unfit
from app.mail import outbox
from app.mail.standing import queue_gauges
from app.recovery.address_routes import blueprint as recovery_address
from app.recovery.routes import blueprint as recovery
from app.sessions.device_routes import blueprint as devices
from app.sessions.request_identity import init_login
from app.sessions.routes import blueprint as sessions
from app.twofactor.passkey_routes import blueprint as passkeys
from app.twofactor.routes import blueprint as twofactor
from app.web.api import init_api
from app.web.bounds import init_bounds
from app.web.cookies import init_cookies
from app.web.errors import init_errors
from app.web.gateway import Gateway
from app.web.middleware import Application, FastCheck, FastPath, init_front
from app.web.monitoring import health
from app.web.monitoring.metrics import init_metrics
from app.web.origin import init_origin
from app.web.pages import config, explorer, logo, openapi, spa, well_known
from app.web.paths import OneSpelling, RowId
from app.web.rate_limits.limits import init_limits
from app.web.token_clients import init_token_clients

__all__ = ["create_app", "gateway_of"]

CHECKS: dict[str, FastCheck] = {
    "/api/auth/me": check_me,
    "/api/authz/auth-request": check_proxied,
    "/api/authz/forward-auth": check_proxied,
}
# Each counter's series begin at zero with the first answer of `/metrics`.
_COUNTED = {
    "events": [each.value for each in Event],
    "second_factors": [
        *("accepted", "unreadable", errors.InvalidPasskey.code),
        *(each.code for each in errors.OF_A_CODE[:2]),
    ],
    "refusals": [each.code for each in errors.AppError.__subclasses__()],
    "store_outages": ["redis"],
    outbox.TRIES: [outbox.SENT, outbox.FAILED, outbox.DEAD],
}
# A session check on PostgreSQL waits for the network. More threads than these fight for the GIL.
_THREADS, _CHECK_THREADS = 32, 2


def create_app(
    settings: Settings | None = None,
    clock: Clock | None = None,
    key_file: KeyFile | None = None,
) -> Flask:
    """Return the application for `settings`, by default the environment's.

    The application takes over the keys in `key_file` when they change. Raises ConfigError, one
    line, where a setting is missing or weak.
    """
    if settings is None:
        settings = load_settings(os.environ, is_used=holds_keyed)
        key_file = key_file_of(settings, os.environ)
    app = Flask(__name__, static_folder=None)
    app.url_map.merge_slashes = False
    app.url_map.converters["row_id"] = RowId
    app.extensions["second_lock"] = Runtime(
        settings, clock or SystemClock(), key_file, refuse_unfit=refuse_unfit
    )
    _init_database(app, settings)
    _init_web(app, settings)
    own = (accounts, verification, passwords, addresses, history, invited)
    administration = (admin_groups, admin_apps, admin_invitations, admin_policy)
    watched = (admin_overview, admin_events, admin_health)
    people = (admin_users, admin_acts)
    factors = (twofactor, passkeys, passkey_login, introspection)
    recoveries = (recovery, recovery_address, admin_recoveries)
    others = (devices, sessions, own_apps, app_tokens, forward_auth, config.blueprint)
    administered = (*people, *administration, *watched)
    init_api(app, auth, tokens, *own, *factors, *recoveries, *others, *administered)
    app.register_blueprint(openapi.blueprint)
    app.register_blueprint(explorer.blueprint)
    app.register_blueprint(health.blueprint)
    app.register_blueprint(logo.blueprint)
    app.register_blueprint(well_known.blueprint)
    app.register_blueprint(spa.blueprint)
    cli.init_commands(app)
    return app


def gateway_of(app: Application, *, is_sqlite: bool) -> Gateway:
    """Return the ASGI application of `app`, which a server runs.

    SQLite answers a session check within the process, so no thread has to wait for it.
    """
    few = 0 if is_sqlite else _CHECK_THREADS
    return Gateway(app, threads=_THREADS, checks=CHECKS, check_threads=few, probes=health.PROBES)


def _init_database(app: Flask, settings: Settings) -> None:
    if settings.database_url is None:
        with suppress(OSError):  # `check_keys_fit` reports a database that does not open
            private_files.make_folder(settings.instance_dir)
    options = {
        "pool_size": 10,
        "max_overflow": 40,
        # SQLite keeps pages in the memory of the connection that wrote last, so the pool lends
        # that one first. PostgreSQL's pool lends the oldest first, so that dead connections are
        # found soon (F17).
        "pool_use_lifo": settings.is_sqlite,
        # The pool finds a connection that the server closed (restart, idle timeout), so that the
        # next login does not fail on it.
        "pool_pre_ping": not settings.is_sqlite,
        "hide_parameters": True,  # a logged error must not show hashes or sealed secrets
        "connect_args": {} if settings.is_sqlite else postgresql.CONNECT,
    }
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    app.config["SQLALCHEMY_BINDS"] = {
        READS: {"url": settings.database, **options, **READ_OPTIONS},
    }
    with refusing():  # SQLAlchemy reads the options of the address here
        db.init_app(app)
    with app.app_context():
        for name, engine in db.engines.items():
            sqlite.tune(engine, begins=name != READS)
            postgresql.tune(engine)
        init_reads(app)
        try:
            check_keys_fit()
        finally:
            db.session.close()
            db.engine.dispose()  # a server may fork now: processes must not share a connection


def _init_web(app: Flask, settings: Settings) -> None:
    init_metrics(app, queue_gauges, _COUNTED)
    app.wsgi_app = FastPath(app, CHECKS)  # type: ignore[method-assign]
    app.wsgi_app = OneSpelling(app)  # type: ignore[method-assign]
    init_front(app)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )
    init_bounds(app, settings)
    init_cookies(app, settings)
    init_limits(app, settings)  # first, so that refusals by the origin or the body count too
    init_origin(app)
    init_token_clients(app)
    init_login(app)
    init_errors(app)
