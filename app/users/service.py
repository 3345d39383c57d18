"""Look-ups of users, and the row lock that serializes an account's changes."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session

from app.core.act import Act, Actor
from app.core.errors import Forbidden, NotFound
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


def lock_person(tx: Session, user_id: str, *, act: Act, admins: bool = False) -> User:
    """Return a person on whom somebody else acts, with the row locked.

    The row of the administrator who acts is locked too, so that of two who act on each other at
    once only one does. `admins` locks the rows of all administrators. Raises NotFound, or Forbidden
    where the one who acts has lost the right or the session meanwhile.
    """
    by = act.by
    held = lock_people(tx, user_id, *([by.id] if by else []), admins=admins)
    if by is not None and not _may_act(held.get(by.id), by):
        raise Forbidden
    if user_id not in held:
        raise NotFound(_("There is no such account."))
    return held[user_id]


def lock_people(tx: Session, *user_ids: str, admins: bool = False) -> dict[str, User]:
    """Return people by id, with their rows locked until the transaction ends.

    `admins` adds all administrators. The order of the ids keeps two transactions from a deadlock,
    so a transaction that needs several rows takes them by one call.
    """
    named = User.id.in_(user_ids)
    held = tx.scalars(
        select(User)
        .where(or_(named, User.role == ADMIN) if admins else named)
        .order_by(User.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {each.id: each for each in held}


def may_sign_in() -> tuple[ColumnElement[bool], ...]:
    """Return SQL conditions of an account that may sign in."""
    is_on = User.disabled_at.is_(None)
    needs_proof = settings().email_verification == "required"
    return (is_on, User.email_verified_at.is_not(None)) if needs_proof else (is_on,)


def _may_act(actor: User | None, by: Actor) -> bool:
    if actor is None or actor.role != ADMIN or actor.disabled_at is not None:
        return False
    # A sign-out, a new password or a reset of the factor raises it, and ends the session.
    return by.token_version in {None, actor.token_version}


def _holder(row: Sequence[Any] | None) -> AddressOwner | None:
    assert row is not None
    found = AddressOwner(*row)
    return found if found.id else None
