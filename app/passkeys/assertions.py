"""Checking that a passkey signed a challenge, and using that once.

The check reads. The use writes, in the transaction of what the passkey permits.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.core.errors import InvalidPasskey, NotFound
from app.core.text import _
from app.db import end_read
from app.extensions import settings
from app.factors.models import Passkey
from app.passkeys import challenges
from app.passkeys.ceremonies import Proof, read_assertion, verify_assertion
from app.passkeys.keys import find_key, note_use, own_key
from app.passkeys.relying_party import relying_party
from app.users.models import User

_AFTER_RESET = _(
    "Your password was reset. Sign in by it once: after that this passkey opens your account alone."
)


@dataclass(frozen=True)
class Assertion:
    """A right signature over a challenge: its key and its proof."""

    key: Passkey
    user_handle: str | None
    challenge: str
    purpose: str
    subject: str
    proof: Proof

    def spend(self, tx: Session, now: datetime) -> None:
        """Spend the challenge; raises InvalidPasskey where it was spent before."""
        challenges.spend(tx, self.challenge, purpose=self.purpose, subject=self.subject, now=now)


def check_assertion(
    credential: Mapping[str, Any], *, purpose: str, subject: str, now: datetime
) -> Assertion:
    """Check a signature and its challenge.

    The challenge must have been made for `purpose` and `subject`. Raises InvalidPasskey where
    anything differs, also where the key was made for another host, or its backup eligibility
    changed (P03, P04, P05).
    """
    if not settings().has_passkeys:
        raise InvalidPasskey
    presented = read_assertion(credential)
    challenges.check(presented.challenge, purpose=purpose, subject=subject, now=now)
    key, party = find_key(presented.credential_id), relying_party()
    end_read()
    if key is None or key.rp_id != party.id:
        raise InvalidPasskey
    proof = verify_assertion(credential, party, public_key=key.public_key)
    if proof.backup_eligible != key.backup_eligible:
        raise InvalidPasskey
    return Assertion(key, presented.user_handle, presented.challenge, purpose, subject, proof)


def use_assertion(tx: Session, user: User, found: Assertion, now: datetime) -> bool:
    """Spend the challenge of a locked user, and note the use (P02).

    Returns what `note_use` returns. Raises InvalidPasskey where the challenge was spent before, the
    key is somebody else's or was removed meanwhile (P03), or a login by the key alone needs the new
    password first.
    """
    if found.user_handle not in {None, user.passkey_handle}:
        raise InvalidPasskey
    try:
        key = own_key(tx, user.id, found.key.id)
    except NotFound:
        raise InvalidPasskey from None
    if found.purpose == challenges.LOGIN and key.needs_password:
        raise InvalidPasskey(_AFTER_RESET)
    found.spend(tx, now)
    return note_use(tx, key, found.proof, found.purpose, now)
