"""The format of exports: a sealed head and accounts, as JSON lines."""

import base64
import json
import re
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from app.core.encryption import KeyRing, SealBroken
from app.core.foreign_hashes import ForeignHash, restored
from app.core.passwords import key_of_passphrase
from app.policy.moving import KeptPolicy
from app.transfer import fields
from app.transfer.json_rows import json_object, json_rows
from app.transfer.kept_lines import (
    app_line,
    apps_of,
    handle_of,
    moment,
    passkey_line,
    passkeys_of,
)
from app.transfer.kept_policies import date_line, dates_of, policies_in, policy_line
from app.transfer.password_hashes import taken
from app.transfer.records import (
    BadLine,
    Entry,
    OwnCodes,
    Password,
    Past,
    Record,
    SourceKeys,
    read_each,
)

_DIGEST, _ID = re.compile(r"[0-9a-f]{64}"), re.compile(r"[A-Za-z0-9_-]{1,32}")
_MARK, _VERSION = "secondLockExport", 3
# The first version has one authenticator an account, and no passkeys. The first two have one word
# as their policy, and no dates.
_KNOWN = (1, 2, _VERSION)
BEGINNING = "second-lock-export "
COST, _LEAST_COST, _MOST_COST = 17, 14, 20  # 2**17: 128 MiB and about half a second a guess
_HEAD = re.compile(r"second-lock-export v1 scrypt:(\d\d):([A-Za-z0-9_-]{22}==)", re.ASCII)
_PURPOSE, _KEY = "export", "passphrase"


def write(records: Iterable[Record], policies: Iterable[KeptPolicy] = ()) -> str:
    """Return the text of an export, without its seal."""
    head = {_MARK: _VERSION, "policies": [policy_line(each) for each in policies]}
    lines = [head, *(_line(each) for each in records)]
    return "".join(f"{json.dumps(line)}\n" for line in lines)


def read_second_lock(text: str, _keys: SourceKeys) -> Iterable[Entry]:
    """Read an opened export; raises BadLine."""
    lines = json_rows(text)
    if not lines or json_object(lines[0][1]).get(_MARK) not in _KNOWN:
        raise BadLine("the export is of a version that is not known")
    return read_each(lines[1:], lambda line, content: _parse(line, json_object(content)))


def policies_of(text: str, now: datetime) -> list[KeptPolicy]:
    """Return the policies that an opened export brings; raises BadLine."""
    [(_, head)] = json_rows(text.partition("\n")[0])
    return policies_in(json_object(head), now)


def seal(plain: str, passphrase: str) -> str:
    """Return the text of a sealed file: its head and one token.

    The token is bound to the head.
    """
    salt = secrets.token_bytes(16)
    head = f"{BEGINNING}v1 scrypt:{COST}:{base64.urlsafe_b64encode(salt).decode()}"
    ring = KeyRing({_KEY: key_of_passphrase(passphrase, salt, cost=COST)})
    return f"{head}\n{ring.seal(plain.encode(), purpose=_PURPOSE, owner=head)}\n"


def open_file(text: str, passphrase: str) -> str:
    """Return what a sealed file holds.

    Raises BadLine where the passphrase is not right or the file was changed.
    """
    head, _, token = text.strip().partition("\n")
    found = _HEAD.fullmatch(head)
    # The head comes with the file: its cost must be neither too high to compute nor too low to
    # protect.
    if not found or not _LEAST_COST <= int(found[1]) <= _MOST_COST:
        raise BadLine("the file is sealed in a way that this version does not know")
    salt = base64.urlsafe_b64decode(found[2])
    ring = KeyRing({_KEY: key_of_passphrase(passphrase, salt, cost=int(found[1]))})
    try:
        return ring.open_sealed(token.strip(), purpose=_PURPOSE, owner=head).decode()
    except SealBroken:
        raise BadLine("the passphrase is not right, or the file was changed") from None


def _line(record: Record) -> dict[str, Any]:
    found: dict[str, Any] = {
        "email": record.email,
        "name": record.name,
        "locale": record.locale,
        "role": record.role,
        "groups": list(record.groups),
        "verified": record.is_verified,
        "disabled": record.is_disabled,
    }
    kept = record.password
    if isinstance(kept, ForeignHash):
        found["password"] = {"scheme": kept.scheme, "body": kept.body, "key": _text(kept.key)}
    if record.has_factor:
        found["authenticators"] = [app_line(each) for each in record.apps]
        found["passkeys"] = [passkey_line(each) for each in record.passkeys]
        found["handle"] = record.handle
    if record.past:
        found["past"] = {
            name: value.isoformat() if isinstance(value, datetime) else value
            for name, value in vars(record.past).items()
        }
    if record.dates:
        found["dates"] = [date_line(each) for each in record.dates]
    if record.recovery_address:
        found["recoveryAddress"] = record.recovery_address
    if record.own_codes:
        own = record.own_codes
        codes = {"userId": own.user_id, "key": _text(own.key), "digests": list(own.digests)}
        found["backupCodes"] = codes
    return found


def _parse(line: int, row: dict[str, Any]) -> Record:
    codes, kept, past = row.get("backupCodes"), row.get("password"), row.get("past")
    heard = row.get("recoveryAddress")
    handle, passkeys = row.get("handle"), passkeys_of(row.get("passkeys") or [])
    if passkeys and not handle:
        raise BadLine("its passkeys lack the account that they name")
    return Record(
        line=line,
        email=fields.address(row["email"]),
        name=fields.person_name(row["name"]),
        locale=fields.language(row.get("locale")),
        role=fields.role(row["role"]),
        groups=fields.groups(row.get("groups")),
        is_verified=row["verified"] is True,
        is_disabled=row["disabled"] is True,
        password=_password(kept) if kept else None,
        apps=apps_of([row["totp"]] if row.get("totp") else row.get("authenticators") or []),
        passkeys=passkeys,
        handle=handle_of(handle) if handle else None,
        own_codes=_codes(codes) if codes else None,
        past=_past(past) if past else None,
        dates=dates_of(row.get("dates") or []),
        recovery_address=fields.address(heard) if heard else None,
    )


def _password(kept: dict[str, Any]) -> Password:
    return taken(lambda: restored(kept["scheme"], kept["body"], _raw(kept["key"])))


def _codes(kept: dict[str, Any]) -> OwnCodes:
    user_id, digests, key = kept["userId"], tuple(kept["digests"]), _raw(kept["key"])
    is_whole = all(_DIGEST.fullmatch(each) for each in digests) and len(key) == 32
    if not (is_whole and _ID.fullmatch(user_id)):
        raise BadLine("its backup codes are not complete")
    return OwnCodes(user_id=user_id, key=key, digests=digests)


def _past(kept: dict[str, Any]) -> Past:
    names = ("verified", "disabled", "enabled", "signed_in", "must_enrol")
    moments = {name: moment(kept[name]) for name in names}
    moments["recovered"] = moment(kept.get("recovered"))  # older exports lack it
    created = moment(kept["created"])
    if created is None or not _ID.fullmatch(kept["user_id"]):
        raise BadLine("its id or the moment of its creation is not complete")
    return Past(user_id=kept["user_id"], created=created, **moments)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _raw(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
