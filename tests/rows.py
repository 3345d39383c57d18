"""What the database holds, read and changed beside the product."""

from typing import Any

from flask import Flask
from sqlalchemy import inspect, select, text

from app.audit.models import AuditEvent
from app.extensions import db
from app.users.models import User


def rows(app: Flask, model: type[Any]) -> list[Any]:
    """Every row of a model, by primary key."""
    with app.app_context():
        found = list(db.session.scalars(select(model).order_by(*inspect(model).primary_key)))
        db.session.expunge_all()
    return found


def id_of_address(app: Flask, email: str) -> str:
    """Return the id of an account; "" where there is none."""
    with app.app_context():
        return db.session.scalar(select(User.id).where(User.email == email)) or ""


def events(app: Flask, *types: str) -> list[AuditEvent]:
    """The security history, oldest first; of the given types alone where some are given."""
    return [each for each in rows(app, AuditEvent) if not types or each.type in types]


def execute(app: Flask, *statements: str, **values: Any) -> None:
    """Run SQL of the test's own in one transaction."""
    with app.app_context():
        for statement in statements:
            db.session.execute(text(statement), values)
        db.session.commit()


def copy_account(app: Flask, email: str, many: int) -> None:
    """Copy an account many times, all of one moment, as an import makes them."""
    columns = (
        "name, password_hash, role, token_version, created_at, created_from, email_verified_at"
    )
    copies = [
        f"INSERT INTO users (id, email, {columns}) SELECT '{number:032}', '{number}@example.net', "
        f"{columns} FROM users WHERE email = :email"
        for number in range(many)
    ]
    execute(app, *copies, email=email)


def dump(app: Flask) -> str:
    """Every value of every column of every table, as text."""
    with app.app_context():
        return "\n".join(
            repr(tuple(row))
            for table in inspect(db.engine).get_table_names()
            for row in db.session.execute(text(f'SELECT * FROM "{table}"'))
        )
