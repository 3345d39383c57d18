"""Reads what authenticator apps export: otpauth URIs, Google Authenticator, Aegis."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from app.core.totp import Totp
from app.transfer import fields
from app.transfer.google_authenticator import MIGRATION, App, apps_of
from app.transfer.kept import KeptApp
from app.transfer.records import BadLine, Entry, Fault, Record, SourceKeys, listed, read_each

_BY_EVENTS = "its authenticator counts by events (HOTP), not by time"


def read_uris(text: str, _keys: SourceKeys) -> Iterator[Entry]:
    """Read one URI a line: `otpauth://totp/…`, or `otpauth-migration://…` with many accounts.

    A label ends in the address.
    """
    for line, uri in enumerate(text.split("\n"), start=1):
        if uri.strip().startswith(MIGRATION):
            yield from _of_migration(line, uri.strip())
        elif uri.strip():
            yield from read_each([(line, uri)], _of_uri)


def read_aegis(text: str, _keys: SourceKeys) -> Iterable[Entry]:
    """Read an export of Aegis that is not encrypted.

    The line of a record is the number of the entry. Raises BadLine.
    """
    try:
        kept = json.loads(text)["db"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise BadLine("the file is no export of Aegis") from None
    if isinstance(kept, str):
        raise BadLine("the Aegis export is encrypted: export it without encryption")
    entries = listed(kept.get("entries") if isinstance(kept, dict) else None, "entries")
    return read_each(entries, _of_aegis)


def _of_migration(line: int, uri: str) -> Iterable[Entry]:
    try:
        apps = apps_of(uri)
    except BadLine as wrong:
        return [Fault(line, str(wrong))]
    return read_each([(line, app) for app in apps], _of_google)


def _of_uri(line: int, uri: str) -> Record:
    label, totp = fields.of_uri(uri)
    return _record(line, label, totp)


def _of_google(line: int, app: App) -> Record:
    if app.is_by_events:
        raise BadLine(_BY_EVENTS)
    totp = fields.authenticator(app.secret, algorithm=app.algorithm, digits=app.digits)
    return _record(line, app.label, totp)


def _of_aegis(line: int, entry: dict[str, Any]) -> Record:
    about = entry["info"]
    if entry["type"] != "totp":
        raise BadLine(
            _BY_EVENTS if entry["type"] == "hotp" else "its authenticator is of a kind of its own"
        )
    totp = fields.authenticator(
        about["secret"], algorithm=about["algo"], digits=about["digits"], period=about["period"]
    )
    return _record(line, entry["name"], totp)


def _record(line: int, label: str, totp: Totp) -> Record:
    email = fields.address(label.rpartition(":")[2].strip())
    return Record(line=line, email=email, apps=(KeptApp(totp=totp),))
