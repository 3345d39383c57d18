"""Challenges of passkey ceremonies.

A challenge is signed, not stored: a view of the login page writes no row. Its first use writes one,
so that it works once (P02).
"""

import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy.orm import Session

from app.core.errors import InvalidPasskey
from app.core.opaque_tokens import digest
from app.db.upsert import insert
from app.extensions import runtime
from app.factors.models import SpentChallenge
from app.passkeys.encoding import encoded, text_of
from app.passkeys.fence import fenced_at

# What a challenge is made for.
REGISTER, LOGIN, SECOND_STEP, STEP_UP = "register", "login", "second", "reauth"
LIFE_SECONDS = 300
_LIFE = timedelta(seconds=LIFE_SECONDS)
# The clocks of two servers differ. A challenge may come from a little later than now.
_SKEW = timedelta(seconds=10)
_RANDOM_BYTES = 32
_LONGEST = 1024


class _Issued(NamedTuple):
    nonce: str
    at: datetime


def new_challenge(purpose: str, subject: str, now: datetime) -> str:
    """Return a new challenge, as base64url of bytes.

    `purpose` is a word such as `login`. `subject` is who or what it is made for, "" for nobody; the
    challenge holds its digest alone.
    """
    signed = runtime().passkey_challenges.sign(
        {
            "for": purpose,
            "of": digest(subject),
            "n": secrets.token_urlsafe(_RANDOM_BYTES),
            "at": int(now.timestamp() * 1000),
        }
    )
    return encoded(signed.encode("ascii"))


def check(challenge: str, *, purpose: str, subject: str, now: datetime) -> None:
    """Raise InvalidPasskey for a challenge that does not fit.

    Such a one is forged, old, or made for another purpose or subject. The check writes nothing, so
    that a signature is verified before the challenge is spent.
    """
    _read(challenge, purpose, subject, now)


def spend(tx: Session, challenge: str, *, purpose: str, subject: str, now: datetime) -> None:
    """Spend a challenge by one conditional write.

    Raises what `check` raises, and InvalidPasskey where it was spent before, or is older than the
    fence of a restored backup. Of requests that race, one passes.
    """
    issued = _read(challenge, purpose, subject, now)
    fence = fenced_at(tx, now)
    if fence is not None and issued.at < fence:
        raise InvalidPasskey
    # Of the nonce: one signed text has many spellings.
    row = insert(tx, SpentChallenge).values(
        digest=digest(issued.nonce), expires_at=issued.at + _LIFE + _SKEW
    )
    spent = row.on_conflict_do_nothing(index_elements=["digest"]).returning(SpentChallenge.digest)
    if tx.scalar(spent) is None:
        raise InvalidPasskey


def _read(challenge: str, purpose: str, subject: str, now: datetime) -> _Issued:
    signed = text_of(challenge, most=_LONGEST)
    payload = runtime().passkey_challenges.read(signed) if signed else None
    if payload is None or (payload["for"], payload["of"]) != (purpose, digest(subject)):
        raise InvalidPasskey
    issued = datetime.fromtimestamp(payload["at"] / 1000, now.tzinfo)
    if not -_SKEW <= now - issued < _LIFE:
        raise InvalidPasskey
    return _Issued(payload["n"], issued)
