"""The account of a random walk, the nodes that serve it, and the mails that it gets."""

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy import and_, bindparam, delete, select

from app.core.act import Act
from app.core.opaque_tokens import new_id
from app.core.request_origin import RequestOrigin
from app.core.totp import Totp, new_secret
from app.db import end_read, write_tx
from app.db.reads import find_rows
from app.extensions import db, now, runtime
from app.mail.models import OutboxMail
from app.mail.outbox import open_mail
from app.recovery.models import OPEN, Recovery
from app.sessions.lookup import find_session
from app.sessions.principal import Principal
from app.twofactor import backup_codes, totp
from app.users.models import User

_SHOWN: tuple[Any, ...] = (Recovery.ready_at, User.recovery_ready_at)
_READY_AT = (
    select(*_SHOWN)
    .select_from(User)
    .outerjoin(Recovery, and_(Recovery.user_id == User.id, Recovery.state.in_(OPEN)))
    .where(User.id == bindparam("user_id"))
)


class Account:
    """One account, the links in the mails to it, and what its owner holds."""

    def __init__(self, nodes: Sequence[Flask], rng: random.Random, password_hash: str) -> None:
        self.nodes, self.rng = nodes, rng
        self.email = f"{rng.randbytes(8).hex()}@example.com"
        self.codes: list[str] = []
        self.session: str | None = None
        self.links: dict[str, list[str]] = {"finish": [], "stop": [], "reset": []}
        self._read: set[str] = set()
        with self.node(0), write_tx() as tx:
            user = User(
                id=new_id(), email=self.email, password_hash=password_hash, role="user",
                token_version=0, created_at=now(), email_verified_at=now(),
            )  # fmt: skip
            tx.add(user)
            tx.flush()
            totp.add_live(tx, user.id, Totp(new_secret()), 0, now())
            self.codes = backup_codes.issue(tx, user.id, now())
            user.note_factor(now())
            self.user_id = user.id

    @contextmanager
    def node(self, number: int | None = None) -> Iterator[Act]:
        """A request to one of the nodes, from an address that nobody had before."""
        app = self.nodes[self.rng.randrange(len(self.nodes)) if number is None else number]
        ip = ".".join(str(self.rng.randrange(1, 255)) for _ in range(4))
        with app.app_context():
            try:
                yield Act(RequestOrigin(ip=ip, user_agent="walk", request_id=""), now())
            finally:
                end_read()

    def vouch(self) -> None:
        with self.node(0) as act, write_tx() as tx:
            tx.get_one(User, self.user_id).vouch_for_password(act.now)

    def leave(self) -> None:
        """Take away what this walk left, so that the next one is as quick."""
        with self.node(0), write_tx() as tx:
            tx.execute(delete(User).where(User.id == self.user_id))
            tx.execute(delete(OutboxMail))

    def open_until(self) -> tuple[datetime | None, datetime | None]:
        """From when the open recovery can be finished, as its row and as the user's row has it."""
        with self.nodes[0].app_context():
            found = find_rows(_READY_AT, user_id=self.user_id)
            assert len(found) == 1, "several are open"
            row, mark = tuple(found[0])
            return row, mark

    def caller(self, act: Act) -> Principal | None:
        return find_session(self.session, act.now) if self.session else None

    def read_mails(self) -> None:
        """Read the links of new mails, also before a server has taken them."""
        for row in db.session.scalars(select(OutboxMail)):
            if row.id in self._read:
                continue
            self._read.add(row.id)
            action = open_mail(row).action
            page, _, token = action.url.partition("#token=") if action else ("", "", "")
            kind = page.rpartition("/")[2].partition("-")[0]
            if token and kind in self.links:
                self.links[kind].append(token)


def hash_of(app: Flask, password: str) -> str:
    """The hash that accounts of all walks begin with: to make one takes most of an account."""
    with app.app_context():
        return runtime().passwords.hash(password)
