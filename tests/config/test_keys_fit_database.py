"""Promise: keys that do not open what the database holds stop the start (F13)."""

import flask_migrate
import pytest
from flask import Flask

from app import create_app
from app.config import ConfigError, Settings
from app.extensions import db
from tests.clock import FrozenClock
from tests.conftest import make_settings
from tests.person import Person
from tests.rows import dump

_OTHER = bytes(range(100, 132))


def _with_keys(settings: Settings, **keys: bytes) -> Settings:
    return make_settings(
        database_url=settings.database_url,
        redis_url=settings.redis_url,
        instance_dir=settings.instance_dir,
        mail_url=settings.mail_url,
        encryption_keys=keys,
    )


def _close(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()


def test_another_key_stops_the_start_with_one_line_r85(app: Flask, enrolled: Person) -> None:
    before = dump(app)
    settings = app.extensions["second_lock"].settings
    for keys in ({"k1": _OTHER}, {"k2": _OTHER}):
        with pytest.raises(ConfigError, match="ENCRYPTION_KEYS do not fit") as refused:
            create_app(_with_keys(settings, **keys), FrozenClock())
        assert "\n" not in str(refused.value)
    assert dump(app) == before


def test_a_database_without_sealed_secrets_takes_any_key(app: Flask) -> None:
    settings = app.extensions["second_lock"].settings
    with app.app_context():
        flask_migrate.downgrade(revision="base")
    _close(create_app(_with_keys(settings, k9=_OTHER), FrozenClock()))


def test_a_new_key_in_front_of_the_old_one_starts_and_opens_r86(
    app: Flask, enrolled: Person, clock: FrozenClock
) -> None:
    settings = app.extensions["second_lock"].settings
    both = _with_keys(settings, k2=_OTHER, **settings.encryption_keys)
    rotated = create_app(both, clock)
    visitor = Person(rotated, clock)
    visitor.secret = enrolled.secret
    assert visitor.sign_in().is_signed_in()
    backup = Person(rotated, clock)
    assert backup.log_in().json["requires2FA"] is True
    assert backup.verify(enrolled.backup_codes[0]).status_code == 200
    _close(rotated)
