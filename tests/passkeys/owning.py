"""People with passkeys: adding one over HTTP, and signing in by it."""

from typing import Any

from tests.client import Answer
from tests.passkeys.authenticator import Authenticator
from tests.person import Person


def add_passkey(
    person: Person, device: Authenticator | None = None, *, name: str = "Old phone", **flags: Any
) -> Authenticator:
    """Register a passkey of a person who is signed in; the device that holds it."""
    device = device or Authenticator()
    options = person.post("passkeys/options", {})
    assert options.status_code == 200, options.json
    named = {"name": name} if name else {}
    body = {"credential": device.create(options.json, **flags), **named}
    answer = person.post("passkeys", body)
    assert answer.status_code == 201, answer.json
    person.backup_codes = answer.json.get("backupCodes", person.backup_codes)
    return device


def log_in_by(device: Authenticator, person: Person, **flags: Any) -> Answer:
    """Sign in by the passkey alone."""
    options = person.post("passkey/options", {})
    return person.post("passkey/login", {"credential": device.get(options.json, **flags)})
