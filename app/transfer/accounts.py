"""`users import`: accounts with their password hashes and second factors."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.ownership import drop_registration, is_taken
from app.accounts.verification import send_verification
from app.audit.events import Event
from app.audit.service import record as note
from app.config.operators import operator_act
from app.core.foreign_hashes import NO_PASSWORD
from app.core.hash_costs import HashRefused
from app.core.opaque_tokens import new_id
from app.core.request_origin import OPERATOR
from app.db.upsert import insert
from app.extensions import db, runtime
from app.groups.members import set_groups
from app.policy.moving import adopt_dates
from app.recovery.moving import adopt_address
from app.transfer import factors
from app.transfer.factor_rows import passkeys_of_others
from app.transfer.importing import ImportedRecord
from app.transfer.records import Past, Record, UnknownPassword
from app.users.models import User


class Accounts:
    """Writes accounts that do not exist yet; existing ones stay unchanged."""

    def __init__(self, source: str, *, notify: bool = False, without_unknown: bool = False) -> None:
        """Take the name of the format, for the history.

        `notify` mails a link to each owner who has to verify an address. `without_unknown` takes
        accounts without their password where its hash is refused.
        """
        self._source, self._notify, self._without_unknown = source, notify, without_unknown

    def exists(self, record: Record) -> bool:
        """Tell whether the account exists.

        A registration that nobody ever verified does not count as an account.
        """
        return is_taken(db.session(), record.email)

    def left_out(self, _record: Record) -> str | None:
        """Return None: an account needs nothing that is here."""
        return None

    def refusal(self, record: Record) -> str | None:
        """Return why the password's hash or a passkey is refused, or None."""
        try:
            self._stored_password(record)
        except HashRefused as wrong:
            return str(wrong)
        return passkeys_of_others(record)

    def write(self, tx: Session, record: Record, now: datetime) -> ImportedRecord | None:
        """Insert the account and its second factor.

        Returns None where another transaction took the address first.
        """
        replaced = drop_registration(tx, record.email, reason="imported", act=operator_act(now))
        user_id = self._insert(tx, record, now)
        if user_id is None:
            return None
        lost = False
        note(
            tx,
            Event.REGISTERED,
            subject_id=user_id,
            act=operator_act(now),
            source=self._source,
        )
        if record.groups:
            set_groups(tx, tx.get_one(User, user_id), record.groups, act=operator_act(now))
        adopt_dates(tx, user_id, record.dates)
        adopt_address(tx, user_id, record.recovery_address)
        if record.has_factor:
            lost = factors.add(
                tx, user_id, record, language=record.locale, source=self._source, now=now
            )
        notified = self._notify and not (record.is_verified or record.is_disabled)
        if notified:
            send_verification(tx, record.email, act=operator_act(now))
        bare = self._stored_password(record) == runtime().passwords.adopt(NO_PASSWORD)
        taken = factors.told(record, lost_codes=lost, lacks_password=bare)
        is_other = record.past is not None and record.past.user_id != user_id
        return replace(taken, replaced=replaced, notified=notified, lost_id=is_other)

    def _insert(self, tx: Session, record: Record, now: datetime) -> str | None:
        past = record.past or Past(user_id="", created=now)
        row = insert(tx, User).values(
            id=_free_id(tx, record),
            email=record.email,
            name=record.name,
            locale=record.locale,
            password_hash=self._stored_password(record),
            role=record.role,
            token_version=0,
            created_at=min(past.created, now),
            created_from=OPERATOR,
            email_verified_at=min(past.verified or now, now) if record.is_verified else None,
            disabled_at=min(past.disabled or now, now) if record.is_disabled else None,
            two_factor_enabled_at=min(past.enabled or now, now) if record.has_factor else None,
            last_sign_in_at=past.signed_in and min(past.signed_in, now),
            must_enrol_at=past.must_enrol,
            recovered_at=past.recovered,
        )
        made = row.on_conflict_do_nothing(index_elements=["email"]).returning(User.id)
        found: str | None = tx.scalar(made)
        return found

    def _stored_password(self, record: Record) -> str:
        adopt = runtime().passwords.adopt
        try:
            if isinstance(record.password, UnknownPassword):
                raise HashRefused(record.password.reason)
            return adopt(record.password or NO_PASSWORD)
        except HashRefused:
            if self._without_unknown:
                return adopt(NO_PASSWORD)
            raise


def _free_id(tx: Session, record: Record) -> str:
    # Apps behind forward-auth know a person by the id, and backup codes of another Second Lock are
    # keyed by it. It is kept where it is free.
    known = [each.user_id for each in (record.past, record.own_codes) if each]
    if known and tx.get(User, known[0]) is None:
        return known[0]
    return new_id()
