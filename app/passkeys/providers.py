"""The names of software and keys that keep passkeys, by their AAGUID.

They are hints of an unverified attestation, for people alone.
"""

import json
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("providers.json")


def provider_of(aaguid: str) -> str | None:
    """Return the name of what keeps a passkey, or None."""
    return _names().get(aaguid)


@cache
def _names() -> dict[str, str]:
    names: dict[str, str] = json.loads(_FILE.read_text("utf-8"))["names"]
    return names
