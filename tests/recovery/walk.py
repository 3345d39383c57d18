"""A random walk: an attacker, an owner, nodes and time, each step held against the model."""

import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from tests.clock import FrozenClock
from tests.recovery import model as said
from tests.recovery.model import DAY, Model
from tests.recovery.world import World

FIRST = "quiet otter canal"
FORGED = "A" * 43
_TIMES = (60, 3600, DAY / 2, DAY - 1, DAY, DAY, 2 * DAY, 2 * DAY, 3 * DAY, 8 * DAY, -DAY)
_MOST_REOPENED, _MOST_GUESSES = 4, 3
PASSWORD, MAILBOX, BOTH = "password", "mailbox", "both"


class Entered(AssertionError):
    """The attacker has a session."""


class Walk:
    """One account from a state that chance chose; `done` is what happened, for whoever reads it."""

    def __init__(self, world: World, clock: FrozenClock, rng: random.Random, holds: str) -> None:
        self.world, self.clock, self.rng, self.holds = world, clock, rng, holds
        self.model = Model(FIRST, is_vouched=rng.random() < 0.8)
        if self.model.is_vouched:
            world.vouch()
        self.owner_knows = FIRST
        self.attacker_knows = [] if holds == MAILBOX else [FIRST]
        self.done: list[str] = []
        self.begun_at: float | None = None
        self.entered_after: float | None = None
        self._reopened = self._guesses = 0

    @property
    def now(self) -> float:
        return self.clock.now().timestamp()

    def run(self, steps: int, among: "Sequence[Callable[[Walk], None]] | None" = None) -> None:
        for _ in range(steps):
            step = self.rng.choice(among or EVERY_STEP)
            self.done.append(step.__name__)
            step(self)
            if step is not Walk.time_goes_by:
                self._compare()
            if self.entered_after is not None:
                return

    def go_ahead(self) -> None:
        """Begin in a state that chance chooses: nothing yet, waiting, ready, or recovered."""
        ahead = (
            self.owner_begins,
            self.mails_are_delivered,
            lambda: self.clock.move(seconds=said.WAIT),
            self.a_server_works,
            lambda: self._finish(self.world.links["finish"][-1], self.owner_knows, is_owner=True),
        )
        if self.model.is_vouched:
            # Whoever holds both does not wait for the owner to finish it.
            for step in ahead[: self.rng.choice((0, 2, 4) if self.holds == BOTH else (0, 2, 4, 5))]:
                step()
            self.done.append(f"{self.model.open or self.model.is_recovered}")

    # The attacker

    def attacker_logs_in(self) -> None:
        if self.attacker_knows and self._may_reopen():
            self._log_in(self.rng.choice(self.attacker_knows), is_owner=False)

    def attacker_begins(self) -> None:
        if self.attacker_knows:
            self._begin(self.rng.choice(self.attacker_knows))

    def attacker_finishes(self) -> None:
        known = [*self.attacker_knows, *([] if self.holds == BOTH else ["wrong horse battery"])]
        links = self.world.links["finish"] if self.holds != PASSWORD else []
        token = self.rng.choice([*links[-2:], *links[-1:] * 3, *([] if links else [FORGED])])
        self._finish(token, self.rng.choice(known), is_owner=False)

    def attacker_resets(self) -> None:
        if self.holds != PASSWORD:
            new = f"evil otter {self.rng.random()}"
            if self._reset(new):
                self.attacker_knows.append(new)

    def attacker_guesses(self) -> None:
        if self.attacker_knows and self._guesses < _MOST_GUESSES and self.model.has_factor:
            self._guesses += 1
            if self.world.guess(self.rng.choice(self.attacker_knows)):
                self._enter()

    def attacker_stops(self) -> None:
        if self.holds != PASSWORD:
            self._stop_by_mail()

    # The owner

    def owner_signs_in(self) -> None:
        if self._is_owner_able() and self.world.codes:
            assert self.world.sign_in(self.owner_knows)
            self.model.prove_factor(with_password=True)

    def owner_steps_up(self) -> None:
        if self.world.step_up():
            self.model.prove_factor(with_password=False)

    def owner_begins(self) -> None:
        self._begin(self.owner_knows)

    def owner_finishes(self) -> None:
        if self.world.links["finish"]:
            token = self.world.links["finish"][-1]
            told = self._finish(token, self.owner_knows, is_owner=True)
            if told == said.IN and self.rng.random() < 0.5:
                self.owner_enrols()

    def owner_enrols(self) -> None:
        if self.model.is_recovered and self.world.enrol():
            self.model.enrol()

    def owner_comes_back(self) -> None:
        if self.model.is_recovered and self._may_reopen():
            self._log_in(self.owner_knows, is_owner=True)

    def owner_resets(self) -> None:
        new = f"quiet otter {self.rng.random()}"
        if self._reset(new):
            self.owner_knows = new

    def owner_changes_password(self) -> None:
        new = f"quiet otter {self.rng.random()}"
        if self.owner_knows == self.model.password and self.world.change(self.owner_knows, new):
            assert self.model.set_password(new)
            self.owner_knows = new

    def owner_stops(self) -> None:
        if self.world.stop_by_session():
            self.model.stop(self.now)

    def owner_stops_by_mail(self) -> None:
        self._stop_by_mail()

    # Time

    def time_goes_by(self) -> None:
        seconds = self.rng.choice(_TIMES)
        self.done[-1] += f" {seconds:+.0f}"
        self.clock.move(seconds=seconds)

    def mails_are_delivered(self) -> None:
        self.world.deliver()
        self.model.deliver(self.now)

    def a_server_works(self) -> None:
        self.world.serve()
        self.model.serve(self.now)

    # What both do

    def _log_in(self, password: str, *, is_owner: bool) -> None:
        told = self.world.log_in(password)
        assert told == self.model.log_in(password, self.now), told
        if told == said.IN and not is_owner:
            self._enter()

    def _begin(self, password: str) -> None:
        if self.model.is_recovered or not self.model.has_factor:
            return
        told = self.world.begin(password)
        predicted: object = said.WRONG
        if password == self.model.password:
            predicted = self.model.begin(self.now)
        if isinstance(predicted, float):
            predicted = datetime.fromtimestamp(predicted, UTC)
            self.begun_at = self.begun_at or self.now
        assert told == predicted, (told, predicted)

    def _finish(self, token: str, password: str, *, is_owner: bool) -> str:
        is_newest = token == next(iter(self.world.links["finish"][-1:]), None)
        told = self.world.finish(token, password, is_owner=is_owner)
        assert told == self.model.finish(password, self.now, is_newest_link=is_newest), told
        if told == said.IN and not is_owner:
            self._enter()
        return told

    def _reset(self, new: str) -> bool:
        told = self.world.reset(new)
        if told is None:
            return False
        assert told == self.model.set_password(new)
        return told

    def _stop_by_mail(self) -> None:
        if self.world.links["stop"]:
            before = self.model.open
            self.world.stop_by_mail(self.world.links["stop"][-1])
            if before is not None and self.world.open_until()[0] is None:
                self.model.stop(self.now)

    def _is_owner_able(self) -> bool:
        return self.owner_knows == self.model.password and self.model.has_factor

    def _may_reopen(self) -> bool:
        self._reopened += self.model.is_recovered
        return self._reopened <= _MOST_REOPENED

    def _enter(self) -> None:
        if self.holds != BOTH:
            raise Entered(" → ".join(self.done))
        assert self.begun_at is not None
        self.entered_after = self.now - self.begun_at

    def _compare(self) -> None:
        row, mark = self.world.open_until()
        found = self.model.open
        expected = datetime.fromtimestamp(found.ready_at, UTC) if found else None
        assert row == mark == expected, (row, mark, expected)


EVERY_STEP: list[Callable[[Walk], None]] = [
    *[Walk.time_goes_by] * 6,
    *[Walk.mails_are_delivered] * 3,
    *[Walk.a_server_works] * 5,
    *[Walk.attacker_logs_in, Walk.attacker_begins, Walk.attacker_finishes] * 2,
    *(Walk.attacker_begins, Walk.attacker_resets, Walk.attacker_guesses, Walk.attacker_stops),
    *[Walk.owner_begins, Walk.owner_finishes] * 2,
    *(Walk.owner_signs_in, Walk.owner_steps_up, Walk.owner_enrols, Walk.owner_comes_back),
    *(Walk.owner_resets, Walk.owner_changes_password, Walk.owner_stops, Walk.owner_stops_by_mail),
]
# An owner who seldom looks: whoever holds both proofs has to come through.
UNWATCHED: list[Callable[[Walk], None]] = [
    *[Walk.time_goes_by] * 3,
    *[Walk.mails_are_delivered, Walk.attacker_begins] * 2,
    *[Walk.a_server_works, Walk.attacker_finishes] * 4,
    Walk.owner_stops_by_mail,
]
