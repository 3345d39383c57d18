"""Whole journeys against what bcrypt alone allows and against the rival; readers beside them."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from benchmarks.ceilings import measured
from benchmarks.contestants import Rival
from benchmarks.findings import Finding, figure, ratio
from benchmarks.instance import Instance
from benchmarks.journeys import (
    FLASK_SECURITY,
    SECOND_LOCK,
    journeys_per_second,
    journeys_without_pause,
    some,
)
from benchmarks.load import Slice, Target, cookie_file, in_turns, load
from benchmarks.plan import Plan
from benchmarks.processes import ALL_CORES, Process
from benchmarks.session_checks import PEOPLE, RIVAL, checks

_OURS, _CEILING = "journeys", "bcrypt alone"
_JOURNEYS, _BESIDE = "Logins with two factors", "Session checks while eight clients log in"
_READERS = 2


def measure(plan: Plan, folder: Path) -> Iterator[Finding]:
    """Yield journeys a second, then how long readers wait beside them; servers have all cores."""
    instance = Instance(folder / "journeys")
    number = plan.rounds * plan.journeys
    people, rival = iter(instance.enroll(number)), Rival(folder / "rival", number)
    with instance.serving(cores=ALL_CORES) as ours, rival.serving(cores=ALL_CORES) as theirs:

        def go() -> float:
            return journeys_per_second(ours.url, some(people, plan.journeys), SECOND_LOCK)

        def go_there() -> float:
            group = [next(rival.people) for _ in range(plan.journeys)]
            return journeys_per_second(theirs.url, group, FLASK_SECURITY)

        ceiling = partial(measured, "hashes", plan.journeys, cores=ALL_CORES)
        asks: dict[str, Callable[[], float]] = {_OURS: go, _CEILING: ceiling, RIVAL: go_there}
        samples = in_turns(asks, rounds=plan.rounds)
        yield ratio(
            _JOURNEYS, f"{_OURS} : {_CEILING}", samples, of=_OURS, to=_CEILING, at_least=0.93
        )
        yield ratio(_JOURNEYS, f"{_OURS} : {RIVAL}", samples, of=_OURS, to=RIVAL, at_least=1)
        for name, each in samples.items():
            yield figure(_JOURNEYS, name, "/s", each)
        yield from _beside(plan, folder, instance, ours)


def _beside(plan: Plan, folder: Path, instance: Instance, server: Process) -> Iterator[Finding]:
    cookies = cookie_file(folder / "readers.txt", instance.sign_in(instance.enroll(PEOPLE)))
    target = checks("", server, cookies)["me, "]
    quiet, busy, logins = list[float](), list[float](), list[float]()
    people = iter(instance.enroll(plan.rounds * (plan.seconds + 6) * 9))
    for _ in range(plan.rounds):
        quiet.append(_read(target, plan).p99_ms)
        with journeys_without_pause(server.url, people) as ends:
            begun = len(ends)
            busy.append(_read(target, plan).p99_ms)
            logins.append((len(ends) - begun) / plan.seconds)
    samples = {"beside logins": busy, "quiet": quiet}
    yield ratio(
        _BESIDE, "p99 beside logins : quiet", samples, of="beside logins", to="quiet", at_most=4
    )
    yield figure(_BESIDE, "p99, quiet", "ms", quiet)
    yield figure(_BESIDE, "p99, beside logins", "ms", busy)
    yield figure(_BESIDE, "logins meanwhile", "/s", logins)


def _read(target: Target, plan: Plan) -> Slice:
    return load(target, seconds=plan.seconds, connections=_READERS, cores=ALL_CORES)
