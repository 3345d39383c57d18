"""The authenticators and passkeys of an account in a file."""

from dataclasses import dataclass, field
from datetime import datetime

from app.core.totp import Totp


@dataclass(frozen=True, kw_only=True)
class KeptApp:
    """One authenticator, with the ledger of its steps.

    All steps up to `last_step` are spent, and those of `ahead` too, both ends included.
    """

    totp: Totp = field(repr=False)
    last_step: int = -1
    ahead: tuple[int, int] | None = None
    name: str = ""
    created: datetime | None = None
    used: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class KeptPasskey:
    """One passkey: its public key, and what its signatures must keep to."""

    credential_id: str
    public_key: str = field(repr=False)
    rp_id: str
    name: str = ""
    aaguid: str = ""
    transports: tuple[str, ...] = ()
    sign_count: int = 0
    backup_eligible: bool = False
    backed_up: bool = False
    uv_initialized: bool = False
    needs_password: bool = False
    created: datetime | None = None
    used: datetime | None = None
