"""Flask-Security-Too's user table as JSON, with passlib's encrypted TOTP secrets."""

import json
from collections.abc import Iterable
from functools import partial
from typing import Any

from app.core import foreign_hashes
from app.core.hash_costs import HashRefused
from app.core.passlib_secrets import open_passlib_key
from app.core.totp import Totp, secret_of
from app.transfer import fields
from app.transfer.json_rows import json_object, json_rows
from app.transfer.kept import KeptApp
from app.transfer.password_hashes import password_hash, taken
from app.transfer.records import (
    BadLine,
    Entry,
    Password,
    Record,
    SourceKeys,
    UnknownPassword,
    read_each,
)
from app.users.models import USER

_APP = "authenticator"
_LEFT_BEHIND = {"sms": "codes by SMS", "mail": "codes by mail", "email": "codes by mail"}
_SEALED_CODE = "gAAAA"  # how Fernet tokens begin


def read_flask_security(text: str, keys: SourceKeys) -> Iterable[Entry]:
    """Read rows of the user table, under the names of its columns.

    The text is a JSON list, or one JSON object a line. `keys` hold SECURITY_TOTP_SECRETS and
    SECURITY_PASSWORD_SALT. Raises BadLine.
    """
    return read_each(json_rows(text), lambda line, row: _parse(line, json_object(row), keys))


def _parse(line: int, row: dict[str, Any], keys: SourceKeys) -> Record:
    # With SMS or mail as the method, the column holds a secret that no app has.
    has_app = row.get("tf_primary_method") == _APP and row.get("tf_totp_secret")
    totp = _authenticator(row["tf_totp_secret"], keys) if has_app else None
    return Record(
        line=line,
        email=fields.address(row["email"]),
        name=fields.person_name(row.get("username")),
        role=USER,
        is_verified=bool(row.get("confirmed_at")),
        is_disabled=not fields.yes_or_no(row.get("active"), default=True),
        password=_password(row.get("password"), keys),
        apps=(KeptApp(totp=totp),) if totp else (),
        backup_codes=_codes(row.get("mf_recovery_codes")) if totp else (),
        left_behind=_left_behind(row),
    )


def _left_behind(row: dict[str, Any]) -> tuple[str, ...]:
    name = _LEFT_BEHIND.get(str(row.get("tf_primary_method")))
    return (name,) if name else ()


def _authenticator(text: Any, keys: SourceKeys) -> Totp:
    kept = json.loads(text) if isinstance(text, str) else text
    if kept["type"] != "totp" or kept["v"] != 1:
        raise BadLine("its TOTP secret is of an unknown version")
    secret = kept.get("key")
    if secret is None:
        try:
            secret = secret_of(open_passlib_key(kept["enckey"], keys.totp_secrets))
        except HashRefused as wrong:
            raise BadLine(f"{wrong}: give SECURITY_TOTP_SECRETS") from None
    return fields.authenticator(
        secret,
        algorithm=kept.get("alg"),
        digits=kept.get("digits"),
        period=kept.get("period"),
    )


def _password(text: Any, keys: SourceKeys) -> Password:
    kinds = {
        "$2": (foreign_hashes.of_bcrypt, foreign_hashes.FLASK_SECURITY_BCRYPT),
        "$argon2": (foreign_hashes.of_argon2, foreign_hashes.FLASK_SECURITY_ARGON2),
    }
    for beginning, (take, scheme) in kinds.items():
        if isinstance(text, str) and text.startswith(beginning):
            if not keys.password_salt:
                return UnknownPassword("its password needs SECURITY_PASSWORD_SALT: give it")
            return taken(partial(take, text, scheme=scheme, key=keys.password_salt.encode()))
    return password_hash(text)


def _codes(kept: Any) -> tuple[str, ...]:
    codes = kept.split(",") if isinstance(kept, str) else kept or ()
    if any(str(code).startswith(_SEALED_CODE) for code in codes):
        raise BadLine("its recovery codes are sealed: leave the column mf_recovery_codes out")
    return fields.backup_codes(codes)
