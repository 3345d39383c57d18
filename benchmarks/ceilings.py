"""What the pure work alone allows, on the cores of whoever starts this: hashes, QR codes.

`python -m benchmarks.ceilings hashes N` or `qr N` prints how many a second.
"""

import subprocess
import sys
import time

import bcrypt

from app.core import qr
from app.core.totp import Totp, new_secret, provisioning_uri
from benchmarks.journeys import hashes_per_second


def measured(what: str, number: int, *, cores: str) -> float:
    """Return how many a second of `what` a process of its own does on some cores."""
    words = ["taskset", "-c", cores, sys.executable, "-m", "benchmarks.ceilings", what, str(number)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    return float(done.stdout)


def _hashes(number: int) -> float:
    stored = bcrypt.hashpw(b"x" * 44, bcrypt.gensalt(12))
    return hashes_per_second(lambda: bcrypt.checkpw(b"x" * 44, stored), number)


def _qr_codes(number: int) -> float:
    begun = time.perf_counter()
    for at in range(number):
        account = f"person{at}@example.com"
        qr.svg_data_url(provisioning_uri(Totp(new_secret()), issuer="Second Lock", account=account))
    return number / (time.perf_counter() - begun)


if __name__ == "__main__":
    print({"hashes": _hashes, "qr": _qr_codes}[sys.argv[1]](int(sys.argv[2])))
