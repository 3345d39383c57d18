"""Finding the owner of an app token, in one query."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.exc import SQLAlchemyError

from app.app_tokens.models import AppToken
from app.core.opaque_tokens import digest
from app.core.scannable_secrets import APP_TOKEN, is_whole
from app.db import write_tx
from app.db.reads import find_row
from app.extensions import db
from app.groups.stamp import STAMP
from app.policy.standing import STANDING, Standing, standing_of, standing_values
from app.users.account import COLUMNS, Account
from app.users.models import User

_log = logging.getLogger(__name__)
_USED_EVERY = timedelta(minutes=1)
_TOKEN = (
    *(AppToken.id, AppToken.origin, AppToken.created_at, AppToken.expires_at),
    AppToken.last_used_at,
)
_ACCOUNT_ENDS = len(_TOKEN) + len(COLUMNS)
# It holds every condition that can make a token invalid, and runs at every request (T03).
_FIND = (
    select(*_TOKEN, *COLUMNS, STANDING, STAMP)
    .join_from(AppToken, User, User.id == AppToken.user_id)
    .where(
        AppToken.token_hash == bindparam("proof"),
        AppToken.token_version == User.token_version,
        User.disabled_at.is_(None),
        AppToken.expires_at > bindparam("now"),
    )
)


@dataclass(frozen=True)
class TokenOwner:
    """A live app token and its owner.

    `standing` is what the policy asks of the owner. `stamp` is that of the rules of all apps, read
    in the same statement.
    """

    id: str
    origin: str
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    user: Account
    standing: Standing
    stamp: str | None = field(repr=False)

    @property
    def must_enrol(self) -> bool:
        """Whether the owner has to enrol before anything else (G03)."""
        return self.standing.is_stopped


def find_token_owner(token: str, now: datetime) -> TokenOwner | None:
    """Return the owner of an app token, or None.

    Each call checks the token against the database. A text without the right checksum is refused
    before that (T04).
    """
    if not is_whole(token, APP_TOKEN):
        return None
    found = find_row(_FIND, proof=digest(token), now=now, **standing_values())
    if found is None:
        return None
    user, (standing, stamp) = Account(*found[len(_TOKEN) : _ACCOUNT_ENDS]), found[_ACCOUNT_ENDS:]
    more = {"user": user, "standing": standing_of(standing), "stamp": stamp}
    return TokenOwner(*found[: len(_TOKEN)], **more)


def must_note_use(owner: TokenOwner, now: datetime) -> bool:
    """Tell whether `last_used_at` is a minute old."""
    return owner.last_used_at is None or now - owner.last_used_at >= _USED_EVERY


def note_use(owner: TokenOwner, now: datetime) -> None:
    """Update `last_used_at`, once for all requests of a minute.

    A full disk must not stop programs; a later request updates it.
    """
    is_due = or_(AppToken.last_used_at.is_(None), AppToken.last_used_at <= now - _USED_EVERY)
    used = update(AppToken).where(AppToken.id == owner.id, is_due).values(last_used_at=now)
    try:
        with write_tx() as tx:
            tx.execute(used)
    except SQLAlchemyError:
        _log.warning("last_used_at could not be written")


def list_app_tokens(user_id: str, now: datetime) -> Sequence[AppToken]:
    """Return the live app tokens of a user, the newest first."""
    return db.session.scalars(
        select(AppToken)
        .join(User, User.id == AppToken.user_id)
        .where(
            AppToken.user_id == user_id,
            AppToken.token_version == User.token_version,
            AppToken.expires_at > now,
        )
        .order_by(AppToken.created_at.desc(), AppToken.id)
    ).all()
