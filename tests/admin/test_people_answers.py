"""Promise: administrators find people by filter and group, page by page, and see of one what helps
and no secret (A02)."""

from typing import Any

import pytest

from app.factors.models import BackupCodeHash, Passkey, TotpSecret
from app.policy.models import PolicyDate
from app.sessions.models import AuthSession, TrustedDevice
from app.twofactor.service import status
from app.users.models import User
from tests.accounts.links import ask_change, trust
from tests.admin.conftest import make_group
from tests.admin.people import PEOPLE, WHY, done, place, shown, unproven
from tests.factors.keys import add_key
from tests.person import Person
from tests.policies import set_level
from tests.rows import copy_account, execute, id_of_address, rows

DAY = 86_400


def listed(root: Person, query: str = "") -> list[dict[str, Any]]:
    answer = root.get(f"{PEOPLE}?{query}")
    assert answer.status_code == 200, answer.json
    found: list[dict[str, Any]] = answer.json["users"]
    return found


def found(root: Person, query: str) -> list[str]:
    return [each["email"] for each in listed(root, query)]


def test_a_person_of_the_list_has_what_the_contract_names(root: Person, bob: Person) -> None:
    bob.sign_in()
    root.clock.move(seconds=10)
    [item] = [each for each in listed(root) if each["email"] == bob.email]
    assert item == {
        "id": id_of_address(bob.app, bob.email),
        "email": bob.email,
        "name": "",
        "role": "user",
        "groups": [],
        "emailVerified": True,
        "disabled": False,
        "locked": False,
        "authenticators": [],
        "lastSeenAt": "2026-11-21T12:00:30+00:00",
        "createdAt": item["createdAt"],
        "version": 1,
    }
    [item] = [each for each in listed(root) if each["email"] == root.email]
    [app] = item["authenticators"]
    assert set(app) == {"id", "kind", "name", "createdAt", "lastUsedAt"}
    assert (app["kind"], item["role"]) == ("totp", "admin")


def test_apps_and_passkeys_stand_beside_each_other(root: Person, enrolled: Person) -> None:
    root.clock.move(seconds=1)
    add_key(enrolled, name="Key")
    root.reauth(code=root.code())
    [item] = [each for each in listed(root) if each["email"] == enrolled.email]
    assert [each["kind"] for each in item["authenticators"]] == ["totp", "passkey"]
    assert item["authenticators"] == shown(root, enrolled)["authenticators"]


def test_each_filter_finds_whom_it_names(root: Person, enrolled: Person, bob: Person) -> None:
    assert found(root, "filter=without_second_factor") == [bob.email]
    assert found(root, "filter=admins") == [root.email]
    assert found(root, "filter=disabled") == found(root, "filter=unverified") == []
    done(root, bob, "disable")
    unproven(enrolled)
    assert found(root, "filter=disabled") == [bob.email]
    assert found(root, "filter=unverified") == [enrolled.email]
    assert found(root, "filter=unverified&q=bob") == []
    assert len(listed(root)) == 3


def test_locked_are_those_of_whom_no_code_is_taken_now(root: Person, enrolled: Person) -> None:
    for _ in range(4):
        enrolled.reauth(code=enrolled.wrong_code())
    assert found(root, "filter=locked") == []
    enrolled.reauth(code=enrolled.wrong_code())
    assert found(root, "filter=locked") == [enrolled.email]
    assert shown(root, enrolled)["locked"] is True
    done(root, enrolled, "unlock")
    assert found(root, "filter=locked") == []
    assert shown(root, enrolled)["locked"] is False


def test_inactive_are_those_whom_nobody_saw_for_ninety_days(root: Person, bob: Person) -> None:
    root.clock.move(seconds=90 * DAY)
    root.sign_in()
    assert found(root, "filter=inactive") == [bob.email]
    bob.sign_in()
    assert found(root, "filter=inactive") == []


def test_a_group_narrows_the_list(root: Person, bob: Person) -> None:
    make_group(root)
    done(root, bob, "groups")
    assert found(root, "group=editors") == [bob.email]
    assert found(root, "group=editors&filter=admins") == []
    refusal = root.get(f"{PEOPLE}?group=nobody")
    assert (refusal.status_code, list(refusal.json["fields"])) == (400, ["group"])


def test_pages_neither_skip_nor_repeat_also_when_their_last_one_goes(
    root: Person, bob: Person
) -> None:
    copy_account(bob.app, bob.email, 7)
    expected = [each.email for each in sorted(rows(root.app, User), key=_by_age)]
    seen, query = list[str](), "limit=3"
    while True:
        page = root.get(f"{PEOPLE}?{query}").json
        seen += [each["email"] for each in page["users"]]
        if page["next"] is None:
            break
        execute(root.app, "DELETE FROM users WHERE email = :email", email=seen[-1])
        query = f"limit=3&after={page['next']}"
    assert seen == expected


def _by_age(user: User) -> tuple[Any, str]:
    return user.created_at, user.id


