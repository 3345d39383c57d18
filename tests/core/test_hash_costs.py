"""Promise: the cost of an imported hash is bounded by its work as a whole, and not by each factor
alone (R40)."""

import pytest

from app.core import hash_costs
from app.core.hash_costs import HashRefused

# Memory in MiB and passes, of libraries and of RFC 9106's second choice.
_USUAL_ARGON2 = {
    "Keycloak": (7, 5, 1),
    "OWASP": (46, 1, 1),
    "argon2-cffi": (64, 3, 4),
    "Django": (100, 2, 8),
    "libsodium, moderate": (256, 3, 1),
}


@pytest.mark.parametrize("name", _USUAL_ARGON2)
def test_the_usual_costs_of_argon2_are_taken(name: str) -> None:
    memory, passes, lanes = _USUAL_ARGON2[name]
    hash_costs.refuse_argon2(memory=memory * 1024, passes=passes, lanes=lanes)


@pytest.mark.parametrize(
    ("mebibytes", "passes"), [(1024, 20), (256, 18), (1024, 1), (257, 1), (256, 4), (1, 769)]
)
def test_argon2_is_bounded_by_memory_times_passes(mebibytes: int, passes: int) -> None:
    with pytest.raises(HashRefused, match="too high a cost"):
        hash_costs.refuse_argon2(memory=mebibytes * 1024, passes=passes, lanes=1)


@pytest.mark.parametrize(
    ("n", "r", "p"), [(1 << 15, 8, 1), (1 << 14, 8, 5), (1 << 17, 8, 1), (1 << 16, 8, 4)]
)
def test_the_usual_costs_of_scrypt_are_taken(n: int, r: int, p: int) -> None:
    hash_costs.refuse_scrypt(n, r, p)


@pytest.mark.parametrize(
    ("n", "r", "p"), [(1 << 19, 8, 1), (1 << 18, 8, 2), (1 << 10, 2048, 2), (1 << 15, 8, 9)]
)
def test_scrypt_is_bounded_by_memory_times_lanes(n: int, r: int, p: int) -> None:
    with pytest.raises(HashRefused, match="too high a cost"):
        hash_costs.refuse_scrypt(n, r, p)


@pytest.mark.parametrize(
    ("digest", "iterations", "length"),
    [("sha256", 1_500_000, 32), ("sha512", 1_000_000, 64), ("sha1", 20_000, 64)],
)
def test_the_usual_costs_of_pbkdf2_are_taken(digest: str, iterations: int, length: int) -> None:
    hash_costs.refuse_pbkdf2(digest, iterations, length)


@pytest.mark.parametrize(
    ("digest", "iterations", "length"),
    [("sha256", 3_000_001, 32), ("sha256", 1_500_001, 33), ("sha1", 1_000_000, 80)],
)
def test_pbkdf2_is_bounded_by_iterations_times_blocks(
    digest: str, iterations: int, length: int
) -> None:
    with pytest.raises(HashRefused, match="too high a cost"):
        hash_costs.refuse_pbkdf2(digest, iterations, length)


@pytest.mark.parametrize(
    ("n", "r", "p"), [(0, 8, 1), (1, 8, 1), (24, 8, 1), (16, 0, 1), (16, 8, 0)]
)
def test_a_cost_that_scrypt_would_refuse_at_login_is_refused_at_once(
    n: int, r: int, p: int
) -> None:
    with pytest.raises(HashRefused, match="does not allow"):
        hash_costs.refuse_scrypt(n, r, p)
