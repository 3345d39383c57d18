"""Whom passkeys are made for: this service, by its host."""

from dataclasses import dataclass

from app.core.errors import Conflict
from app.core.text import _
from app.extensions import settings


@dataclass(frozen=True)
class RelyingParty:
    """The host of passkeys, the service's name, and the origins with access."""

    id: str
    name: str
    origins: tuple[str, ...]


def relying_party() -> RelyingParty:
    """Return the relying party that the settings describe.

    Raises Conflict at an address without passkeys.
    """
    found = settings()
    if not found.has_passkeys:
        raise Conflict(_("There are no passkeys at the address of this service."))
    origins = dict.fromkeys((found.public_url, *found.passkey_origins))
    return RelyingParty(found.passkey_host, found.app_name, tuple(origins))
