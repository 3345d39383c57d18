"""Promise: codes are those of RFC 4226 appendix D and RFC 6238 appendix B (R01)."""

import base64
from datetime import UTC, datetime

import pytest

from app.core.totp import Totp, new_secret

_SEED = b"12345678901234567890"
_HOTP = (
    "755224 287082 359152 969429 338314 254676 287922 162583 399871 520489".split()  # noqa: SIM905
)
_TOTP = {
    59: ("94287082", "46119246", "90693936"),
    1111111109: ("07081804", "68084774", "25091201"),
    1111111111: ("14050471", "67062674", "99943326"),
    1234567890: ("89005924", "91819424", "93441116"),
    2000000000: ("69279037", "90698825", "38618901"),
    20000000000: ("65353130", "77737706", "47863826"),
}
_SEED_LENGTHS = {"SHA1": 20, "SHA256": 32, "SHA512": 64}


def _secret(length: int) -> str:
    return base64.b32encode((_SEED * 4)[:length]).decode()


@pytest.mark.parametrize(("counter", "code"), list(enumerate(_HOTP)))
def test_it_makes_the_codes_of_rfc_4226_r01(counter: int, code: str) -> None:
    assert Totp(_secret(20)).code(counter) == code


@pytest.mark.parametrize(
    ("moment", "algorithm", "code"),
    [
        (moment, algorithm, code)
        for moment, codes in _TOTP.items()
        for algorithm, code in zip(_SEED_LENGTHS, codes, strict=True)
    ],
)
def test_it_makes_the_codes_of_rfc_6238_r01(moment: int, algorithm: str, code: str) -> None:
    totp = Totp(_secret(_SEED_LENGTHS[algorithm]), algorithm=algorithm, digits=8)
    step = totp.step_at(datetime.fromtimestamp(moment, UTC))
    assert totp.code(step) == code


def test_leading_zeros_are_kept_r07() -> None:
    codes = {Totp(_secret(20)).code(step) for step in range(2000)}
    assert any(code.startswith("00") for code in codes)
    assert {len(code) for code in codes} == {6}


@pytest.mark.parametrize(("second", "step"), [(0, 0), (29, 0), (30, 1), (59, 1), (60, 2)])
def test_a_step_is_thirty_whole_seconds_r08(second: int, step: int) -> None:
    assert Totp(_secret(20)).step_at(datetime.fromtimestamp(second, UTC)) == step


def test_the_step_does_not_depend_on_the_time_zone_of_the_moment() -> None:
    totp = Totp(_secret(20))
    moment = datetime.fromisoformat("2026-11-21T23:30:00+05:30")
    assert totp.step_at(moment) == totp.step_at(moment.astimezone(UTC))


def test_a_match_tells_its_step() -> None:
    totp = Totp(_secret(20))
    assert [totp.match(totp.code(step), steps=range(4, 7)) for step in range(3, 8)] == [
        None,
        4,
        5,
        6,
        None,
    ]


def test_a_code_that_fits_two_steps_counts_as_the_newest() -> None:
    totp = Totp(_secret(20))
    seen: dict[str, int] = {}
    for newest in range(100_000):  # two of a few thousand codes are equal
        older = seen.setdefault(totp.code(newest), newest)
        if older != newest:
            break
    assert totp.match(totp.code(older), steps=range(older, newest + 1)) == newest


def test_the_wait_for_a_step_is_rounded_up_and_never_negative() -> None:
    totp = Totp(_secret(20))
    moment = datetime.fromtimestamp(29.2, UTC)
    assert [totp.seconds_until(step, moment) for step in (0, 1, 2)] == [0, 1, 31]


def test_secrets_are_160_random_bits_without_padding_r10() -> None:
    secrets = [new_secret() for _ in range(200)]
    assert len(set(secrets)) == 200
    assert {len(base64.b32decode(secret)) for secret in secrets} == {20}
    assert not any("=" in secret for secret in secrets)


def test_a_secret_does_not_show_in_a_repr_r16() -> None:
    assert _secret(20) not in repr(Totp(_secret(20)))
