"""Promise: after a restored backup no passkey challenge of before works again, and for a day no
browser is told to forget a key that the backup lacks (F15, P12)."""

from app.factors.models import SpentChallenge
from app.maintenance.fence import fence
from app.maintenance.purge import purge
from tests.clock import FrozenClock
from tests.passkeys.owning import add_passkey
from tests.person import Person
from tests.rows import rows

DAY = 24 * 3600


def put_up(person: Person) -> None:
    with person.app.app_context():
        fence(person.clock.now())


def test_f15_a_challenge_of_before_the_fence_is_refused(ann: Person, clock: FrozenClock) -> None:
    device = add_passkey(ann.sign_in())
    before = ann.post("passkey/options", {}).json
    clock.move(seconds=1)
    put_up(ann)
    refused = ann.post("passkey/login", {"credential": device.get(before)})
    assert (refused.status_code, refused.json["code"]) == (400, "invalid_passkey")
    after = ann.post("passkey/options", {}).json
    assert ann.post("passkey/login", {"credential": device.get(after)}).status_code == 200


def test_p12_no_browser_forgets_a_key_for_a_day(ann: Person, clock: FrozenClock) -> None:
    device = add_passkey(ann.sign_in())
    assert list(device.keys) == ann.get("passkeys").json["signal"]["allAcceptedCredentialIds"]
    put_up(ann)
    clock.move(seconds=DAY - 1)
    options = ann.post("passkey/options", {}).json
    assert ann.post("passkey/login", {"credential": device.get(options)}).status_code == 200
    assert "signal" not in ann.get("passkeys").json
    clock.move(seconds=1)
    assert "signal" in ann.get("passkeys").json


def test_p12_a_second_fence_begins_the_day_anew(ann: Person, clock: FrozenClock) -> None:
    add_passkey(ann.sign_in())
    put_up(ann)
    clock.move(seconds=DAY - 1)
    put_up(ann)
    clock.move(seconds=DAY - 1)
    [row] = [each for each in rows(ann.app, SpentChallenge) if each.digest == "fence"]
    assert row.expires_at > clock.now()


def test_the_fence_is_purged_a_day_after_its_end(ann: Person, clock: FrozenClock) -> None:
    put_up(ann)
    for seconds, many in ((2 * DAY - 1, 1), (1, 0)):
        clock.move(seconds=seconds)
        with ann.app.app_context():
            purge(clock.now())
        assert len(rows(ann.app, SpentChallenge)) == many
