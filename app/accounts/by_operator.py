"""An operator's or administrator's acts on an account: role, disabling, unlocking, deleting.

The person is mailed what was done, by whom and why. Those on a locked user belong to the
transaction of their caller, who has locked all administrators too.
"""

from sqlalchemy.orm import Session

from app.audit.events import Event
from app.audit.service import record
from app.core.act import Act
from app.core.errors import Conflict
from app.core.text import Text, _
from app.db import write_tx
from app.db.versions import next_version
from app.factors.administrators import keep_an_admin, tell_administrators
from app.invitations.issuing import drop_of_inviter
from app.lockout.service import clear_guesses, clear_mails
from app.mail.owners import tell_owner
from app.sessions.service import end_everything
from app.twofactor.ahead import bring_back
from app.users.models import ADMIN, User
from app.users.service import lock_person


def disable(user_id: str, *, version: int | None = None, act: Act) -> User:
    """Disable an account: every sign-in ends, and no new one starts.

    `version` is the one that the caller saw, None for an operator. Returns the user. Raises
    NotFound, Forbidden, or Conflict where the version is older, and where the account is disabled
    already, the caller's own or the last administrator's.
    """
    with write_tx() as tx:
        user = _lock_other(tx, user_id, version=version, act=act)
        if user.disabled_at is not None:
            raise Conflict(_("{email} is disabled already.").format(email=user.email))
        switch_off(tx, user, _("disabled your account"), act=act)
    return user


def enable(user_id: str, *, version: int | None = None, act: Act) -> User:
    """Enable a disabled account.

    Returns the user. Raises NotFound, Forbidden, or Conflict for an older version and where the
    account is not disabled.
    """
    with write_tx() as tx:
        user = lock_person(tx, user_id, act=act)
        next_version(user, version)
        if user.disabled_at is None:
            raise Conflict(_("{email} is not disabled.").format(email=user.email))
        switch_on(tx, user, act=act)
    return user


def unlock(user_id: str, *, version: int | None = None, act: Act) -> User:
    """Clear all wrong codes and passwords of an account (R57).

    The counts of the day and the month are cleared too. An authenticator that was used while the
    clock was ahead continues from now. Nobody is signed in by it, and no secret is shown or
    changed. Raises NotFound, Forbidden, or Conflict for an older version and one's own account.
    """
    with write_tx() as tx:
        user = lock_person(tx, user_id, act=act)
        # Whoever stole an administrator's session must not guess its codes without end.
        refuse_own(user, act)
        next_version(user, version)
        _forget_guesses(tx, user)
        bring_back(tx, user.id, act.now)
        record(tx, Event.UNLOCKED, subject_id=user.id, act=act)
        what = _("unlocked your account: earlier wrong passwords and codes do not count any more")
        tell_owner(tx, user, what, act=act)
    return user


def delete(user_id: str, *, version: int | None = None, act: Act) -> User:
    """Delete an account and everything that belongs to it but its history.

    Returns the deleted user. Raises NotFound, Forbidden, or Conflict where the version is older,
    and where the account is the caller's own or the last administrator's.
    """
    with write_tx() as tx:
        user = _lock_other(tx, user_id, version=version, act=act)
        remove(tx, user, _("deleted your account"), act=act)
    return user


def set_role(user_id: str, role: str, *, version: int | None = None, act: Act) -> User:
    """Give an account another role and end all its sign-ins (R61).

    Returns the user. Raises NotFound, Forbidden, or Conflict where the version is older, where the
    role is the present one, and where the account is the caller's own or the last administrator's.
    """
    with write_tx() as tx:
        user = _lock_other(tx, user_id, version=version, act=act)
        if user.role == role:
            raise Conflict(
                _("The role of {email} is {role} already.").format(email=user.email, role=role)
            )
        give_role(tx, user, role, act=act)
    return user


def refuse_own(user: User, act: Act) -> None:
    """Raise Conflict where an administrator acts on their own account (A03)."""
    if act.by is not None and act.by.id == user.id:
        raise Conflict(_("Nobody does this to their own account. Ask another administrator."))


def switch_off(tx: Session, user: User, told: Text | None, *, act: Act, **detail: str) -> None:
    """Disable a locked user's account.

    `told` is what the mail to the person says, None where there is to be no mail. `detail` goes
    into the history. Raises Conflict where the account is the last administrator's.
    """
    keep_an_admin(tx, user)
    user.disabled_at = act.now
    drop_of_inviter(tx, user.id)
    end_everything(tx, user, keep=None, now=act.now)
    record(tx, Event.DISABLED, subject_id=user.id, act=act, **detail)
    _tell(tx, user, told, act)


def switch_on(tx: Session, user: User, *, act: Act) -> None:
    """Enable a locked user's account."""
    user.disabled_at = None
    record(tx, Event.REENABLED, subject_id=user.id, act=act)
    _tell(tx, user, _("enabled your account again"), act)


def remove(tx: Session, user: User, told: Text | None, *, act: Act, **detail: str) -> None:
    """Delete a locked user's account; its history stays.

    `told` and `detail` are as in `switch_off`. Raises Conflict where the account is the last
    administrator's.
    """
    keep_an_admin(tx, user)
    _forget_guesses(tx, user)
    clear_mails(tx, user.email)
    _tell(tx, user, told, act)
    tx.delete(user)
    record(tx, Event.DELETED, subject_id=user.id, act=act, **detail)


def give_role(tx: Session, user: User, role: str, *, act: Act) -> None:
    """Give a locked user another role and end all their sign-ins.

    The person and all administrators are mailed (A12). Raises Conflict where no administrator would
    be left.
    """
    if role != ADMIN:
        keep_an_admin(tx, user)
        drop_of_inviter(tx, user.id)
    user.role = role
    end_everything(tx, user, keep=None, now=act.now)
    record(tx, Event.ROLE_CHANGED, subject_id=user.id, act=act, role=role)
    told = (
        _("made you an administrator, and signed you out everywhere")
        if role == ADMIN
        else _("took the role of an administrator from you, and signed you out everywhere")
    )
    _tell(tx, user, told, act)
    tell_administrators(tx, user, act=act)


def _lock_other(tx: Session, user_id: str, *, version: int | None, act: Act) -> User:
    user = lock_person(tx, user_id, act=act, admins=True)
    refuse_own(user, act)
    next_version(user, version)
    return user


def _tell(tx: Session, user: User, what: Text | None, act: Act) -> None:
    if what is not None:
        tell_owner(tx, user, what, act=act)


def _forget_guesses(tx: Session, user: User) -> None:
    clear_guesses(tx, user_id=user.id, email=user.email)
