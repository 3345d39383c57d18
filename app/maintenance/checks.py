"""What `flask doctor` looks at: keys, database, clock, Redis, mail, settings, accounts, secrets."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from urllib.parse import urlsplit

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from app.config.parsing import is_loopback
from app.db import end_read
from app.db.types import UtcDateTime
from app.extensions import db, now, settings
from app.keys.inventory import PEPPER, held_keys, peppered_hashes
from app.mail.service import queue_state
from app.maintenance.look import BROKEN, OK, WARNING, Look
from app.maintenance.secrets import count_unreadable
from app.maintenance.surroundings import cookies, files, how_far_apart, outer_clock, page, proxy
from app.policy.service import requires_two_factor
from app.users.models import ROLES, User
from app.web.health import database_fault, redis_answers

_MAIL_WAITS_SECONDS = 900


@dataclass(frozen=True)
class Check:
    """What one look found: `state` is ok, warning or broken, `told` is for a person."""

    name: str
    state: str
    told: str


def check_everything(clock_url: str | None = None) -> list[Check]:
    """Return what every look found, in the order in which one would mend it.

    `clock_url` names a web server whose clock is asked too; nobody is asked without it.
    """
    looks = dict(_LOOKS)
    if clock_url is not None:
        looks["outer clock"] = partial(outer_clock, clock_url)
    return [_check(name, look) for name, look in looks.items()]


def _check(name: str, look: Look) -> Check:
    try:
        return Check(name, *look())
    except SQLAlchemyError as wrong:
        return Check(name, BROKEN, f"could not be looked at: {type(wrong).__name__}")
    finally:
        end_read()


def _keys() -> tuple[str, str]:
    held = held_keys().values()
    older = [each.name for each in held if each.older]
    told = "all four are set"
    return OK, f"{told}; older ones are kept for {', '.join(older)}" if older else told


def _database() -> tuple[str, str]:
    fault = database_fault()
    told = {
        "": f"{db.engine.dialect.name}, up to date",
        "migrations": "is not up to date: run `flask db upgrade`",
        "database": "does not answer: look at DATABASE_URL",
    }
    return BROKEN if fault else OK, told[fault]


def _clock() -> tuple[str, str]:
    theirs = db.session.scalar(select(func.current_timestamp(type_=UtcDateTime())))
    assert isinstance(theirs, datetime)
    return how_far_apart(theirs, "the database's")


def _redis() -> tuple[str, str]:
    if not settings().redis_url:
        return OK, "not set; the database counts requests"
    if redis_answers():
        return OK, "answers"
    return WARNING, "does not answer; the database counts requests meanwhile"


def _mail() -> tuple[str, str]:
    queue = queue_state(now())
    told = f"{queue.waiting} wait, {queue.dead} are given up"
    if queue.oldest_seconds > _MAIL_WAITS_SECONDS:
        return BROKEN, f"{told}; the oldest waits for {queue.oldest_seconds // 60} minutes"
    return (WARNING if queue.dead else OK), told


def _settings() -> tuple[str, str]:
    found = settings()
    if is_loopback(urlsplit(found.public_url).hostname or ""):
        return OK, f"for this machine alone: {found.public_url}"
    if found.mail_url.startswith(("console:", "file:")):
        return BROKEN, "MAIL_URL sends no mail, but PUBLIC_URL is a public address"
    unsafe = {
        "EMAIL_VERIFICATION is off": found.email_verification == "off",
        "BCRYPT_ROUNDS is below 12": found.bcrypt_rounds < 12,
        "MAIL_URL lets mail cross the network in clear": "starttls=off" in found.mail_url,
    }
    told = [words for words, is_so in unsafe.items() if is_so]
    return (WARNING, "; ".join(told)) if told else (OK, f"safe for {found.public_url}")


def _accounts() -> tuple[str, str]:
    forced = [role for role in ROLES if requires_two_factor(role)]
    is_bare = (User.two_factor_enabled_at.is_(None), User.disabled_at.is_(None))
    bare = db.session.scalar(select(func.count()).where(User.role.in_(forced), *is_bare)) or 0
    if bare:
        return WARNING, f"{bare} must use two factors and have not set them up"
    return OK, "all that must use two factors do"


def _secrets() -> tuple[str, str]:
    unreadable = count_unreadable()
    hashes = peppered_hashes(User.password_hash)
    unknown = sum(hashes.values()) - sum(hashes[each] for each in held_keys()[PEPPER].ids)
    lost = {**unreadable, "users.password_hash": unknown}
    told = [f"{count} of {name}" for name, count in lost.items() if count]
    return (BROKEN, f"open under no key: {', '.join(told)}") if told else (OK, "all of them open")


_LOOKS: dict[str, Look] = {
    "keys": _keys,
    "database": _database,
    "clock": _clock,
    "redis": _redis,
    "mail": _mail,
    "settings": _settings,
    "cookies": cookies,
    "proxy": proxy,
    "files": files,
    "page": page,
    "accounts": _accounts,
    "secrets": _secrets,
}
