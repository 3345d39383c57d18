"""Reads CSV, JSON Lines and lists of otpauth URIs.

Each line is one account. CSV and JSON Lines have the same names.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from app.transfer import fields
from app.transfer.records import BadLine, Entry, Record, SourceKeys, read_each

COLUMNS = (
    "email", "name", "role", "verified", "disabled", "password_hash", "otpauth", "secret",
    "algorithm", "digits", "period", "backup_codes",
)  # fmt: skip


def read_csv(text: str, _keys: SourceKeys) -> Iterable[Entry]:
    """Read a table with a head of COLUMNS, in any order.

    Spaces separate backup codes. Raises BadLine where the head has no `email` or an unknown column.
    """
    table = csv.DictReader(io.StringIO(text), strict=True)
    try:
        head = [name.strip().lower() for name in table.fieldnames or ()]
    except csv.Error:
        raise BadLine("the first line is not CSV") from None
    if "email" not in head or set(head) - set(COLUMNS):
        raise BadLine(f"the first line names no e-mail, or others than: {', '.join(COLUMNS)}")
    table.fieldnames = head
    return read_each(_rows(table), _parse)


def read_json_lines(text: str, _keys: SourceKeys) -> Iterable[Entry]:
    """Read one JSON object a line, with COLUMNS as names.

    Backup codes may be a list.
    """
    return read_each(numbered(text), lambda line, content: _parse(line, json_object(content)))


def read_uris(text: str, _keys: SourceKeys) -> Iterable[Entry]:
    """Read one otpauth URI a line; its label ends in the address."""
    return read_each(numbered(text), lambda line, uri: _parse(line, {"otpauth": uri}))


def numbered(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that hold something, with their numbers in the file."""
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            yield number, line


def json_object(text: str) -> dict[str, Any]:
    """Return the object that one line spells; raises BadLine."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise BadLine("it is no JSON object")
    return found


def _rows(table: "csv.DictReader[str]") -> Iterator[tuple[int, Mapping[str, Any]]]:
    try:
        for row in table:
            yield table.line_num, row
    except csv.Error:
        yield table.line_num, {None: "broken"}  # type: ignore[dict-item]


def _parse(line: int, row: Mapping[str, Any]) -> Record:
    if None in row or set(row) - set(COLUMNS):
        raise BadLine("it has a field with no name, or with an unknown one")
    label, totp = fields.of_uri(row["otpauth"]) if row.get("otpauth") else ("", None)
    if totp is None and row.get("secret"):
        parts = {name: row.get(name) for name in ("algorithm", "digits", "period")}
        totp = fields.authenticator(row["secret"], **parts)
    codes = row.get("backup_codes") or ()
    return Record(
        line=line,
        email=fields.address(row.get("email") or label),
        name=fields.person_name(row.get("name")),
        role=fields.role(row.get("role")),
        is_verified=fields.yes_or_no(row.get("verified"), default=True),
        is_disabled=fields.yes_or_no(row.get("disabled"), default=False),
        password=fields.password_hash(row.get("password_hash")),
        totp=totp,
        backup_codes=fields.backup_codes(codes.split() if isinstance(codes, str) else codes),
    )
