"""The held keys, and how many stored values still need each.

These counts tell an operator that an old key can be dropped.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, func, select

from app.core.encryption import KeyRing
from app.core.passwords import PasswordHasher
from app.core.signing import fingerprint
from app.db.sealed import sealed_columns
from app.extensions import db, runtime

ENCRYPTION, PEPPER = "ENCRYPTION_KEYS", "PASSWORD_PEPPER"
_UNKNOWN = "unknown"


@dataclass(frozen=True)
class HeldKeys:
    """The key ids of one setting, the key in use first.

    The id of a signing key is its fingerprint.
    """

    name: str
    from_file: bool
    ids: tuple[str, ...]

    @property
    def older(self) -> tuple[str, ...]:
        """The ids of keys that only verify or open."""
        return self.ids[1:]


def held_keys() -> dict[str, HeldKeys]:
    """Return the keys in force, by setting name."""
    keys, file = runtime().keys, runtime().key_file
    ids = {
        "SECRET_KEY": tuple(fingerprint(key) for key in keys.secret_key),
        "TWOFA_SECRET_KEY": tuple(fingerprint(key) for key in keys.twofa_secret_key),
        ENCRYPTION: tuple(keys.encryption_keys),
        PEPPER: tuple(keys.password_pepper),
    }
    from_file = file.names if file else ()
    return {name: HeldKeys(name, name in from_file, each) for name, each in ids.items()}


def sealed_values() -> dict[str, dict[str, int]]:
    """Return the count of values for each sealed column and key id."""
    beginnings = {key_id: KeyRing.beginning(key_id) for key_id in held_keys()[ENCRYPTION].ids}
    return {each.purpose: _count(each.column, beginnings) for each in sealed_columns()}


def peppered_hashes(column: Any) -> dict[str, int]:
    """Return the count of a column's password hashes for each pepper id."""
    return _count(
        column, {each: PasswordHasher.beginning(each) for each in held_keys()[PEPPER].ids}
    )


def _count(column: Any, beginnings: Mapping[str, str]) -> dict[str, int]:
    """Return the count of values for each key id, 0 included.

    `beginnings` maps the id to the text with which its values begin.
    """
    begins: list[tuple[ColumnElement[bool], str]] = [
        (func.substr(column, 1, len(text)) == text, key_id) for key_id, text in beginnings.items()
    ]
    key = case(*begins, else_=_UNKNOWN)
    # GROUP BY the name: PostgreSQL treats the repeated expression, with other parameters, as a
    # different one.
    counted = select(key.label("key_id"), func.count()).group_by("key_id")
    found = {row[0]: row[1] for row in db.session.execute(counted)}
    return {**dict.fromkeys(beginnings, 0), **found}
