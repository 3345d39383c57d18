"""Registering, renaming and removing passkeys."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.audit.events import Event
from app.audit.service import record
from app.core.act import Act
from app.core.assurance import PASSKEY
from app.db import write_tx
from app.extensions import settings
from app.factors.models import Passkey
from app.lockout.counters import setup_counter
from app.lockout.service import charge_call
from app.passkeys import challenges
from app.passkeys.ceremonies import read_registration
from app.passkeys.keys import add_key, descriptor, handle_of, key_json, list_keys, own_key
from app.passkeys.options import creation_options
from app.passkeys.relying_party import relying_party
from app.sessions.holding import hold_caller
from app.sessions.principal import Principal
from app.sessions.service import end_everything
from app.twofactor.enrolment import turn_on
from app.twofactor.removal import after_adding, after_removing, after_renaming
from app.users.models import User


@dataclass(frozen=True)
class Registered:
    """A new passkey.

    Where it is the account's first factor, `backup_codes` are shown only now, and `caller` is the
    caller with a renewed session.
    """

    passkey: Passkey
    backup_codes: list[str] | None = None
    caller: Principal | None = None


def creation_options_for(caller: Principal, *, act: Act) -> dict[str, Any]:
    """Return the options by which the caller's browser makes a passkey (P07).

    Raises NotSignedIn where a security change has ended the session, or TooManyRequests.
    """
    charge_call([setup_counter(caller.user.id, settings())], act.now)
    with write_tx() as tx:
        handle = handle_of(tx, hold_caller(tx, caller))
    user = caller.user
    return creation_options(
        relying_party(),
        handle=handle,
        name=user.email,
        display_name=user.name or user.email,
        challenge=challenges.new_challenge(challenges.REGISTER, caller.session.id, act.now),
        exclude=[descriptor(each) for each in list_keys(user.id)],
    )


def register(
    caller: Principal, credential: Mapping[str, Any], *, name: str, act: Act
) -> Registered:
    """Store the passkey that the caller's browser made.

    As the first factor it turns two-factor authentication on, and all other sessions end. Raises
    InvalidPasskey, Conflict past `MOST_KEYS`, and NotSignedIn.
    """
    new = read_registration(credential, relying_party())
    with write_tx() as tx:
        user = hold_caller(tx, caller)
        challenges.spend(
            tx, new.challenge, purpose=challenges.REGISTER, subject=caller.session.id, now=act.now
        )
        return _added(tx, user, caller, add_key(tx, user, new, name=name, now=act.now), act)


def rename(caller: Principal, key_id: str, name: str, *, act: Act) -> Passkey:
    """Give a passkey of the caller a new name.

    Raises NotFound or TooManyRequests.
    """
    charge_call([setup_counter(caller.user.id, settings())], act.now)
    with write_tx() as tx:
        user = hold_caller(tx, caller)
        key = own_key(tx, user.id, key_id)
        if key.name == name:
            return key
        key.name = name
        after_renaming(tx, user, name, act)
        record(tx, Event.PASSKEY_RENAMED, subject_id=caller.user.id, act=act, factor=key.id)
    return key


def remove(caller: Principal, key_id: str, *, act: Act) -> Principal | None:
    """Remove a passkey of the caller.

    Removing the last factor turns two-factor authentication off, and returns the caller with a
    renewed session; else returns None. Raises NotFound, and TwoFactorRequired where the policy asks
    for a factor.
    """
    with write_tx() as tx:
        user = hold_caller(tx, caller)
        key = own_key(tx, user.id, key_id)
        shown = key_json(key)
        tx.delete(key)
        tx.flush()
        record(tx, Event.PASSKEY_REMOVED, subject_id=user.id, act=act, factor=key.id)
        name, worked = shown["name"], shown["usableHere"]
        return after_removing(tx, user, caller, name, act, worked=worked)


def _added(tx: Session, user: User, caller: Principal, key: Passkey, act: Act) -> Registered:
    record(tx, Event.PASSKEY_ADDED, subject_id=user.id, act=act, factor=key.id)
    if user.has_two_factor:
        after_adding(tx, user, key_json(key)["name"], act)
        return Registered(key)
    codes = turn_on(tx, user, act, caller=caller)
    renewed = end_everything(tx, user, keep=caller.session.id, amr=(PASSKEY,), now=act.now)
    return Registered(key, codes, renewed)
