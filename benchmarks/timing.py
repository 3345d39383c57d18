"""`make timing`: whether a stopwatch tells known addresses from unknown ones.

Known and unknown addresses take turns, so that a slow moment of the machine hits both. Two figures
are printed for each call: the medians' difference, and the p-value of a two-sample
Kolmogorov-Smirnov test. `--strict` fails above 5 % or below p = 0.01 (R42).
"""

import argparse
import math
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from app import create_app
from app.config import Settings
from app.core.limits import Window
from tests.clock import FrozenClock
from tests.conftest import make_settings, migrate
from tests.person import Person

Call = Callable[[int], None]


def ks_p_value(one: Sequence[float], two: Sequence[float]) -> float:
    """Return the asymptotic p-value of the two-sample Kolmogorov-Smirnov test."""
    points = sorted((*one, *two))
    distance = max(abs(_below(one, at) - _below(two, at)) for at in points)
    effective = math.sqrt(len(one) * len(two) / (len(one) + len(two)))
    scaled = (effective + 0.12 + 0.11 / effective) * distance
    terms = ((-1.0) ** (k - 1) * math.exp(-2 * (k * scaled) ** 2) for k in range(1, 101))
    return min(1.0, max(0.0, 2 * sum(terms)))


def compare(known: Call, unknown: Call, samples: int) -> tuple[list[float], list[float]]:
    """Return the seconds of each call, measured in turns."""
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(samples):
        pair = ((known, times[0]), (unknown, times[1]))
        for call, kept in pair if number % 2 else pair[::-1]:
            begun = time.perf_counter()
            call(number)
            kept.append(time.perf_counter() - begun)
    return times


def main() -> int:
    """Measure every call that must not tell whether an address has an account."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--samples", type=int, default=300)
    options.add_argument("--strict", action="store_true")
    chosen = options.parse_args()
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        settings = _settings(folder)
        migrate(settings)
        clock = FrozenClock()
        app = create_app(settings, clock)
        ann = Person(app, clock).register()
        waiting = Person(app, clock, "waiting@example.com")
        waiting.post("register", {"email": waiting.email, "password": waiting.password})
        calls = {
            "login": _login(ann),
            "register": _register(ann),
            "forgot": _ask(ann, "password/forgot"),
            "resend": _ask(waiting, "verify-email/resend"),
            "resend, verified": _ask(ann, "verify-email/resend"),
        }
        for name, call in calls.items():
            known, unknown = compare(call(True), call(False), chosen.samples)
            difference = statistics.median(known) / statistics.median(unknown) - 1
            p_value = ks_p_value(known, unknown)
            print(f"{name}: known {difference:+.2%} against unknown, KS p = {p_value:.3f}")
            failed |= abs(difference) > 0.05 or p_value < 0.01
    return int(failed and chosen.strict)


def _login(ann: Person) -> Callable[[bool], Call]:
    def make(known: bool) -> Call:
        def call(number: int) -> None:
            ann.clock.move(seconds=2)  # the counts of the call before are out of their window
            address = ann.email if known else f"nobody{number}@example.com"
            ann.post("login", {"email": address, "password": "a wrong password"})

        return call

    return make


def _register(ann: Person) -> Callable[[bool], Call]:
    def make(known: bool) -> Call:
        def call(number: int) -> None:
            ann.clock.move(seconds=2)
            address = ann.email if known else f"new{number}@example.com"
            ann.post("register", {"email": address, "password": ann.password})

        return call

    return make


def _ask(person: Person, path: str) -> Callable[[bool], Call]:
    def make(known: bool) -> Call:
        def call(number: int) -> None:
            person.clock.move(seconds=2)
            address = person.email if known else f"nobody{number}@example.com"
            person.post(path, {"email": address})

        return call

    return make


def _settings(folder: str) -> Settings:
    wide = (Window(10**9, 1),)
    return make_settings(
        database_url=f"sqlite:///{Path(folder) / 'timing.db'}",
        instance_dir=Path(folder),
        mail_url=f"file:{folder}/mail",
        bcrypt_rounds=10,
        password_limits=wide,
        password_address_limits=wide,
        password_account_limits=wide,
        register_limits=wide,
        mail_limits=wide,
        mail_account_limits=wide,
        request_limits=wide,
    )


def _below(values: Sequence[float], at: float) -> float:
    return sum(value <= at for value in values) / len(values)


if __name__ == "__main__":
    raise SystemExit(main())
