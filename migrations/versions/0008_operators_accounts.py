"""Accounts of operators under a word of their own, not under an address that is empty."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# A request over a unix socket has no address either. The history tells the two apart: whatever came
# by a request has the request's id.
_REGISTERED = """
    SELECT 1 FROM audit_events AS event
    WHERE event.type = 'account.registered' AND event.subject_id = users.id
    AND event.request_id {} ''
"""
_NAME = f"""
    UPDATE users SET created_from = 'operator' WHERE created_from = ''
    AND (EXISTS ({_REGISTERED.format("=")}) OR NOT EXISTS ({_REGISTERED.format("<>")}))
"""


def upgrade() -> None:
    op.execute(sa.text(_NAME))


def downgrade() -> None:
    op.execute(sa.text("UPDATE users SET created_from = '' WHERE created_from = 'operator'"))
