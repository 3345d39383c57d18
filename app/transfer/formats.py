"""Which format a file is in, and its reader."""

import codecs
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.policy.moving import KeptPolicy
from app.transfer import second_lock
from app.transfer.authenticator_apps import read_aegis, read_uris
from app.transfer.django import read_django
from app.transfer.flask_security import read_flask_security
from app.transfer.google_authenticator import MIGRATION
from app.transfer.json_rows import json_rows
from app.transfer.keycloak import read_keycloak
from app.transfer.records import BadLine, Entry, Reader, SourceKeys
from app.transfer.second_lock import read_second_lock
from app.transfer.tabular import COLUMNS, read_csv, read_json

CSV, JSON_LINES, URIS, AEGIS, DJANGO = "csv", "jsonl", "otpauth", "aegis", "django-otp"
FLASK_SECURITY, KEYCLOAK, SECOND_LOCK = "flask-security", "keycloak", "second-lock"
# Formats in which a wrong key shows no error: secrets are sealed without a checksum (AES in counter
# mode), and passwords are mixed with a separate salt.
UNCHECKED = (FLASK_SECURITY,)
_EMPTY = "the file holds no account"
READERS: dict[str, Reader] = {
    CSV: read_csv,
    JSON_LINES: read_json,
    URIS: read_uris,
    AEGIS: read_aegis,
    DJANGO: read_django,
    FLASK_SECURITY: read_flask_security,
    KEYCLOAK: read_keycloak,
    SECOND_LOCK: read_second_lock,
}


@dataclass(frozen=True)
class Source:
    """The format, the lines and the policies of a file."""

    kind: str
    entries: list[Entry]
    policies: list[KeptPolicy] = field(default_factory=list)


def read(
    raw: bytes,
    name: str | None,
    *,
    keys: SourceKeys,
    passphrase: Callable[[], str],
    now: datetime,
) -> Source:
    """Return what a file holds.

    Where `name` is None the format is detected. `passphrase` is called for our own exports alone.
    Raises BadLine where the file as a whole cannot be read.
    """
    text = text_in(raw)
    found = name or detect(text)
    if found == SECOND_LOCK:
        text = second_lock.open_file(text, passphrase())
    entries = list(READERS[found](text, keys))
    if not entries:
        raise BadLine(_EMPTY)
    policies = second_lock.policies_of(text, now) if found == SECOND_LOCK else []
    return Source(found, entries, policies)


def text_in(raw: bytes) -> str:
    """Return the text of a file; raises BadLine where there is none."""
    # Spreadsheets and PowerShell write UTF-16, with a mark at the beginning.
    has_mark = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = raw.decode("utf-16" if has_mark else "utf-8-sig")
    except UnicodeDecodeError:
        raise BadLine("the file is not UTF-8 text: save it as UTF-8") from None
    if not text.strip():
        raise BadLine(_EMPTY)
    return text


def detect(text: str) -> str:
    """Return the name of a text's format; raises BadLine where none fits."""
    start = text.lstrip()
    if start.startswith(second_lock.BEGINNING):
        return SECOND_LOCK
    if start.startswith(("otpauth://", MIGRATION)):
        return URIS
    if not start.startswith(("[", "{")):
        return CSV
    rows = json_rows(start)
    if not rows:
        raise BadLine(_EMPTY)
    first = rows[0][1]
    found = _of_list(first) if start.startswith("[") else _of_object(first)
    if found is None:
        raise BadLine("the file is of no known format: name it with --format")
    return found


def _of_object(first: Any) -> str:
    if _is_flask_security(first):
        return FLASK_SECURITY
    if isinstance(first, dict) and {"header", "db"} <= set(first):
        return AEGIS
    has_users = isinstance(first, dict) and isinstance(first.get("users"), list)
    return KEYCLOAK if has_users else JSON_LINES


def _of_list(first: Any) -> str | None:
    if not isinstance(first, dict):
        return None
    if _is_flask_security(first):
        return FLASK_SECURITY
    if {"model", "fields"} <= set(first):
        return DJANGO
    return JSON_LINES if set(COLUMNS) & set(first) else None


def _is_flask_security(row: Any) -> bool:
    its_own = {"fs_uniquifier", "tf_totp_secret", "tf_primary_method"}
    return isinstance(row, dict) and bool(its_own & set(row))
