"""Promise: sessions end by rest and by age, are listed and ended by their owner alone, and the
database holds nothing that opens one."""

from app.sessions.models import AuthSession
from tests.person import Person
from tests.rows import dump, execute, rows
from tests.signing import signer_of

DAY = 86400


def listed(person: Person) -> list[dict[str, object]]:
    return list(person.get("sessions").json["sessions"])


def test_r63_a_session_ends_after_seven_days_of_rest(ann: Person) -> None:
    ann.sign_in().clock.move(seconds=7 * DAY - 1)
    assert ann.is_signed_in()
    ann.clock.move(seconds=7 * DAY)
    assert not ann.is_signed_in()


def test_r63_a_session_ends_after_thirty_days_whatever_it_did(ann: Person) -> None:
    ann.sign_in()
    for _ in range(5):
        ann.clock.move(seconds=6 * DAY - 1)
        assert ann.is_signed_in()
    ann.reauth(password=ann.password)
    ann.clock.move(seconds=5)
    assert not ann.is_signed_in()


def test_r58_the_database_holds_only_the_hash_of_a_session_token(ann: Person) -> None:
    ann.sign_in()
    signer = signer_of(ann.app)
    content = signer.loads(ann.held_cookie("second_lock_session"))
    token = content["_user_id"]
    assert len(token) >= 43
    held = dump(ann.app)
    assert token not in held
    for replayed in (rows(ann.app, AuthSession)[0].token_hash, rows(ann.app, AuthSession)[0].id):
        ann.use_cookie("second_lock_session", signer.dumps({**content, "_user_id": replayed}))
        assert not ann.is_signed_in()


def test_r61_a_session_of_an_older_token_version_opens_nothing(ann: Person) -> None:
    ann.sign_in()
    execute(ann.app, "UPDATE users SET token_version = token_version + 1")
    assert not ann.is_signed_in()


def test_r61_a_disabled_account_is_out_at_once(ann: Person) -> None:
    ann.sign_in()
    execute(ann.app, "UPDATE users SET disabled_at = created_at")
    assert not ann.is_signed_in()


def test_r68_the_list_tells_where_one_is_signed_in(ann: Person) -> None:
    ann.sign_in()
    body = {"email": ann.email, "password": ann.password}
    ann.clock.move(seconds=60)
    ann.other_browser().post(
        "login",
        body,
        headers={"User-Agent": "Elsewhere/1.0"},
        environ_overrides={"REMOTE_ADDR": "203.0.113.5"},
    )
    mine, other = sorted(listed(ann), key=lambda each: not each["current"])
    assert (mine["current"], other["current"]) == (True, False)
    assert (other["ip"], other["userAgent"]) == ("203.0.113.5", "Elsewhere/1.0")
    assert (other["kind"], other["methods"]) == ("cookie", ["password"])
    assert other["createdAt"] == other["lastSeenAt"] == "2026-11-21T12:01:00+00:00"
    assert set(mine) == {
        "id", "current", "kind", "createdAt", "lastSeenAt", "ip", "userAgent", "device", "methods",
    }  # fmt: skip


def test_r68_one_session_can_be_ended(ann: Person) -> None:
    other = ann.sign_in().other_browser().sign_in()
    [target] = [each["id"] for each in listed(ann) if not each["current"]]
    assert ann.call("DELETE", f"sessions/{target}").status_code == 200
    assert not other.is_signed_in()
    assert ann.is_signed_in()
    assert ann.call("DELETE", f"sessions/{target}").status_code == 404


def test_r68_all_other_sessions_can_be_ended(ann: Person, bob: Person) -> None:
    bob.sign_in()
    others = [ann.other_browser().sign_in() for _ in range(3)]
    ann.sign_in()
    assert ann.call("DELETE", "sessions").status_code == 200
    assert [one.is_signed_in() for one in others] == [False] * 3
    assert ann.is_signed_in()
    assert bob.is_signed_in()


def test_r68_somebody_elses_session_does_not_exist_for_the_caller(ann: Person, bob: Person) -> None:
    ann.sign_in()
    bob.sign_in()
    [anns] = [each["id"] for each in listed(ann)]
    answer = bob.call("DELETE", f"sessions/{anns}")
    assert (answer.status_code, answer.json["code"]) == (404, "not_found")
    assert ann.is_signed_in()
    assert [each["id"] for each in listed(bob)] != [anns]


def test_a_strange_user_agent_does_not_break_the_login(ann: Person) -> None:
    for agent in ["evil\x1b[2J\x07", "x" * 5000, "nul\x00byte", "\xff\xfe"]:
        body = {"email": ann.email, "password": ann.password}
        answer = ann.post("login", body, environ_overrides={"HTTP_USER_AGENT": agent})
        assert answer.status_code == 200
        [shown] = [str(each["userAgent"]) for each in listed(ann)]
        assert shown.isprintable()
        assert len(shown) <= 300
