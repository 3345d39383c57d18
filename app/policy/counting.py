"""How many people stand how to the policy, also among a million."""

from typing import NamedTuple

from sqlalchemy import Subquery, bindparam, case, func, select

from app.db.clock import DATABASE_NOW
from app.db.joining import joined
from app.extensions import db
from app.factors.models import Passkey
from app.policy.models import Policy, PolicyDate
from app.policy.standing import STANDING, Standing, standing_of, standing_values
from app.users.models import GroupMember, User


class Many(NamedTuple):
    """So many enabled accounts of a role stand alike."""

    role: str
    standing: Standing
    number: int


def count_standings() -> list[Many]:
    """Return how many enabled accounts stand how.

    The expression that is enforced (G10) reads several tables for each person. Whoever is alike in
    all that it reads stands alike: so it is asked of one of each kind.
    """
    kinds = _kinds()
    asked = select(User.role, STANDING, kinds.c.many).join(kinds, kinds.c.one == User.id)
    rows = db.session.execute(asked, standing_values())
    return [Many(role, standing_of(told), many) for role, told, many in rows]


def _kinds() -> Subquery:
    """Return one person of each kind, and how many there are."""
    facts = _facts()
    alike = [each for each in facts.c if each.name != "id"]
    counted = select(func.min(facts.c.id).label("one"), func.count().label("many"))
    return counted.select_from(facts).group_by(*alike).subquery()


def _facts() -> Subquery:
    """Return what the expression reads of each enabled account."""
    dates, groups, keys = _dates(), _groups(), _keys()
    return (
        select(
            User.id,
            User.role,
            User.must_enrol_at.is_(None).label("unmarked"),
            User.two_factor_enabled_at.is_(None).label("bare"),
            keys.c.user_id.is_(None).label("keyless"),
            dates.c.told,
            groups.c.names,
        )
        .outerjoin(dates, dates.c.user_id == User.id)
        .outerjoin(groups, groups.c.user_id == User.id)
        .outerjoin(keys, keys.c.user_id == User.id)
        .where(User.disabled_at.is_(None))
        .subquery()
    )


def _dates() -> Subquery:
    is_due = case((PolicyDate.due_at <= DATABASE_NOW, "1"), else_="0")
    told = joined(PolicyDate.scope + ":" + PolicyDate.level + ":" + is_due)
    return select(PolicyDate.user_id, told.label("told")).group_by(PolicyDate.user_id).subquery()


def _groups() -> Subquery:
    names = joined(GroupMember.group_id).label("names")
    asking = GroupMember.group_id.in_(select(Policy.group_id))
    return select(GroupMember.user_id, names).where(asking).group_by(GroupMember.user_id).subquery()


def _keys() -> Subquery:
    here = Passkey.rp_id == bindparam("policy_host")
    return select(Passkey.user_id).where(here).distinct().subquery()
