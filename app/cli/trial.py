"""Tries one account of a file before anything is written.

In some formats nothing else shows that a key is wrong.
"""

from collections.abc import Sequence

import click

from app.cli.output import secret_from
from app.core.addresses import normal_form
from app.core.foreign_hashes import ForeignHash
from app.core.hash_costs import HashRefused
from app.extensions import now, runtime
from app.transfer.records import Entry, Record
from app.twofactor.totp import matching_step


def try_account(entries: Sequence[Entry], email: str, *, with_password: bool) -> None:
    """Ask for an account's old password and a code of its app.

    Fails where one of them does not fit.
    """
    address = normal_form(email)
    record = next((e for e in entries if isinstance(e, Record) and e.email == address), None)
    if record is None:
        raise click.ClickException(f"The file holds no account {email} that could be tried.")
    if with_password and isinstance(record.password, ForeignHash):
        _try_password(record)
    if record.apps:
        _try_code(record)


def _try_password(record: Record) -> None:
    password = secret_from(f"Old password of {record.email}", stdin=False)
    if not _fits(record, password):
        raise click.ClickException(
            f"That is not the password of {record.email}, or SECURITY_PASSWORD_SALT is not the "
            "right one. Nothing was imported."
        )


def _fits(record: Record, password: str) -> bool:
    assert isinstance(record.password, ForeignHash)
    hasher = runtime().passwords
    try:
        return hasher.check(hasher.adopt(record.password), password).fits
    except HashRefused:
        return False


def _try_code(record: Record) -> None:
    typed = str(click.prompt(f"Code that the app of {record.email} shows", err=True))
    digits = "".join(each for each in typed if each in "0123456789")
    if all(matching_step(each.totp, digits, now()) is None for each in record.apps):
        raise click.ClickException(
            f"That is no code of {record.email}: its key in the file, the key that opens it, or a "
            "clock is not right. Nothing was imported."
        )
