"""Which format a file is in, and its reader."""

import json
from collections.abc import Callable
from typing import Any

from app.transfer import second_lock
from app.transfer.django import read_django
from app.transfer.flask_security import read_flask_security
from app.transfer.keycloak import read_keycloak
from app.transfer.records import BadLine, Entry, Reader, SourceKeys
from app.transfer.second_lock import read_second_lock
from app.transfer.tabular import read_csv, read_json_lines, read_uris

CSV, JSON_LINES, URIS, DJANGO = "csv", "jsonl", "otpauth", "django-otp"
FLASK_SECURITY, KEYCLOAK, SECOND_LOCK = "flask-security", "keycloak", "second-lock"
# Formats in which a wrong key shows no error: secrets are sealed without a checksum (AES in counter
# mode), and passwords are mixed with a separate salt.
UNCHECKED = (FLASK_SECURITY,)
READERS: dict[str, Reader] = {
    CSV: read_csv,
    JSON_LINES: read_json_lines,
    URIS: read_uris,
    DJANGO: read_django,
    FLASK_SECURITY: read_flask_security,
    KEYCLOAK: read_keycloak,
    SECOND_LOCK: read_second_lock,
}


def read(
    raw: bytes, name: str | None, *, keys: SourceKeys, passphrase: Callable[[], str]
) -> tuple[str, list[Entry]]:
    """Return the format of a file, and what its lines hold.

    Where `name` is None the format is detected. `passphrase` is called for our own exports alone.
    Raises BadLine where the file as a whole cannot be read.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadLine("the file is not UTF-8 text") from None
    found = name or detect(text)
    if found == SECOND_LOCK:
        text = second_lock.open_file(text, passphrase())
    return found, list(READERS[found](text, keys))


def detect(text: str) -> str:
    """Return the name of a text's format; raises BadLine where none fits."""
    start = text.lstrip()
    if start.startswith(second_lock.BEGINNING):
        return SECOND_LOCK
    if start.startswith("otpauth://"):
        return URIS
    if not start.startswith(("[", "{")):
        return CSV
    try:
        whole = json.loads(start)
    except (ValueError, RecursionError):
        return FLASK_SECURITY if _is_flask_security(_first_line(start)) else JSON_LINES
    found = _of_document(whole)
    if found is None:
        raise BadLine("the file is of no known format: name it with --format")
    return found


def _of_document(whole: Any) -> str | None:
    first = whole[0] if isinstance(whole, list) and whole else whole
    if _is_flask_security(first):
        return FLASK_SECURITY
    if isinstance(whole, dict):
        return KEYCLOAK if isinstance(whole.get("users"), list) else JSON_LINES
    is_django = isinstance(first, dict) and {"model", "fields"} <= set(first)
    return DJANGO if is_django else None


def _is_flask_security(row: Any) -> bool:
    its_own = {"fs_uniquifier", "tf_totp_secret", "tf_primary_method"}
    return isinstance(row, dict) and bool(its_own & set(row))


def _first_line(text: str) -> Any:
    try:
        return json.loads(text.splitlines()[0])
    except (ValueError, RecursionError):
        return None
