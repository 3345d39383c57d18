"""Promise: two hundred logins at once fill a bounded queue: the rest is refused with 503 and when
to come back, nobody is locked out by it, and health and sessions are answered at once (F14)."""

import statistics
import time
from contextlib import ExitStack
from pathlib import Path

from tests.faults.invariants import Ledger, check_invariants
from tests.faults.nodes import Node
from tests.faults.visitor import Visitor, enrolled_visitor
from tests.faults.watching import watched
from tests.racing import race

LOGINS = 200
_LIMITS = {
    "REQUEST_LIMITS": "999999/60",
    "PASSWORD_LIMITS": f"{LOGINS}/900",
    "PASSWORD_ADDRESS_LIMITS": "999999/60",
}


def _cookies(visitor: Visitor) -> str:
    return "; ".join(f"{each.name}={each.value}" for each in visitor.jar)


def test_f14_two_hundred_logins_at_once(tmp_path: Path) -> None:
    with Node(tmp_path, BCRYPT_ROUNDS="12", **_LIMITS) as node:
        app = node.inside()
        bob = enrolled_visitor(app, node.url, "bob@example.com")
        bob.log_in()
        assert bob.verify(bob.code()).status == 200
        ann = enrolled_visitor(app, node.url, "ann@example.com")
        with ExitStack() as stack:
            times = {
                path: stack.enter_context(watched(node.url + path, cookie=_cookies(bob)))
                for path in ("/healthz", "/readyz", "/api/auth/me")
            }
            begun = time.monotonic()
            answers = race([lambda: ann.twin().log_in() for _ in range(LOGINS)])
            crowded = time.monotonic() - begun
        ledger = Ledger()
        ledger.statuses.update(each.status for each in answers)
        assert set(ledger.statuses) == {200, 503}, ledger.statuses
        assert ledger.statuses[200] >= 10, "those who got a place were let in"
        waits = [each for each in answers if each.status == 503]
        assert all(int(each.headers["Retry-After"]) > 0 for each in waits)
        for path, taken in times.items():
            assert statistics.median(taken) < 0.2, f"{path} waits behind the hashes"
            # No bound in seconds: what waits behind the crowd waits for nearly half of its time.
            assert max(taken) < crowded / 5, f"{path} waits behind the crowd"
        ann.log_in()  # none of the refused tries was counted against the account
        assert ann.verify(ann.code()).status == 200
        check_invariants(app, ledger)
        told = {
            path: f"p50 {statistics.median(t):.3f} worst {max(t):.3f} s"
            for path, t in times.items()
        }
        (tmp_path / "figures").write_text(f"{dict(ledger.statuses)} in {crowded:.2f} s, {told}")
