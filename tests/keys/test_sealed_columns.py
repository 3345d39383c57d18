"""Promise: no sealed value can be forgotten by a rotation (R18, R86)."""

from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.db import Base
from app.db.sealed import sealed_columns
from app.extensions import runtime
from app.factors.models import TotpSecret
from app.keys.models import DataKey
from app.mail.models import OutboxMail
from tests.conftest import make_settings
from tests.keys.conftest import Instance
from tests.person import Person
from tests.rows import rows


@pytest.fixture
def empty(tmp_path: Path) -> Flask:
    return create_app(make_settings(database_url=f"sqlite:///{tmp_path / 'empty.db'}"))


def test_r86_every_column_named_sealed_is_declared_with_its_owner(empty: Flask) -> None:
    named = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if "sealed" in column.name
    }
    assert named == {each.purpose for each in sealed_columns()}
    assert len(named) >= 3


def test_r18_every_row_lies_under_the_purpose_and_owner_of_its_column(
    instance: Instance, app: Flask, enrolled: Person
) -> None:
    enrolled.other_browser().half().verify(enrolled.backup_codes[0])  # a mail that waits
    seen = set()
    for model in (TotpSecret, DataKey, OutboxMail):
        [column] = [each for each in sealed_columns() if each.column.table is model.__table__]
        for row in rows(app, model):
            owner = getattr(row, column.owner.name)
            with app.app_context():
                ring = runtime().key_ring
                assert ring.open_sealed(row.sealed, purpose=column.purpose, owner=owner)
            seen.add(column.purpose)
    assert seen >= {"totp_secrets.sealed", "data_keys.sealed", "outbox.sealed"}
