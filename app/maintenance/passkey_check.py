"""The check of `flask doctor` on the host of passkeys (P11)."""

from collections.abc import Mapping

from sqlalchemy import func, select

from app.extensions import db, settings
from app.factors.models import Passkey
from app.maintenance.finding import Finding, ok, warning

_NO_PASSKEYS = "browsers offer none at {url}: it is an IP address, or no https"


def passkeys() -> Finding:
    """Name the host of passkeys, and warn of those for another."""
    found, kept = settings(), _by_host()
    if not found.has_passkeys:
        held = f"; those made for {_listed(kept)} open nothing" if kept else ""
        told = _NO_PASSKEYS.format(url=found.public_url) + held
        return warning(told, "Give PUBLIC_URL a name as its host, and https.")
    origins = ", ".join(dict.fromkeys((found.public_url, *found.passkey_origins)))
    here = found.passkey_host
    told = f"{kept.get(here, 0)} made for RP_ID {here}, used at {origins}"
    others = {host: many for host, many in kept.items() if host != here}
    if not others:
        return ok(told)
    mend = "Set RP_ID to their host if PUBLIC_URL is that host or below it; else their owners add"
    return warning(
        f"{told}; those made for {_listed(others)} open nothing here",
        f"{mend} new ones (docs/passkeys-operators.md).",
    )


def _by_host() -> Mapping[str, int]:
    many = select(Passkey.rp_id, func.count()).group_by(Passkey.rp_id).order_by(Passkey.rp_id)
    return {row[0]: row[1] for row in db.session.execute(many)}


def _listed(kept: Mapping[str, int]) -> str:
    return ", ".join(f"{host} ({count})" for host, count in kept.items())
