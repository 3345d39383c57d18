"""Promise: a secret that was rotated or revoked since a backup opens nothing after it is restored
(F15, T05)."""

from app.maintenance.fence import fence
from tests.introspection.asking import add
from tests.person import Person


def test_f15_a_restored_client_secret_is_dead(ann: Person) -> None:
    backend = add(ann.app)
    assert backend.ask("x").status_code == 200
    with ann.app.app_context():
        fence(ann.clock.now())
    assert backend.ask("x").status_code == 401
