"""What people do with passkeys over HTTP, by an authenticator in software."""

from typing import Any

from tests.client import Answer
from tests.passkeys.authenticator import Authenticator
from tests.person import Person


def asked(person: Person, path: str, body: Any = None) -> dict[str, Any]:
    """Return the options of a ceremony."""
    answer = person.post(path, body or {})
    assert answer.status_code == 200, answer.json
    options: dict[str, Any] = answer.json["publicKey"]
    return options


def origin_of(person: Person) -> str:
    """Return where the person's browser believes to be."""
    return str(person.app.extensions["second_lock"].settings.public_url)


def add_key(
    person: Person, device: Authenticator | None = None, *, name: str = "", **flags: Any
) -> Authenticator:
    """Register a passkey; as the first factor it brings backup codes."""
    device = device or Authenticator()
    answer = post_key(person, device, name=name, **flags)
    assert answer.status_code == 201, answer.json
    person.backup_codes = answer.json.get("backupCodes", person.backup_codes)
    return device


def post_key(person: Person, device: Authenticator, *, name: str = "", **flags: Any) -> Answer:
    """Post a new passkey."""
    options = asked(person, "passkeys/options")
    credential = device.create(options, **{"origin": origin_of(person)} | flags)
    return person.post("passkeys", {"credential": credential} | ({"name": name} if name else {}))


def signed(person: Person, device: Authenticator, path: str, **flags: Any) -> dict[str, Any]:
    """Return what the device signs for the options of `path`."""
    return device.get(asked(person, path), **{"origin": origin_of(person)} | flags)


def sign_in(person: Person, device: Authenticator, **flags: Any) -> Answer:
    """Sign in by a passkey alone."""
    credential = signed(person, device, "passkey/options", **flags)
    return person.post("passkey/login", {"credential": credential})


def second_step(person: Person, device: Authenticator, **flags: Any) -> Answer:
    """Finish a login after the password by a passkey."""
    credential = signed(person, device, "2fa/passkey/options", **flags)
    return person.post("2fa/verify-login", {"passkey": credential})


def step_up(person: Person, device: Authenticator, **flags: Any) -> Answer:
    """Confirm who the person is by a passkey."""
    credential = signed(person, device, "reauth/passkey/options", **flags)
    return person.post("reauth", {"passkey": credential})
