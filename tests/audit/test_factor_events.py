"""Promise: each authenticator and passkey that is added, renamed, removed or refused stands in the
history, without the name that its owner gave it (P06, P10)."""

from tests.factors.keys import add_key, second_step
from tests.person import Person
from tests.rows import events
from tests.twofactor.apps import add_app, listed


def told(person: Person, before: int) -> list[str]:
    """The types that were written since; no detail holds a name."""
    written = events(person.app)[before:]
    assert "Ann" not in str([each.detail for each in written])
    return [each.type for each in written]


def test_p10_the_life_of_an_authenticator_is_written(enrolled: Person) -> None:
    before = len(events(enrolled.app))
    _, app_id = add_app(enrolled, "Ann's tablet")
    enrolled.call("PATCH", f"2fa/authenticators/{app_id}", {"name": "Ann's phone"})
    enrolled.call("DELETE", f"2fa/authenticators/{app_id}")
    assert told(enrolled, before) == [
        "2fa.setup_started",
        "authenticator.added",
        "authenticator.renamed",
        "authenticator.removed",
    ]
    assert events(enrolled.app)[-1].detail == {"factor": app_id}


def test_p06_p10_the_life_of_a_passkey_is_written(enrolled: Person) -> None:
    before = len(events(enrolled.app))
    device = add_key(enrolled, name="Ann's key", counter=7, be=False, bs=False)
    other = enrolled.other_browser().half()
    assert second_step(other, device, counter=6, be=False, bs=False).status_code == 400
    [key] = [each for each in listed(enrolled) if each["kind"] == "passkey"]
    enrolled.call("PATCH", f"passkeys/{key['id']}", {"name": "Ann's old key"})
    enrolled.call("DELETE", f"passkeys/{key['id']}")
    assert told(enrolled, before) == [
        "passkey.added",
        "login.second_factor_asked",
        "passkey.refused",
        "passkey.counter",
        "passkey.renamed",
        "passkey.removed",
    ]
    outcomes = {each.type: each.outcome for each in events(enrolled.app)}
    assert outcomes["passkey.counter"] == outcomes["passkey.refused"] == "failure"
