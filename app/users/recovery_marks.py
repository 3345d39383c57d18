"""What people's rows say of recoveries, for rooms below `recovery`."""

from datetime import datetime

from sqlalchemy import bindparam, select

from app.core.errors import RecoveryProbation
from app.core.text import _
from app.db.clock import DATABASE_NOW, clock_values
from app.db.reads import find_row
from app.extensions import settings
from app.users.account import Account
from app.users.models import ADMIN, User

_GO_ON = _(
    "This account was recovered and has no second factor yet. Go on in the browser where you "
    "finished it, or sign in: the right password mails you another link."
)
_ON_PROBATION = select(User.probation_until).where(
    User.id == bindparam("user_id"), User.probation_until > DATABASE_NOW
)


def is_recoverable(user: Account | User) -> bool:
    """Tell whether the password of a user may begin a recovery.

    The password has, since it was set, begun a login that a second factor finished (V01).
    Administrators have no recovery.
    """
    is_on = settings().recovery_wait_seconds > 0
    return is_on and user.role != ADMIN and user.password_vouched_at is not None


def refusal_of_recovered(user: User) -> RecoveryProbation | None:
    """Return the refusal of a recovered account without a factor, or None.

    Whoever has the password alone, or the mailbox alone, must not enrol before its owner.
    """
    return RecoveryProbation(_GO_ON) if user.recovered_at is not None else None


def refuse_on_probation(user: Account) -> None:
    """Raise RecoveryProbation in the first day after a finished recovery (V08)."""
    if user.probation_until is None:
        return
    found = find_row(_ON_PROBATION, user_id=user.id, **clock_values())
    if found is not None:
        until: datetime = found[0]
        raise RecoveryProbation(until=until.isoformat())
