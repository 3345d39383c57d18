"""Queues the mail that tells an owner what others did."""

from typing import Protocol

from sqlalchemy.orm import Session

from app.core.act import Act
from app.extensions import settings
from app.mail.outbox import queue
from app.mail.wording.operators import operator_acted


class Owner(Protocol):
    """The owner of an account."""

    @property
    def email(self) -> str:
        """The address of the account."""

    @property
    def locale(self) -> str:
        """The language of the account; "" where its owner chose none."""


def tell_owner(tx: Session, owner: Owner, what: str, *, act: Act) -> None:
    """Queue the mail about an act, in the owner's language.

    `what` goes on after who it was, without a full stop.
    """
    note = operator_acted(settings(), owner.email, what=what, act=act)
    queue(tx, note, act.now, language=owner.locale)
