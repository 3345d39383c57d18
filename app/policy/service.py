"""Reading and setting the two-factor policy."""

from datetime import datetime

from sqlalchemy import select

from app.audit.events import Event
from app.audit.service import record
from app.config.operators import operator_act
from app.db import write_tx
from app.extensions import db, settings
from app.policy.models import PolicyOverride
from app.users.account import Account
from app.users.models import ADMIN, User

POLICIES = ("optional", "admins", "everyone")
# The operator's override or NULL, as a subquery of a statement that reads more at once.
_OVERRIDE = select(PolicyOverride.two_factor)
OVERRIDE = _OVERRIDE.scalar_subquery()


def current_policy() -> str:
    """Return the policy in force.

    Every request reads it anew, so that a change holds at once.
    """
    override = db.session.scalar(_OVERRIDE)
    return override or settings().two_factor_policy


def requires_two_factor(role: str) -> bool:
    """Tell whether the policy in force asks a role for two factors."""
    return policy_requires(current_policy(), role)


def is_asked(user: Account | User, policy: str) -> bool:
    """Tell whether a user is asked for two factors.

    The policy or an operator's mark asks for them.
    """
    return user.must_enrol_at is not None or policy_requires(policy, user.role)


def must_enrol(user: Account | User, policy: str) -> bool:
    """Tell whether a user has to enrol before anything else."""
    return is_asked(user, policy) and not user.has_two_factor


def policy_requires(policy: str, role: str) -> bool:
    """Tell whether a policy asks a role for two factors."""
    return policy == "everyone" or (policy == "admins" and role == ADMIN)


def set_policy(policy: str, now: datetime) -> None:
    """Override the setting from now on, on every node."""
    with write_tx() as tx:
        tx.merge(PolicyOverride(id=1, two_factor=policy, set_at=now))
        record(tx, Event.POLICY_CHANGED, subject_id=None, act=operator_act(now), policy=policy)


def adopt_policy(policy: str, now: datetime) -> bool:
    """Set the policy of another instance, and return whether it was set.

    A policy that an operator has set here stays.
    """
    if db.session.scalar(select(OVERRIDE)) is not None:
        return False
    set_policy(policy, now)
    return True
