"""The export of an account's data, without secrets."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from blinker import Signal
from sqlalchemy import select

from app.accounts.models import MailToken
from app.app_tokens.models import AppToken
from app.audit.events import Event
from app.audit.service import history, owner_view, record
from app.core.act import Act
from app.core.encryption import SealBroken
from app.db import write_tx
from app.extensions import db
from app.factors.models import BackupCodeHash, Passkey, TotpSecret
from app.invitations.models import Invitation
from app.lockout.counters import account_of
from app.lockout.models import AttemptKey, AttemptRow
from app.mail.models import OutboxMail
from app.mail.outbox import open_mail
from app.sessions.models import KnownBrowser, LoginChallenge
from app.sessions.principal import Principal
from app.sessions.service import list_sessions
from app.sessions.trusted_browsers import list_devices
from app.users.account import Account
from app.users.models import User
from app.users.schemas import user_json

# Sent with the account; each higher layer returns its own parts of the export.
exporting = Signal("an account whose data is exported")
_ALL = 10**9
_OF_AN_APP = ("name", "state", "algorithm", "digits", "period")
_OF_AN_APP_TOKEN = ("name", "origin", "created_at", "last_used_at", "expires_at")
_OF_A_PASSKEY = (
    *("name", "rp_id", "credential_id", "public_key", "aaguid", "transports", "sign_count"),
    *("backup_eligible", "backed_up", "uv_initialized"),
)


def export_account(caller: Principal, *, act: Act) -> dict[str, Any]:
    """Return everything that is stored about the caller.

    The result holds no secret, no hash and no token (R16). Its history includes this export.
    """
    user = caller.user
    with write_tx() as tx:
        record(tx, Event.EXPORTED, subject_id=user.id, act=act)
    return {
        "exportedAt": act.now,
        "profile": _profile(user),
        "sessions": _sessions(caller, act.now),
        "trustedDevices": [
            facts_of(each, "created_at", "last_used_at", "expires_at", "ip", "user_agent")
            for each in list_devices(user, act.now)
        ],
        "appTokens": [facts_of(each, *_OF_AN_APP_TOKEN) for each in _own(AppToken, user)],
        "knownBrowsers": [facts_of(each, "last_used_at") for each in _own(KnownBrowser, user)],
        "signInsBegun": [
            facts_of(each, "created_at", "expires_at") for each in _own(LoginChallenge, user)
        ],
        **_factors(user),
        "mailedLinks": [
            facts_of(each, "purpose", "new_email", "created_at", "expires_at")
            for each in _own(MailToken, user)
        ],
        **_invitations(user),
        "waitingMails": list(_waiting_mails(user.email)),
        "countedTries": _counted_tries(user),
        **_parts_of_others(user),
        "events": [
            {**owner_view(each), "at": _plain(each.at)}
            for each in history(user.id, limit=_ALL) or ()
        ],
    }


def _profile(user: Account) -> dict[str, Any]:
    names = (
        *("created_from", "email_verified_at", "two_factor_enabled_at", "must_enrol_at"),
        *("password_vouched_at", "recovery_ready_at", "probation_until"),
    )
    beside = select(User.last_sign_in_at, User.passkey_handle).where(User.id == user.id)
    row = db.session.execute(beside).one()
    more = facts_of(row, "last_sign_in_at", "passkey_handle")
    return {**user_json(user), **facts_of(user, *names), **more}


def _sessions(caller: Principal, now: datetime) -> list[dict[str, Any]]:
    names = ("kind", "created_at", "last_seen_at", "expires_at", "ip", "user_agent")
    return [
        {
            **facts_of(each, *names),
            "methods": list(each.amr),
            "current": each.id == caller.session.id,
        }
        for each in list_sessions(caller.user.id, now)
    ]


def _factors(user: Account) -> dict[str, Any]:
    moments = ("created_at", "last_used_at")
    return {
        "authenticators": [
            facts_of(each, *_OF_AN_APP, *moments) for each in _own(TotpSecret, user)
        ],
        "passkeys": [facts_of(each, *_OF_A_PASSKEY, *moments) for each in _own(Passkey, user)],
        "backupCodes": [
            facts_of(each, "created_at", "used_at") for each in _own(BackupCodeHash, user)
        ],
    }


def _parts_of_others(user: Account) -> dict[str, Any]:
    parts: dict[str, Any] = {}
    for _receiver, part in exporting.send(user):
        parts |= part
    return parts


def _own(model: type[Any], user: Account) -> Iterable[Any]:
    return db.session.scalars(select(model).where(model.user_id == user.id)).all()


def _invitations(user: Account) -> dict[str, Any]:
    to_them = select(Invitation).where(Invitation.email == user.email)
    made = select(Invitation).where(Invitation.inviter_id == user.id)
    return {
        "invitations": [
            facts_of(each, "role", "created_at", "expires_at")
            for each in db.session.scalars(to_them)
        ],
        "invitationsMade": [
            facts_of(each, "email", "role", "uses", "created_at", "expires_at")
            for each in db.session.scalars(made)
        ],
    }


def facts_of(row: Any, *names: str) -> dict[str, Any]:
    """Return the named columns of a row under their JSON names.

    A new column is not exported until a caller names it.
    """
    return {_wire(name): _plain(getattr(row, name)) for name in names}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _wire(name: str) -> str:
    first, *more = name.split("_")
    return first + "".join(each.capitalize() for each in more)


def _waiting_mails(email: str) -> Iterable[dict[str, Any]]:
    # Only the sealed text of a mail holds its receiver: no column identifies them.
    for mail in db.session.scalars(select(OutboxMail).order_by(OutboxMail.created_at)):
        try:
            to = open_mail(mail).to
        except SealBroken:
            continue
        if to == email:
            yield facts_of(mail, "kind", "created_at")


def _counted_tries(user: Account) -> list[dict[str, Any]]:
    found = db.session.execute(
        select(AttemptKey.scope, AttemptRow.at)
        .join(AttemptRow, AttemptRow.key == AttemptKey.key)
        .where(AttemptKey.account.in_([user.id, account_of(user.email)]))
        .order_by(AttemptRow.at)
    )
    return [{"of": scope, "at": _plain(at)} for scope, at in found]
