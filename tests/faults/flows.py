"""The flows that faults are put into: what comes before, the one call, and how a person goes on."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from flask import Flask

from tests.client import Answer
from tests.clock import FrozenClock
from tests.person import Person
from tests.program import Program

_numbers = count(1)


@dataclass
class Actor:
    """One person, and what the flow under test needs of them."""

    person: Person
    code: str = ""
    secret: str = ""
    program: Program | None = field(default=None)

    def has_access(self) -> bool:
        """Whether the person, or the program, is signed in with what is held."""
        if self.program is not None:
            return self.program.is_signed_in()
        return self.person.is_signed_in()


@dataclass(frozen=True)
class Flow:
    """`act` is sent while something breaks; `works` tells that the person can go on afterwards."""

    prepare: Callable[[Actor], None]
    act: Callable[[Actor], Answer]


def newcomer(app: Flask, clock: FrozenClock) -> Actor:
    """A person with a verified account, signed in."""
    person = Person(app, clock, f"person{next(_numbers)}@example.com")
    return Actor(person.register().sign_in())


def _set_up(actor: Actor) -> None:
    actor.secret = actor.person.secret = actor.person.set_up()
    actor.code = actor.person.code()


def _half(actor: Actor) -> None:
    actor.person.enable()
    actor.person = actor.person.other_browser().half()
    actor.code = actor.person.code()


def _half_with_backup_code(actor: Actor) -> None:
    _half(actor)
    actor.code = actor.person.backup_codes[0]


def _enrol(actor: Actor) -> None:
    actor.person.enable()


def _program(actor: Actor) -> None:
    actor.program = Program(actor.person).sign_in()


def _refresh(actor: Actor) -> Answer:
    assert actor.program is not None
    return actor.program.refresh()


FLOWS: dict[str, Flow] = {
    "enable": Flow(_set_up, lambda actor: actor.person.post("2fa/enable", {"token": actor.code})),
    "verify": Flow(_half, lambda actor: actor.person.verify(actor.code)),
    "backup code": Flow(_half_with_backup_code, lambda actor: actor.person.verify(actor.code)),
    "regenerate": Flow(_enrol, lambda actor: actor.person.post("2fa/backup-codes", {})),
    "disable": Flow(_enrol, lambda actor: actor.person.post("2fa/disable", {})),
    "refresh": Flow(_program, _refresh),
}
