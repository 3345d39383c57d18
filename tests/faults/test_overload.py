"""Promise: two hundred logins at once fill a bounded queue: the rest is refused with 503 and when
to come back, nobody is locked out by it, and health answers at once (F14)."""

import statistics
import threading
import time
from pathlib import Path

from tests.faults.invariants import Ledger, check_invariants
from tests.faults.nodes import Node
from tests.faults.visitor import Visitor, enrolled_visitor
from tests.racing import race

LOGINS = 200


def test_f14_two_hundred_logins_at_once(tmp_path: Path) -> None:
    limits = {"REQUEST_LIMITS": "999999/60", "PASSWORD_LIMITS": f"{LOGINS}/900"}
    with Node(tmp_path, BCRYPT_ROUNDS="12", PASSWORD_ADDRESS_LIMITS="999999/60", **limits) as node:
        app = node.inside()
        ann = enrolled_visitor(app, node.url, "ann@example.com")
        stop, times = threading.Event(), []

        def watch() -> None:
            health = Visitor(node.url, "")
            while not stop.is_set():
                begun = time.monotonic()
                assert health.get("/healthz").status == 200
                times.append(time.monotonic() - begun)
                time.sleep(0.02)

        watcher = threading.Thread(target=watch)
        watcher.start()
        answers = race([lambda: ann.twin().log_in() for _ in range(LOGINS)])
        stop.set()
        watcher.join()
        ledger = Ledger()
        ledger.statuses.update(each.status for each in answers)
        assert set(ledger.statuses) == {200, 503}, ledger.statuses
        assert ledger.statuses[200] >= 10, "those who got a place were let in"
        waits = [each for each in answers if each.status == 503]
        assert all(int(each.headers["Retry-After"]) > 0 for each in waits)
        assert statistics.median(times) < 0.2, "health waits behind the hashes"
        ann.log_in()  # none of the refused tries was counted against the account
        assert ann.verify(ann.code()).status == 200
        check_invariants(app, ledger)
        told = f"{dict(ledger.statuses)}, health p50 {statistics.median(times):.3f} s"
        (tmp_path / "figures").write_text(f"{told}, worst {max(times):.3f} s")
