"""Lets the owner of a recovered account go on later.

Until a new factor is on, the password alone signs nobody in. It mails another link, so that both
proofs are needed again.
"""

from sqlalchemy.orm import Session

from app.accounts.mailed_links import charge_mail
from app.audit.events import Event
from app.audit.service import record
from app.auth.service import recovered_sign_in
from app.core.act import Act
from app.db.clock import moment_within
from app.extensions import settings
from app.lockout.counters import MAIL_RECOVERY, mail_user_counter
from app.mail.outbox import queue
from app.mail.wording import recovery as wording
from app.recovery import states
from app.users.models import User


@recovered_sign_in.connect
def mail_another_link(user: User, *, tx: Session, act: Act) -> None:
    """Mail a locked user another finishing link, within the limit."""
    if not charge_mail(tx, mail_user_counter(MAIL_RECOVERY, user.id, settings()), act.now):
        return
    moment = moment_within(tx)
    token = states.reopen(tx, user, moment, act)
    record(tx, Event.RECOVERY_READY, subject_id=user.id, act=act)
    until = moment + states.LINK_LIFE
    link = wording.finish(settings(), user.email, expires_at=until, token=token)
    queue(tx, link, act.now, language=user.locale)
