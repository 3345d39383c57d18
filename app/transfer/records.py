"""What every format is read into: records, and faults with their lines."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from app.core.errors import InvalidRequest
from app.core.foreign_hashes import ForeignHash
from app.policy.moving import KeptDate
from app.transfer.kept import KeptApp, KeptPasskey
from app.users.models import USER

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, kw_only=True)
class OwnCodes:
    """Hashed backup codes of another Second Lock.

    The hashes are keyed by `key` and `user_id`.
    """

    user_id: str
    key: bytes = field(repr=False)
    digests: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True)
class UnknownPassword:
    """A password whose hash cannot be taken.

    The reason never holds the hash.
    """

    reason: str


Password = ForeignHash | UnknownPassword | None


@dataclass(frozen=True, kw_only=True)
class Past:
    """The id and the moments of an account of another Second Lock.

    `created`, `verified`, `disabled`, `enabled` (the second factor), `signed_in` (the last time),
    `must_enrol` (an operator asked for a new factor) and `recovered` (a recovery lacks its new
    factor) are moments.
    """

    user_id: str
    created: datetime
    verified: datetime | None = None
    disabled: datetime | None = None
    enabled: datetime | None = None
    signed_in: datetime | None = None
    must_enrol: datetime | None = None
    recovered: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Record:
    """One account of a file; `line` is its place there.

    `handle` is the account's name in its passkeys. `left_behind` names what the account has in the
    file and cannot have here, such as codes by SMS. `dates` are those that a policy set for the
    person. `recovery_address` hears of recoveries.
    """

    line: int
    email: str
    name: str = ""
    locale: str = ""
    role: str = USER
    groups: tuple[str, ...] = ()
    is_verified: bool = True
    is_disabled: bool = False
    password: Password = field(default=None, repr=False)
    apps: tuple[KeptApp, ...] = ()
    passkeys: tuple[KeptPasskey, ...] = ()
    handle: str | None = None
    backup_codes: tuple[str, ...] = field(default=(), repr=False)
    own_codes: OwnCodes | None = None
    past: Past | None = None
    dates: tuple[KeptDate, ...] = ()
    recovery_address: str | None = None
    left_behind: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse one secret in two authenticators.

        Each of its codes would work twice (R02)."""
        if len({each.totp.secret for each in self.apps}) != len(self.apps):
            raise BadLine("two of its authenticators have one secret")

    @property
    def has_factor(self) -> bool:
        """Whether the account brings a second factor."""
        return bool(self.apps or self.passkeys)

    @property
    def lacks(self) -> tuple[str, ...]:
        """Name what the account has in the file and arrives without."""
        is_useless = self.backup_codes and not self.has_factor
        return (*self.left_behind, "backup codes") if is_useless else self.left_behind


@dataclass(frozen=True)
class Fault:
    """A line that is not taken, and why.

    The reason never holds what the line held.
    """

    line: int
    reason: str


class BadLine(Exception):
    """One line cannot be taken; the text is its reason."""


@dataclass(frozen=True)
class SourceKeys:
    """The secrets of the software that a file comes from.

    They open what that software sealed, and it mixed passwords with the salt.
    """

    totp_secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    password_salt: str = field(default="", repr=False)


Entry = Record | Fault
Reader = Callable[[str, SourceKeys], Iterable[Entry]]


def read_each(lines: Iterable[tuple[int, T]], parse: Callable[[int, T], R]) -> Iterator[R | Fault]:
    """Parse each numbered line into what it holds or a fault.

    A fault does not stop the lines after it.
    """
    for line, content in lines:
        try:
            yield parse(line, content)
        except BadLine as wrong:
            yield Fault(line, str(wrong))
        except InvalidRequest:
            yield Fault(line, "the e-mail address is missing or not valid")
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
            # Python's message may quote the value, so it is not passed on.
            yield Fault(line, "it does not fit the format")


def listed(content: Any, what: str) -> list[tuple[int, Any]]:
    """Return the entries of a JSON list with their numbers from 1.

    Raises BadLine where `content` is no list.
    """
    if not isinstance(content, list):
        raise BadLine(f"the file holds no list of {what}")
    return list(enumerate(content, start=1))
