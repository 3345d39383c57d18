"""Which COSE public keys are taken (RFC 9053, P13).

There are three algorithms, and no weak key. A key that anybody could sign under would open the
account to strangers.
"""

from collections.abc import Callable, Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from fido2.cose import CoseKey

_ALG = 3
# The members that say what a key is: its type and its curve.
_FIXED = {-8: {1: 1, -1: 6}, -7: {1: 2, -1: 1}, -257: {1: 3}}
_BYTES = {-8: (-2,), -7: (-2, -3), -257: (-1, -2)}
_COORDINATE_BYTES = 32
_RSA_BITS = range(2048, 4097)
_RSA_EXPONENTS = range(3, 2**32, 2)
_P = 2**255 - 19
_D = -121665 * pow(121666, -1, _P) % _P


def fitting_key(found: Mapping[Any, Any]) -> CoseKey:
    """Return a key with its own members alone; raises ValueError or KeyError.

    Algorithm, type, curve and sizes are checked.
    """
    algorithm = found[_ALG]
    fixed, names = _FIXED[algorithm], _BYTES[algorithm]
    if any(found[name] != value for name, value in fixed.items()):
        raise ValueError
    if any(not isinstance(found[name], bytes) for name in names):
        raise ValueError
    values = {name: found[name] for name in names}
    _CHECKS[algorithm](*values.values())
    return CoseKey.parse({**fixed, _ALG: algorithm, **values})


def refuse_unusable(key: CoseKey) -> None:
    """Raise ValueError for a key that no signature would fit.

    Such a key lies off its curve.
    """
    try:
        key.verify(b"", b"")
    except InvalidSignature:
        return
    raise ValueError


def _check_point(x: bytes, y: bytes) -> None:
    # The library checks that it lies on the curve, whose order is prime.
    if {len(x), len(y)} != {_COORDINATE_BYTES}:
        raise ValueError


def _check_rsa(modulus: bytes, exponent: bytes) -> None:
    # Under the exponent 1 a message is its own signature. Large numbers take long to verify.
    n = int.from_bytes(modulus, "big")
    if n.bit_length() not in _RSA_BITS or n % 2 == 0:
        raise ValueError
    if int.from_bytes(exponent, "big") not in _RSA_EXPONENTS:
        raise ValueError


def _check_edwards(encoded: bytes) -> None:
    """Raise ValueError for no point, or one of small order (RFC 8032)."""
    if len(encoded) != _COORDINATE_BYTES:
        raise ValueError
    y = int.from_bytes(encoded, "little") % 2**255
    square = y * y % _P
    # x² is a quotient of these two, and a square where their product is one.
    product = (square - 1) * (_D * square + 1) % _P
    # A signature of zeros fits many messages under a point of small order: y is 1, -1 or 0, or
    # solves dy⁴ + 2y² = 1.
    small = (square - 1) * y * (_D * square * square + 2 * square - 1) % _P
    if y >= _P or small == 0 or pow(product, (_P - 1) // 2, _P) != 1:
        raise ValueError


_CHECKS: Mapping[int, Callable[..., None]] = {
    -8: _check_edwards,
    -7: _check_point,
    -257: _check_rsa,
}
