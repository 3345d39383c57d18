"""The examples of what administrators do for and to a person, and of the policy."""

from tests.person import Person
from tests.recording import Recorder

_WHY = "Asked for it on the phone"


def record_people(recorder: Recorder, ann: Person) -> None:
    """Record every call on a person; `ann` is an administrator with a fresh proof."""
    bob = Person(ann.app, ann.clock, "bob@example.com").register().enrol()
    dora = Person(ann.app, ann.clock, "dora@example.com")
    dora.post("register", {"email": dora.email, "password": dora.password})
    people = "/api/admin/users"
    listed = recorder.keep("two at a time", ann.get(f"{people}?limit=2&filter=admins")).json
    assert listed["users"]
    found = {each["email"]: each["id"] for each in ann.get(people).json["users"]}
    place = f"{people}/{found[bob.email]}"
    recorder.keep("one person", ann.get(place))
    recorder.keep("where they are signed in", ann.get(f"{place}/sessions"))
    recorder.keep("what happened to them", ann.get(f"{place}/events?limit=2"))
    version = 1
    for act, more in (
        ("unlock", {}),
        ("sign-out", {}),
        ("send-reset", {}),
        ("role", {"role": "admin"}),
        ("groups", {"groups": ["writers"]}),
        ("reset-second-factor", {}),
        ("disable", {}),
        ("enable", {}),
        ("delete", {}),
    ):
        body = {"reason": _WHY, "version": version, **more}
        recorder.keep(act.replace("-", " "), ann.post(f"{place}/{act}", body))
        version += 1
    place = f"{people}/{found[dora.email]}"
    body = {"reason": _WHY, "version": 1}
    recorder.keep("an unproven address", ann.post(f"{place}/resend-verification", body))
    ann.post(f"{place}/delete", {"reason": _WHY, "version": 2})
    _record_policy(recorder, ann)


def _record_policy(recorder: Recorder, ann: Person) -> None:
    policy = "/api/admin/policy"
    body = {"level": "two_factor", "grace": 14}
    recorder.keep("two weeks for everybody", ann.call("PUT", policy, body))
    recorder.keep("all", ann.get(policy))
    recorder.keep("who meets it", ann.get(f"{policy}/report"))
    ann.call("PUT", policy, {"level": "optional"})
