"""Reads accounts from CSV and JSON, under the same names."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.transfer import fields
from app.transfer.csv_rows import csv_rows
from app.transfer.json_rows import json_object, json_rows
from app.transfer.kept import KeptApp
from app.transfer.password_hashes import password_hash
from app.transfer.records import BadLine, Entry, Record, SourceKeys, read_each

COLUMNS = (
    "email", "name", "role", "groups", "verified", "disabled", "password_hash", "otpauth",
    "secret", "algorithm", "digits", "period", "backup_codes", "locale",
)  # fmt: skip


def read_csv(text: str, _keys: SourceKeys) -> Iterable[Entry]:
    """Read a table with a head of COLUMNS, in any order.

    Spaces separate groups and backup codes. Raises BadLine where the head has no `email` or an
    unknown column.
    """
    return read_each(csv_rows(text, COLUMNS), _parse)


def read_json(text: str, _keys: SourceKeys) -> Iterable[Entry]:
    """Read JSON objects with COLUMNS as names.

    They stand one a line, in a list, or pretty-printed. Groups and backup codes may be lists.
    """
    return read_each(json_rows(text), lambda line, value: _parse(line, json_object(value)))


def _parse(line: int, row: Mapping[str, Any] | None) -> Record:
    if row is None:
        raise BadLine("it has a field without a column, or a quote without its end")
    if set(row) - set(COLUMNS):
        raise BadLine("it has a field with an unknown name")
    label, totp = fields.of_uri(row["otpauth"]) if row.get("otpauth") else ("", None)
    if totp is None and row.get("secret"):
        parts = {name: row.get(name) for name in ("algorithm", "digits", "period")}
        totp = fields.authenticator(row["secret"], **parts)
    codes = row.get("backup_codes") or ()
    return Record(
        line=line,
        email=fields.address(row.get("email") or label),
        name=fields.person_name(row.get("name")),
        locale=fields.language(row.get("locale")),
        role=fields.role(row.get("role")),
        groups=fields.groups(row.get("groups")),
        is_verified=fields.yes_or_no(row.get("verified"), default=True),
        is_disabled=fields.yes_or_no(row.get("disabled"), default=False),
        password=password_hash(row.get("password_hash")),
        apps=(KeptApp(totp=totp),) if totp else (),
        backup_codes=fields.backup_codes(codes.split() if isinstance(codes, str) else codes),
    )
