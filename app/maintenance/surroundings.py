"""What `flask doctor` looks at around the product: files, page, proxy, cookies, other clocks."""

import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import make_url

from app.config.parsing import is_loopback
from app.extensions import now, runtime, settings
from app.maintenance.look import BROKEN, OK, WARNING, Found

_ANSWER_SECONDS = 5.0


def files() -> Found:
    """Tell whether others on this machine can read the keys, or write the database."""
    opened = [
        f"{path} ({path.stat().st_mode & 0o777:o})" for path in _secret_files() if _leaks(path)
    ]
    if not opened:
        return OK, "keys and database are readable for their owner alone"
    return BROKEN, f"others can read {', '.join(opened)}: chmod 600"


def page() -> Found:
    """Tell whether the page was built."""
    if (Path(current_app.config["BUNDLE"]) / "index.html").is_file():
        return OK, "is built"
    return WARNING, "is not built: run `make build`, or use the API alone"


def proxy() -> Found:
    """Tell whether the hops in front fit the address that people see."""
    found = settings()
    is_behind = found.is_https or not is_loopback(urlsplit(found.public_url).hostname or "")
    if is_behind and found.trusted_proxies == 0:
        return WARNING, (
            "PUBLIC_URL is a public address, but no hop is trusted: everybody shares the proxy's "
            "limits until TRUSTED_PROXIES says how many stand in front"
        )
    if found.trusted_proxies and not is_behind:
        return WARNING, "hops are trusted, but nobody stands in front: set TRUSTED_PROXIES=0"
    return OK, f"{found.trusted_proxies} hops are trusted"


def cookies() -> Found:
    """Tell how cookies are protected on their way."""
    if settings().is_https:
        return OK, "Secure, named __Host-…"
    if is_loopback(urlsplit(settings().public_url).hostname or ""):
        return OK, "without Secure, which this machine alone allows"
    return (
        BROKEN,
        "cross the network in clear: let a proxy speak https, set PUBLIC_URL to https://…",
    )


def outer_clock(url: str) -> Found:
    """Compare the clock with the `Date` that another server sends (RFC 9110 section 6.6.1)."""
    try:
        with urllib.request.urlopen(url, timeout=_ANSWER_SECONDS) as answer:  # noqa: S310
            theirs = parsedate_to_datetime(answer.headers["Date"])
    except (OSError, ValueError, TypeError):
        return WARNING, f"{url} did not tell the time"
    return how_far_apart(theirs if theirs.tzinfo else theirs.replace(tzinfo=UTC), f"{url}'s")


def how_far_apart(theirs: datetime, whose: str) -> Found:
    """Judge another clock: it tells whole seconds, so that one more or less says nothing."""
    apart = max(0.0, abs((now() - theirs).total_seconds()) - 1.0)
    told = f"{apart:.0f} s apart from {whose}"
    if apart > 10:
        return BROKEN, f"{told}: codes and links will be refused; let NTP set both clocks"
    return (WARNING, f"{told}; let NTP set both clocks") if apart > 2 else (OK, told)


def _secret_files() -> Iterator[Path]:
    if (key_file := runtime().key_file) is not None:
        yield key_file.path
    url = make_url(settings().database)
    if url.get_backend_name() == "sqlite" and url.database:
        yield Path(url.database)


def _leaks(path: Path) -> bool:
    # A folder that nobody else may enter protects what is in it.
    is_open = path.is_file() and path.stat().st_mode & 0o077
    return bool(is_open and path.parent.stat().st_mode & 0o077)
