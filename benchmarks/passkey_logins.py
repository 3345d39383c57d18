"""Logins by a passkey alone: how long the server takes, and what its worker then holds."""

import secrets
import statistics
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection
from json import loads
from pathlib import Path

from app.db import write_tx
from app.extensions import now
from app.passkeys.ceremonies import read_registration
from app.passkeys.keys import add_key
from app.passkeys.relying_party import relying_party
from app.users.models import User
from benchmarks.findings import Finding, figure
from benchmarks.instance import Instance, Person
from benchmarks.journeys import Browser
from benchmarks.plan import Plan
from benchmarks.processes import ALL_CORES, Process
from tests.passkeys.authenticator import Authenticator, encoded

_GROUP = "Logins by a passkey"
_CLIENTS = 2  # one for each core
_PLACE = "/api/auth/passkey/"


@dataclass(frozen=True)
class Holder:
    """Somebody with a passkey, and the device that keeps it."""

    person: Person
    device: Authenticator


def measure(plan: Plan, folder: Path) -> Iterator[Finding]:
    """Yield the 95th percentile of a login, and the memory before and after the first one."""
    instance = Instance(folder / "passkeys")
    holders = give_keys(instance, instance.enroll(plan.journeys))
    with instance.serving(cores=ALL_CORES) as server:
        resting, origin = server.worker_megabytes(), instance.environment["PUBLIC_URL"]
        _round(server, origin, holders)  # the first ceremony of each worker loads the library
        rounds = [_round(server, origin, holders) for _ in range(plan.rounds)]
        used = server.worker_megabytes()
    p95 = [statistics.quantiles(each, n=20)[-1] for each in rounds]
    yield figure(_GROUP, "p95 of the login's own call", "ms", p95, at_most=60)
    yield figure(_GROUP, "median", "ms", [statistics.median(each) for each in rounds])
    yield figure(_GROUP, "worker at rest", "MB", [resting])
    yield figure(_GROUP, "worker after the logins", "MB", [used])


def give_keys(instance: Instance, people: Sequence[Person]) -> list[Holder]:
    """Register a passkey for everybody, in-process."""
    holders = [Holder(each, Authenticator()) for each in people]
    with instance.app.app_context(), write_tx() as tx:
        party = relying_party()
        for each in holders:
            handle = secrets.token_bytes(32)
            options = {"rp": {"id": party.id}, "user": {"id": encoded(handle)}, "challenge": "AAAA"}
            made = each.device.create(options, origin=party.origins[0])
            user = tx.get_one(User, each.person.id)
            user.passkey_handle = encoded(handle)
            add_key(tx, user, read_registration(made, party), name="", now=now())
    return holders


def _round(server: Process, origin: str, holders: Sequence[Holder]) -> list[float]:
    with ThreadPoolExecutor(_CLIENTS) as clients:
        return list(clients.map(partial(_milliseconds, server, origin), holders))


def _milliseconds(server: Process, origin: str, holder: Holder) -> float:
    host = server.url.partition("//")[2]
    browser = Browser(HTTPConnection(host))
    asked = loads(browser.call("POST", f"{_PLACE}options", {}))
    body = {"credential": holder.device.get(asked, origin=origin)}
    begun = time.perf_counter()
    browser.call("POST", f"{_PLACE}login", body)
    taken = time.perf_counter() - begun
    browser.connection.close()
    return taken * 1000
