"""Look-ups of users, and the row lock that puts the changes of one account in a row."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.core.errors import Conflict, NotFound
from app.db.statement import Statement, hold
from app.extensions import db
from app.users.models import ADMIN, User

_LOCK = Statement(
    select(*User.__table__.columns).where(User.id == bindparam("user_id")).with_for_update()
)


def find_by_email(email: str) -> User | None:
    """Return the user of an address in its normal form, or None."""
    return db.session.scalar(select(User).where(User.email == email))


def list_users() -> Sequence[User]:
    """Return every user, oldest first."""
    return db.session.scalars(select(User).order_by(User.created_at, User.id)).all()


def lock_user(tx: Session, user_id: str) -> User | None:
    """Return the user with its row locked until the transaction ends.

    PostgreSQL takes the row lock; on SQLite the write transaction itself is the lock.
    """
    found = _LOCK.row(tx, user_id=user_id)
    return hold(tx, User, found) if found else None


def lock_if_registered(tx: Session, email: str) -> User | None:
    """Return the user of an address with its row locked, or None."""
    return tx.scalar(
        select(User)
        .where(User.email == email)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def lock_by_email(tx: Session, email: str) -> User:
    """Return the user of an address with its row locked; raises NotFound."""
    user = lock_if_registered(tx, email)
    if user is None:
        raise NotFound(f"There is no account {email}.")
    return user


def keep_an_admin(tx: Session, user: User) -> None:
    """Check that somebody else administers, before `user` stops doing so (R90).

    Rows of administrators are locked in one order, so that two who leave at once do not both go.
    Raises Conflict.
    """
    admins = tx.scalars(
        select(User)
        .where(User.role == ADMIN, User.disabled_at.is_(None))
        .order_by(User.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    if user in admins and len(admins) == 1:
        raise Conflict(f"{user.email} is the last administrator. Make somebody else one first.")
