"""Addresses are brought into their normal form; those that would meet stay, and are reported."""

import logging
import unicodedata
from collections import defaultdict

import sqlalchemy as sa
from alembic import op

from app.core.addresses import normal_form
from app.core.errors import InvalidRequest

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_USERS = sa.table("users", sa.column("id"), sa.column("email"))
_TOKENS = sa.table("mail_tokens", sa.column("id"), sa.column("new_email"))
# Not below "alembic", which swallows what nobody asked to see.
_log = logging.getLogger("migrations")


def upgrade() -> None:
    holders = defaultdict(list)
    for user_id, email in op.get_bind().execute(sa.select(_USERS)).all():
        holders[_normal(email)].append((user_id, email))
    for address, found in holders.items():
        if len(found) > 1:
            # Which of them is meant nobody but the operator can tell, and no account may be lost.
            _report(found, f"all stand for {address} and stay as they are; that one alone is found")
        elif address != found[0][1]:
            _rename(_USERS.c.email, found[0][0], address)
    for token_id, email in op.get_bind().execute(sa.select(_TOKENS)).all():
        if email is not None and _normal(email) != email:
            _rename(_TOKENS.c.new_email, token_id, _normal(email))


def downgrade() -> None:
    # An address with its former domain would be somebody else's mailbox: none is changed.
    for user_id, email in op.get_bind().execute(sa.select(_USERS)).all():
        former = unicodedata.normalize("NFKC", email).casefold()
        if former != email:
            _report([(user_id, email)], f"stays; an older version looks for {former} instead")


def _normal(email: str) -> str:
    try:
        return normal_form(email)
    except InvalidRequest:
        return email


def _rename(column: sa.ColumnClause, row_id: str, address: str) -> None:
    table = column.table
    op.get_bind().execute(sa.update(table).where(table.c.id == row_id).values({column: address}))


def _report(found: list[tuple[str, str]], what: str) -> None:
    told = ", ".join(f"{email} (account {user_id})" for user_id, email in found)
    _log.warning("Addresses: %s: %s.", told, what)