WRONG = [
    "limit=0", "limit=101", "limit=x", "after=%00", "after=x", "after=1.", "after=.x",
    "after=999999999999999999.x", "filter=all", "filter=", "q=%00", "role=admin", "id=1",
    f"q={'x' * 101}", f"group={'x' * 41}",
]  # fmt: skip


@pytest.mark.parametrize("query", WRONG)
def test_a_page_that_is_none_is_refused(root: Person, query: str) -> None:
    answer = root.get(f"{PEOPLE}?{query}")
    assert (answer.status_code, answer.json["code"]) == (400, "invalid_request")
    assert list(answer.json["fields"]) == [query.partition("=")[0]]


def test_the_last_moment_of_a_cursor_is_no_error(root: Person) -> None:
    assert listed(root, f"after={'9' * 17}.zzz") == []
    assert len(listed(root, "after=0.0")) == 1


def test_one_person_is_shown_with_what_waits(root: Person, enrolled: Person) -> None:
    enrolled.reauth(code=enrolled.code())
    assert ask_change(enrolled, "new@example.com").status_code == 202
    found = shown(root, enrolled)
    assert found["pendingEmail"] == "new@example.com"
    assert (found["twoFactorEnabled"], found["backupCodesRemaining"]) == (True, 10)
    assert (found["mustEnrol"], found["locale"]) == (False, "")
    [user] = [each for each in rows(root.app, User) if each.email == enrolled.email]
    with root.app.app_context():
        told = status(user)
    assert (found["standing"]["level"], found["standing"]["required"]) == (
        told["level"],
        told["required"],
    )


def test_the_date_of_a_person_is_shown_and_a_look_tells_nobody(root: Person, bob: Person) -> None:
    assert shown(root, bob)["standing"] == {
        "level": "optional",
        "required": False,
        "setUpBy": None,
    }
    make_group(root)
    set_level(root.app, "two_factor", group="editors", grace=14)
    done(root, bob, "groups")
    asked = {"level": "two_factor", "required": True, "setUpBy": None}
    assert shown(root, bob)["standing"] == asked
    assert rows(root.app, PolicyDate) == [], "all days are before who was never told (G02)"
    date = bob.sign_in().get("2fa/status").json["setUpBy"]
    assert shown(root, bob)["standing"] == {**asked, "setUpBy": date}
    root.clock.move(seconds=15 * DAY)
    assert shown(root.sign_in(), bob)["standing"] == asked, "by now it holds"


def test_what_is_signed_in_is_shown(root: Person, enrolled: Person) -> None:
    trust(enrolled)
    told = root.get(place(enrolled, "sessions")).json
    [session], [browser] = told["sessions"], told["trustedBrowsers"]
    assert (session["kind"], session["ip"]) == ("cookie", "127.0.0.1")
    assert session["amr"] == ["password", "totp"]
    assert set(browser) == {"id", "device", "ip", "createdAt", "lastUsedAt"}
    assert told["next"] is None
    own = {each.id for each in rows(root.app, AuthSession)}
    assert session["id"] in own
    assert browser["id"] == rows(root.app, TrustedDevice)[0].id


def test_the_history_of_one_is_theirs_alone_and_comes_in_pages(root: Person, bob: Person) -> None:
    done(root, bob, "sign-out")
    whole = root.get(place(bob, "events")).json
    assert {each["subject"]["email"] for each in whole["events"]} == {bob.email}
    newest = whole["events"][0]
    assert (newest["type"], newest["actor"]["email"]) == ("logout.all", root.email)
    assert newest["detail"] == {"because": WHY}
    seen, query = list[str](), "limit=1"
    while query:
        page = root.get(f"{place(bob, 'events')}?{query}").json
        seen += [each["id"] for each in page["events"]]
        query = f"limit=1&after={page['next']}" if page["next"] else ""
    assert seen == [each["id"] for each in whole["events"]]


def test_nobody_is_not_found(root: Person) -> None:
    for path in ("", "/sessions", "/events"):
        answer = root.get(f"{PEOPLE}/nobody{path}")
        assert (answer.status_code, answer.json["code"]) == (404, "not_found")


SECRETS: dict[type[Any], tuple[str, ...]] = {
    User: ("password_hash", "passkey_handle"),
    AuthSession: ("token_hash",),
    TrustedDevice: ("token_hash",),
    TotpSecret: ("sealed",),
    Passkey: ("public_key", "credential_id"),
    BackupCodeHash: ("digest",),
}


def test_a02_no_answer_holds_a_secret(root: Person, enrolled: Person) -> None:
    add_key(enrolled, name="Key")
    trust(enrolled)
    root.reauth(code=root.code())
    told = "".join(
        root.get(path).get_data(as_text=True)
        for path in (PEOPLE, *(place(enrolled, each) for each in ("sessions", "events")))
    )
    told += root.get(place(enrolled)).get_data(as_text=True)
    secrets = {enrolled.secret, *enrolled.backup_codes}
    for model, names in SECRETS.items():
        secrets |= {getattr(row, name) for row in rows(root.app, model) for name in names}
    assert len(secrets) > 35
    assert [each for each in secrets if each and each in told] == []
