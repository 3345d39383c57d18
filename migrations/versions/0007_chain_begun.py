"""The chain of the history begins with the database, not with the first event."""

import secrets
from datetime import UTC

import sqlalchemy as sa
from alembic import op

from app.core.hash_chain import Fold, mac_of
from app.core.opaque_tokens import new_id
from app.extensions import now, runtime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_KEY_ID = "audit-chain-1"
_SIGNS_OF_LIFE = ("users", "audit_events", "data_keys")
_MOMENT = sa.DateTime(timezone=True)
_KEYS = sa.table(
    "data_keys", sa.column("id"), sa.column("sealed"), sa.column("created_at", _MOMENT)
)
_EVENTS = sa.table(
    "audit_events",
    sa.column("number"), sa.column("id"), sa.column("at", _MOMENT), sa.column("type"),
    sa.column("outcome"), sa.column("ip"), sa.column("user_agent"), sa.column("request_id"),
    sa.column("detail", sa.JSON), sa.column("mac"),
)  # fmt: skip
_HEAD = sa.table("audit_head", sa.column("number"), sa.column("mac"))


def upgrade() -> None:
    # In a new database alone. One that was in use has its chain, or lost it: were it begun here
    # again, whoever takes it out and waits for the next upgrade would have the rest called whole.
    bind = op.get_bind()
    if any(bind.scalar(sa.text(f"SELECT count(*) FROM {table}")) for table in _SIGNS_OF_LIFE):
        return
    key, begun = secrets.token_bytes(32), now().astimezone(UTC)
    sealed = runtime().key_ring.seal(key, purpose="data_keys.sealed", owner=_KEY_ID)
    facts = {
        "id": new_id(),
        "at": begun.isoformat(timespec="microseconds"),
        "type": "audit.chain_started",
        "outcome": "success",
        "actor_id": None,
        "subject_id": None,
        "ip": "",
        "user_agent": "",
        "request_id": "",
        "detail": {"older": 0, "olderMac": Fold(key).mac()},
    }
    mac = mac_of(key, 1, facts, after="")
    kept = {name: value for name, value in facts.items() if value is not None}
    at = begun.replace(tzinfo=None) if bind.dialect.name == "sqlite" else begun
    op.execute(_KEYS.insert().values(id=_KEY_ID, sealed=sealed, created_at=at))
    op.execute(_EVENTS.insert().values(**kept | {"number": 1, "at": at, "mac": mac}))
    op.execute(_HEAD.update().values(number=1, mac=mac))


def downgrade() -> None:
    """The release before goes on with a chain that has begun."""
