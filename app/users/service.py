"""Look-ups of users, and the row lock that serializes an account's changes."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, func, select
from sqlalchemy.orm import Session

from app.core.errors import Conflict, NotFound
from app.core.text import _
from app.db.reads import find_row
from app.extensions import db, settings
from app.users.models import ADMIN, User


class AddressOwner(NamedTuple):
    """The columns of an address's owner that are read before authentication.

    The statement returns one row whether or not the account exists. Loading a `User` takes longer
    than finding none, and a patient attacker could measure that (R42).
    """

    id: str
    password_hash: str
    token_version: int
    is_verified: bool
    is_disabled: bool
    locale: str


def _one_row(held: Select[Any]) -> Any:
    # PostgreSQL refuses to lock rows of an aggregate, so the subquery takes the lock.
    row = held.subquery().c
    return select(
        func.max(row.id),
        func.max(row.password_hash),
        func.max(row.token_version),
        func.count(row.email_verified_at) > 0,
        func.count(row.disabled_at) > 0,
        func.max(row.locale),
    )


_HELD = select(User.__table__).where(User.email == bindparam("email"))
_LOCK_USER = (
    select(User)
    .where(User.id == bindparam("id"))
    .with_for_update()
    .execution_options(populate_existing=True)
)
_FIND_HOLDER, _LOCK_HOLDER = _one_row(_HELD), _one_row(_HELD.with_for_update())


def find_address_owner(email: str) -> AddressOwner | None:
    """Return the owner of an address in its normal form, or None."""
    return _holder(find_row(_FIND_HOLDER, email=email))


def lock_address_owner(tx: Session, email: str) -> AddressOwner | None:
    """Return the owner of an address or None, and lock the row.

    The lock is held until the transaction ends.
    """
    return _holder(tx.execute(_LOCK_HOLDER, {"email": email}).one())


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
    return tx.scalar(_LOCK_USER, {"id": user_id})


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
        raise NotFound(_("There is no account {email}.").format(email=email))
    return user


def keep_an_admin(tx: Session, user: User) -> None:
    """Check that another administrator remains before `user` stops being one (R90).

    One who may not sign in does not count: disabled, or with an address that nobody proved. The
    administrators' rows are locked in id order, so that two who leave at once cannot both go.
    Raises Conflict where no other one may sign in.
    """
    admins = tx.scalars(
        select(User)
        .where(User.role == ADMIN, User.disabled_at.is_(None), *_may_sign_in())
        .order_by(User.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    is_one = user.role == ADMIN and user.disabled_at is None
    if is_one and not any(each is not user for each in admins):
        raise Conflict(
            _("{email} is the last administrator. Make somebody else one first.").format(
                email=user.email
            )
        )


def _may_sign_in() -> tuple[ColumnElement[bool], ...]:
    needs_proof = settings().email_verification == "required"
    return (User.email_verified_at.is_not(None),) if needs_proof else ()


def _holder(row: Sequence[Any] | None) -> AddressOwner | None:
    assert row is not None
    found = AddressOwner(*row)
    return found if found.id else None
