"""How long the long random proofs run, and the seed that they draw from.

`make test` runs a tenth of each. `make test-all` sets WHOLE_PROOFS and runs the whole. A run with
PROOF_SEED set to a printed seed draws the same again.
"""

import os
import secrets

import pytest

IS_WHOLE = "WHOLE_PROOFS" in os.environ
# Processes of pytest-xdist inherit it.
SEED = int(os.environ.setdefault("PROOF_SEED", str(secrets.randbelow(2**32))))


def part_of(whole: int) -> int:
    """Return how many of the examples or turns of a proof this run takes."""
    return whole if IS_WHOLE else max(2, whole // 10)


def pytest_configure(config: pytest.Config) -> None:
    config.option.hypothesis_seed = str(SEED)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    length = "whole" if IS_WHOLE else "a tenth of them"
    terminalreporter.write_line(f"Random proofs: {length}, PROOF_SEED={SEED}")
