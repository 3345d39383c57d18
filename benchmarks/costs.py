"""What setting up a second factor and checking one cost the server."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pyotp

from benchmarks.ceilings import measured
from benchmarks.findings import Finding, figure, ratio
from benchmarks.instance import Instance
from benchmarks.journeys import SECOND_LOCK, Browser
from benchmarks.load import Slice, Target, cookie_file, in_turns, load
from benchmarks.plan import Plan
from benchmarks.processes import ALL_CORES, LOAD_CORES, SERVER_CORES, Process

_GROUP = "Setting up and checking a second factor"
_ONE, _TWO = "setups with QR, one worker on two cores", "setups with QR, two workers"
_DRAWINGS = "QR codes drawn, one core"
# A session counts as fresh for five minutes and an account may begin thirty set-ups an hour.
_ACCOUNTS, _CHECKS = 100, 100


def measure(plan: Plan, folder: Path) -> Iterator[Finding]:
    """Yield setups a second, how far drawing alone would go, and the cost of verify-login."""
    one, two = Instance(folder / "one"), Instance(folder / "two", workers=2)
    verifying = Instance(folder / "verifying")
    with ExitStack() as stack:
        one_worker, two_workers, third = (
            stack.enter_context(each.serving(cores=ALL_CORES)) for each in (one, two, verifying)
        )
        late: dict[str, list[float]] = {_ONE: [], _TWO: []}

        def go(name: str, instance: Instance, server: Process) -> float:
            found = setups(instance, server, plan.seconds, cores=ALL_CORES)
            late[name].append(found.p99_ms)
            return found.per_second

        contestants: dict[str, Callable[[], float]] = {
            _ONE: partial(go, _ONE, one, one_worker),
            _TWO: partial(go, _TWO, two, two_workers),
            _DRAWINGS: partial(measured, "qr", 50 * plan.seconds, cores=SERVER_CORES),
            "verify-login": partial(verify_milliseconds, verifying, third),
        }
        samples = in_turns(contestants, rounds=plan.rounds)
    for name in (_ONE, _TWO):
        yield figure(_GROUP, name, "/s", samples[name], at_least=250)
        yield figure(_GROUP, f"{name}, p99", "ms", late[name], at_most=100)
    yield figure(_GROUP, _DRAWINGS, "/s", samples[_DRAWINGS])
    drawings = {**samples, "drawings": [2 * each for each in samples[_DRAWINGS]]}
    for name in (_ONE, _TWO):
        what = f"{name} : what drawing on two cores allows"
        yield ratio(_GROUP, what, drawings, of=name, to="drawings")
    what = "processor time of a verify-login"
    yield figure(_GROUP, what, "ms", samples["verify-login"], at_most=5)


def setups(instance: Instance, server: Process, seconds: int, *, cores: str = LOAD_CORES) -> Slice:
    """Prepare authenticators, each with its QR code, as fast as the answers come."""
    cookies = instance.sign_in(instance.register(_ACCOUNTS))
    file = cookie_file(instance.folder / "setups.txt", cookies)
    target = Target(f"{server.url}/api/auth/2fa/setup", file, body="{}")
    return load(target, seconds=seconds, connections=8, cores=cores)


def verify_milliseconds(instance: Instance, server: Process) -> float:
    """Return the processor time that the server spends on a verify-login, all threads together."""
    people = instance.enroll(_CHECKS)
    markers = instance.half_sign_in(people)
    connection = HTTPConnection(urlsplit(server.url).netloc)
    before = server.cpu_seconds()
    for person, marker in zip(people, markers, strict=True):
        name, _, value = marker.partition("=")
        code = {"code": pyotp.TOTP(person.secret).now()}
        Browser(connection, {name: value}).call("POST", SECOND_LOCK.verify, code)
    return (server.cpu_seconds() - before) / len(people) * 1000
