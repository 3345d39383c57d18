"""The audit tables.

They hold ids and facts of the network, never an e-mail address, a person's name, a code or a
secret. Only the reason of an administrator's act is free text.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.hash_chain import Link, Record
from app.db import Base

_Number = BigInteger().with_variant(Integer, "sqlite")
_HEAD = 1


class AuditEvent(Base):
    """One event of the history.

    It has no foreign key, as the history outlives the account. `number` has no gaps. `mac` links
    the row to the one before it; rows that are older than the chain have none. Triggers refuse to
    change, remove or replace a row.
    """

    __tablename__ = "audit_events"
    __table_args__ = (
        Index("ix_audit_events_subject_id_number", "subject_id", "number"),
        # The orders of a search. The second one counts a day without a look at its rows.
        Index("ix_audit_events_at", "at"),
        Index("ix_audit_events_type_at", "type", "at"),
        Index("ix_audit_events_ip_at", "ip", "at"),
    )

    number: Mapped[int] = mapped_column(_Number, primary_key=True, autoincrement=False)
    id: Mapped[str] = mapped_column(String(32), unique=True)
    at: Mapped[datetime]
    type: Mapped[str] = mapped_column(String(40))
    outcome: Mapped[str] = mapped_column(String(10))
    actor_id: Mapped[str | None] = mapped_column(String(32))
    subject_id: Mapped[str | None] = mapped_column(String(32))
    ip: Mapped[str] = mapped_column(String(45))
    user_agent: Mapped[str] = mapped_column(String(300))
    request_id: Mapped[str] = mapped_column(String(32))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    mac: Mapped[str | None] = mapped_column(String(64))

    def facts(self) -> dict[str, Any]:
        """Return what the MAC covers: every column but `number` and `mac`.

        The MAC covers `number` too, as a separate argument.
        """
        return {
            "id": self.id,
            "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "type": self.type,
            "outcome": self.outcome,
            "actor_id": self.actor_id,
            "subject_id": self.subject_id,
            "ip": self.ip,
            "user_agent": self.user_agent,
            "request_id": self.request_id,
            "detail": self.detail,
        }

    def record(self) -> Record:
        """Return the row as the chain sees it."""
        return Record(self.number, self.facts(), self.mac or "")


# The owner of the database can drop the primary key and clear numbers. Reads of the history leave
# such rows out.
NUMBERED = AuditEvent.number.is_not(None)


class AuditHead(Base):
    """The end of the chain, in one row.

    Every transaction that writes events locks this row, as its last lock.
    """

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint(f"id = {_HEAD}", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=_HEAD)
    number: Mapped[int] = mapped_column(_Number)
    mac: Mapped[str] = mapped_column(String(64))

    def link(self) -> Link:
        """Return the end of the chain as a value."""
        return Link(self.number, self.mac)
