"""The most that a login may spend on a foreign password hash.

A file may name any cost, and a stranger can ask for a wrong password's check again and again. The
bounds let a check take about as long as bcrypt at its highest cost here, two seconds. They stand
above the costs that Django, Werkzeug, Keycloak, passlib and libsodium's "moderate" choose.
"""

MOST_BCRYPT_ROUNDS = 14
# PBKDF2 does its iterations anew for each block of the result.
MOST_PBKDF2_ITERATIONS = 3_000_000
# Memory times passes is the work of argon2. Each hash thread may hold the memory at a time.
MOST_ARGON2_MIB, MOST_ARGON2_MIB_PASSES = 256, 768
# 128 bytes times N and r is the memory of scrypt. Times p, it is the work.
MOST_SCRYPT_MIB = 256
# libpass counts these rounds in Python. The longest password makes each cost eight times as much.
MOST_CRYPT_ROUNDS, MOST_PHPASS_DOUBLINGS = 700_000, 19
_PBKDF2_BLOCKS = {"sha1": 20, "sha256": 32, "sha512": 64}


class HashRefused(ValueError):
    """A hash is refused; the text says why, without the hash."""


def refuse_pbkdf2(digest: str, iterations: int, result_bytes: int) -> None:
    """Raise HashRefused where PBKDF2 would cost too much or not work."""
    if digest not in _PBKDF2_BLOCKS:
        raise HashRefused("the PBKDF2 hash has an unknown digest")
    if iterations < 1 or result_bytes < 16:
        raise HashRefused("the PBKDF2 hash is not complete")
    blocks = -(-result_bytes // _PBKDF2_BLOCKS[digest])
    if iterations * blocks > MOST_PBKDF2_ITERATIONS:
        raise HashRefused(
            f"the PBKDF2 hash is of too high a cost: at most {MOST_PBKDF2_ITERATIONS} iterations"
        )


def refuse_argon2(*, memory: int, passes: int, lanes: int) -> None:
    """Raise HashRefused where argon2 would cost too much or not work.

    `memory` is in KiB.
    """
    is_large = memory > MOST_ARGON2_MIB * 1024
    if is_large or memory * passes > MOST_ARGON2_MIB_PASSES * 1024:
        raise HashRefused(
            f"the argon2 hash is of too high a cost: at most {MOST_ARGON2_MIB} MiB of memory, and "
            f"{MOST_ARGON2_MIB_PASSES} MiB for memory times passes"
        )
    # RFC 9106 section 3.1 sets these minima. The library would refuse a lower value only at login.
    if passes < 1 or memory < 8 * lanes or not 1 <= lanes <= 64:
        raise HashRefused("the argon2 hash is of a cost that argon2 does not allow")


def refuse_scrypt(n: int, r: int, p: int) -> None:
    """Raise HashRefused where scrypt would cost too much or not work."""
    if 128 * n * r * p > MOST_SCRYPT_MIB << 20:
        raise HashRefused(
            f"the scrypt hash is of too high a cost: at most {MOST_SCRYPT_MIB} MiB for memory "
            "times lanes"
        )
    if n < 2 or n & (n - 1) or r < 1 or p < 1:
        raise HashRefused("the scrypt hash is of a cost that scrypt does not allow")
