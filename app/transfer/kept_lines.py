"""Authenticators and passkeys in an export of our own."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from app.config import ConfigError
from app.config.passkey_settings import rp_id
from app.core.errors import InvalidPasskey
from app.passkeys.ceremonies import check_key, transports_of
from app.passkeys.client_data import id_of
from app.passkeys.encoding import decoded
from app.passkeys.keys import MOST_KEYS
from app.transfer import fields
from app.transfer.kept import KeptApp, KeptPasskey
from app.transfer.records import BadLine
from app.twofactor.enrolment import MOST_APPS

_AAGUID = re.compile(r"(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})?")
_HANDLE_BYTES = 32
_COUNTER, _STEP = 2**32, 2**40
_FLAGS = {"eligible": "backup_eligible", "backedUp": "backed_up", "verified": "uv_initialized"}


def app_line(kept: KeptApp) -> dict[str, Any]:
    """Return an authenticator as JSON; the export is sealed as a whole."""
    totp = kept.totp
    return {
        "secret": totp.secret,
        "algorithm": totp.algorithm,
        "digits": totp.digits,
        "period": totp.period,
        "lastStep": kept.last_step,
        "ahead": list(kept.ahead) if kept.ahead else None,
        **_told(kept),
    }


def passkey_line(kept: KeptPasskey) -> dict[str, Any]:
    """Return a passkey as JSON."""
    return {
        "id": kept.credential_id,
        "publicKey": kept.public_key,
        "rpId": kept.rp_id,
        "aaguid": kept.aaguid,
        "transports": list(kept.transports),
        "signCount": kept.sign_count,
        **{wire: getattr(kept, name) for wire, name in _FLAGS.items()},
        "needsPassword": kept.needs_password,
        **_told(kept),
    }


def apps_of(rows: list[dict[str, Any]]) -> tuple[KeptApp, ...]:
    """Return the authenticators of a line; raises BadLine, and what `read_each` takes."""
    if len(rows) > MOST_APPS:
        raise BadLine(f"it has more than {MOST_APPS} authenticators")
    return tuple(_app(row) for row in rows)


def passkeys_of(rows: list[dict[str, Any]]) -> tuple[KeptPasskey, ...]:
    """Return the passkeys of a line; raises BadLine, and what `read_each` takes."""
    if len(rows) > MOST_KEYS:
        raise BadLine(f"it has more than {MOST_KEYS} passkeys")
    return tuple(_passkey(row) for row in rows)


def handle_of(value: str) -> str:
    """Return the user handle of passkeys; raises ValueError."""
    decoded(value, least=_HANDLE_BYTES, most=_HANDLE_BYTES)
    return value


def moment(kept: str | None) -> datetime | None:
    """Return a moment; raises ValueError."""
    return None if kept is None else datetime.fromisoformat(kept).astimezone(UTC)


def _told(kept: KeptApp | KeptPasskey) -> dict[str, Any]:
    moments = {"created": kept.created, "used": kept.used}
    told = {name: at and at.isoformat() for name, at in moments.items()}
    return {"name": kept.name, **told}


def _read_told(row: Mapping[str, Any]) -> dict[str, Any]:
    named = {"name": fields.factor_name(row.get("name"))}
    return named | {name: moment(row.get(name)) for name in ("created", "used")}


def _app(row: dict[str, Any]) -> KeptApp:
    parts = {name: row[name] for name in ("algorithm", "digits", "period")}
    ahead = row.get("ahead")
    return KeptApp(
        totp=fields.authenticator(row["secret"], **parts),
        last_step=int(row["lastStep"]),
        ahead=_range(*ahead) if ahead else None,
        **_read_told(row),
    )


def _range(first: int, last: int) -> tuple[int, int]:
    if not 0 <= int(first) <= int(last) < _STEP:
        raise ValueError
    return int(first), int(last)


def _passkey(row: dict[str, Any]) -> KeptPasskey:
    try:
        credential_id = id_of(row)
        check_key(row["publicKey"])
        made_for = rp_id(row["rpId"])
    except (InvalidPasskey, ConfigError, ValueError):
        raise BadLine("a passkey is damaged, or of a kind that is not taken") from None
    flags: dict[str, Any] = {name: row[wire] is True for wire, name in _FLAGS.items()}
    is_whole = _AAGUID.fullmatch(row["aaguid"]) and 0 <= int(row["signCount"]) < _COUNTER
    if not (made_for and is_whole) or flags["backed_up"] > flags["backup_eligible"]:
        raise BadLine("a passkey is not complete")
    return KeptPasskey(
        credential_id=credential_id,
        public_key=row["publicKey"],
        rp_id=made_for,
        aaguid=row["aaguid"],
        transports=transports_of(row["transports"]),
        sign_count=int(row["signCount"]),
        needs_password=row.get("needsPassword") is True,  # older exports lack it
        **flags,
        **_read_told(row),
    )
