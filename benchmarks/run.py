"""`make bench`: everything measured in one run, written to two pages and results.json."""

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import (
    administration,
    capacity,
    costs,
    deployed,
    footprint,
    growth,
    logins,
    passkey_logins,
    report,
    session_checks,
    token_checks,
)
from benchmarks.findings import Finding
from benchmarks.plan import QUICK, WHOLE, Plan
from benchmarks.processes import LOAD_CORES
from tests.services import Postgres

Part = Callable[[Plan, Path], Iterator[Finding]]


def main() -> None:
    """Measure the parts that were named, all by default, and write what was found."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="a look in minutes; writes nothing")
    options.add_argument("parts", nargs="*", help="only these: deployed, logins, costs, …")
    chosen = options.parse_args()
    # The load, this process and PostgreSQL share a core; the servers have the other.
    os.sched_setaffinity(0, {int(LOAD_CORES)})
    begun, findings = time.perf_counter(), list[Finding]()
    for finding in _measure(QUICK if chosen.quick else WHOLE, chosen.parts):
        findings.append(finding)
        print(report.show(finding), flush=True)
    minutes = (time.perf_counter() - begun) / 60
    if not chosen.quick:
        command = f"make bench PARTS='{' '.join(chosen.parts)}'" if chosen.parts else "make bench"
        report.write(findings, command=command, minutes=minutes, is_whole=not chosen.parts)
        capacity.write()


def _measure(plan: Plan, named: list[str]) -> Iterator[Finding]:
    with Postgres() as postgres:
        parts: dict[str, Part] = {
            "deployed": deployed.measure,
            "session_checks": lambda plan, folder: session_checks.measure(plan, folder, postgres),
            "token_checks": token_checks.measure,
            "logins": logins.measure,
            "passkey_logins": passkey_logins.measure,
            "costs": costs.measure,
            "growth": lambda plan, folder: growth.measure(plan, folder, postgres),
            "footprint": footprint.measure,
            "administration": administration.measure,
        }
        for name in named or parts:
            with tempfile.TemporaryDirectory(prefix="second-lock-bench-") as folder:
                yield from parts[name](plan, Path(folder))


if __name__ == "__main__":
    main()
