"""The option that names the file with Flask-Security's keys."""

import json
from pathlib import Path
from typing import Any

import click

from app.transfer.records import SourceKeys


class KeysFile(click.ParamType[SourceKeys]):
    """A JSON file that becomes SourceKeys."""

    name = "file"

    def convert(self, value: Any, _param: Any, _context: Any) -> SourceKeys:
        """Read the file; fail where it holds no keys."""
        if isinstance(value, SourceKeys):
            return value
        try:
            found = json.loads(Path(value).read_text("utf-8-sig"))
            secrets = {str(tag): str(key) for tag, key in found["SECURITY_TOTP_SECRETS"].items()}
            return SourceKeys(secrets, str(found.get("SECURITY_PASSWORD_SALT", "")))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            self.fail("no JSON file with SECURITY_TOTP_SECRETS and SECURITY_PASSWORD_SALT")
