"""The checks of `flask doctor` around the product: files, page, proxy, cookies."""

import ipaddress
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from sqlalchemy import func, make_url, select

from app.core.request_origin import is_address
from app.extensions import db, runtime, settings
from app.maintenance.finding import Finding, broken, ok, warning
from app.sessions.models import AuthSession
from app.web.pages.spa import has_page

_MOST_LOOKED_AT = 10_000


def files() -> Finding:
    """Tell whether others on this machine can read keys, database or mails."""
    opened = [path for path in _secret_files() if _leaks(path)]
    if not opened:
        return ok("keys, database and mails are readable for their owner alone")
    listed = ", ".join(f"{path} ({path.stat().st_mode & 0o777:o})" for path in opened)
    mend = f"Close them: chmod 600 {' '.join(str(path) for path in opened)}"
    return broken(f"others can read {listed}", mend)


def page() -> Finding:
    """Tell whether the page was built, and whom people may ask."""
    if not has_page():
        return warning("is not built", "Run `make build`, or use the API alone.")
    if support := settings().support:
        return ok(f"is built; people who are locked out are shown {support}")
    if settings().is_local:
        return ok("is built")
    return warning(
        "is built; people who are locked out are shown nobody to ask",
        "Set SUPPORT to a mail address or a URL.",
    )


def proxy() -> Finding:
    """Tell whether TRUSTED_PROXIES fits PUBLIC_URL and the addresses of sign-ins."""
    found = settings()
    is_behind = found.is_https or not found.is_local
    if is_behind and found.trusted_proxies == 0:
        return warning(
            "PUBLIC_URL is a public address, but no hop is trusted: everybody shares the proxy's "
            "limits",
            "Set TRUSTED_PROXIES to how many proxies stand in front.",
        )
    if found.trusted_proxies and not is_behind:
        return warning(
            "hops are trusted, but no proxy stands in front: anybody may claim any address",
            "Set TRUSTED_PROXIES=0.",
        )
    if _has_nameless_sign_in():
        return warning(
            "some sign-ins came without an IP address: all these people share one limit",
            "Let the last trusted proxy put the client's IP address into X-Forwarded-For.",
        )
    shared = _shared_address() if is_behind else None
    if shared is not None:
        return warning(
            f"{found.trusted_proxies} hops are trusted, and everybody seems to sign in from "
            f"{shared}, which looks like a proxy",
            "Set TRUSTED_PROXIES to how many proxies stand in front, and let each of them add to "
            "X-Forwarded-For.",
        )
    return ok(f"{found.trusted_proxies} hops are trusted")


def cookies() -> Finding:
    """Tell how cookies are protected on their way."""
    if settings().is_https:
        return ok("Secure, named __Host-…")
    if settings().is_local:
        return ok("without Secure, which this machine alone allows")
    return broken(
        "cross the network in clear", "Let a proxy speak https, and set PUBLIC_URL to https://…."
    )


def _has_nameless_sign_in() -> bool:
    """Tell whether a session has something else than an IP address.

    The trusted proxies sent it in place of one.
    """
    told = db.session.scalars(select(AuthSession.ip).distinct().limit(_MOST_LOOKED_AT))
    return not all(is_address(each) for each in told)


def _shared_address() -> str | None:
    """Return the private address that all sessions of several users share.

    Returns None where there is none.
    """
    people = func.count(AuthSession.user_id.distinct())
    [(least, most, many)] = db.session.execute(
        select(func.min(AuthSession.ip), func.max(AuthSession.ip), people)
    ).all()
    if many < 2 or least != most:
        return None
    try:
        return str(least) if ipaddress.ip_address(least).is_private else None
    except ValueError:
        return None


def _secret_files() -> Iterator[Path]:
    if (key_file := runtime().key_file) is not None:
        yield key_file.path
    url = make_url(settings().database)
    if url.get_backend_name() == "sqlite" and url.database:
        for ending in ("", "-wal", "-shm", "-journal"):
            yield Path(f"{url.database}{ending}")
    kind, _, rest = settings().mail_url.partition(":")
    if kind == "file":
        yield from _mails(settings().working_dir / rest.removeprefix("//"))


def _mails(folder: Path) -> Iterator[Path]:
    """Yield the first mail that others can read.

    One is enough to tell, and there may be many.
    """
    if folder.is_dir():
        yield from islice((each for each in folder.glob("*.eml") if _leaks(each)), 1)


def _leaks(path: Path) -> bool:
    # A folder that nobody else may enter protects what is in it.
    is_open = path.is_file() and path.stat().st_mode & 0o077
    return bool(is_open and path.parent.stat().st_mode & 0o077)
