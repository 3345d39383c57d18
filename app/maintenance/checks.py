"""The checks of `flask doctor`, from keys and clocks to the history."""

from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from app.audit.chain import current_head
from app.core.encryption import SealBroken
from app.db import end_read
from app.db.deadline import statements_end_after, was_ended
from app.db.sealed import SealedColumn, sealed_columns
from app.extensions import db, now, runtime, settings
from app.keys.inventory import PEPPER, held_keys, peppered_hashes
from app.maintenance.clocks import database_clock, outer_clock
from app.maintenance.door_check import door
from app.maintenance.environment_checks import cookies, files, page, proxy
from app.maintenance.finding import Finding, FindingOf, broken, ok, warning
from app.maintenance.mail_check import mail
from app.maintenance.passkey_check import passkeys
from app.maintenance.recovery_check import recoveries
from app.maintenance.weaknesses import weaknesses
from app.policy.counting import count_standings
from app.twofactor.ahead import owners_ahead
from app.users.models import ADMIN, User
from app.web.monitoring.health import database_fault, redis_answers

_MOST_NAMED = 5
_AT_ONCE = 500


@dataclass(frozen=True)
class CheckResult(Finding):
    """What one named check found."""

    name: str = ""


@dataclass(frozen=True)
class Hurry:
    """How long somebody waits for the checks.

    A statement may take `seconds`, and only `most_opened` secrets of each kind are opened.
    """

    seconds: float
    most_opened: int


def check_everything(
    clock_url: str | None = None, *, hurry: Hurry | None = None
) -> list[CheckResult]:
    """Return what every check found, in the order to mend it.

    `clock_url` names a server whose clock is asked too. Without it no such server is asked. With
    `hurry` a check that takes long among many accounts says so instead.
    """
    looks = _CHECKS | {"secrets": partial(_secrets, hurry.most_opened if hurry else None)}
    if clock_url is not None:
        looks["outer clock"] = partial(outer_clock, clock_url)
    return [CheckResult(**vars(_found(look, hurry)), name=name) for name, look in looks.items()]


def _found(look: FindingOf, hurry: Hurry | None) -> Finding:
    try:
        with statements_end_after(hurry.seconds) if hurry else nullcontext():
            return look()
    except SQLAlchemyError as wrong:
        if was_ended(wrong):
            return warning("takes too long to be checked here", "Run `flask doctor`, which waits.")
        return broken(f"could not be checked: {type(wrong).__name__}", "Mend the database first.")
    finally:
        end_read()


def _keys() -> Finding:
    held = held_keys().values()
    older = [each.name for each in held if each.older]
    told = "all four are set"
    return ok(f"{told}; older ones are kept for {', '.join(older)}" if older else told)


def _database() -> Finding:
    faults = {
        "migrations": broken("is not up to date", "Run `flask db upgrade`."),
        "migrations-warning": warning("is newer than this program", "Update this program, too."),
        "database": broken("does not answer", "Look at DATABASE_URL, and whether it runs."),
    }
    return faults.get(database_fault()) or ok(f"{db.engine.dialect.name}, up to date")


def _redis() -> Finding:
    if not settings().redis_url:
        return ok("not set; each process counts requests in memory")
    if redis_answers():
        return ok("answers")
    told = "does not answer; each process counts requests in memory meanwhile"
    return warning(told, "Start it, or look at REDIS_URL.")


def _settings() -> Finding:
    found = settings()
    if found.is_local:
        return ok(f"for this machine alone: {found.public_url}")
    if found.mail_url.startswith(("console:", "file:")):
        told = "MAIL_URL sends no mail, but PUBLIC_URL is a public address"
        return broken(told, "Set MAIL_URL to smtp://… or smtps://….")
    if weak := list(weaknesses(found)):
        return warning("; ".join(told for told, _ in weak), " ".join(mend for _, mend in weak))
    return ok(f"safe for {found.public_url}")


def _accounts() -> Finding:
    found = count_standings()
    if bare := sum(each.number for each in found if each.standing.is_stopped):
        return warning(
            f"{bare} must use two factors and have not set them up",
            "Their next sign-in asks for it. Disable unknown accounts by `flask users disable`.",
        )
    if bare := sum(each.number for each in found if each.role == ADMIN and not each.standing.met):
        return warning(
            f"{bare} administrators sign in with a password alone",
            "Run `flask policy set admins --grace 7`.",
        )
    return ok("all accounts that must use two factors do")


def _history() -> Finding:
    if (head := current_head()) is None:
        told = "`flask audit verify` says what is there, `flask audit begin` takes it as it is."
        return broken("has no chain: it was taken away, or never begun", told)
    return ok(f"chained up to row {head.number}; `flask audit verify` checks every row")


def _codes() -> Finding:
    owners = owners_ahead(now())
    if not owners:
        return ok("no app's codes are refused because a clock was ahead")
    told = ", ".join([*owners[:_MOST_NAMED], *(["…"] if len(owners) > _MOST_NAMED else [])])
    return broken(
        f"{len(owners)} used their app while the clock was ahead, so its codes are refused: {told}",
        "Let NTP set the clock, then run `flask users unlock EMAIL` for each.",
    )


def _secrets(most: int | None = None) -> Finding:
    opened = {each.purpose: Counter(_each_opens(each, most)) for each in sealed_columns()}
    unreadable = {name: each[False] for name, each in opened.items()}
    hashes = peppered_hashes(User.password_hash)
    unknown = sum(hashes.values()) - sum(hashes[each] for each in held_keys()[PEPPER].ids)
    lost = {**unreadable, "users.password_hash": unknown}
    told = [f"{count} of {name}" for name, count in lost.items() if count]
    if not told and any(each.total() == most for each in opened.values()):
        return ok(f"the first {most} of each kind open; `flask doctor` opens every one")
    if not told:
        return ok("all of them open")
    return broken(
        f"open under no key: {', '.join(told)}",
        "Put the lost key behind the first one of ENCRYPTION_KEYS or PASSWORD_PEPPER again; where "
        "it is gone, `flask 2fa reset` and a new password by mail help each owner.",
    )


def _each_opens(column: SealedColumn, most: int | None) -> Iterator[bool]:
    values = select(column.column, column.owner).limit(most)
    for sealed, owner in db.session.execute(values.execution_options(yield_per=_AT_ONCE)):
        yield _opens(sealed, column.purpose, owner)


def _opens(sealed: str, purpose: str, owner: str) -> bool:
    try:
        runtime().key_ring.open_sealed(sealed, purpose=purpose, owner=owner)
    except SealBroken:
        return False
    return True


_CHECKS: dict[str, FindingOf] = {
    "keys": _keys,
    "database": _database,
    "clock": database_clock,
    "redis": _redis,
    "mail": mail,
    "settings": _settings,
    "registration": door,
    "passkeys": passkeys,
    "recoveries": recoveries,
    "cookies": cookies,
    "proxy": proxy,
    "files": files,
    "page": page,
    "accounts": _accounts,
    "codes": _codes,
    "secrets": _secrets,
    "history": _history,
}
