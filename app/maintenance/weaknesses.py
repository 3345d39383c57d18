"""Finds settings that are allowed, but weak for a public address."""

from collections.abc import Iterable, Iterator
from dataclasses import fields

from app.config import Settings
from app.core.limits import Window

_GUESSES = ("code_limits", "password_limits", "password_address_limits", "password_account_limits")
_DEFAULTS = {
    each.name: each.default_factory()
    for each in fields(Settings)
    if each.name in (*_GUESSES, "password_min_length", "bcrypt_rounds")
    and callable(each.default_factory)
}


def weaknesses(found: Settings) -> Iterator[tuple[str, str]]:
    """Yield each weak setting, with what mends it."""
    if found.email_verification == "off":
        yield "EMAIL_VERIFICATION is off", "Set EMAIL_VERIFICATION=required."
    if "starttls=off" in found.mail_url:
        yield (
            "MAIL_URL lets mail cross the network in clear",
            "Take ?starttls=off out of it, or use smtps://….",
        )
    for name in ("bcrypt_rounds", "password_min_length"):
        least = _DEFAULTS[name]
        if getattr(found, name) < least:
            yield f"{name.upper()} is below {least}", f"Set {name.upper()}={least} or more."
    for name in _GUESSES:
        usual = _DEFAULTS[name]
        if not all(_holds(getattr(found, name), each) for each in usual):
            spelled = ",".join(f"{each.limit}/{each.seconds}" for each in usual)
            yield f"{name.upper()} allows more guesses than usual", f"Leave it out: {spelled}."


def _holds(given: Iterable[Window], usual: Window) -> bool:
    """Tell whether some window is as strict as the usual one."""
    return any(each.limit <= usual.limit and each.seconds >= usual.seconds for each in given)
