"""Making invitations and revoking them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.audit.events import Event
from app.audit.service import record
from app.core.act import Act
from app.core.addresses import normal_form
from app.core.errors import Conflict, Forbidden, InvalidRequest, NotFound
from app.core.opaque_tokens import digest, new_id, new_token
from app.core.text import _
from app.db import rows_changed, write_tx
from app.db.upsert import insert
from app.extensions import settings
from app.groups.service import lock_named
from app.invitations.models import Invitation, InvitationGroup
from app.mail.outbox import queue
from app.mail.wording.door import invitation
from app.users.models import ADMIN, ROLES, USER, Group, User
from app.users.service import lock_user

LONGEST_SECONDS, MOST_USES = 30 * 86_400, 1000
USUAL_SECONDS = 7 * 86_400


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What an invitation shall give.

    With `email` the link is mailed to that address, in its normal form, and opens one account.
    """

    email: str | None = None
    role: str = USER
    groups: Sequence[str] = ()
    seconds: int = USUAL_SECONDS
    uses: int = 1


@dataclass(frozen=True)
class Issued:
    """A new invitation; `link` is None where the link was mailed."""

    id: str
    expires_at: datetime
    link: str | None


def wanted(
    *, email: str | None, role: str, groups: Sequence[str], seconds: int, uses: int
) -> Wanted:
    """Return what an invitation shall give; raises InvalidRequest.

    A link that was shown may be read by others, so it makes no administrator.
    """
    wrong = {}
    if role not in ROLES or (role == ADMIN and email is None):
        wrong["role"] = [_("An administrator is invited by e-mail alone.")]
    if not 60 <= seconds <= LONGEST_SECONDS:
        wrong["expiresIn"] = [_("Use 60 seconds to 30 days.")]
    if not 1 <= uses <= (MOST_USES if email is None else 1):
        wrong["uses"] = [_("Use 1 to {most}, and 1 with an address.").format(most=MOST_USES)]
    if wrong:
        raise InvalidRequest(fields=wrong)
    address = None if email is None else normal_form(email)
    return Wanted(email=address, role=role, groups=groups, seconds=seconds, uses=uses)


def invite(wish: Wanted, *, act: Act) -> Issued:
    """Make an invitation, and mail it where it has an address.

    An older invitation of the address ends (I08). Raises Conflict where the door is closed,
    Forbidden where the inviter is no administrator any more, or InvalidRequest for a group that
    does not exist.
    """
    if not settings().door.takes_invitations:
        raise Conflict(_("REGISTRATION is closed: operators alone make accounts."))
    token, until = new_token(), act.now + timedelta(seconds=wish.seconds)
    link = f"{settings().public_url}/join#token={token}"
    with write_tx() as tx:
        _require_inviter(tx, act)
        groups = lock_named(tx, wish.groups)
        made = _store(tx, wish, groups, token_hash=digest(token), until=until, act=act)
        record(tx, Event.INVITED, subject_id=None, act=act, invitation=made, role=wish.role)
        if wish.email is not None:
            mail = invitation(settings(), wish.email, link=link, until=until, act=act)
            queue(tx, mail, act.now, language=_language_of(tx, wish.email, act))
    return Issued(made, until, link if wish.email is None else None)


def _require_inviter(tx: Session, act: Act) -> None:
    # An invitation of somebody who has just lost the role would live once they have it again.
    if act.by is None:
        return
    inviter = lock_user(tx, act.by.id)
    if inviter is None or inviter.role != ADMIN or inviter.disabled_at is not None:
        raise Forbidden


def _store(
    tx: Session,
    wish: Wanted,
    groups: Sequence[Group],
    *,
    token_hash: str,
    until: datetime,
    act: Act,
) -> str:
    """Store an invitation; an older one to its address gives way.

    Returns its id. Two who invite one address at once leave one row, with the token of the later.
    """
    values = {
        "token_hash": token_hash,
        "role": wish.role,
        "uses": wish.uses,
        "groups_given": len(groups),
        "inviter_id": act.by.id if act.by else None,
        "created_at": act.now,
        "expires_at": until,
    }
    row = insert(tx, Invitation).values(id=new_id(), email=wish.email, **values)
    placed = row.on_conflict_do_update(index_elements=["email"], set_=values)
    made = str(tx.scalar(placed.returning(Invitation.id)))
    tx.execute(delete(InvitationGroup).where(InvitationGroup.invitation_id == made))
    tx.add_all(InvitationGroup(invitation_id=made, group_id=each.id) for each in groups)
    return made


def _language_of(tx: Session, email: str, act: Act) -> str:
    """Return the language of an address's account.

    A stranger's mail is in the inviter's.
    """
    found: str | None = tx.scalar(select(User.locale).where(User.email == email))
    return found or act.origin.language


def revoke(invitation_id: str, *, act: Act) -> None:
    """Delete an invitation; raises NotFound."""
    with write_tx() as tx:
        gone = delete(Invitation).where(Invitation.id == invitation_id)
        if not rows_changed(tx, gone):
            raise NotFound(_("There is no such invitation."))
        record(tx, Event.INVITATION_REVOKED, subject_id=None, act=act, invitation=invitation_id)


def drop_of_inviter(tx: Session, user_id: str) -> None:
    """Delete the invitations of an account that may invite no more (I09)."""
    tx.execute(delete(Invitation).where(Invitation.inviter_id == user_id))
