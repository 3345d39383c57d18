"""The parser of REGISTRATION: who may make an account of their own."""

from dataclasses import dataclass

from app.config.parsing import ConfigError
from app.core.addresses import normal_form
from app.core.errors import InvalidRequest

OPEN, INVITED, CLOSED = "open", "invited", "closed"


@dataclass(frozen=True)
class Door:
    """Who may make an account of their own.

    `word` is `open`, `invited` or `closed`. With `domains` it is `invited`, and people
    with an address of one of these domains need no invitation.
    """

    word: str
    domains: tuple[str, ...] = ()

    @property
    def takes_invitations(self) -> bool:
        """Whether an invitation opens the door."""
        return self.word != CLOSED

    def is_open_for(self, email: str) -> bool:
        """Tell whether an address in its normal form needs no invitation."""
        return self.word == OPEN or email.rpartition("@")[2] in self.domains

    def __str__(self) -> str:
        """Return the setting as an operator writes it."""
        return ",".join(f"@{each}" for each in self.domains) or self.word


def door(value: str) -> Door | None:
    """Return who may register, or None for an empty value.

    The value is `open`, `invited`, `closed`, or domains such as `@example.org,@example.net`. Raises
    ConfigError.
    """
    given = value.strip()
    if given in {OPEN, INVITED, CLOSED}:
        return Door(given)
    parts = [each.strip() for each in given.split(",") if each.strip()]
    return Door(INVITED, tuple(_domain(each) for each in parts)) if parts else None


def in_force(given: Door | None, *, is_local: bool) -> Door:
    """Return who may register: by default a public server admits no stranger."""
    return given or Door(OPEN if is_local else INVITED)


def _domain(given: str) -> str:
    try:
        if not given.startswith("@"):
            raise InvalidRequest
        return normal_form(f"somebody{given}").rpartition("@")[2]
    except InvalidRequest:
        raise ConfigError(
            "must be open, invited, closed, or domains such as @example.org,@example.net"
        ) from None
