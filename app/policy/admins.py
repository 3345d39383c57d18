"""Keeps administrators from shutting themselves out by a policy (G06)."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.act import Act
from app.core.errors import Conflict
from app.core.text import _
from app.policy.standing import STANDING, standing_of, standing_values
from app.users.models import ADMIN, User
from app.users.service import may_sign_in


@dataclass(frozen=True)
class Admins:
    """The administrators who may sign in, and those who are stopped."""

    everyone: frozenset[str]
    outside: frozenset[str]

    @property
    def are_out(self) -> bool:
        """Whether every one is stopped."""
        return bool(self.everyone) and self.everyone == self.outside


def admins_inside(tx: Session) -> Admins:
    """Return how the administrators stand to the policy now."""
    admins = select(User.id, STANDING).where(User.role == ADMIN, *may_sign_in())
    found = tx.execute(admins, standing_values()).all()
    outside = (user_id for user_id, told in found if standing_of(told).is_stopped)
    return Admins(frozenset(user_id for user_id, _told in found), frozenset(outside))


def keep_admins_inside(before: Admins, after: Admins, act: Act) -> None:
    """Raise Conflict where a change stops its administrator, or every one.

    Where every one was stopped before it, the change stops nobody.
    """
    if act.by is not None and act.by.id in after.outside:
        raise Conflict(_("You would fall outside yourself. Set up what the policy asks for first."))
    if after.are_out and not before.are_out:
        raise Conflict(
            _(
                "Every administrator would fall outside. Let one of them set up what the policy "
                "asks for first, or give a time of grace."
            )
        )
