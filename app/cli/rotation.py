"""One rotation of keys: adds fresh keys, re-seals values, drops old keys."""

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import click

from app.config import ConfigError
from app.config.rotation import add_fresh_keys, drop_old_keys, seconds_since_change
from app.db import write_tx
from app.db.sealed import sealed_columns
from app.extensions import now, runtime
from app.keys.inventory import ENCRYPTION, PEPPER, HeldKeys, held_keys, peppered_hashes
from app.keys.peppers import keep_marks
from app.keys.resealing import Resealed, count_stale, reseal
from app.users.models import User

# A request that began under older keys has ended by then: it waits at most 10 seconds for its turn
# to hash, 10 for its turn to write to SQLite, and 10 for other processes that write there.
_SETTLED_SECONDS = 30.0
_ROUNDS = 3


@dataclass
class Rotation:
    """The settings that are rotated, and what was done so far."""

    names: Sequence[str]
    quiet: bool
    fresh: dict[str, str] = field(default_factory=dict)
    resealed: dict[str, Resealed] = field(default_factory=dict)
    dropped: dict[str, list[str]] = field(default_factory=dict)

    @property
    def left(self) -> int:
        """How many values would open and are sealed under an older key."""
        return sum(each.left for each in self.resealed.values())

    def add_fresh(self) -> None:
        """Put a fresh key in front of each key-file setting."""
        file, names = runtime().key_file, [each.name for each in self._held() if each.from_file]
        if file is not None and names:
            add_fresh_keys(file, names)
            self.fresh = {each.name: each.ids[0] for each in self._held() if each.from_file}
            if PEPPER in self.fresh:
                self._mark_pepper(self.fresh[PEPPER])

    def reseal(self) -> int:
        """Seal values of older keys anew; return how many.

        Shows a progress bar.
        """
        columns = sealed_columns() if ENCRYPTION in self.names else []
        before = sum(each.done for each in self.resealed.values())
        stale = sum(count_stale(column) for column in columns)
        with click.progressbar(
            length=stale,
            label="Sealing anew",
            file=sys.stderr,
            hidden=self.quiet or not stale,
        ) as bar:
            for column in columns:
                found, old = reseal(column, progress=bar.update), self.resealed.get(column.purpose)
                done = found.done + (old.done if old else 0)
                self.resealed[column.purpose] = Resealed(done, found.unreadable, found.left)
        return sum(each.done for each in self.resealed.values()) - before

    def drop_old(self) -> None:
        """Take old keys out of the key file, all or none.

        Raises ConfigError where one is still needed.
        """
        file, held = runtime().key_file, [h for h in self._held() if h.from_file and h.older]
        if file is None or not held:
            return
        self._settle()
        for each in held:
            self._refuse_needed(each)
        drop_old_keys(file, [each.name for each in held])
        self.dropped = {each.name: list(each.older) for each in held}

    def _mark_pepper(self, key_id: str) -> None:
        with write_tx() as tx:
            keep_marks(tx, {key_id: runtime().keys.password_pepper[key_id]}, now())

    def _held(self) -> list[HeldKeys]:
        return [each for name, each in held_keys().items() if name in self.names]

    def _settle(self) -> None:
        """Wait until every request that used an older key has ended."""
        file = runtime().key_file
        assert file is not None
        wait = _SETTLED_SECONDS - seconds_since_change(file)
        changed = sum(each.done for each in self.resealed.values())
        for _ in range(_ROUNDS):
            if wait <= 0 and not changed:
                return
            click.echo("Waiting for running requests to end …", err=True)
            time.sleep(_SETTLED_SECONDS if changed else wait)
            wait, changed = 0.0, self.reseal()

    def _refuse_needed(self, held: HeldKeys) -> None:
        if held.name == ENCRYPTION and self.left:
            raise ConfigError(
                f"{self.left} sealed values still lie under older keys of {ENCRYPTION}"
            )
        if held.name == PEPPER:
            hashes = peppered_hashes(User.password_hash)
            if needed := sum(hashes[key_id] for key_id in held.older):
                raise ConfigError(
                    f"{needed} password hashes still need an older {PEPPER} (each is made anew at "
                    "its owner's next login); drop the others with --only"
                )
