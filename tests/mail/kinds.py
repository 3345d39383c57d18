"""One mail of every kind, made as the product makes it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from app.core.act import Act
from app.core.assurance import PASSKEY, TOTP
from app.core.request_origin import RequestOrigin
from app.core.text import _
from app.mail.message import Message
from app.mail.wording import account, door
from tests.conftest import make_settings

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
_FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
ACT = Act(RequestOrigin(ip="203.0.113.7", user_agent=_FIREFOX, request_id="r"), NOW)
SETTINGS = make_settings(app_name="Käse & <Co>", public_url="https://login.example.com")
MORE: dict[Callable[..., Message], dict[str, Any]] = {
    account.verify_email: {"token": "T0K3N"},
    account.verify_made_for_you: {"token": "T0K3N"},
    account.reset_password: {"token": "T0K3N"},
    account.email_change: {"token": "T0K3N"},
    account.already_registered: {},
    account.password_changed: {},
    account.email_change_asked: {"new_email": "new&<b>@example.com"},
    account.email_changed: {"new_email": "new&<b>@example.com", "token": "T0K3N"},
    account.taken_back: {"token": "T0K3N"},
    account.account_closed: {},
    account.two_factor_changed: {"what": _("turned on")},
    account.factor_added: {"name": "Phone & <b>", "kind": TOTP},
    account.factor_renamed: {"name": "Phone & <b>", "kind": TOTP},
    account.factor_removed: {"name": "Key & <b>", "kind": PASSKEY},
    account.passkey_counter: {"name": "Key & <b>"},
    account.backup_code_used: {"left": 4},
    account.codes_locked: {},
    account.backup_codes_replaced: {},
    account.new_device: {},
    account.session_reuse: {},
    door.invitation: {"link": "https://login.example.com/join#token=T0K3N", "until": NOW},
    account.access_reset: {"token": "T0K3N"},
    account.role_changed: {"email": "bob&<b>@example.com", "role": "admin"},
    account.operator_acted: {"what": _("signed you out everywhere")},
}


def make(kind: Callable[..., Message]) -> Message:
    """Return the mail of a kind to ann@example.com."""
    return kind(SETTINGS, "ann@example.com", act=ACT, **MORE[kind])


def every_mail() -> list[Message]:
    """Return one mail of every kind."""
    return [make(each) for each in MORE]
