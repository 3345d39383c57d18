"""Checks and converts the single values of a line."""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from app.core.addresses import normal_form
from app.core.codes import BackupCode, parse_code
from app.core.errors import InvalidRequest
from app.core.group_names import is_group_name
from app.core.languages import asked
from app.core.totp import Totp, imported
from app.factors.models import LONGEST_NAME
from app.groups.members import MOST_GROUPS
from app.transfer.records import BadLine
from app.users.models import ADMIN, ROLES, USER

_YES, _NO = ("1", "true", "t", "yes", "y"), ("", "0", "false", "f", "no", "n")
_MOST_CODES = 100
_ALGORITHM = re.compile(r"[^A-Z0-9]|HMAC")


def address(value: Any) -> str:
    """Return an e-mail address in its normal form; raises InvalidRequest."""
    return normal_form(value if isinstance(value, str) else "")


def person_name(*parts: Any) -> str:
    """Return a name of at most 100 characters, without control characters."""
    text = " ".join(part.strip() for part in parts if isinstance(part, str) and part.strip())
    return _printable(text)[:100]


def factor_name(value: Any) -> str:
    """Return the name of a factor, "" where none is given."""
    return _printable(value.strip() if isinstance(value, str) else "")[:LONGEST_NAME]


def language(value: Any) -> str:
    """Return a language of the product, "" for any other."""
    return asked(value) if isinstance(value, str) else ""


def role(value: Any) -> str:
    """Return a role, `user` where none is given; raises BadLine."""
    found = value or USER
    if found not in ROLES:
        raise BadLine(f"the role is neither {USER} nor {ADMIN}")
    return str(found)


def groups(value: Any) -> tuple[str, ...]:
    """Return names of groups; raises BadLine.

    They come in a list, or separated by spaces.
    """
    given = value.split() if isinstance(value, str) else value or ()
    names = tuple(dict.fromkeys(str(each) for each in given))
    if not all(is_group_name(each) for each in names):
        raise BadLine("a group has another name than 1 to 40 of a-z, 0-9, hyphen, underscore, dot")
    if len(names) > MOST_GROUPS:
        raise BadLine(f"more than {MOST_GROUPS} groups")
    return names


def yes_or_no(value: Any, *, default: bool) -> bool:
    """Return a truth value as files spell it; raises BadLine."""
    if value is None or value == "":
        return default
    text = str(value).strip().lower()
    if text not in _YES + _NO:
        raise BadLine("a field for yes or no holds something else")
    return text in _YES


def authenticator(
    secret: Any, *, algorithm: Any = None, digits: Any = None, period: Any = None
) -> Totp:
    """Return an authenticator from its parts.

    A part that is missing gets the default of RFC 6238. Raises BadLine.
    """
    if not isinstance(secret, str) or not secret.isascii():
        raise BadLine("the secret is not base32")
    try:
        return imported(
            secret,
            algorithm=_ALGORITHM.sub("", str(algorithm or "SHA1").upper()),
            digits=int(digits or 6),
            period=int(period or 30),
        )
    except (ValueError, OverflowError) as wrong:
        known = str(wrong).startswith("the ")
        raise BadLine(str(wrong) if known else "digits or period are no number") from None


def of_uri(uri: Any) -> tuple[str, Totp]:
    """Return label and authenticator of an `otpauth://totp/` URI (Key URI Format).

    The label is the account's, without the issuer. Raises BadLine.
    """
    parts = urlsplit(uri.strip() if isinstance(uri, str) else "")
    if parts.scheme != "otpauth" or parts.netloc.lower() != "totp":
        raise BadLine("it is no otpauth://totp/ URI")
    query = {name.lower(): values[-1] for name, values in parse_qs(parts.query).items()}
    label = unquote(parts.path.removeprefix("/"))
    totp = authenticator(
        query.get("secret"),
        algorithm=query.get("algorithm"),
        digits=query.get("digits"),
        period=query.get("period"),
    )
    return label.rpartition(":")[2].strip(), totp


def backup_codes(values: Iterable[Any]) -> tuple[str, ...]:
    """Return backup codes that a login can take; raises BadLine."""
    codes = tuple(dict.fromkeys(str(each).strip() for each in values if str(each).strip()))
    if len(codes) > _MOST_CODES:
        raise BadLine(f"more than {_MOST_CODES} backup codes")
    try:
        taken = all(isinstance(parse_code(code), BackupCode) for code in codes)
    except InvalidRequest:
        taken = False
    if not taken:
        raise BadLine("a backup code has not 8, 10, 12 or 16 letters and digits")
    return codes


def _printable(text: str) -> str:
    return "".join(each for each in text if each.isprintable())
