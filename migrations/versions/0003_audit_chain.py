"""The history is numbered without gaps, hash-chained, and refuses changes."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_SEQUENCE = "audit_events_id_seq"

# A REPLACE on SQLite takes a row away without asking the DELETE trigger: hence the third one.
_SQLITE_TRIGGERS = {
    "audit_events_no_update": "BEFORE UPDATE ON audit_events",
    "audit_events_no_delete": "BEFORE DELETE ON audit_events",
    "audit_events_no_replace": "BEFORE INSERT ON audit_events WHEN EXISTS "
    "(SELECT 1 FROM audit_events WHERE number = NEW.number OR id = NEW.id)",
}
_POSTGRES_TRIGGERS = {
    "audit_events_no_change": "BEFORE UPDATE OR DELETE ON audit_events FOR EACH ROW",
    "audit_events_no_truncate": "BEFORE TRUNCATE ON audit_events FOR EACH STATEMENT",
}
_REFUSAL = "the security history is append-only"


def upgrade() -> None:
    # Rows that are older than the chain keep their number and get an id; their MAC stays empty.
    with op.batch_alter_table("audit_events") as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_events_subject_id"))
        batch_op.alter_column("id", new_column_name="number", existing_type=_NUMBER)
    with op.batch_alter_table("audit_events") as batch_op:
        batch_op.add_column(sa.Column("id", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("mac", sa.String(length=64), nullable=True))
    random_id = "lower(hex(randomblob(16)))" if _is_sqlite() else "md5(gen_random_uuid()::text)"
    op.execute(f"UPDATE audit_events SET id = {random_id}")
    with op.batch_alter_table("audit_events") as batch_op:
        batch_op.alter_column("id", existing_type=sa.String(length=32), nullable=False)
        batch_op.create_unique_constraint(batch_op.f("uq_audit_events_id"), ["id"])
        batch_op.create_index("ix_audit_events_subject_id_number", ["subject_id", "number"])
    op.create_table("audit_head",
    sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
    sa.Column("number", _NUMBER, nullable=False),
    sa.Column("mac", sa.String(length=64), nullable=False),
    sa.CheckConstraint("id = 1", name=op.f("ck_audit_head_single")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head"))
    )
    op.execute(
        "INSERT INTO audit_head (id, number, mac) "
        "SELECT 1, coalesce(max(number), 0), '' FROM audit_events"
    )
    if not _is_sqlite():
        # A number that a rollback skips would look like a row that was removed.
        op.execute("ALTER TABLE audit_events ALTER COLUMN number DROP DEFAULT")
        op.execute(f"DROP SEQUENCE {_SEQUENCE}")
    _create_triggers()


def downgrade() -> None:
    _drop_triggers()
    op.drop_table("audit_head")
    with op.batch_alter_table("audit_events") as batch_op:
        batch_op.drop_index("ix_audit_events_subject_id_number")
        batch_op.drop_constraint(batch_op.f("uq_audit_events_id"), type_="unique")
    with op.batch_alter_table("audit_events") as batch_op:
        batch_op.drop_column("id")
        batch_op.drop_column("mac")
    with op.batch_alter_table("audit_events") as batch_op:
        batch_op.alter_column("number", new_column_name="id", existing_type=_NUMBER)
        batch_op.create_index(batch_op.f("ix_audit_events_subject_id"), ["subject_id"])
    if not _is_sqlite():
        op.execute(f"CREATE SEQUENCE {_SEQUENCE} OWNED BY audit_events.id")
        op.execute(
            f"SELECT setval('{_SEQUENCE}', (SELECT coalesce(max(id), 0) + 1 FROM audit_events), false)"
        )
        op.execute(
            f"ALTER TABLE audit_events ALTER COLUMN id SET DEFAULT nextval('{_SEQUENCE}')"
        )


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _create_triggers() -> None:
    if _is_sqlite():
        for name, when in _SQLITE_TRIGGERS.items():
            op.execute(
                f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION audit_events_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; "
        "END $$"
    )
    for name, when in _POSTGRES_TRIGGERS.items():
        op.execute(f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION audit_events_refuse()")


def _drop_triggers() -> None:
    if _is_sqlite():
        for name in _SQLITE_TRIGGERS:
            op.execute(f"DROP TRIGGER {name}")
        return
    for name in _POSTGRES_TRIGGERS:
        op.execute(f"DROP TRIGGER {name} ON audit_events")
    op.execute("DROP FUNCTION audit_events_refuse()")
