"""The measured constants of capacity, by name from results.json."""

import json
import re
import statistics
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.report import RESULTS

LOGINS = "Logins with two factors"
CHECKS = "Session checks as deployed"
SETUPS = "Setting up and checking a second factor"
GROWTH = "Growth: time taken, against a hundred rows of each kind"
_ROWS = "1,000,000"
_DATABASES = ("SQLite", "PostgreSQL")

# What the product does, as tests/architecture/test_capacity.py counts it.
WRITES_OF_A_SIGN_IN, HISTORY_WRITES_OF_A_SIGN_IN, WRITES_OF_A_SETUP = 4, 2, 2
WAITING_CALLS = 16
KEPT_CONNECTIONS, MOST_CONNECTIONS = 18, 90


@dataclass(frozen=True)
class Constants:
    """What was measured; rates are a second, times in seconds, and a node is the whole machine.

    `dates` are the days of the runs by group. `sign_in_times` are the processor times of a sign-in,
    one for each round. The other mappings go by the name of the database.
    """

    dates: Mapping[str, str]
    cores: int
    hashes: float
    sign_in_times: tuple[float, ...]
    check_rates: Mapping[str, float]
    write_rates: Mapping[str, float]
    journey_times: Mapping[str, float]
    verify_time: float

    @property
    def sign_in_time(self) -> float:
        """The processor time of a sign-in with two factors."""
        return statistics.median(self.sign_in_times)

    @property
    def sign_ins(self) -> float:
        """The sign-ins a second of a node whose cores do nothing else."""
        return self.cores / self.sign_in_time

    @property
    def extra_check_time(self) -> float:
        """What a check takes on PostgreSQL more than on SQLite, all processes together."""
        return self.cores / self.check_rates["PostgreSQL"] - self.cores / self.check_rates["SQLite"]


def read() -> Constants:
    """Return the constants that the last runs of the benchmark found."""
    groups = json.loads(RESULTS.read_text())
    journeys = _found(groups, LOGINS, "journeys")
    cores = _cores(groups[LOGINS]["made"])
    setups = _found(groups, SETUPS, "setups with QR, two workers")["value"]
    return Constants(
        {group: each["made"].split(", ")[1][:10] for group, each in groups.items()},
        cores,
        _found(groups, LOGINS, "bcrypt alone")["value"],
        tuple(cores / each for each in journeys["samples"]["journeys"]),
        {
            each: _found(groups, CHECKS, f"me, {each}, 2w, 16 connections")["value"]
            for each in _DATABASES
        },
        {
            "SQLite": WRITES_OF_A_SETUP * setups,
            "PostgreSQL": WRITES_OF_A_SETUP / _grown(groups, "setup with QR", "PostgreSQL"),
        },
        {each: _grown(groups, "journey", each) for each in _DATABASES},
        _found(groups, SETUPS, "processor time of a verify-login")["value"] / 1000,
    )


def _found(groups: Mapping[str, Any], group: str, what: str) -> Any:
    [found] = [each for each in groups[group]["findings"] if each["what"] == what]
    return found


def _grown(groups: Mapping[str, Any], call: str, database: str) -> float:
    """Return the seconds of a call among the most rows."""
    found = _found(groups, GROWTH, f"{call}, {database}, {_ROWS} rows : 100 rows")
    milliseconds: list[float] = found["samples"][_ROWS]
    return statistics.median(milliseconds) / 1000


def _cores(made: str) -> int:
    found = re.search(r"(\d+) cores", made)
    assert found, made
    return int(found[1])
