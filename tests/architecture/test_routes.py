"""Promise: every view says who may call it, and a half-finished login opens five calls (R29)."""

from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from tests.conftest import make_settings

_OPEN_BLUEPRINTS = {"health", "metrics", "spa", "logo", "openapi", "explorer", "well_known"}
_GUARDS = {"public", "half_authenticated", "authenticated", "fresh", "admin", "admin_write"}


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    return create_app(make_settings(database_url=f"sqlite:///{tmp_path / 'empty.db'}"))


def _guards(app: Flask) -> dict[str, str | None]:
    """The guard of each view, by endpoint."""
    return {
        endpoint: getattr(view, "__guard__", None)
        for endpoint, view in app.view_functions.items()
        if endpoint.split(".")[0] not in _OPEN_BLUEPRINTS
    }


def test_every_view_declares_exactly_one_known_guard(app: Flask) -> None:
    guards = _guards(app)
    assert len(guards) > 15
    assert {name for name, guard in guards.items() if guard not in _GUARDS} == set()


def test_every_call_below_api_has_a_guarded_view_r29(app: Flask) -> None:
    guards = _guards(app)
    calls = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(("/api/auth/", "/api/authz/", "/api/admin/", "/api/config"))
    }
    assert calls == set(guards)


def test_a_half_finished_login_opens_these_calls_alone_r29(app: Flask) -> None:
    opened = {name for name, guard in _guards(app).items() if guard == "half_authenticated"}
    codes = {f"twofactor.{each}" for each in ("verify_login", "pending", "extend")}
    assert opened == codes | {"passkeys.second_step_options", "recovery.begin"}


def test_what_strangers_may_send_is_counted_over_all_processes_r53(app: Flask) -> None:
    guards = _guards(app)
    sent = {each.endpoint for each in app.url_map.iter_rules() if "POST" in (each.methods or ())}
    strangers = {name for name in sent if guards.get(name) in {"public", "half_authenticated"}}
    counted = {
        name
        for name, view in app.view_functions.items()
        if getattr(view, "__counted_for__", None) == "strangers"
    }
    # Introspection counts wrong secrets in SQL: a backend asks at each request of its users.
    assert counted == strangers - {"auth.logout", "introspection.show"}
    assert len(counted) > 10


def test_a_view_without_a_guard_would_be_found(app: Flask) -> None:
    app.add_url_rule("/api/auth/forgotten", "accounts.forgotten", lambda: "")
    assert _guards(app)["accounts.forgotten"] is None
